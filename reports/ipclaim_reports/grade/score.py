"""From what the cases showed to points. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

from ..records import Execution
from .assignment import BUSY, LEAK, Row
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
    fault: str = ""  # LEAK or BUSY


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
    elsewhere: tuple[str, ...] = ()  # what the losses look like, and what real systems do there

    @property
    def flaky(self) -> bool:
        """Whether a case of it passed in some rounds only."""
        return any(lost.flake for lost in self.lost)


def score_row(row: Row, played: Played, planned: Sequence[str]) -> Scored:
    """The points of a row. PLANNED are the cases that the reference passes: each of them must have an answer, so that
    ending early earns nothing."""
    if played.no_end:
        return Scored(row, NONE, 0, 0, len(planned), why=played.no_end)
    found = (_lost(row, case, played.rounds.get(case, [])) for case in planned)
    lost = tuple(one for one in found if one)
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


def fault_of(execution: Execution) -> str:
    """The mistake with a name of its own that a case has shown. The judge writes the reason, never the submission."""
    reason = execution.reason
    if reason is None:
        return ""
    if execution.outcome == "broken":
        return LEAK if reason.code == "left-behind" else ""
    told = ("is busy-waiting: ", "is polling: ", "hides what it does, ")
    spins = any(words in reason.message for words in told)
    # Where a case needs somebody asleep before it can show anything, it is unresolved.
    return BUSY if execution.outcome in ("fail", "unresolved") and spins else ""


def _earns(row: Row, execution: Execution) -> bool:
    fault = fault_of(execution)
    if row.watches:
        # What failed for another reason has shown whether it waits busily or leaves something; what died has not.
        return fault != row.watches and (execution.outcome in (*GOOD, "fail") or fault != "")
    # What was left is looked for only when everything else was as expected.
    return execution.outcome in GOOD or (fault == LEAK and LEAK in row.forgives)


def _lost(row: Row, case: str, rounds: Sequence[Execution]) -> Lost | None:
    """What a case has lost, if anything: of its rounds the worst counts."""
    if not rounds:
        return Lost(case, "missing", "the test gave no answer")
    bad = [execution for execution in rounds if not _earns(row, execution)]
    if not bad:
        return None
    worst, good = bad[0], len(rounds) - len(bad)
    flake = f"passed {good} of {len(rounds)} times: a race" if good else ""
    return Lost(case, worst.outcome, _why(worst), worst, flake, fault_of(worst))


def _why(execution: Execution) -> str:
    reason = execution.reason
    why = " ".join((reason.message or reason.code).split()) if reason else ""
    if execution.left:
        why += ": " + ", ".join(execution.left)
    if "SIGXCPU" in why:
        why += "; it used more processor time than the row allows"
    return why
