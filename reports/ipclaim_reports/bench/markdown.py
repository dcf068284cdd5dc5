"""The section of report.md on what a transfer costs."""

from __future__ import annotations

from typing import Iterator

from ..language import Text, said, say
from ..mdtext import md
from .parts import Part, Table, parts_of
from .sentences import lead
from .stream import Bench


def section(bench: Bench, language: str) -> Iterator[str]:
    """The lines of the section, in one language."""
    yield f"## {_in(say('bench.title'), language)}"
    yield ""
    yield _in(lead(bench), language)
    yield ""
    for part in parts_of(bench):
        yield from _part(part, language)


def _in(text: Text, language: str) -> str:
    return md(said(text)[language])


def _part(part: Part, language: str) -> Iterator[str]:
    yield f"### {_in(part.title, language)}"
    yield ""
    for note in part.notes:
        yield _in(note, language)
        yield ""
    yield from (f"- {_in(item, language)}" for item in part.items)
    if part.items:
        yield ""
    for table in part.tables:
        yield from _table(table, language)
    if part.after:
        yield _in(part.after, language)
        yield ""


def _table(table: Table, language: str) -> Iterator[str]:
    if table.title:
        yield _in(table.title, language)
        yield ""
    yield "| " + " | ".join(_in(head, language) for head in table.heads) + " |"
    yield "| --- |" + " ---: |" * (len(table.heads) - 1)
    for row in table.rows:
        yield "| " + " | ".join(_in(cell, language) for cell in row) + " |"
    yield ""
