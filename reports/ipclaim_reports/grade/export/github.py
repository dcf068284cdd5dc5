"""What a step of GitHub Actions prints for GitHub Classroom, or sets for its autograding-grading-reporter. Pure.

A line of output that begins with two colons is a command to GitHub, and a submission has a part in many lines. So our
text stands between two commands with a token that was drawn after the submission had ended. The reporter prints what it
is given as it is; and so no text has two colons side by side.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from ...github import escaped
from ..tell import number
from .setting import Setting
from .told import (
    BROKEN,
    FULL,
    REASON_MOST,
    UNGRADABLE,
    Document,
    Row,
    build_text_of,
    check_complete,
    cut,
    fitted,
    head_of,
    most_of,
    seen_by_all,
    text_of,
    title_of,
)

# The reporter gets the result as one variable of its environment, of which Linux passes on 128 KiB; base64 takes 4
# bytes for 3.
RESULT_MOST = 90 * 1024
LOG_MOST = 512 * 1024
# What makes a command of a line, today and before.
_COMMAND = re.compile(r":(?=:)|##(?=\[)")


def render_log(document: Document, setting: Setting) -> str:
    """The text for the log, and the annotations that GitHub Classroom reads the points from."""
    if document["status"] == BROKEN:
        return _command("error", "The grader broke", cut(document["reason"], REASON_MOST))
    check_complete(document, "GitHub Classroom")
    points = {"totalPoints": document["score"], "maxPoints": document["max_score"]}
    told = f"Points {number(document['score'])}/{number(document['max_score'])}"
    text = fitted(lambda room: _log(document, room), LOG_MOST)
    return (
        f"::stop-commands::{setting.token}\n{text}\n::{setting.token}::\n"
        + _command("notice", "Autograding complete", told)
        + _command("notice", "Autograding report", json.dumps(points, separators=(",", ":")))
    )


def render_classroom(document: Document, setting: Setting) -> str:
    """The result of a runner for autograding-grading-reporter, in base64 as it takes it."""
    del setting  # there is nothing to choose
    if document["status"] == BROKEN:
        text = json.dumps(_broken(document))
    else:
        check_complete(document, "GitHub Classroom")
        text = fitted(lambda room: json.dumps(_result(document, room)), RESULT_MOST)
    return base64.b64encode(text.encode()).decode() + "\n"


def _log(document: Document, room: int) -> str:
    rows, others = seen_by_all(document)
    texts = [head_of(document, max(room, 400)), build_text_of(document, room)]
    for row in [*rows, *([others] if others else [])]:
        texts.append(f"{number(row['score'])} of {number(row['max_score'])}  {title_of(row)}")
        if row is not others:
            texts.append(text_of(row, room))
    return _defused("\n".join(texts))


def _result(document: Document, room: int) -> dict[str, Any]:
    rows, others = seen_by_all(document)
    tests = [_test(row, text_of(row, room), row["asks"], room) for row in rows]
    if others:
        tests.append(_test(others, "", "", room))
    if not document["built"] or document["status"] == UNGRADABLE:
        for test in tests:
            test["message"] = _defused(build_text_of(document, min(room, 1000)))
    full = all(test["status"] == "pass" for test in tests) and bool(tests)
    return {
        "version": 1,
        "status": "pass" if full else "fail",
        "max_score": document["max_score"],
        "tests": tests,
    }


def _test(row: Row, message: str, asks: str, room: int) -> dict[str, Any]:
    full = row["state"] == FULL
    return {
        "name": f"{_defused(title_of(row))} ({number(row['score'])}/{number(most_of(row))})",
        "status": "pass" if full else "fail",
        "score": row["score"],
        "message": None if full else _defused(message),
        "test_code": _defused(cut(asks, min(room, REASON_MOST))),
        "filename": "",
        "line_no": 0,
        "duration": 0,  # a row is not timed on its own
    }


def _broken(document: Document) -> dict[str, Any]:
    """An error of no points out of none: the reporter then reports no points at all."""
    test = {
        "name": "The grader broke",
        "status": "error",
        "score": 0,
        "message": _defused(cut(document["reason"], REASON_MOST)),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }
    return {"version": 1, "status": "error", "max_score": 0, "tests": [test]}


def _defused(text: str) -> str:
    return _COMMAND.sub(lambda match: f"{match[0]} ", text)


def _command(level: str, title: str, text: str) -> str:
    return f"::{level} title={escaped(title, in_property=True)}::{escaped(text)}\n"
