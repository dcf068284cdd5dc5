"""From what the cases showed to points. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

from ..records import Execution
from .assignment import Row
from .play import GOOD, Played

FULL, SOME, NONE, NOT_ATTEMPTED = "full", "partial", "none", "not attempted"


@dataclass(frozen=True)
class Lost:
    """A case that earned nothing, and what the judge saw."""

    id: str
    outcome: str
    why: str
    execution: Execution | None = None
    flake: str = ""  # it passed in other rounds


@dataclass(frozen=True)
class Scored:
    """A row with its points."""

    row: Row
    state: str
    points: float
    passed: int
    planned: int
    lost: tuple[Lost, ...] = ()
    why: str = ""


def score_row(row: Row, played: Played, planned: Sequence[str]) -> Scored:
    """The points of a row. PLANNED are the cases that the reference passes: each of them must have an answer, so that
    ending early earns nothing."""
    if played.no_end:
        return Scored(row, NONE, 0, 0, len(planned), why=played.no_end)
    lost = tuple(_lost(case, played) for case in planned if not _passed(case, played))
    passed = len(planned) - len(lost)
    if not lost:
        return Scored(row, FULL, row.points, passed, len(planned))
    points = round(row.points * passed / len(planned), 2) if row.partial else 0.0
    return Scored(row, SOME if points else NONE, points, passed, len(planned), lost)


def not_attempted(row: Row, scored: Mapping[str, Scored], planned: Sequence[str]) -> Scored | None:
    """The row without points, if one that it needs has not all of its own."""
    for need in row.needs:
        if scored[need].state != FULL:
            why = f'"{scored[need].row.title}" comes first, and is not complete'
            return Scored(row, NOT_ATTEMPTED, 0, 0, len(planned), why=why)
    return None


def _passed(case: str, played: Played) -> bool:
    return case in played.worst and played.worst[case].outcome in GOOD


def _lost(case: str, played: Played) -> Lost:
    execution = played.worst.get(case)
    if execution is None:
        return Lost(case, "missing", "the test gave no answer")
    counted = played.rounds[case]
    good = sum(counted[outcome] for outcome in GOOD)
    flake = f"passed {good} of {sum(counted.values())} times: a race" if good else ""
    reason = execution.reason
    why = " ".join((reason.message or reason.code).split()) if reason else ""
    return Lost(case, execution.outcome, why, execution, flake)
