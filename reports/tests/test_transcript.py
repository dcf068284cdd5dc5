"""Transcripts as steps, and the diagram drawn of them."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import plays
import pytest
from samples import Play

from ipclaim_reports.diagram import MOST_ACTORS, draw
from ipclaim_reports.transcript import cut, fold, step_text, steps_of


def told(play: Play) -> list[str]:
    return [step_text(step).en for step in fold(steps_of(play.events))]


def test_a_call_that_returns_at_once_is_one_step() -> None:
    play = Play()
    play.do("a", "close", "3", -1, errno="EBADF")
    assert told(play) == ["close(3) = -1 EBADF"]


def test_a_blocked_call_is_three_steps() -> None:
    play = Play()
    call = play.begin("a", "read", "3")
    play.blocked("a", "read", call)
    play.do("b", "write", "4", 1)
    play.finish("a", "read", call, 1)
    assert told(play) == [
        "read(3) …",
        "… asleep in read(2)  (probed)",
        "write(4) = 1",
        "… read = 1",
    ]


def test_repetition_is_folded_with_its_count() -> None:
    play = Play()
    for _ in range(16):
        play.do("a", "write", "4", 4096)
    assert told(play) == ["write(4) = 4096  ×16"]


def test_a_repeated_pattern_is_shown_once() -> None:
    play = Play()
    for _ in range(10):
        play.do("a", "write", "4", 1)
        play.do("b", "read", "3", 1)
    assert told(play) == ["write(4) = 1", "read(3) = 1", "↻ these 2 steps 10 times in all"]


def test_different_results_are_not_folded() -> None:
    play = Play()
    for result in (1, 1, 2, 1, 1):
        play.do("a", "write", "4", result)
    assert len(told(play)) == 5


def test_a_blocked_call_is_never_folded_away() -> None:
    play = Play()
    for _ in range(5):
        call = play.begin("a", "read", "3")
        play.blocked("a", "read", call)
        play.finish("a", "read", call, 1)
    assert len(told(play)) == 15


def test_what_is_cut_is_counted() -> None:
    play = Play()
    for number in range(300):
        play.do("a", "write", str(number), 1)
    steps = cut(fold(steps_of(play.events)), 200)
    assert len(steps) <= 200
    hidden = next(step for step in steps if step.kind == "cut")
    assert len(steps) - 1 + hidden.count == 300
    assert steps[-1].text == "write(299)"


def test_an_unknown_event_is_shown_as_it_is() -> None:
    events = [{"t": 1, "actor": "a", "event": "migrate", "detail": "to CPU 3"}]
    assert [step_text(step).en for step in steps_of(events)] == ["migrate to CPU 3"]


@pytest.mark.parametrize("actors", [0, 1, 2, 3, 6, 20, 40])
@pytest.mark.parametrize("calls", [0, 1, 260])
def test_a_diagram_is_well_formed_whatever_it_draws(actors: int, calls: int) -> None:
    case = plays.crowd(actors, calls if actors else 0)
    steps = cut(fold(steps_of(case["transcript"])), 200)
    svg = draw(steps, [actor["name"] for actor in case["actors"]], "label")
    if not actors:
        assert svg == ""
        return
    root = ElementTree.fromstring(svg)
    heads = [e for e in root.iter("path") if e.get("class") == "p"]
    assert len(heads) == min(actors, MOST_ACTORS)
    width = float(root.get("width", "0"))
    assert all(float(e.get("x", "0")) <= width for e in root.iter("text"))
    if actors > MOST_ACTORS:
        assert f"{actors - MOST_ACTORS} more actors are not drawn" in svg


def test_a_blocked_span_is_hatched_and_a_call_without_return_stays_open() -> None:
    svg = draw(steps_of(plays.failing()["transcript"]), ["writer"], "")
    assert 'class="h"' in svg and 'class="a o"' in svg
    assert "⚡ SIGALRM to writer" in svg and "✕ write fails with EPIPE" in svg


def test_events_out_of_order_do_not_break_the_drawing() -> None:
    events = [
        {"t": 1, "actor": "a", "event": "return", "call": "read", "seq": 9, "errno": None},
        {"t": 2, "actor": "b", "event": "blocked", "call": "read", "seq": 3, "how": "timed"},
        {"t": 3, "actor": "judge", "event": "fork", "child": "a"},
        {"t": 4, "actor": "judge", "event": "signal", "detail": "SIGKILL"},
        {"t": 5, "actor": "a", "event": "end", "detail": "killed by SIGKILL"},
        {"t": 6, "actor": "a", "event": "end", "detail": "again"},
        {"t": 7, "actor": "judge", "event": "call", "call": "kill", "args": "1", "seq": 1},
    ]
    ElementTree.fromstring(draw(steps_of(events), [], ""))


def test_addresses_are_hexadecimal_and_failures_are_not() -> None:
    play = Play()
    play.do("a", "shmat", "3, NULL, 0", 140077018112000)
    play.do("a", "mmap", "NULL, 4096", -1, errno="ENOMEM")
    play.do("a", "sem_open", '"/s", 0', 0, errno="ENOENT")
    play.do("a", "read", "3", 140077018112000)
    assert told(play) == [
        "shmat(3, NULL, 0) = 0x7f6638e7e000",
        "mmap(NULL, 4096) = -1 ENOMEM",
        'sem_open("/s", 0) = NULL ENOENT',
        "read(3) = 140077018112000",
    ]
