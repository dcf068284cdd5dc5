"""NAME.html: one grade as a page that a student learns from. One file, which loads nothing and runs nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from .. import words
from ..diagram import draw
from ..renderer import environment, furniture
from ..text import visible
from ..transcript import Step, step_text
from .assignment import VISIBLE
from .score import FULL, NONE, NOT_ATTEMPTED, SOME
from .show import BROKEN, GRADED, UNGRADABLE, Document
from .tell import FAULTS, number, withheld_line

SIGNS = {FULL: "✓", SOME: "◐", NONE: "✕", NOT_ATTEMPTED: "·"}
OUTCOMES = {**words.OUTCOME_SIGNS, "missing": "?"}
# Of a row that lost everything the first few cases say what is wrong; drawings of all would hide it.
DRAWN = 12
EXPECTED = ", expected "  # between what the judge saw and what it should have been
HEADLINES = {
    UNGRADABLE: "This could not be graded, and earns nothing as it is.",
    BROKEN: "The grader broke. That says nothing of the submission: there is no score, and it will be graded again.",
}


def render_grade(document: Document) -> str:
    """The whole file. What came from the submission is escaped, and the policy of the page lets nothing run."""
    graded = document["status"] == GRADED
    return template("grade.html" if graded else "reason.html").render(
        **furniture(["report.css", "grade.css"], []),
        document=document,
        name=document["submission"]["name"],
        headline=HEADLINES.get(document["status"], ""),
        withheld=withheld_line(document),
        rows=[_row(row, document["built"]) for row in document["rows"]] if graded else [],
        signs=OUTCOMES,
        number=number,
    )


def template(name: str) -> jinja2.Template:
    """A template of the grader's; they are in English only, as assignments are."""
    return _environment().get_template(f"grade/{name}")


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return environment()


def look(state: str) -> str:
    """The class of a row's state in the style sheet."""
    return state.replace(" ", "-")


def tag_of(bonus: bool, visibility: str) -> str:
    """What is special about a row."""
    tags = ["bonus"] if bonus else []
    return ", ".join(tags + ([visibility] if visibility != VISIBLE else []))


def _row(row: Document, built: bool) -> dict[str, Any]:
    tried = row["state"] != NOT_ATTEMPTED
    return {
        **row,
        "points": number(row["score"]),
        "most": ("+" if row["bonus"] else "") + number(row["max_score"]),
        "tests": f"{row['passed']} of {row['planned']}" if tried else "",
        "why": row["why"] if tried else f"Not attempted, for {row['why']}.",
        "look": look(row["state"]),
        "sign": SIGNS[row["state"]],
        "tag": tag_of(row["bonus"], row["visibility"]),
        # Of what was not built there is nothing more to be said.
        "open": built and row["state"] != FULL,
        "lost": [_lost(lost, place < DRAWN) for place, lost in enumerate(row["lost"])],
    }


def _lost(lost: Document, drawn: bool) -> dict[str, Any]:
    steps = [Step(**step) for step in lost["steps"]]
    width = max((len(step.actor) for step in steps), default=0)
    happened, _, expected = lost["why"].rpartition(EXPECTED)
    return {
        **lost,
        "happened": happened or lost["why"],
        "expected": expected if happened else "",
        "fault": FAULTS.get(lost["fault"], ""),
        # The diagram is markup that diagram.py made and escaped; nothing else is let through.
        "diagram": Markup(draw(steps, lost["actors"], "diagram-label")) if drawn else "",
        "steps": [
            {
                "text": f"{step.actor:<{width}}  {visible(step_text(step).en, keep='')}",
                "bad": not step.ok and step.kind in ("expect", "must"),
            }
            for step in steps
        ],
    }
