"""The document whose sentences are claims: in which order it makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from .model import JudgedClaim, Report


@dataclass(frozen=True)
class Section:
    """Consecutive claims under one heading of the document; `path` is the headings above them."""

    path: tuple[str, ...]
    claims: tuple[JudgedClaim, ...]


def document_lines(root: Path) -> list[str]:
    """The lines of the document under `seed/`; empty where it is not to be had."""
    files = sorted((root / "seed").glob("*.txt"))
    try:
        return files[0].read_text(encoding="utf-8").splitlines() if files else []
    except (OSError, UnicodeDecodeError):
        return []


def sections_of(report: Report) -> list[Section]:
    """The document's claims as it makes them, those without an answer included.

    A sentence may be made in several places, and its first line need not be where the quote is, so
    the quote itself is looked up. Without the document the first line has to do.
    """
    seeds = [c for c in report.claims if c.claim.origin == "seed"]
    seeds.sort(key=lambda c: _home(c, report.lines))
    sections: dict[tuple[str, ...], list[JudgedClaim]] = {}
    for claim in seeds:
        path = tuple(part.strip() for part in (claim.claim.section or "").split(" / "))
        sections.setdefault(path, []).append(claim)
    return [Section(path, tuple(own)) for path, own in sections.items()]


def _home(claim: JudgedClaim, lines: Sequence[str]) -> int:
    quoted = (claim.claim.quote or "").strip().splitlines()
    for number in claim.claim.lines:
        if quoted and number <= len(lines) and quoted[0].strip() in lines[number - 1]:
            return number
    return min(claim.claim.lines, default=0)
