"""What a reader should see first: everything that is not as it is on record, or is not certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from . import words
from .compare import ALARMING
from .language import Said, Text, join, said, say
from .model import Case, JudgedClaim, Report
from .reasons import outcome_reason, reason_of, tally_line


@dataclass(frozen=True)
class Surprise:
    """One line of the list: what it is about, where the evidence is, what is surprising."""

    kind: str
    anchor: str
    title: str
    id: str
    text: Said


def surprises_of(report: Report) -> dict[str, list[Surprise]]:
    """Surprises by kind, the gravest kind first; only those that occur."""
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
        outcome = words.outcome(case.outcome)
        yield _case(
            "crash", case, say("surprise.case", outcome=outcome, why=outcome_reason(case.chosen))
        )
    for case in report.cases:
        if case.flaky:
            text = say("surprise.rounds", n=case.rounds, tally=tally_line(case))
            yield _case("flaky", case, text)
    yield from (_claim("inconclusive", c) for c in judged if c.verdict == "inconclusive")
    for case in report.cases:
        if case.left:
            yield _case("left", case, join(say("list.comma"), case.left))
    yield from (_claim("stranger", c) for c in report.strangers)


def _with(report: Report, *outcomes: str) -> list[Case]:
    return [case for case in report.cases if any(o in case.tally for o in outcomes)]


def _case(kind: str, case: Case, text: Text) -> Surprise:
    return Surprise(kind, case.anchor, case.title, case.id, said(text))


def _claim(kind: str, judged: JudgedClaim) -> Surprise:
    text = reason_of(judged)
    if kind in ALARMING:
        why = judged.comparison.why
        text = say(
            "surprise.claim",
            verdict=words.verdict(judged.verdict),
            wanted=judged.comparison.wanted or say("surprise.nothing"),
            why=why + say("list.stop") + text if why else text,
        )
    return Surprise(kind, judged.anchor, judged.claim.title, judged.claim.id, text)
