"""A grade for the student who reads it, and as one JSON document."""

from __future__ import annotations

from typing import Any

from ..text import plural, sentence, visible
from ..transcript import cut, fold, step_text, steps_of
from .sandbox import Sandbox
from .score import FULL, NOT_ATTEMPTED, Lost, Scored
from .session import Grade

SCHEMA = "ipclaim-grade"
VERSION = 1
STEPS_SHOWN = 30
LOST_SHOWN = 3
SAID_SHOWN = 4000


def number(points: float) -> str:
    """Points without zeroes that say nothing: 10, 7.5, 3.33."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def text_of(title: str, most: float, grade: Grade, box: Sandbox) -> str:
    """All that a student is told."""
    lines = [
        f"{title}: {grade.submission.name}",
        f"score {number(grade.score)} of {number(most)}",
        "",
    ]
    if grade.built.library is None:
        lines += ["it was not built; the compiler said:", _indented(grade.built.said), ""]
    elif grade.built.missing:
        lines += [f"not defined: {', '.join(grade.built.missing)}", ""]
    for row in grade.rows:
        lines += _row_lines(row)
    lines += ["", f"protections in force: {', '.join(box.in_force) or 'none'}"]
    if box.missing:
        lines.append(f"not in force: {', '.join(box.missing)}")
    return visible("\n".join(lines))


def _row_lines(scored: Scored) -> list[str]:
    row = scored.row
    share = f"{number(scored.points):>6} of {number(row.points):>3}  {row.title}"
    if scored.state == FULL:
        return [share]
    if scored.state == NOT_ATTEMPTED:
        return [f"{share}: not attempted, for {scored.why}"]
    lines = [f"{share}: {scored.passed} of {plural(scored.planned, 'test')} passed"]
    lines += [f"      {scored.why}"] if scored.why else []
    lines.append(f"      what is asked: {row.asks}")
    for lost in scored.lost[:LOST_SHOWN]:
        lines += _lost_lines(lost)
    more = len(scored.lost) - LOST_SHOWN
    return [*lines, f"      and {plural(more, 'more test')}"] if more > 0 else lines


def _lost_lines(lost: Lost) -> list[str]:
    name, _, variant = lost.id.partition("/")[2].partition("[")
    told = sentence(name) + (f" [{variant}" if variant else "")
    lines = [f"    ✕ {told}", f"      {lost.outcome}: {lost.why}"]
    lines += [f"      {lost.flake}"] if lost.flake else []
    return [*lines, *(f"        {step}" for step in transcript_of(lost))]


def transcript_of(lost: Lost) -> list[str]:
    """What happened, a line a step."""
    if lost.execution is None:
        return []
    steps = cut(fold(steps_of(lost.execution.transcript)), STEPS_SHOWN)
    return [f"{step.actor or '':10} {step_text(step)['en']}" for step in steps]


def _indented(text: str) -> str:
    shown = (
        text if len(text) <= SAID_SHOWN else f"{text[:SAID_SHOWN]}\n[{len(text) - SAID_SHOWN} more]"
    )
    return "\n".join(f"    {line}" for line in shown.strip().splitlines())


def json_of(name: str, title: str, most: float, grade: Grade, box: Sandbox) -> dict[str, Any]:
    """The same as data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "assignment": name,
        "title": title,
        "submission": {
            "name": grade.submission.name,
            "files": list(grade.submission.files),
            "sha256": grade.submission.digest,
            "ignored": list(grade.submission.ignored),
        },
        "built": grade.built.library is not None,
        "compiler": grade.built.said[:SAID_SHOWN],
        "missing": list(grade.built.missing),
        "score": grade.score,
        "max_score": most,
        "rows": [_row_json(row) for row in grade.rows],
        "protections": {
            "in_force": list(box.in_force),
            "missing": list(box.missing),
            "user": box.user,
        },
    }


def _row_json(scored: Scored) -> dict[str, Any]:
    return {
        "id": scored.row.id,
        "title": scored.row.title,
        "state": scored.state,
        "score": scored.points,
        "max_score": scored.row.points,
        "passed": scored.passed,
        "planned": scored.planned,
        "why": scored.why,
        "asks": scored.row.asks,
        "lost": [
            {
                "id": lost.id,
                "outcome": lost.outcome,
                "why": lost.why,
                "flake": lost.flake,
                "transcript": transcript_of(lost),
            }
            for lost in scored.lost
        ],
    }
