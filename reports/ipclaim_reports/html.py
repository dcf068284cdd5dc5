"""report.html: one file that needs nothing else, and runs nothing but its own few lines of script.

Every text of a results file is foreign. Jinja escapes all of it, control characters are spelled
out, and a content security policy with the hashes of our own style and script stands behind that:
even a mistake here would leave a browser nothing to run or to load.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from . import words
from .model import Report
from .reasons import reason_of
from .summary import (
    commit_of,
    conformance_line,
    decided_line,
    document_line,
    notices,
    product,
    record_line,
    rows,
    verdicts_line,
)
from .surprises import surprises_of
from .text import duration, measured, moment, plural, unmarked, visible
from .verdicts import VERDICTS
from .views import bars, case_views, chapters, measurements, section_views, step_words

TEMPLATES = Path(__file__).parent / "templates"


def render_html(report: Report) -> str:
    """The whole file."""
    style, script = _asset("report.css"), _asset("report.js")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        duration=duration,
        measured=measured,
        moment=moment,
        plural=plural,
        reason=reason_of,
        step=step_words,
        unmarked=unmarked,
    )
    environment.globals.update(words=words, bars=bars, verdicts=VERDICTS)
    page = environment.get_template("report.html").render(
        report=report,
        run=report.results[0].run,
        end=report.results[0].end,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        product=product(report),
        commit=commit_of(report),
        lines={
            "decided": _together(decided_line(report)),
            "verdicts": verdicts_line(report),
            "conformance": _together(conformance_line(report)),
            "document": document_line(report),
            "record": record_line(report),
        },
        notices=notices(report),
        rows=rows(report),
        surprises=surprises_of(report),
        trail=_trail(report),
        sections=section_views(report),
        chapters=chapters(report),
        views={id: _drawn(view) for id, view in case_views(report).items()},
        measured=measurements(report),
    )
    return page + "\n"


def _trail(report: Report) -> dict[str, str]:
    """From each surprise to the next, so that a reader need not go back to the list."""
    found = surprises_of(report).values()
    anchors = list(dict.fromkeys(surprise.anchor for group in found for surprise in group))
    return dict(zip(anchors, anchors[1:] + ["surprising"]))


def _together(text: str) -> str:
    """A number and its per cent sign on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _asset(name: str) -> str:
    """A file as it stands in the page, to the byte, for the policy allows it by its hash."""
    return "\n" + (TEMPLATES / name).read_text(encoding="utf-8").strip() + "\n"


def _finalize(value: Any) -> Any:
    """Every value on its way into the page; our own markup is left alone."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return visible(value) if type(value) is str else value


def _drawn(view: Any) -> dict[str, Any]:
    # The diagram is markup that diagram.py made and escaped; nothing else is let through.
    return {**vars(view), "diagram": Markup(view.diagram)}


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
