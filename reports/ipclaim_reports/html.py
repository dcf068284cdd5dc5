"""report.html: what one target does; renderer.py says what keeps a page closed to strangers."""

from __future__ import annotations

from typing import Any, Sequence

from markupsafe import Markup

from .annotate import annotate
from .bench.html import bench_view
from .facts import advice_line, elsewhere, facts_of, observed_by, standing, truth_of
from .folio import folios
from .markup import bilingual
from .model import Report
from .reasons import reason_of
from .renderer import environment, furniture
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


def render_html(report: Report, language: str = "en") -> str:
    """The whole file, in every language; `language` is the one that is open at first."""
    made = environment()
    made.filters.update(
        duration=duration,
        measured=measured,
        moment=moment,
        reason=reason_of,
        standing=standing,
        unmarked=unmarked,
    )
    made.globals.update(bars=bars, verdicts=VERDICTS)
    made.globals.update(transcript=_transcript, truth_of=truth_of, advice_line=advice_line)
    made.globals.update(observed_by=observed_by)
    made.globals.update(facts_of=lambda judged: facts_of(judged, report))
    made.globals.update(elsewhere=lambda judged: elsewhere(judged, report))
    notes = annotate(report)
    views = case_views(report)
    page = made.get_template("report.html").render(
        report=report,
        language=language,
        run=report.results[0].run,
        end=report.results[0].end,
        **furniture(["report.css"], ["language.js", "report.js"]),
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
        bench=bench_view(report.bench) if report.bench else None,
    )
    return page + "\n"


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


def _drawn(view: Any) -> dict[str, Any]:
    # The diagram is markup that diagram.py made and escaped; nothing else is let through.
    return {**vars(view), "diagram": Markup(view.diagram)}
