"""index.html: the overview of a class as a page, with the way to each submission's own."""

from __future__ import annotations

from typing import Any

from ..renderer import furniture
from .overview import BINS, STATES, Overview, RowStats, counts_line, spread_line
from .page import look, tag_of, template
from .shelf import page_of
from .show import BROKEN, GRADED, UNGRADABLE
from .tell import number


def render_overview(overview: Overview) -> str:
    """The whole file."""
    top = max(1, *overview.bins)
    return template("overview.html").render(
        **furniture(["report.css", "grade.css"], []),
        overview=overview,
        counts=counts_line(overview),
        spread=spread_line(overview),
        bins=[_bin(place, count, top) for place, count in enumerate(overview.bins)],
        rows=[_row(row) for row in sorted(overview.rows, key=lambda row: row.mean / row.most)],
        states=STATES,
        groups=[
            ("Not built", overview.unbuilt),
            ("Flaky: a test passed in some rounds only", overview.flaky),
            ("Could not be graded", overview.named(UNGRADABLE)),
            ("The grader broke; grade these again", overview.named(BROKEN)),
        ],
        columns=[row.id for row in overview.rows],
        lines=overview.lines,
        graded=GRADED,
        look=look,
        number=number,
        page_of=page_of,
    )


def _bin(place: int, count: int, top: int) -> dict[str, Any]:
    until = 100 * (place + 1) // BINS
    name = f"{100 * place // BINS}–{until}"
    return {"name": name, "count": count, "height": round(100 * count / top, 1)}


def _row(row: RowStats) -> dict[str, Any]:
    total = max(1, row.states.total())
    parts, x = [], 0.0
    for state in STATES:
        width = 600 * row.states[state] / total
        parts.append({"look": look(state), "x": round(x, 1), "width": round(width, 1)})
        x += width
    return {
        **vars(row),
        "parts": parts,
        "mean": number(row.mean),
        "most": number(row.most),
        "tag": tag_of(row.bonus, row.visibility),
    }
