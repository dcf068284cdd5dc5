"""results.json of an external grader of PrairieLearn. Pure.

What was not graded is not gradable: the student keeps the attempt, and is told whose fault it is. So is what could not
be built, as PrairieLearn's own graders have it.
"""

from __future__ import annotations

import json
from typing import Any

from ...text import visible
from ..tell import number
from .setting import Setting
from .told import (
    BROKEN,
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
    ratio_of,
    seen_by_all,
    summary_of,
    text_of,
    title_of,
)

# PrairieLearn limits the file to 1 MB, and writes nothing of how it counts.
BYTES_MOST = 1_000_000


def render_prairielearn(document: Document, setting: Setting) -> str:
    """The whole file."""
    del setting  # there is nothing to choose
    if document["status"] == BROKEN:
        why = f"the grader broke, which is no fault of what you handed in: {document['reason']}"
        return _without_score("Not graded. The attempt is not counted.", why, "")
    if document["status"] == UNGRADABLE:
        why = f"nothing that can be graded was handed in: {document['reason']}"
        return _without_score("Not graded. The attempt is not counted.", why, "")
    if not document["built"]:
        why = "it cannot be built; see what the compiler said"
        text = build_text_of(document, 8000)
        return _without_score("Not built. The attempt is not counted.", why, text)
    check_complete(document, "PrairieLearn")
    return fitted(lambda room: json.dumps(_results(document, room), indent=1), BYTES_MOST)


def _without_score(message: str, why: str, output: str) -> str:
    results = {
        "gradable": False,
        "message": message,
        "format_errors": [cut(why, REASON_MOST)],
        "output": output,
        "tests": [],
    }
    return json.dumps(results, indent=1)


def _results(document: Document, room: int) -> dict[str, Any]:
    rows, others = seen_by_all(document)
    tests = [_test(row, room) for row in rows]
    if others:
        tests.append(_points(others, "Some of what you are asked is not shown."))
    return {
        "gradable": True,
        "score": ratio_of(document),
        "message": f"{number(document['score'])} of {number(document['max_score'])} points",
        "output": f"{head_of(document, max(room, 400))}\n{build_text_of(document, room)}",
        "tests": tests,
    }


def _test(row: Row, room: int) -> dict[str, Any]:
    told = _points(row, cut(row["asks"], min(room, REASON_MOST)))
    return {**told, "message": visible(summary_of(row)), "output": text_of(row, room)}


def _points(row: Row, description: str) -> dict[str, Any]:
    return {
        "name": title_of(row),
        "description": description,
        "points": row["score"],
        # Without this key of any, PrairieLearn shows the points of none.
        "max_points": most_of(row),
    }
