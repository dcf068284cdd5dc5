"""report.html: one file that needs nothing else, and runs nothing but its own few lines of script.

Every text of a results file is foreign. Jinja escapes all of it, control characters are spelled
out, and a content security policy with the hashes of our own style and script stands behind that:
even a mistake here would leave a browser nothing to run or to load.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, Sequence

import jinja2
from markupsafe import Markup

from . import words
from .annotate import annotate
from .facts import advice_line, elsewhere, facts_of, observed_by, standing, truth_of
from .folio import folios
from .language import NAMES, TAGS, Said, say
from .markup import bilingual, finalize
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
from .text import duration, measured, moment, unmarked, visible
from .transcript import Step
from .verdicts import VERDICTS
from .views import (
    bars,
    case_views,
    chapters,
    drawn_line,
    measurements,
    section_views,
    step_line,
)

TEMPLATES = Path(__file__).parent / "templates"


def render_html(report: Report, language: str = "en") -> str:
    """The whole file, in every language; `language` is the one that is open at first."""
    style, script = _asset("report.css"), _asset("report.js")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    environment.filters.update(
        duration=duration,
        measured=measured,
        moment=moment,
        reason=reason_of,
        standing=standing,
        unmarked=unmarked,
    )
    environment.globals.update(t=_page, say=say, words=words, bars=bars, verdicts=VERDICTS)
    environment.globals.update(transcript=_transcript, truth_of=truth_of, advice_line=advice_line)
    environment.globals.update(observed_by=observed_by)
    environment.globals.update(facts_of=lambda judged: facts_of(judged, report))
    environment.globals.update(elsewhere=lambda judged: elsewhere(judged, report))
    notes = annotate(report)
    views = case_views(report)
    page = environment.get_template("report.html").render(
        report=report,
        language=language,
        tags=TAGS,
        names=NAMES,
        run=report.results[0].run,
        end=report.results[0].end,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        product=product(report),
        commit=commit_of(report),
        lines={
            "decided": decided_line(report).map(_together),
            "verdicts": verdicts_line(report),
            "conformance": conformance_line(report).map(_together),
            "document": document_line(report),
            "record": record_line(report),
            "drawn": drawn_line(views),
        },
        notices=notices(report),
        rows=rows(report),
        surprises=surprises_of(report),
        trail=_trail(report),
        notes=notes,
        folios=folios(report, notes),
        sections=section_views(report),
        chapters=chapters(report),
        views={id: _drawn(view) for id, view in views.items()},
        measured=measurements(report),
    )
    return page + "\n"


def _page(key: str, **values: Any) -> Said:
    return say(f"page.{key}", **values)


def _transcript(steps: Sequence[Step]) -> Markup:
    """A transcript as lines of text; what went wrong stands out."""
    width = max((len(step.actor) for step in steps), default=0)
    lines = []
    for step in steps:
        bad = not step.ok and step.kind in ("expect", "must")
        line = bilingual(step_line(step, width).map(lambda text: visible(text, keep="")))
        lines.append(Markup("<b>{}</b>").format(line) if bad else line)
    return Markup("\n").join(lines)


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
