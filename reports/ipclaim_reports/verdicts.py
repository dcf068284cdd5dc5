"""From the outcomes of a claim's cases to its verdict. Pure: no files, no clock, no settings.

A proving case asserts what the claim says; a refuting one asserts a counter-example.

| outcome | of a proving case | of a refuting case |
| --- | --- | --- |
| pass | the claim holds | the claim is refuted |
| fail | the claim is refuted | the counter-example did not show: evidence of nothing |
| crash, timeout | the claim is refuted | the counter-example was not seen through: inconclusive |
| broken, unresolved | inconclusive | inconclusive |
| observed, unsupported, skipped | as their names say | as their names say |

A refuting case that fails must not make its claim hold: that one counter-example did not show says
nothing of the others. With a passing proof beside it the claim holds; alone it is inconclusive.

Every execution counts, whichever its round. A claim that needs luck to hold does not hold, so one
failing round of a hundred refutes it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Iterable, Mapping, Sequence

from .bench.records import Verdict
from .records import OUTCOMES, Execution

VERDICTS = (
    "holds",
    "refuted",
    "depends",
    "inconclusive",
    "observed",
    "unsupported",
    "untested",
)
# The verdicts that answer a claim's question on this target.
DECIDED = ("holds", "refuted", "depends")


@dataclass(frozen=True)
class Judgement:
    """The verdict of a claim, and per named condition where the claim has some."""

    verdict: str
    conditions: Mapping[str, str]


def worst(outcomes: Iterable[str]) -> str:
    """The one outcome that stands for several rounds of a case."""
    return min(outcomes, key=OUTCOMES.index)


def verdict_of(results: Iterable[tuple[str, str]]) -> str:
    """The verdict under one condition, from (shows, outcome) of every execution."""
    seen = Counter(results)

    def any_of(shows: str, *outcomes: str) -> bool:
        return any(seen[shows, outcome] for outcome in outcomes)

    def any_outcome(*outcomes: str) -> bool:
        return any_of("proves", *outcomes) or any_of("refutes", *outcomes)

    if any_of("proves", "fail", "crash", "timeout") or any_of("refutes", "pass"):
        return "refuted"
    if any_outcome("broken", "unresolved") or any_of("refutes", "crash", "timeout"):
        return "inconclusive"
    if any_of("proves", "pass"):
        return "holds"
    if any_of("refutes", "fail"):
        return "inconclusive"
    if any_outcome("observed"):
        return "observed"
    if any_outcome("unsupported"):
        return "unsupported"
    return "untested"


def combine(verdicts: Iterable[str]) -> str:
    """One verdict for several conditions: `depends` where those that answered differ.

    A condition that was not tested, or only observed, or whose evidence is missing cannot differ
    from anything. A refuted condition refutes the whole, as one failing case does; missing evidence
    keeps the whole from being said to hold.
    """
    seen = set(verdicts)
    if len(seen & {"holds", "refuted", "unsupported"}) > 1:
        return "depends"
    for verdict in ("refuted", "inconclusive", "holds", "observed", "unsupported"):
        if verdict in seen:
            return verdict
    return "untested"


def judge(executions: Sequence[Execution]) -> Judgement:
    """The judgement of a claim from all executions of all its cases.

    A case without a condition speaks for each of them, since it was not confined to any.
    """
    names = list(dict.fromkeys(e.condition for e in executions if e.condition is not None))
    general = [(e.shows, e.outcome) for e in executions if e.condition is None]
    if not names:
        return Judgement(verdict_of(general), {})
    conditions = {
        name: verdict_of(
            general + [(e.shows, e.outcome) for e in executions if e.condition == name]
        )
        for name in names
    }
    return Judgement(combine(conditions.values()), conditions)


def judge_timed(verdicts: Sequence[Verdict]) -> Judgement:
    """The judgement of a claim from measurements, which decide each condition, and the whole."""
    conditions = {v.condition: v.verdict for v in verdicts if v.condition is not None}
    whole = next((v.verdict for v in verdicts if v.condition is None), None)
    return Judgement(whole or combine(conditions.values()), conditions)
