"""What a stranger's file may hold: strategies that damage good files, and what must be true of each error.

`ci/fuzz` runs the tests that use them for as long as it is told, each round from another seed; pytest alone tries the
same few examples each time, and the inputs under hostile/ that once were trouble.
"""

from __future__ import annotations

import copy
import json
import os
import resource
import signal
import unicodedata
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Iterator

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).parent / "hostile"
SECONDS = 30
MEGABYTES = 300

_common: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "database": None,
    # To make a failing example small can take minutes; IPCLAIM_HYPOTHESIS=shrink does.
    "phases": (Phase.explicit, Phase.generate),
}
settings.register_profile("repository", max_examples=25, derandomize=True, **_common)
settings.register_profile("fuzz", max_examples=40, **_common)
settings.register_profile("shrink", max_examples=100, **{**_common, "phases": tuple(Phase)})
settings.load_profile(os.environ.get("IPCLAIM_HYPOTHESIS", "repository"))

# Markup that shows in a parsed page if anything of it got through, and what moves a terminal or reorders its text.
MARKUP = [
    "<zq a=1>",
    '" onzq="1',
    "' onzq='1",
    "</script><zq>",
    "]]><zq>",
    "{{7*7}}",
    "[x](javascript:zq)",
    "&lt;zq",
]
ODD = [
    "",
    "\x00",
    "\x1b[2J",
    "\x9b",
    "\u202e",
    "\u2028",
    "\ufffe",
    "🜚",
    "a" * 5000,
    "..",
    "/",
    "-",
    "NaN",
    "null",
]

texts = st.one_of(st.sampled_from(MARKUP + ODD), st.text(max_size=20))
numbers = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from([2**63, 2**64 - 1, -1, 0, 1.8446744073692774e19, 1e300, 5e-324, -0.0]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


def nested(depth: int, inner: str = "0") -> str:
    """A text that nests lists so deeply, in JSON and TOML alike."""
    return "[" * depth + inner + "]" * depth


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in pairs:
        yield from _places(inner, (*path, key))


@st.composite
def damaged(
    draw: st.DrawFn, good: Any, foreign: st.SearchStrategy[Any] = values, most: int = 3
) -> Any:
    """A copy of plain data in which some values are replaced, removed, doubled or exchanged."""
    data = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, most))):
        paths = list(_places(data))
        if not paths:
            break
        *above, last = draw(st.sampled_from(paths))
        home = data
        for key in above:
            home = home[key]
        how = draw(
            st.sampled_from(["replace", "replace", "rename", "remove", "double", "exchange"])
        )
        if how == "replace":
            home[last] = draw(foreign)
        elif how == "remove":
            del home[last]
        elif how == "rename" and isinstance(home, dict):
            home[draw(texts)] = home.pop(last)
        elif how == "double" and isinstance(home, list):
            home.insert(last, copy.deepcopy(home[last]))
        elif how == "exchange":
            other = draw(
                st.sampled_from(list(home) if isinstance(home, dict) else list(range(len(home))))
            )
            home[last], home[other] = home[other], home[last]
    return data


@st.composite
def corrupted(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes of a good file, cut, spliced, or with others between them."""
    raw = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        how = draw(st.sampled_from(["set", "insert", "cut", "remove", "copy"]))
        piece = draw(
            st.one_of(
                st.binary(min_size=1, max_size=4),
                st.sampled_from([b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\n", b"\r", b"\0"]),
                st.sampled_from([b'"', b"{", b"]", b"1e999", b"nan"]),
                st.integers(1, 3000).map(lambda depth: nested(depth).encode()),
                st.integers(1, 6000).map(lambda digits: b"9" * digits),
            )
        )
        if how == "set":
            raw[at : at + len(piece)] = piece
        elif how == "insert":
            raw[at:at] = piece
        elif how == "cut":
            del raw[at:]
        elif how == "remove":
            del raw[at : at + draw(st.integers(1, 80))]
        else:
            raw[at:at] = raw[at : at + draw(st.integers(1, 800))]
    return bytes(raw)


def ndjson(records: Any) -> bytes:
    """Records as a stream, whatever they are by now."""
    lines = records if isinstance(records, list) else [records]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_toml_value(str(k))} = {_toml_value(v)}" for k, v in value.items())
            + "}"
        )
    # What JSON escapes with \u is escaped so in TOML, but for the halves of surrogate pairs, which we do not make.
    return json.dumps("" if value is None else value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml(table: Any) -> str:
    """Plain data as TOML, each value on a line of its own."""
    if not isinstance(table, dict):
        table = {"claim": table}
    return "".join(
        f"{_toml_value(str(key))} = {_toml_value(value)}\n" for key, value in table.items()
    )


def _late(_signal: int, _frame: Any) -> None:
    raise AssertionError(f"took longer than {SECONDS} s")


@contextmanager
def bounded() -> Iterator[None]:
    """Fails what takes too long, or too much memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MEGABYTES, f"took {grown:.0f} MiB"


_ACTED_UPON = ("Cc", "Cs", "Zl", "Zp")
_REORDERING = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")


def is_showable(text: str) -> bool:
    """Whether a screen shows the text and does nothing else."""
    return not any(
        unicodedata.category(char) in _ACTED_UPON or unicodedata.bidirectional(char) in _REORDERING
        for char in text
    )


def check_message(message: str, file: Path | str) -> None:
    """One line that names the file and says what to do, and that a terminal can show."""
    assert str(file) in message, message
    assert "; " in message, f"no remedy: {message}"
    assert is_showable(message), ascii(message)
    assert len(message) < 800 + len(str(file)), f"{len(message)} characters: {message[:300]}…"
