"""Which way the document advises for what, in its order, with what this machine has to say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Variant
from .stream import Bench
from .views import overlap, rank


@dataclass(frozen=True)
class Advised:
    """A piece of the document's advice: its words, its choices one after the other, and what decides here."""

    quote: str
    ids: tuple[str, ...]


# Lines 343 to 355 and 671 to 672 of the document. A queue takes no message of 64 KiB on most systems.
ADVICE = (
    Advised(
        "父子进程通信，数据量小",
        tuple(f"latency/{name}/same-cpu/64" for name in ("pipe", "fifo", "unix-stream")),
    ),
    Advised(
        "任意进程间的离散消息通信",
        tuple(
            f"latency/{name}/same-cpu/64"
            for name in ("sysv-msg", "posix-mq", "unix-dgram", "unix-seqpacket", "shm-posix-sem")
        ),
    ),
    Advised(
        "需要高性能、大数据量传输",
        tuple(
            f"throughput/{name}/cross-cpu/65536"
            for name in ("shm-posix-sem", "unix-stream", "sysv-msg", "posix-mq")
        ),
    ),
    Advised(
        "本机通信 → Unix 域套接字",
        tuple(f"latency/{name}/same-cpu/64" for name in ("unix-stream-path", "tcp")),
    ),
)


@dataclass(frozen=True)
class Weighed:
    """A piece of advice and its choices in the document's order; `best` cannot be told apart."""

    advised: Advised
    choices: tuple[Variant, ...]
    best: tuple[Variant, ...]


def weighed(bench: Bench) -> list[Weighed]:
    """The advice of which two choices were measured at least."""
    found = []
    for advised in ADVICE:
        choices = tuple(v for id in advised.ids if (v := bench.variants.get(id)))
        measured = sorted((v for v in choices if v.summary), key=rank)
        if len(measured) > 1:
            best = tuple(v for v in measured if v is measured[0] or overlap(measured[0], v))
            found.append(Weighed(advised, choices, best))
    return found
