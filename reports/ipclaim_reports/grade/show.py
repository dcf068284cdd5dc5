"""A grade as one document, schema/grade.schema.json: all that is written, shown or sent elsewhere is made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable

from ..errors import ReportError
from ..language import said
from ..text import sentence
from ..transcript import Step, cut, fold, step_text, steps_of
from .assignment import Row
from .play import row_seed
from .score import NONE, Lost, Scored
from .session import Grade, GraderBroke, Session

SCHEMA = "ipclaim-grade"
VERSION = 1
STEPS_KEPT = 120
SAID_KEPT = 4000
GRADED, UNGRADABLE, BROKEN = "graded", "ungradable", "broken"

Document = dict[str, Any]


def graded_json(session: Session, source: Path, keeps_ungradable: bool = False) -> Document:
    """Grade one submission in a session that is not open yet; where the grader breaks, the document says so.

    A submission that cannot be graded is a ReportError, or has a document, too: the reference was graded in the same
    way, so it is about what was handed in.
    """
    name = source.resolve().name
    try:
        with session:
            try:
                return json_of(session, session.grade(source))
            except ReportError as error:
                if not keeps_ungradable:
                    raise
                return ungraded_json(session, name, UNGRADABLE, str(error))
    except GraderBroke as error:
        return ungraded_json(session, name, BROKEN, str(error))


def json_of(session: Session, grade: Grade) -> Document:
    """All of a grade; view.py takes out what a reader may not see."""
    return {
        **_head(session),
        "status": GRADED,
        "reason": "",
        "submission": {
            "name": grade.submission.name,
            "files": list(grade.submission.files),
            "sha256": grade.submission.digest,
            "ignored": list(grade.submission.ignored),
        },
        "built": grade.built.library is not None,
        "compiler": grade.built.said[:SAID_KEPT],
        "missing": list(grade.built.missing),
        "score": grade.score,
        "seconds": grade.seconds,
        "flaky": any(one.flaky for one in grade.rows),
        "rows": [_row_json(row, session.seed) for row in grade.rows],
    }


def ungraded_json(session: Session, name: str, status: str, reason: str) -> Document:
    """The document of a submission that has no grade: what cannot be graded earns nothing, and where the grader broke
    there is no score at all."""
    why = "it could not be graded"
    rows = [
        Scored(row, NONE, 0, 0, len(session.planned[row.id]), why=why)
        for row in session.assignment.rows
        if status == UNGRADABLE
    ]
    return {
        **_head(session),
        "status": status,
        "reason": reason,
        "submission": {"name": name, "files": [], "sha256": "", "ignored": []},
        "built": False,
        "compiler": "",
        "missing": [],
        "score": 0 if rows else None,
        "seconds": 0,
        "flaky": False,
        "rows": [_row_json(one, session.seed) for one in rows],
    }


def _head(session: Session) -> Document:
    assignment, box = session.assignment, session.box
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "assignment": assignment.folder.name,
        "title": assignment.title,
        "max_score": assignment.points,
        "bonus": bonus_of(assignment.rows),
        "seed": session.seed,
        "instructor": True,
        "withheld": {"rows": 0, "max_score": 0},
        "grader": dict(vars(session.grader)),
        "protections": {
            "in_force": list(box.in_force),
            "missing": list(box.missing),
            "user": box.user,
        },
    }


def bonus_of(rows: Iterable[Row]) -> float:
    """What bonus rows can add."""
    return sum(row.points for row in rows if row.bonus)


def _row_json(scored: Scored, seed: int) -> Document:
    row = scored.row
    return {
        "id": row.id,
        "title": row.title,
        "state": scored.state,
        "score": scored.points,
        "max_score": row.points,
        "passed": scored.passed,
        "planned": scored.planned,
        "why": scored.why,
        "asks": row.asks,
        "visibility": row.visibility,
        "bonus": row.bonus,
        "repeat": row.repeat,
        "seed": row_seed(seed, row.id),
        "flaky": scored.flaky,
        "elsewhere": list(scored.elsewhere),
        "lost": [_lost_json(lost) for lost in scored.lost],
    }


def _lost_json(lost: Lost) -> Document:
    name, _, variant = lost.id.partition("/")[2].partition("[")
    events = lost.execution.transcript if lost.execution else ()
    steps = cut(fold(steps_of(events)), STEPS_KEPT)
    return {
        "id": lost.id,
        "title": sentence(name) + (f" [{variant}" if variant else ""),
        "outcome": lost.outcome,
        "fault": lost.fault,
        "why": lost.why,
        "flake": lost.flake,
        "transcript": [f"{step.actor or '':10} {step_text(step).en}" for step in steps],
        "actors": [actor.name for actor in lost.execution.actors] if lost.execution else [],
        "steps": [_step_json(step) for step in steps],
    }


def _step_json(step: Step) -> Document:
    return {**vars(step), "text": said(step.text).en}
