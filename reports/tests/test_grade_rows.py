"""From executions to a row's points: the worst round counts, and mistakes with a name of their own are told as such."""

from __future__ import annotations

from typing import Any

import pytest
import samples

from ipclaim_reports.grade.assignment import BUSY, LEAK, Row
from ipclaim_reports.grade.elsewhere import defects_of, diverging, likened
from ipclaim_reports.grade.play import Played, by_case, row_seed
from ipclaim_reports.grade.score import Lost, Scored, fault_of, score_row
from ipclaim_reports.mutants.table import Mutant
from ipclaim_reports.record import Divergence
from ipclaim_reports.records import Execution, case_of

ROW = Row("basics", "Basics", 10, ("pipe.write.epipe",), "what is asked")
SPINS = "msgrcv of a is busy-waiting: it burns processor time, expected it to sleep"
POLLS = "msgrcv of a is polling: it sleeps for a time and looks again, expected it to block"


def execution(outcome: str = "pass", name: str = "n", reason: Any = None, **more: Any) -> Execution:
    return case_of(samples.case("pipe.write.epipe", name, None, outcome, reason=reason, **more))


def busy(message: str = SPINS) -> Execution:
    return execution("fail", reason=samples.why("assertion", message))


def leak() -> Execution:
    return execution("broken", reason=samples.why("left-behind", "it left"), left=["file \"x\""])


def failing(name: str = "n") -> Execution:
    return execution("fail", name, reason=samples.why("assertion", "returned 1, expected 2"))


def scored(row: Row, *rounds: Execution, planned: int = 1) -> Scored:
    names = [execution().id] + [f"pipe.write.epipe/more_{number}" for number in range(1, planned)]
    played: dict[str, list[Execution]] = {}
    for one in rounds:
        played.setdefault(one.id, []).append(one)
    return score_row(row, Played(played), names)


def test_all_rounds_of_all_cases_earn_all_points() -> None:
    assert scored(ROW, execution(), execution("observed")) == Scored(ROW, "full", 10, 1, 1)


def test_the_worst_round_counts_and_the_flake_is_shown() -> None:
    one = scored(ROW, execution(), failing(), execution())
    assert (one.state, one.points, one.flaky) == ("none", 0, True)
    assert one.lost[0].flake == "passed 2 of 3 times: a race"


def test_what_fails_always_is_no_flake() -> None:
    assert not scored(ROW, failing(), failing()).flaky


def test_a_test_without_an_answer_earns_nothing() -> None:
    one = scored(ROW, execution(), planned=2)
    assert (one.state, one.points, one.lost[0].outcome) == ("partial", 5, "missing")


@pytest.mark.parametrize(
    "one, fault",
    [
        (busy(), BUSY),
        (busy(POLLS), BUSY),
        (execution("unresolved", reason=samples.why("must", SPINS)), BUSY),
        (leak(), LEAK),
        (failing(), ""),
        (execution(), ""),
    ],
)
def test_faults_have_names(one: Execution, fault: str) -> None:
    assert fault_of(one) == fault


def test_what_was_left_is_told() -> None:
    assert scored(ROW, leak()).lost[0].why == 'it left: file "x"'


@pytest.mark.parametrize(
    "watches, one, state",
    [
        (BUSY, busy(), "none"),
        (BUSY, failing(), "full"),
        (BUSY, leak(), "full"),
        (BUSY, execution("crash", reason=samples.why("signal", "SIGSEGV")), "none"),
        (BUSY, execution("timeout", reason=samples.why("deadline", "late")), "none"),
        (LEAK, leak(), "none"),
        (LEAK, busy(), "full"),
        (LEAK, execution("unresolved", reason=samples.why("x", "y")), "none"),
        (LEAK, execution(), "full"),
    ],
)
def test_a_row_can_watch_for_one_mistake(watches: str, one: Execution, state: str) -> None:
    row = Row("watch", "Watch", 10, ("pipe.write.epipe",), "what is asked", watches=watches)
    assert scored(row, one).state == state


def test_a_leak_does_not_cost_twice() -> None:
    row = Row("basics", "Basics", 10, ("pipe.write.epipe",), "what is asked", forgives=(LEAK,))
    assert scored(row, leak()).state == "full"
    assert scored(row, failing()).state == "none"


def test_rows_have_seeds_of_their_own_and_keep_them() -> None:
    assert row_seed(1, "basics") == row_seed(1, "basics") > 0
    assert len({row_seed(seed, row) for seed in (1, 2) for row in ("basics", "order")}) == 4


FIRST = Mutant("first", ("msgrcv",), "It takes the first.", ("q.lowest", "q.long-min"), (), "FreeBSD: sysv_msg.c")
ABOVE = Mutant("above", ("msgrcv",), "It takes what is above.", ("q.lowest", "q.excludes"), (), "OpenBSD")
GUESS = Mutant("guess", ("msgrcv",), "It is off by one.", ("q.lowest",), ("q.long-min",))
WIDE = Mutant("wide", ("msgrcv",), "It does nothing.", ("q.lowest",), ("q.*",))


EVERY = ("q.lowest", "q.long-min", "q.excludes", "q.other")


def losing(
    *claims: str,
    defects: tuple[Mutant, ...] = (GUESS, ABOVE, FIRST, WIDE),
    fault: str = "",
    systems: tuple[tuple[str, Divergence], ...] = (),
    state: str = "partial",
) -> Scored:
    lost = tuple(Lost(f"{claim}/n", "fail", "why", fault=fault) for claim in claims)
    row = Scored(ROW, state, 5, len(EVERY) - len(lost), len(EVERY), lost)
    [told] = likened([row], {"basics": [f"{claim}/n" for claim in EVERY]}, defects, systems)
    return told


def test_what_fails_tells_which_systems_do_so() -> None:
    told = losing("q.lowest", "q.long-min").elsewhere
    assert told == ("This looks like: It takes the first. Real systems that do so: FreeBSD: sysv_msg.c.",)


def test_one_guess_is_told_and_of_several_none() -> None:
    assert losing("q.lowest", defects=(GUESS,)).elsewhere == ("This looks like: It is off by one.",)
    assert losing("q.lowest", defects=(GUESS, WIDE)).elsewhere == ()


def test_a_mistake_with_a_name_is_likened_to_nothing() -> None:
    assert losing("q.lowest", "q.long-min", fault=BUSY).elsewhere == ()


def test_a_mistake_that_explains_only_a_little_is_not_named() -> None:
    assert losing("q.lowest", "q.excludes", "q.long-min", "q.other").elsewhere == ()


def test_nothing_is_likened_where_nothing_is_lost() -> None:
    assert losing().elsewhere == ()


def test_what_fails_on_a_system_too_is_told_with_how_it_is_known() -> None:
    def differs(name: str, claim: str, reason: str, status: str) -> tuple[str, Divergence]:
        return name, Divergence(claim, "refuted", reason, "its source", status)

    systems = (
        differs("gVisor", "q.other", "The owner is not\nasked.", "confirmed"),
        differs("FreeBSD", "q.other", "Nothing is looked at.", "predicted"),
        differs("macOS", "q.other", "Nothing is looked at.", "predicted"),
        differs("NetBSD", "q.excludes", "Something else.", "predicted"),
    )
    other = (
        "Not every system passes “n”. gVisor (measured there): The owner is not asked."
        " FreeBSD, macOS (from the source code): Nothing is looked at.",
    )
    assert losing("q.other", systems=systems).elsewhere == other
    assert len(losing("q.other", "q.excludes", systems=systems).elsewhere) == 2
    assert losing("q.other", systems=systems, fault=BUSY).elsewhere == ()
    lowest = differs("gVisor", "q.lowest", "The equal one is left.", "confirmed")
    likely = losing("q.lowest", "q.long-min", systems=(lowest,)).elsewhere
    assert likely == losing("q.lowest", "q.long-min").elsewhere, "what systems do just so is known"
    assert losing("q.other", systems=systems, state="none").elsewhere == other, "a row of all or nothing"
    assert losing(*EVERY, systems=systems).elsewhere == (), "who does nothing is like nobody"
    [guess, *others] = losing("q.lowest", defects=(GUESS,), systems=(lowest,)).elsewhere
    assert "off by one" in guess and ["gVisor" in one for one in others] == [True]


def test_what_systems_do_otherwise_is_on_record() -> None:
    found = {(name, one.claim) for name, one in diverging()}
    assert {("gVisor", "sysvmsg.ctl.rmid-eperm"), ("macOS", "sysvsem.op.erange-overflow")} <= found
    assert not any(one.where or one.verdict != "refuted" for _, one in diverging())


def test_the_table_of_mutants_has_defects_of_message_queues() -> None:
    defects = defects_of(["msgget", "msgsnd", "msgrcv", "msgctl"])
    assert any("FreeBSD" in one.source for one in defects)
    assert all(set(one.calls) <= {"msgget", "msgsnd", "msgrcv", "msgctl"} for one in defects)


def test_what_a_row_leaves_out_is_not_counted() -> None:
    row = Row("order", "Order", 10, ("pipe.write.epipe",), "what is asked", leaves_out=("pipe.write.epipe/racy",))
    racy = execution("fail", "racy", reason=samples.why("assertion", "no"))
    found = by_case([execution(), racy], row)
    assert list(found.rounds) == [execution().id]
    assert found.left_out == {"pipe.write.epipe/racy"}


def test_who_used_up_the_rows_processor_time_is_told_so() -> None:
    killed = execution("crash", reason=samples.why("signal", "writer was killed by SIGXCPU"))
    assert "more processor time than the row allows" in scored(ROW, killed).lost[0].why
