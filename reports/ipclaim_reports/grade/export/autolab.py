"""What an autograder of Autolab prints: text for the student, formatted feedback, and the autoresult at the end. Pure.

A grade without a score ends with a line that is no autoresult: Autolab then shows the output, and leaves scores that it
has as they are. The problems have the rows' ids as names, for Autolab takes a word before a colon, within a name too,
for a key.
"""

from __future__ import annotations

import json
from typing import Any, Sequence

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
    seen_by_all,
    summary_of,
    text_of,
    title_of,
)

# Autolab keeps all of it beside each score; it states no limit.
BYTES_MOST = 256 * 1024
STAGES = ("Build", "Rows")


def render_autolab(document: Document, setting: Setting) -> str:
    """All lines, the last one for Autolab."""
    if document["status"] == BROKEN:
        why = " ".join(cut(document["reason"], REASON_MOST).split())
        return f"Not graded. Ask for it to be graded again.\nthe grader broke: {why}\n"
    check_complete(document, "Autolab")
    return fitted(lambda room: _lines(document, setting, room), BYTES_MOST)


def _lines(document: Document, setting: Setting, room: int) -> str:
    rows, others = seen_by_all(document)
    rows = [*rows, *([others] if others else [])]
    texts = [head_of(document, max(room, 400)), build_text_of(document, room)]
    for row in rows:
        texts.append(f"{number(row['score'])} of {number(row['max_score'])}  {title_of(row)}")
        if row is not others:
            texts.append(text_of(row, room))
    score = {row["id"]: row["score"] for row in rows}
    result: dict[str, Any] = {"scores": score}
    if setting.leaderboard:
        result["scoreboard"] = [document["score"]]
    return "\n".join([*texts, _line(_feedback(document, rows, others)), _line(result), ""])


def _feedback(document: Document, rows: Sequence[Row], others: Row | None) -> dict[str, Any]:
    """Which test passed, stage by stage; titles are numbered, for of two that are alike one would be lost."""
    built = document["built"] and document["status"] != UNGRADABLE
    told: dict[str, Any] = {}
    for place, row in enumerate(rows, 1):
        full = row["state"] == FULL
        hint = {} if full or row is others else {"hint": summary_of(row)}
        told[f"{place}. {title_of(row)}"] = {"passed": full, **hint}
    return {
        "_presentation": "semantic",
        "stages": list(STAGES),
        STAGES[0]: {"It can be built": {"passed": built}},
        STAGES[1]: told,
    }


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data)
