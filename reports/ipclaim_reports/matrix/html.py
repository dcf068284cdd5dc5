"""matrix.html: the matrix as one file, in every language; its cells lead into the reports beside it."""

from __future__ import annotations

from ..renderer import environment, furniture
from .markdown import by_mechanism
from .model import Cell, Column, Matrix
from .words import cause_line, heads, lead, record_line, title, value_names, values_of


def render_html(matrix: Matrix, language: str = "en") -> str:
    """The whole file; `language` is the one that is open at first."""
    made = environment()
    made.globals.update(
        cause_line=cause_line,
        heads=heads,
        record_line=record_line,
        value_names=value_names,
        values_of=values_of,
        link=_link,
    )
    page = made.get_template("matrix.html").render(
        matrix=matrix,
        language=language,
        title=title(matrix),
        lead=lead(matrix),
        groups=by_mechanism(matrix.rows),
        **furniture(["report.css", "matrix.css"], ["language.js"]),
    )
    return page + "\n"


def _link(column: Column, cell: Cell) -> str:
    """Where the evidence of a cell is; nowhere, where the target has no report."""
    return f"{column.link}#{cell.anchor}" if column.link else ""
