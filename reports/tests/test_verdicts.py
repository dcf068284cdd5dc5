"""The table from outcomes to verdicts."""

from __future__ import annotations

import pytest
import samples

from ipclaim_reports.records import OUTCOMES, case_of
from ipclaim_reports.verdicts import combine, judge, verdict_of, worst

ALONE = {
    # outcome: verdict of a proving case, verdict of a refuting one
    "pass": ("holds", "refuted"),
    "fail": ("refuted", "inconclusive"),
    "crash": ("refuted", "inconclusive"),
    "timeout": ("refuted", "inconclusive"),
    "broken": ("inconclusive", "inconclusive"),
    "unresolved": ("inconclusive", "inconclusive"),
    "observed": ("observed", "observed"),
    "unsupported": ("unsupported", "unsupported"),
    "skipped": ("untested", "untested"),
}


def results(text: str) -> list[tuple[str, str]]:
    """ "pass ~fail" is a proving case that passed and a refuting one that failed."""
    return [
        ("refutes" if word.startswith("~") else "proves", word.lstrip("~")) for word in text.split()
    ]


def test_the_table_knows_every_outcome() -> None:
    assert set(ALONE) == set(OUTCOMES)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_one_case_alone(outcome: str) -> None:
    assert verdict_of([("proves", outcome)]) == ALONE[outcome][0]
    assert verdict_of([("refutes", outcome)]) == ALONE[outcome][1]


@pytest.mark.parametrize(
    ("cases", "verdict"),
    [
        ("", "untested"),
        ("pass pass", "holds"),
        ("pass fail", "refuted"),
        ("pass crash", "refuted"),
        ("pass timeout", "refuted"),
        ("fail broken", "refuted"),
        ("fail unresolved", "refuted"),
        ("pass broken", "inconclusive"),
        ("pass unresolved", "inconclusive"),
        ("pass observed", "holds"),
        ("pass unsupported", "holds"),
        ("pass skipped", "holds"),
        ("observed unsupported", "observed"),
        ("observed skipped", "observed"),
        ("unsupported skipped", "unsupported"),
        ("skipped skipped", "untested"),
        ("pass ~pass", "refuted"),
        ("broken ~pass", "refuted"),
        ("unsupported ~pass", "refuted"),
        ("~pass ~fail", "refuted"),
        ("pass ~fail", "holds"),
        ("observed ~fail", "inconclusive"),
        ("skipped ~fail", "inconclusive"),
        ("pass ~crash", "inconclusive"),
        ("pass ~timeout", "inconclusive"),
        ("pass ~unresolved", "inconclusive"),
        ("pass ~skipped", "holds"),
        ("pass ~unsupported", "holds"),
        ("fail ~fail", "refuted"),
    ],
)
def test_several_cases(cases: str, verdict: str) -> None:
    assert verdict_of(results(cases)) == verdict
    assert verdict_of(reversed(results(cases))) == verdict


@pytest.mark.parametrize(
    ("conditions", "verdict"),
    [
        ("holds holds", "holds"),
        ("refuted refuted", "refuted"),
        ("holds refuted", "depends"),
        ("holds unsupported", "depends"),
        ("refuted unsupported", "depends"),
        ("holds refuted inconclusive", "depends"),
        ("holds inconclusive", "inconclusive"),
        ("refuted inconclusive", "refuted"),
        ("holds untested", "holds"),
        ("refuted untested", "refuted"),
        ("holds observed", "holds"),
        ("observed unsupported", "observed"),
        ("untested inconclusive", "inconclusive"),
        ("untested untested", "untested"),
    ],
)
def test_conditions_are_combined(conditions: str, verdict: str) -> None:
    assert combine(conditions.split()) == verdict


def execution(outcome: str, condition: str | None = None, round: int = 0) -> object:
    return case_of(samples.case("a.b", "c", None, outcome, condition=condition, round=round))


def test_a_claim_with_conditions_is_decided_per_condition() -> None:
    judged = judge([execution("pass", "one CPU"), execution("fail", "two CPUs")])
    assert judged.verdict == "depends"
    assert judged.conditions == {"one CPU": "holds", "two CPUs": "refuted"}


def test_a_case_without_a_condition_speaks_for_all_of_them() -> None:
    judged = judge([execution("fail"), execution("pass", "A"), execution("pass", "B")])
    assert judged.verdict == "refuted"
    assert judged.conditions == {"A": "refuted", "B": "refuted"}


def test_one_bad_round_of_many_counts() -> None:
    rounds = [execution("pass", round=n) for n in range(99)] + [execution("fail", round=99)]
    assert judge(rounds).verdict == "refuted"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ("pass fail", "fail"),
        ("pass unresolved", "unresolved"),
        ("timeout fail", "timeout"),
        ("broken crash", "broken"),
        ("skipped pass", "skipped"),
    ],
)
def test_the_worst_round_stands_for_a_case(outcomes: str, expected: str) -> None:
    assert worst(outcomes.split()) == expected
