"""The soak's own parts, and two minutes of it: every condition at least once."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

import soak
from conditions import ALL, named
from running import Place
from stopper import Stopper, call, descendants, state
from tally import Tally, Totals


def case(
    outcome: str, name: str = "a.claim/a_case", code: str | None = None, pids: tuple[int, ...] = ()
) -> dict[str, Any]:
    reason = {"code": code, "message": ""} if code else None
    return {"id": name, "outcome": outcome, "reason": reason, "actors": [{"pid": pid} for pid in pids]}


def tally_of(*added: tuple[str, str, dict[str, Any]], interrupted: dict[int, int] | None = None) -> Tally:
    tally = Tally()
    for condition, kind, record in added:
        tally.totals.setdefault(condition, Totals())
        tally.add(condition, kind, record, interrupted or {})
    return tally


def test_equal_outcomes_are_good() -> None:
    tally = tally_of(("cpu", "root", case("pass")), ("io", "root", case("pass")), ("io", "root", case("fail", "b/b")))
    assert tally.is_good()
    assert tally.fewest() == 1
    assert tally.evidence == []


def test_what_varies_is_found_with_its_condition() -> None:
    tally = tally_of(("cpu", "root", case("pass")), ("cpu", "root", case("pass")), ("io", "root", case("fail")))
    assert tally.varying() == {("root", "a.claim/a_case"): {"pass": 2, "fail": 1}}
    assert not tally.is_good()
    assert [(e["under"], e["outcome"]) for e in tally.evidence] == [("io", "fail")]
    assert "    io: 1 fail" in tally.report()
    assert not any(line.startswith("    cpu:") for line in tally.report())


def test_users_and_platforms_may_differ() -> None:
    assert tally_of(("cpu", "root", case("pass")), ("nobody", "nobody", case("skipped"))).is_good()


@pytest.mark.parametrize("outcome", ["broken", "crash", "timeout", "unresolved"])
def test_what_must_never_be_is_wrong_though_it_does_not_vary(outcome: str) -> None:
    assert not tally_of(("cpu", "root", case(outcome)), ("cpu", "root", case(outcome))).is_good()


def test_nothing_run_is_not_good() -> None:
    assert not Tally().is_good()


def test_leftovers_are_not_good() -> None:
    tally = tally_of(("cpu", "root", case("pass")))
    tally.totals["cpu"].left.append("process 7")
    assert not tally.is_good()


def test_what_an_ended_run_did_not_reach_is_not_counted() -> None:
    tally = tally_of(("cpu", "root", case("pass")), ("cpu", "root", case("skipped", code="interrupted")))
    assert tally.is_good()
    assert tally.totals["cpu"].cases == 1


def test_only_odd_outcomes_are_put_down_to_a_stop() -> None:
    tally = tally_of(
        ("stops", "root", case("fail", pids=(7,))),
        ("stops", "root", case("pass", pids=(7,))),
        ("stops", "root", case("fail", "b/b", pids=(7,))),
        ("stops", "root", case("fail", "b/b", pids=(8,))),
        interrupted={7: 65},
    )
    assert tally.outcomes("root", "a.claim/a_case") == {"pass": 1}
    assert tally.outcomes("root", "b/b") == {"fail": 1}
    assert tally.excused() == ["a.claim/a_case: 1 fail after a stop in system call 65"]
    assert tally.is_good()


def test_what_no_stop_explains_is_not_put_down_to_one() -> None:
    tally = tally_of(("stops", "root", case("pass")), ("stops", "root", case("fail", pids=(8,))), interrupted={7: 65})
    assert not tally.is_good() and not tally.excused()


@pytest.mark.parametrize("kind, good", [("ipclaim-generic by user 0", True), ("ipclaim by user 0", False)])
def test_time_need_not_tell_what_the_system_could(kind: str, good: bool) -> None:
    tally = tally_of(("cpu", kind, case("pass")), ("cpu", kind, case("unresolved", code="no-proof")))
    assert tally.is_good() == good
    assert tally.untold == ({("cpu", "a.claim/a_case"): 1} if good else {})


@pytest.mark.parametrize("outcome", ["broken", "crash"])
def test_a_stop_excuses_no_harm(outcome: str) -> None:
    assert not tally_of(("stops", "root", case(outcome, pids=(7,))), interrupted={7: 65}).is_good()


def test_conditions_have_names_of_their_own() -> None:
    assert len({condition.name for condition in ALL}) == len(ALL)
    assert named([]) == ALL
    assert [condition.name for condition in named(["stops", "cpu"])] == ["stops", "cpu"]
    with pytest.raises(ValueError, match="no condition is called nothing; there are one-job,"):
        named(["cpu", "nothing"])


@pytest.mark.parametrize("rounds, parts", [(1, [1]), (5, [5]), (12, [5, 5, 2])])
def test_rounds_come_in_parts(rounds: int, parts: list[int]) -> None:
    assert soak.chunks(rounds) == parts


def test_an_unknown_condition_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["--conditions", "nothing"]) == 2
    assert "no condition is called nothing" in capsys.readouterr().err


def test_stopped_processes_are_all_continued() -> None:
    tree = subprocess.Popen(["sh", "-c", "for i in 1 2 3; do sh -c 'while :; do :; done' & done; wait"])
    stopper = Stopper(tree.pid, seed=1)
    stopper.start()
    until = time.monotonic() + 10
    while stopper.stops < 5 and time.monotonic() < until:
        time.sleep(0.01)
    stopper.end()
    below = descendants(tree.pid)
    states = [state(pid) for pid in below]
    for pid in below:
        subprocess.run(["kill", "-9", str(pid)], check=True)
    tree.wait()
    assert stopper.stops >= 5
    assert len(states) == 3 and "T" not in states
    assert state(tree.pid) == "" and call(tree.pid) == -1 and descendants(tree.pid) == []


def test_no_outcome_varies_under_any_condition(build: Path, tmp_path: Path) -> None:
    options = soak.parse(["--minutes", "2", "--build", str(build), "--out", str(tmp_path / "soak")])
    place = Place()
    try:
        tally = soak.soak(list(ALL), options, 1, place)
    finally:
        place.close()
    assert tally.is_good(), "\n".join(tally.report())
    assert set(tally.totals) | set(tally.lacking) == {condition.name for condition in ALL}
    assert all(totals.cases for totals in tally.totals.values())
