"""What a report shows of a bench file, as tables without words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from .records import DEFINITIONS, MEASURES, Interval, Ratio, Variant
from .stream import Bench

REFERENCE = 64
BASE = "pipe"


@dataclass(frozen=True)
class Group:
    """The variants of one measure and one definition."""

    measure: str
    definition: str | None
    variants: tuple[Variant, ...]

    @property
    def payloads(self) -> list[int]:
        """The sizes that anything was measured with; 0 is a signal without any."""
        return sorted({v.payload for v in self.variants if v.summary})

    @property
    def reference(self) -> int | None:
        """The size of which the details are shown: 64 bytes, or the first that there is."""
        sizes = [payload for payload in self.payloads if payload]
        return REFERENCE if REFERENCE in sizes else sizes[0] if sizes else None

    def rows(self) -> list[Variant]:
        """Those of the reference size and those that carry nothing, the best first."""
        sizes = (self.reference, 0) if self.measure == "latency" else (self.reference,)
        every = self.measure in ("setup", "connect", "contention")
        own = [v for v in self.variants if v.summary and (every or v.payload in sizes)]
        if self.measure == "contention":
            return own
        return sorted(own, key=rank)

    def by_mechanism(self) -> dict[str, dict[int, Variant]]:
        """The measured ones that carry data, by title and size."""
        found: dict[str, dict[int, Variant]] = {}
        for variant in self.variants:
            if variant.summary and variant.payload:
                found.setdefault(named(variant), {})[variant.payload] = variant
        return found

    def missing(self) -> list[Variant]:
        """What could not be measured, once a mechanism."""
        done = {v.mechanism for v in self.variants if v.summary}
        first = {v.mechanism: v for v in reversed(self.variants) if v.mechanism not in done}
        return list(reversed(first.values()))


def named(variant: Variant) -> str:
    """The title of a mechanism; a subject's calls are told from the native ones."""
    return variant.title + (" @subject" if variant.subject == "subject" else "")


def rank(variant: Variant) -> float:
    """By which the best comes first: the shortest time, the highest rate."""
    value = variant.summary.median if variant.summary else None
    if value is None:
        return float("inf")
    return -value if variant.measure == "throughput" else value


def groups(bench: Bench) -> list[Group]:
    """All groups that hold something, in the order of the format's own lists."""
    found = []
    for measure in MEASURES:
        for definition in (*DEFINITIONS, None):
            own = tuple(
                v
                for v in bench.variants.values()
                if v.measure == measure and v.definition == definition
            )
            if own:
                found.append(Group(measure, definition, own))
    return found


def ratio_to_base(bench: Bench, variant: Variant) -> Ratio | None:
    """The ratio that the bench itself took of a variant, which is to the pipe or to one process."""
    return next((r for (of, _), r in bench.ratios.items() if of == variant.id), None)


def variant_at(bench: Bench, mechanism: str, definition: str) -> Variant | None:
    """The native latency of the reference size, or of a signal where nothing is carried."""
    for payload in (REFERENCE, 0):
        found = bench.variants.get(f"latency/{mechanism}/{definition}/{payload}")
        if found and found.summary:
            return found
    return None


def speed(bench: Bench, mechanism: str, definition: str) -> Interval | None:
    """How many times as fast as the pipe: the ratio upside down, so its ends change places."""
    variant = variant_at(bench, mechanism, definition)
    if variant and mechanism == BASE:
        return Interval(1.0, None, None, None)
    ratio = ratio_to_base(bench, variant) if variant else None
    if ratio is None or not ratio.median:
        return None
    if not ratio.low or not ratio.high:
        return Interval(1 / ratio.median, None, None, None)
    return Interval(1 / ratio.median, 1 / ratio.high, 1 / ratio.low, ratio.confidence)


@dataclass(frozen=True)
class Mixture:
    """Of an unpinned variant, how many blocks went as on one processor, and how many as on two."""

    variant: Variant
    near: int
    far: int


def mixtures(bench: Bench, group: Group) -> list[Mixture]:
    """What pinning is for: one entry for each unpinned variant whose pinned kinds can be told apart."""
    if group.definition != "unpinned":
        return []
    return [one for v in group.variants if v.summary and (one := _mixture(bench, v))]


def pinned(bench: Bench, unpinned: Variant) -> list[Variant | None]:
    """The same on one processor, and on two."""
    ids = (unpinned.id.replace("/unpinned/", f"/{name}/") for name in ("same-cpu", "cross-cpu"))
    return [bench.variants.get(id) for id in ids]


def _mixture(bench: Bench, unpinned: Variant) -> Mixture | None:
    same, cross = (variant.summary if variant else None for variant in pinned(bench, unpinned))
    if not same or not cross or not same.median or not cross.median:
        return None
    if same.high is None or cross.low is None or same.high >= cross.low:
        return None
    middle = (same.median * cross.median) ** 0.5
    far = sum(block["value"] > middle for block in unpinned.blocks)
    return Mixture(unpinned, len(unpinned.blocks) - far, far)


@dataclass(frozen=True)
class Claimed:
    """A row of the document's table, in its own words, and the mechanisms that it can mean."""

    name: str
    copies: str
    calls: str
    relative: str
    time: str
    mechanisms: tuple[str, ...]


# Lines 456 to 460 and 482 to 484 of the document.
DOCUMENT = (
    Claimed("管道", "2 次", "2 次", "基准", "~10,000 ns/次", ("pipe",)),
    Claimed("FIFO", "2 次", "2 次", "基准", "", ("fifo",)),
    Claimed("消息队列", "2 次", "1-2 次", "1.2x", "~12,000 ns/次", ("sysv-msg", "posix-mq")),
    Claimed("套接字", "2 次", "2 次", "基准", "", ("unix-stream", "tcp")),
    Claimed("共享内存", "0 次", "1 次", "10-100x", "~100-200 ns/次", ("shm-spin", "shm-posix-sem")),
)
COLUMNS = ("pair", "same-cpu", "cross-cpu")


@dataclass(frozen=True)
class Redrawn:
    """One mechanism of a row of the document's table, measured."""

    claimed: Claimed
    title: str
    latencies: Mapping[str, Variant | None]
    speeds: Mapping[str, Interval | None]
    calls: str
    copies: str


def redrawn(bench: Bench) -> list[Redrawn]:
    """The document's table with measured numbers; mechanisms that this run has not are left out."""
    rows = []
    titles = {v.mechanism: v.title for v in bench.variants.values()}
    for claimed in DOCUMENT:
        for mechanism in claimed.mechanisms:
            if mechanism in titles:
                rows.append(
                    Redrawn(
                        claimed,
                        titles[mechanism],
                        {d: variant_at(bench, mechanism, d) for d in COLUMNS},
                        {d: speed(bench, mechanism, d) for d in COLUMNS},
                        _calls(bench, mechanism),
                        _copies(bench, mechanism),
                    )
                )
    return rows


def _calls(bench: Bench, mechanism: str) -> str:
    counted = [
        f"{call.per_transfer:.3g} ({call.definition})"
        for call in bench.calls
        if call.mechanism == mechanism and call.per_transfer is not None
    ]
    # Two methods may agree on one count.
    return ", ".join(dict.fromkeys(counted))


def _copies(bench: Bench, mechanism: str) -> str:
    """Those of the kernel, which the document means, for it has none for shared memory."""
    counted = (one.by_kernel for one in bench.copies if one.mechanism == mechanism)
    return next((f"{copies:.3g}" for copies in counted if copies is not None), "")


@dataclass(frozen=True)
class Fastest:
    """The fastest of one group and size, and those that cannot be told from it."""

    group: Group
    payload: int
    first: Variant
    ties: tuple[Variant, ...]


def fastest(bench: Bench) -> list[Fastest]:
    """One entry for each measure, definition and size that several mechanisms share."""
    return [
        one
        for group in groups(bench)
        if group.measure in ("latency", "throughput")
        for payload in group.payloads
        if payload and (one := _fastest(group, payload))
    ]


def _fastest(group: Group, payload: int) -> Fastest | None:
    own = sorted(
        (v for v in group.variants if v.payload == payload and v.summary and v.subject == "native"),
        key=rank,
    )
    if len(own) < 2:
        return None
    first = own[0]
    return Fastest(group, payload, first, tuple(v for v in own[1:] if overlap(first, v)))


def overlap(one: Variant, other: Variant) -> bool:
    """Whether two medians cannot be told apart; without an interval none can."""
    a, b = one.summary, other.summary
    if a is None or b is None or None in (a.low, a.high, b.low, b.high):
        return True
    assert a.low is not None and a.high is not None and b.low is not None and b.high is not None
    return a.low <= b.high and b.low <= a.high
