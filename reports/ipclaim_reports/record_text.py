"""The record as text: how an entry is written, and how a file is changed without losing its comments. Pure."""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass
from typing import Any, Mapping, Sequence

from .record import Divergence
from .tables import tomllib

WIDTH = 120
HEAD = "[[divergence]]"
_ENTRY = re.compile(r"^\[\[divergence\]\]\s*(#.*)?$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Blocks:
    """A file in parts: what comes before the first entry, each entry, and what follows each."""

    before: str
    entries: tuple[str, ...]
    after: tuple[str, ...]

    def joined(self, entries: Sequence[str | None]) -> str:
        """The file with other entries, None for one that goes; new ones come at the end."""
        text = self.before
        for entry, after in zip(entries, self.after):
            # What stands behind an entry that goes may be a comment on the next one.
            text += after.lstrip("\n") if entry is None else entry + after
        for entry in entries[len(self.after) :]:
            text = text.rstrip("\n") + "\n\n" if text else ""
            text += entry or ""
        return text


def blocks_of(text: str) -> Blocks:
    """The parts of a file; a ValueError where they cannot be told apart."""
    lines = text.splitlines(keepends=True)
    begins = [number for number, line in enumerate(lines) if _ENTRY.match(line)]
    bounds = [*begins, len(lines)]
    entries, after = [], []
    for begin, end in zip(bounds, bounds[1:]):
        last = end
        while lines[last - 1].strip() == "" or lines[last - 1].startswith("#"):
            last -= 1
        entries.append("".join(lines[begin:last]))
        after.append("".join(lines[last:end]))
    whole = tomllib.loads(text).get("divergence", [])
    if not all(map(_holds, entries, whole)) or len(entries) != len(whole):
        raise ValueError("its entries cannot be told apart; begin each with a line [[divergence]]")
    return Blocks("".join(lines[: bounds[0]]), tuple(entries), tuple(after))


def _holds(entry: str, parsed: Any) -> bool:
    """Whether a part is this entry. A text of several lines may look like the head of one."""
    try:
        return bool(tomllib.loads(entry)["divergence"] == [parsed])
    except ValueError:
        return False


def entry_text(divergence: Divergence) -> str:
    """An entry as this repository writes it."""
    lines = [HEAD, _text("claim", divergence.claim)]
    if divergence.where:
        lines.append(f"where = {_table(divergence.where)}")
    lines.append(_text("verdict", divergence.verdict))
    if divergence.observed:
        lines.append(f"observed = {_table(divergence.observed)}")
    for key in ("reason", "source", "status"):
        lines.append(_text(key, getattr(divergence, key)))
    return "\n".join(lines) + "\n"


def _text(key: str, value: str) -> str:
    folded = " ".join(value.split())
    line = f"{key} = {_quoted(folded)}"
    if len(line) <= WIDTH:
        return line
    escaped = _quoted(folded)[1:-1].replace('\\"', '"')
    # The quotes at the end stand on the last line.
    rows = textwrap.wrap(escaped, WIDTH, break_long_words=False, break_on_hyphens=False)
    if len(rows[-1]) + 3 > WIDTH:
        rows = textwrap.wrap(escaped, WIDTH - 3, break_long_words=False, break_on_hyphens=False)
    return f'{key} = """\n' + "\n".join(rows) + '"""'


def _table(values: Mapping[str, Any]) -> str:
    pairs = (f"{_key(key)} = {_value(value)}" for key, value in values.items())
    return "{ " + ", ".join(pairs) + " }"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _value(value: Any) -> str:
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    # Of JSON's escapes all are TOML's as well.
    return json.dumps(text, ensure_ascii=False)
