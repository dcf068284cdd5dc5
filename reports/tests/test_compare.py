"""The table from verdicts to how they stand to the record, and to the exit status."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import samples

from ipclaim_reports.catalogue import Claim, Expectation
from ipclaim_reports.compare import compare, exit_status, expectation_of
from ipclaim_reports.record import Divergence
from ipclaim_reports.records import case_of
from ipclaim_reports.verdicts import Judgement


def claim(origin: str, kind: str = "semantics", verdict: str | None = None, **expect: str) -> Claim:
    table = {key: Expectation(value) for key, value in expect.items()}
    return Claim("a.b", "t", "pipe", kind, origin, "r", "m", table, verdict)


def word(
    of: Claim,
    verdict: str,
    divergence: Divergence | None = None,
    conditions: dict[str, str] | None = None,
    observed: Any = None,
) -> str | None:
    values = [{"name": "n", "value": observed, "unit": ""}] if observed is not None else []
    runs = [case_of(samples.case("a.b", "c", observations=values))]
    wanted = expectation_of(of, {"os": "Linux", "libc": "glibc 2.36"})
    return compare(of, Judgement(verdict, conditions or {}), runs, divergence, wanted).word


def diverging(verdict: str, **observed: Any) -> Divergence:
    return Divergence("a.b", verdict, "because", "a run", "confirmed", observed)


@pytest.mark.parametrize(
    ("origin", "kind", "linux", "verdict", "expected"),
    [
        ("posix", "semantics", "holds", "holds", "expected"),
        ("posix", "semantics", "holds", "unsupported", "expected"),
        ("posix", "semantics", "holds", "refuted", "unexpected"),
        ("posix", "semantics", "holds", "depends", "unexpected"),
        ("posix", "semantics", "holds", "untested", None),
        ("posix", "semantics", "holds", "inconclusive", None),
        ("posix", "semantics", "holds", "observed", None),
        ("posix", "semantics", "expected", "holds", "expected"),
        ("posix", "limit", "holds", "observed", "expected"),
        ("posix", "semantics", "depends", "observed", "expected"),
        ("posix", "semantics", "depends", "refuted", "unexpected"),
        # A source that says "refuted" of a system is no record; the record has to name it.
        ("posix", "semantics", "refuted", "refuted", "unexpected"),
        ("extension", "semantics", "holds", "refuted", "unexpected"),
        ("extension", "semantics", "unsupported", "unsupported", "expected"),
        ("extension", "semantics", "holds", "unsupported", "expected"),
        ("seed", "semantics", "holds", "holds", "expected"),
        ("seed", "semantics", "holds", "refuted", "unexpected"),
        ("seed", "semantics", "holds", "unsupported", "unexpected"),
        ("seed", "semantics", "refuted", "refuted", "expected"),
        ("seed", "semantics", "refuted", "holds", "unexpected"),
        ("seed", "semantics", "refuted", "observed", None),
        ("seed", "limit", "refuted", "observed", "expected"),
        ("seed", "semantics", "depends", "depends", "expected"),
        ("seed", "semantics", "depends", "holds", "expected"),
        ("seed", "semantics", "depends", "refuted", "expected"),
        ("seed", "semantics", "depends", "inconclusive", None),
        ("seed", "tooling", "refuted", "unsupported", "expected"),
        ("seed", "tooling", "refuted", "holds", "unexpected"),
        ("seed", "tooling", "depends", "unsupported", "expected"),
        ("seed", "semantics", "unknown", "holds", None),
        ("seed", "semantics", "n/a", "refuted", None),
    ],
)
def test_without_a_record(
    origin: str, kind: str, linux: str, verdict: str, expected: str | None
) -> None:
    assert word(claim(origin, kind, linux=linux), verdict) == expected


def test_the_systems_own_expectation_goes_before_the_general_one() -> None:
    assert word(claim("seed", verdict="holds", linux="refuted"), "refuted") == "expected"
    assert word(claim("seed", verdict="holds"), "refuted") == "unexpected"


def test_musl_goes_before_linux() -> None:
    both = claim("seed", linux="holds", musl="refuted")
    musl = expectation_of(both, {"os": "Linux", "libc": "musl 1.2.5"})
    assert musl is not None and musl.verdict == "refuted"


@pytest.mark.parametrize(
    ("conditions", "verdict", "expected"),
    [
        ({"A": "holds", "B": "refuted"}, "depends", "expected"),
        ({"A": "holds", "B": "holds"}, "holds", "unexpected"),
        ({"A": "refuted", "B": "refuted"}, "refuted", "unexpected"),
        ({"A": "holds", "B": "untested"}, "holds", "expected"),
    ],
)
def test_depends_needs_two_conditions_to_be_contradicted(
    conditions: dict[str, str], verdict: str, expected: str
) -> None:
    of = claim("seed", linux="depends")
    assert word(of, verdict, conditions=conditions) == expected


@pytest.mark.parametrize(
    ("recorded", "verdict", "observed", "expected"),
    [
        (diverging("refuted"), "refuted", None, "known"),
        (diverging("refuted", n=5), "refuted", 5, "known"),
        (diverging("refuted", n="x"), "refuted", "x", "known"),
        (diverging("refuted", n=5), "refuted", 6, "changed"),
        (diverging("refuted", n=5), "refuted", None, "changed"),
        (diverging("unsupported"), "refuted", None, "changed"),
        (diverging("refuted"), "holds", None, "stale"),
        (diverging("refuted"), "unsupported", None, "stale"),
        (diverging("refuted"), "untested", None, None),
        (diverging("refuted"), "inconclusive", None, None),
        (diverging("holds", n=5), "holds", 5, "known"),
        (diverging("holds", n=5), "holds", 6, "changed"),
    ],
)
def test_with_a_record(
    recorded: Divergence, verdict: str, observed: Any, expected: str | None
) -> None:
    assert word(claim("posix", linux="holds"), verdict, recorded, observed=observed) == expected


@pytest.mark.parametrize(
    ("comparisons", "verdicts", "outcomes", "incomplete", "status"),
    [
        (["expected", None], ["holds", "untested"], ["pass"], False, 0),
        (["known"], ["refuted"], ["fail"], False, 0),
        (["unexpected"], ["refuted"], ["fail"], False, 1),
        (["changed"], ["refuted"], ["fail"], False, 1),
        (["stale"], ["holds"], ["pass"], False, 1),
        ([None], ["inconclusive"], ["unresolved"], False, 4),
        ([None, "expected"], ["inconclusive", "holds"], ["unresolved", "pass"], False, 0),
        (["unexpected"], ["refuted"], ["fail", "broken"], False, 3),
        (["expected"], ["holds"], ["pass"], True, 3),
        ([], [], [], False, 4),
        (["expected"], ["unsupported"], ["unsupported"], False, 4),
        (["expected"], ["observed"], ["observed"], False, 4),
    ],
)
def test_exit_status(
    comparisons: list[str | None],
    verdicts: list[str],
    outcomes: list[str],
    incomplete: bool,
    status: int,
) -> None:
    assert exit_status(comparisons, verdicts, outcomes, incomplete) == status


def foretelling(verdict: str, **observed: Any) -> Divergence:
    return replace(diverging(verdict, **observed), status="predicted")


@pytest.mark.parametrize(
    ("foretold", "verdict", "observed", "expected"),
    [
        (foretelling("refuted"), "refuted", None, "known"),
        (foretelling("refuted", n=5), "refuted", 5, "known"),
        (foretelling("refuted"), "holds", None, "expected"),
        (foretelling("refuted"), "unsupported", None, "expected"),
        (foretelling("holds", n=5), "holds", 6, "expected"),
        (foretelling("unsupported"), "refuted", None, "unexpected"),
        (foretelling("refuted", n=5), "refuted", 6, "unexpected"),
        (foretelling("refuted"), "untested", None, None),
    ],
)
def test_a_prediction_excuses_what_it_foretells_and_nothing_else(
    foretold: Divergence, verdict: str, observed: Any, expected: str | None
) -> None:
    assert word(claim("posix", linux="holds"), verdict, foretold, observed=observed) == expected


def test_macos_is_called_so_though_it_calls_itself_darwin() -> None:
    found = expectation_of(claim("seed", macos="refuted"), {"os": "Darwin"})
    assert found is not None and found.verdict == "refuted"
