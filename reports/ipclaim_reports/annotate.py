"""Where in the document each claim is made: its number, the columns of its quote, other lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

from .document import sections_of
from .model import JudgedClaim, Report


@dataclass(frozen=True)
class Mark:
    """A claim's quote, or its part on one line; the last part carries the claim's sign."""

    id: str
    start: int
    end: int
    last: bool


@dataclass(frozen=True)
class Annotations:
    """The marks of the document's claims by line, and the numbers by which they are named."""

    claims: Mapping[str, JudgedClaim]
    numbers: Mapping[str, int]
    marks: Mapping[int, Sequence[Mark]]
    again: Mapping[int, Sequence[str]]
    homes: Mapping[str, int]
    lost: Sequence[str]


def annotate(report: Report) -> Annotations:
    """Find the quote of every claim; a claim whose quote is not there is `lost`, and not hidden."""
    claims = {j.claim.id: j for section in sections_of(report) for j in section.claims}
    found = {id: _quoted(judged, report.lines) for id, judged in claims.items()}
    homes = {id: min(parts) for id, parts in found.items() if parts}
    order = sorted(homes, key=lambda id: (homes[id], found[id][homes[id]]))
    lost = [id for id in claims if id not in homes]
    marks: dict[int, list[Mark]] = {}
    again: dict[int, list[str]] = {}
    for id in order:
        final = max(found[id])
        for line, (start, end) in found[id].items():
            marks.setdefault(line, []).append(Mark(id, start, end, line == final))
        for line in claims[id].claim.lines:
            if line not in found[id] and line <= len(report.lines):
                again.setdefault(line, []).append(id)
    numbers = {id: number for number, id in enumerate(order + lost, 1)}
    return Annotations(claims, numbers, marks, again, homes, lost)


def _quoted(judged: JudgedClaim, lines: Sequence[str]) -> dict[int, tuple[int, int]]:
    """The quote's columns on each of its lines; the first that `lines` names and that has it."""
    quote = (judged.claim.quote or "").strip("\n").split("\n")
    for number in judged.claim.lines:
        parts: dict[int, tuple[int, int]] = {}
        for offset, part in enumerate(quote):
            text = part.strip()
            at = lines[number + offset - 1].find(text) if number + offset <= len(lines) else -1
            if at < 0:
                break
            parts[number + offset] = (at, at + len(text))
        else:
            return parts if quote != [""] else {}
    return {}
