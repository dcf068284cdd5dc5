"""results.json of Gradescope. Pure.

A grade without a score is exported as no file at all: Gradescope then says that the autograder failed, keeps no points,
and shows its standard output to instructors. A file without points would count as zero.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .setting import Setting
from .told import (
    BROKEN,
    FULL,
    UNGRADABLE,
    Document,
    Row,
    build_text_of,
    check_complete,
    fitted,
    head_of,
    most_of,
    text_of,
    title_of,
)

# Gradescope states no limit; a page of more than this helps nobody.
BYTES_MOST = 1024 * 1024
VISIBILITY = {"visible": "visible", "hidden": "hidden", "after-due": "after_due_date"}


@dataclass(frozen=True)
class Metadata:
    """What Gradescope tells of a submission beside its files, as far as it does."""

    previous: int | None = None  # how often the student has handed in before
    total_points: float | None = None  # of the assignment


def read_metadata(text: str) -> Metadata:
    """What is of use in submission_metadata.json; a ValueError if it is nothing of the kind."""
    try:
        raw = json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(raw, dict):
        raise ValueError("it is no object")
    previous = raw.get("previous_submissions")
    assignment = raw.get("assignment")
    total = assignment.get("total_points") if isinstance(assignment, dict) else None
    try:
        # Gradescope writes "20.0".
        points = float(total) if isinstance(total, (str, int, float)) else None
    except ValueError:
        points = None
    return Metadata(len(previous) if isinstance(previous, list) else None, points)


def render_gradescope(document: Document, setting: Setting) -> str | None:
    """The whole file, or None where there is no score."""
    if document["status"] == BROKEN:
        return None
    check_complete(document, "Gradescope")
    return fitted(lambda room: json.dumps(_results(document, setting, room), indent=1), BYTES_MOST)


def _results(document: Document, setting: Setting, room: int) -> dict[str, Any]:
    results: dict[str, Any] = {
        "score": document["score"],
        "execution_time": document["seconds"],
        "output": _output(document, setting, room),
        # Nothing that a submission wrote is to be rendered.
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": _extra(document, setting),
        "tests": [_built(document, room)],
    }
    results["tests"] += [_test(number, row, room) for number, row in enumerate(document["rows"], 1)]
    if setting.leaderboard:
        results["leaderboard"] = [
            {"name": setting.leaderboard, "value": document["score"], "order": "desc"}
        ]
    return results


def _output(document: Document, setting: Setting, room: int) -> str:
    before = f"submission {setting.previous + 1}\n" if setting.previous is not None else ""
    return before + head_of(document, max(room, 400))


def _extra(document: Document, setting: Setting) -> dict[str, Any]:
    return {
        "assignment": document["assignment"],
        "seed": document["seed"],
        "submission_sha256": document["submission"]["sha256"],
        "grader": document["grader"],
        "protections": document["protections"],
        "previous_submissions": setting.previous,
    }


def _built(document: Document, room: int) -> dict[str, Any]:
    """A check without points, which everybody sees: hidden rows say nothing of a missing bracket."""
    good = document["built"] and document["status"] != UNGRADABLE
    return {
        "status": "passed" if good else "failed",
        "name": "It can be built",
        "name_format": "text",
        "number": "0",
        "output": build_text_of(document, room),
        "output_format": "text",
        "tags": ["build"],
        "visibility": "visible",
        "extra_data": {"missing": document["missing"]},
    }


def _test(number: int, row: Row, room: int) -> dict[str, Any]:
    marks = [word for word in ("bonus", "flaky") if row[word]]
    return {
        "score": row["score"],
        "max_score": most_of(row),
        "status": "passed" if row["state"] == FULL else "failed",
        "name": title_of(row),
        "name_format": "text",
        "number": str(number),
        "output": text_of(row, room),
        "output_format": "text",
        "tags": [row["id"], row["state"], *marks],
        "visibility": VISIBILITY[row["visibility"]],
        "extra_data": {key: row[key] for key in ("id", "state", "passed", "planned", "seed")},
    }
