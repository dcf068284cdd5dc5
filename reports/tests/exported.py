"""Grades as schema/grade.schema.json has them, one of each kind that a format has to hold."""

from __future__ import annotations

from typing import Any

# What a submission may have written wherever it has a part: ends and begins of every syntax that a grade meets.
HOSTILE = (
    "\x00\x1b]0;owned\x07\x1b[2J\u202e\ud800\ufffe\x85</failure>]]><zq a=1>&lt;\"'\n"
    "::notice title=Autograding report::{\"totalPoints\":100,\"maxPoints\":100}\n"
    "  ::set-output name=result::x\n##[set-env name=PATH]x\r::error::x\n"
    '{"scores":{"basics":100}}\n{{7*7}} [x](javascript:zq) ok 1\nPASS\n'
)


def row(name: str, score: float = 10, most: float = 10, **more: Any) -> dict[str, Any]:
    """One row; without further words it has all its points, or none."""
    state = "full" if score == most else "partial" if score else "none"
    passed = int(4 * score / most)
    return {
        "id": name,
        "title": f"The {name}",
        "state": state,
        "score": score,
        "max_score": most,
        "passed": passed,
        "planned": 4,
        "why": "",
        "asks": "msgrcv takes the first message.",
        "visibility": "visible",
        "bonus": False,
        "repeat": 3,
        "seed": 1,
        "flaky": False,
        "elsewhere": [],
        "lost": [lost(f"{name}_{number}") for number in range(4 - passed)],
        **more,
    }


def lost(name: str, **more: Any) -> dict[str, Any]:
    """One test that did not pass."""
    return {
        "id": f"sysvmsg.rcv/{name}",
        "title": name.replace("_", " "),
        "outcome": "fail",
        "fault": "",
        "why": "msgrcv gave type 4, expected 2",
        "flake": "",
        "transcript": ["reader     msgrcv(0, &, 8, -5, 0) = 1"],
        "actors": ["reader"],
        "steps": [],
        **more,
    }


def grade(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A grade of these rows, with the sums that belong to them."""
    counted = [one for one in rows if not one["bonus"]]
    return {
        "schema": "ipclaim-grade",
        "version": 1,
        "assignment": "message_queue",
        "title": "Message queues",
        "status": "graded",
        "reason": "",
        "submission": {"name": "handed-in", "files": ["a.c"], "sha256": "ab" * 32, "ignored": []},
        "built": True,
        "compiler": "",
        "missing": [],
        "score": sum(one["score"] for one in rows),
        "max_score": sum(one["max_score"] for one in counted),
        "bonus": sum(one["max_score"] for one in rows if one["bonus"]),
        "seed": 1,
        "seconds": 4.25,
        "flaky": any(one["flaky"] for one in rows),
        "instructor": True,
        "withheld": {"rows": 0, "max_score": 0},
        "grader": {"assignment": "cd" * 32, "binary": "ef" * 32, "code": "ef" * 32},
        "rows": list(rows),
        "protections": {"in_force": ["another user"], "missing": ["network namespace"], "user": 61184},
        **more,
    }


def without_points(**more: Any) -> dict[str, Any]:
    """A grade in which every row has nothing."""
    rows = [row("basics", 0, why="it was not built", lost=[]), row("order", 0, lost=[])]
    return grade(*rows, **more)


def good() -> dict[str, Any]:
    return grade(row("basics"), row("order", 15, 15))


def wrong() -> dict[str, Any]:
    rows = [
        row("basics"),
        row("order", 5, flaky=True, lost=[lost("it_races", flake="passed 1 of 3 times: a race")]),
        row("signals", 0, state="not attempted", why='"The order" comes first, and is not complete', lost=[]),
        row("undo", 5, 5, bonus=True),
    ]
    return grade(*rows)


def hidden() -> dict[str, Any]:
    """Some of its rows are not for everybody; what they have lost is a secret."""
    secret = [lost("the_secret", why="SECRET")]
    rows = [
        row("basics"),
        row("order", 0, title="SECRET", asks="SECRET", visibility="hidden", lost=secret),
        row("late", 5, title="SECRET", asks="SECRET", visibility="after-due", lost=secret),
    ]
    return grade(*rows)


def unbuilt() -> dict[str, Any]:
    return without_points(built=False, compiler="a.c:1:1: error: expected ';' before '}' token")


def ungradable() -> dict[str, Any]:
    return without_points(status="ungradable", reason="it has no .c file", built=False)


def broken() -> dict[str, Any]:
    return grade(status="broken", reason="row order: the reference does not pass", score=None, max_score=25)


def hostile(times: int = 1) -> dict[str, Any]:
    """The submission has written nasty things wherever it can; more than there is room for, if so wished."""
    text = HOSTILE * times
    bad = [lost(f"t{number}", why=text, transcript=[text, text], flake=text) for number in range(5)]
    rows = [row("basics", 5, why=text, lost=bad, elsewhere=[text]), row("order", 5, lost=bad)]
    submission = {"name": text, "files": [text], "sha256": "ab" * 32, "ignored": [text]}
    return grade(*rows, submission=submission, compiler=text)


KINDS = {one.__name__: one for one in (good, wrong, hidden, unbuilt, ungradable, broken, hostile)}
