"""What a reader should see first: everything that is not as it is on record, or is not certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from .compare import ALARMING
from .model import Case, JudgedClaim, Report
from .reasons import outcome_reason, reason_of, tally_line
from .text import plural


@dataclass(frozen=True)
class Surprise:
    """One line of the list: what it is about, where the evidence is, what is surprising."""

    kind: str
    anchor: str
    title: str
    id: str
    text: str


def surprises_of(report: Report) -> dict[str, list[Surprise]]:
    """Surprises by kind, the kinds in the order of words.SURPRISES; only those that occur."""
    found: dict[str, list[Surprise]] = {}
    for surprise in _all(report):
        found.setdefault(surprise.kind, []).append(surprise)
    return found


def _all(report: Report) -> Iterator[Surprise]:
    yield from (_case("broken", c, outcome_reason(c.chosen)) for c in _with(report, "broken"))
    judged = report.claims + report.strangers
    for word in ALARMING:
        yield from (_claim(word, c) for c in judged if c.comparison.word == word)
    for case in _with(report, "crash", "timeout"):
        yield _case("crash", case, f"{case.outcome}: {outcome_reason(case.chosen)}")
    for case in report.cases:
        if case.flaky:
            yield _case("flaky", case, f"in {plural(case.rounds, 'round')}: {tally_line(case)}")
    yield from (_claim("inconclusive", c) for c in judged if c.verdict == "inconclusive")
    for case in report.cases:
        if case.left:
            yield _case("left", case, ", ".join(case.left))
    yield from (_claim("stranger", c) for c in report.strangers)


def _with(report: Report, *outcomes: str) -> list[Case]:
    return [case for case in report.cases if any(o in case.tally for o in outcomes)]


def _case(kind: str, case: Case, text: str) -> Surprise:
    return Surprise(kind, case.anchor, case.title, case.id, text)


def _claim(kind: str, judged: JudgedClaim) -> Surprise:
    text = reason_of(judged)
    if kind in ALARMING:
        wanted, why = judged.comparison.wanted, judged.comparison.why
        text = (
            f"{judged.verdict}, expected {wanted or 'nothing'}. "
            + (f"{why}. " if why else "")
            + text
        )
    return Surprise(kind, judged.anchor, judged.claim.title, judged.claim.id, text)
