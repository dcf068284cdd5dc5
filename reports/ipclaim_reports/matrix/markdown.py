"""matrix.md: the matrix for a terminal, for GitHub and for its step summaries."""

from __future__ import annotations

from typing import Iterable, Iterator

from .. import words
from ..catalogue import MECHANISMS
from ..language import Text, said, say
from ..mdtext import code, md
from .model import Cell, Column, Matrix, Row
from .words import heads, lead, record_line, title, value_names, values_of, whose


def render_markdown(matrix: Matrix, language: str = "en", limit: int | None = None) -> str:
    """The whole file in one language; the table of all claims is left out where it exceeds `limit` bytes."""
    writer = _Writer(matrix, language)
    text = "\n".join([*writer.beginning(), *writer.everything()]) + "\n"
    if limit is not None and len(text.encode()) > limit:
        text = "\n".join([*writer.beginning(), writer.said(say("matrix.left_out"))]) + "\n"
        # What differs cannot be told in parts either, if it is as long as that: whole lines are.
        text = text.encode()[:limit].decode("utf-8", "ignore").rpartition("\n")[0] + "\n"
    return text


class _Writer:
    """Writes one matrix in one language, part by part."""

    def __init__(self, matrix: Matrix, language: str) -> None:
        self.matrix, self.language = matrix, language

    def said(self, text: Text) -> str:
        """Words in the language, with whatever a stranger's file put into them made harmless."""
        return md(said(text)[self.language])

    def beginning(self) -> Iterator[str]:
        """The head, the targets, and what differs."""
        matrix = self.matrix
        yield f"# {self.said(title(matrix))}"
        yield ""
        yield self.said(lead(matrix))
        yield ""
        yield from self._targets()
        yield f"## {self.said(say('matrix.differing'))}"
        yield ""
        yield self.said(say("matrix.how"))
        yield ""
        for mechanism, rows in by_mechanism(matrix.differing):
            yield f"### {self.said(words.mechanism(mechanism))}"
            yield ""
            yield from self._table(rows, with_cause=True)

    def everything(self) -> Iterator[str]:
        """All claims, folded away where a viewer can."""
        summary = self.said(say("matrix.everything"))
        yield f"<details><summary>{summary}</summary>"
        yield ""
        yield from self._table(self.matrix.rows, with_cause=False)
        yield "</details>"

    def _targets(self) -> Iterator[str]:
        yield self._line(heads())
        yield "| --- " * len(heads()) + "|"
        for column in self.matrix.columns:
            sides = column.sides
            told: list[Text] = [column.about, sides.kernel, sides.libc, sides.processor]
            told += [column.decided, column.conformance, record_line(column)]
            shown = [self._link(column), *map(self.said, told)]
            yield "| " + " | ".join(shown) + " |"
        yield ""

    def _link(self, column: Column) -> str:
        name = md(column.name)
        return f"[{name}](<{column.link}>)" if column.link else name

    def _line(self, heads: Iterable[Text]) -> str:
        return "| " + " | ".join(self.said(head) for head in heads) + " |"

    def _table(self, rows: Iterable[Row], with_cause: bool) -> Iterator[str]:
        first = [say("matrix.claim"), *([say("matrix.whose")] if with_cause else [])]
        yield self._line([*first, *(column.name for column in self.matrix.columns)])
        yield "| --- " * (len(first) + len(self.matrix.columns)) + "|"
        for row in rows:
            names = value_names(row)
            claim = f"{md(row.claim.title)} {code(row.claim.id)}"
            if len(names) == 1:
                claim += f" {code(names[0])}"
            cells = [self._cell(cell, len(names) == 1) for cell in row.cells]
            cause = [self.said(whose(row))] if with_cause else []
            yield "| " + " | ".join([claim, *cause, *cells]) + " |"
        yield ""

    def _cell(self, cell: Cell | None, alone: bool) -> str:
        if cell is None:
            return self.said(say("matrix.none"))
        text = f"{words.VERDICT_SIGNS[cell.verdict]} {self.said(words.verdict(cell.verdict))}"
        if cell.surprising:
            text += f" ({self.said(say(f'comparison.{cell.comparison}'))})"
        return "<br>".join([text, *map(self.said, values_of(cell, alone))])


def by_mechanism(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each mechanism, mechanisms in their usual order, strangers' last."""
    groups: dict[str, list[Row]] = {mechanism: [] for mechanism in MECHANISMS}
    for row in rows:
        groups.setdefault(row.claim.mechanism, []).append(row)
    return [(mechanism, group) for mechanism, group in groups.items() if group]
