"""`ipclaim report --update-record`: what a run would change in the record, as a diff for a person to finish.

It proposes facts: verdicts, values, where they were seen. Why a system differs it cannot know, so it
leaves the reason empty, and no record with an empty reason is read.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Mapping

from .errors import ReportError, place
from .model import JudgedClaim, Report, product_line
from .record import Divergence
from .record_text import blocks_of, entry_text
from .reasons import where_to_look

EMPTY = ""
BEGINNING = "# What is known to differ on {system}. reports/record/linux.toml explains the keys.\n"


@dataclass(frozen=True)
class Proposal:
    """A diff for the record, empty where nothing is to be changed, and how many reasons are to be written."""

    diff: str
    reasons: int


def propose(report: Report, file: Path, root: Path) -> Proposal:
    """What the report would change in the record that is kept in `file`."""
    try:
        before = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        before = ""
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{place(file)}: cannot be read: {error}") from error
    try:
        blocks = blocks_of(before)
    except ValueError as error:
        raise ReportError(f"{place(file)}: {error}") from error
    wanted = entries_of(report)
    changed: list[str | None] = []
    for divergence, text in zip(report.record.divergences, blocks.entries):
        new = wanted.pop(id(divergence), divergence)
        changed.append(text if new is divergence else entry_text(new) if new else None)
    added = [one for one in wanted.values() if one is not None]
    after = blocks.joined([*changed, *map(entry_text, added)])
    if added and not before:
        after = BEGINNING.format(system=report.environment.get("os", "")) + "\n" + after
    return Proposal(_diff(before, after, file, root), after.count('\nreason = ""\n'))


def entries_of(report: Report) -> dict[int, Divergence | None]:
    """What becomes of the entries that change, by identity, None for those that go; and new ones."""
    changes: dict[int, Divergence | None] = {}
    for judged in report.claims:
        old = judged.divergence
        new = _entry(judged, report)
        if new is not old:
            changes[id(old) if old else -len(changes) - 1] = new
    return changes


def _entry(judged: JudgedClaim, report: Report) -> Divergence | None:
    """The entry that a claim should have."""
    old, word = judged.divergence, judged.comparison.word
    if word == "unexpected" or (word == "changed" and old and old.verdict != judged.verdict):
        where = old.where if old else {}
        return Divergence(
            judged.claim.id,
            judged.verdict,
            EMPTY,
            _seen(judged, report),
            "confirmed",
            _values(judged, old.observed) if old else {},
            where,
        )
    if old is None or word is None:
        return old
    if word == "changed":
        return replace(old, observed=_values(judged, old.observed))
    if word == "stale" or (old.status == "predicted" and word == "expected"):
        return None
    if old.status == "predicted":
        source = f"{old.source.strip()}; {_seen(judged, report)}"
        return replace(old, source=source, status="confirmed")
    return old


def _seen(judged: JudgedClaim, report: Report) -> str:
    """What shows the verdict: the run, and the file of the first case."""
    file = where_to_look(judged.cases[0].chosen).split(":")[0]
    return f"run on {product_line(report.environment)}; {file}"


def _values(judged: JudgedClaim, pinned: Mapping[str, object]) -> dict[str, object]:
    """The values that are pinned now; a value that was not seen pins nothing."""
    seen = {
        o.name: o.value for case in judged.cases for e in case.executions for o in e.observations
    }
    return {name: seen[name] for name in pinned if name in seen}


def _diff(before: str, after: str, file: Path, root: Path) -> str:
    full, top = file.resolve(), root.resolve()
    name = full.relative_to(top).as_posix() if full.is_relative_to(top) else file.name
    old = f"a/{name}" if before else "/dev/null"
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), old, f"b/{name}"
    )
    return "".join(lines)
