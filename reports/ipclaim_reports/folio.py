"""The annotated document as markup: its blocks, with every claim's sign where the claim is made.

The text is escaped character by character; the only tags are those written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Sequence

from markupsafe import Markup, escape

from .annotate import Annotations, Mark
from .facts import standing
from .manuscript import Block, Piece, blocks_of
from .markup import bilingual
from .model import JudgedClaim, Report
from .text import visible

# Where quotes overlap, the colour is that of the claim a reader should look at first.
_TOKEN = re.compile(r"(\*\*|`|\\\|)")
RANK = ("refuted", "depends", "inconclusive", "unsupported", "observed", "untested", "holds")


@dataclass(frozen=True)
class Folio:
    """A block of the document, and the claims that are made in it for the first time."""

    kind: str
    html: Markup
    claims: tuple[JudgedClaim, ...]


def folios(report: Report, notes: Annotations) -> list[Folio]:
    """The document in its order."""
    found = []
    for block in blocks_of(report.lines):
        own = set(block.lines)
        ids = [id for id, line in notes.homes.items() if line in own]
        ids.sort(key=lambda id: notes.numbers[id])
        html = Markup(_Writer(block, notes).html())
        found.append(Folio(block.kind, html, tuple(notes.claims[id] for id in ids)))
    return found


class _Writer:
    """Writes one block."""

    def __init__(self, block: Block, notes: Annotations) -> None:
        self.block, self.notes = block, notes
        self.verbatim = block.kind in ("code", "front")

    def html(self) -> str:
        block = self.block
        if block.kind == "rule":
            return "<hr>"
        if block.kind == "table":
            return self._table()
        if block.kind == "list":
            return self._list()
        lines = [self._row(index) for index in range(len(block.rows))]
        if self.verbatim:
            return "<pre>" + "\n".join(lines) + "</pre>"
        if block.kind == "heading":
            # The page has its own first two levels, and five levels are enough for a document.
            level = min(6, block.level + 2)
            return f"<h{level}>{lines[0]}</h{level}>"
        return "<p>" + "<br>".join(lines) + "</p>"

    def _table(self) -> str:
        rows = []
        for index, cells in enumerate(self.block.rows):
            tag = "td" if index else "th"
            said = self._cells(index, cells)
            rows.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in said) + "</tr>")
        return '<div class="scroll"><table>' + "\n".join(rows) + "</table></div>"

    def _list(self) -> str:
        html, open_tags = "", []  # type: str, list[str]
        for index, (depth, number) in enumerate(zip(self.block.depths, self.block.numbers)):
            tag = "ul" if number is None else "ol"
            while len(open_tags) > depth + 1:
                html += f"</li></{open_tags.pop()}>"
            if len(open_tags) == depth + 1:
                html += "</li>"
            else:
                open_tags.append(tag)
                html += f"<{tag}>"
            value = "" if number is None else f' value="{number}"'
            html += f"<li{value}>{self._row(index)}"
        return html + "".join(f"</li></{tag}>" for tag in reversed(open_tags))

    def _row(self, index: int) -> str:
        return self._cells(index, self.block.rows[index])[0]

    def _cells(self, index: int, pieces: Sequence[Piece]) -> list[str]:
        """The pieces of a line, each with the marks that fall into it."""
        line = pieces[0].line
        marks = self.notes.marks.get(line, ())
        homes = {m.id: _home_of(m, pieces) for m in marks if m.last}
        said = [
            self._piece(piece, marks, [m for m in marks if homes.get(m.id) == at])
            for at, piece in enumerate(pieces)
        ]
        said[-1] += self._again(index, line)
        return said

    def _piece(self, piece: Piece, marks: Sequence[Mark], signed: Sequence[Mark]) -> str:
        """A piece cut at the ends of all marks, so that overlapping ones need not be nested."""
        cuts = {piece.start, piece.end}
        for mark in marks:
            cuts |= {_within(piece, mark.start), _within(piece, mark.end)}
        bounds = sorted(cuts)
        html, style = "", _Style()
        for left, right in zip(bounds, bounds[1:]):
            inner = self._inline(piece.text[left - piece.start : right - piece.start], style)
            over = [m.id for m in marks if m.start <= left and m.end >= right]
            html += self._marked(inner, over) if over and inner else inner
            ending = [mark.id for mark in signed if _within(piece, mark.end) == right]
            html += "".join(self._sign(id) for id in ending)
        return html

    def _inline(self, text: str, style: _Style) -> str:
        html = ""
        for part in [text] if self.verbatim else _TOKEN.split(text):
            if part == "**" and not self.verbatim:
                style.bold = not style.bold
            elif part == "`" and not self.verbatim:
                style.code = not style.code
            elif part:
                shown = str(escape(visible("|" if part == "\\|" else part, keep="\t")))
                shown = f"<code>{shown}</code>" if style.code else shown
                html += f"<strong>{shown}</strong>" if style.bold else shown
        return html

    def _marked(self, inner: str, ids: Sequence[str]) -> str:
        verdicts = [self.notes.claims[id].verdict for id in ids]
        return f'<mark class="{min(verdicts, key=RANK.index)}">{inner}</mark>'

    def _sign(self, id: str) -> str:
        """The claim's sign, number and, for those who cannot see the sign, its verdict."""
        judged = self.notes.claims[id]
        look = standing(judged)
        word = bilingual(look.word)
        return (
            f'<a class="at {look.style}" id="at-{judged.anchor}" href="#{judged.anchor}">'
            f'<i aria-hidden="true">{look.sign}</i><span class="vh">{word} </span>'
            f"{self.notes.numbers[id]}</a>"
        )

    def _again(self, index: int, line: int) -> str:
        """The claims that a line makes again; of consecutive lines in code, the first says so."""
        ids = self.notes.again.get(line, ())
        if self.block.kind == "code" and index:
            before = self.block.rows[index - 1][0].line
            told = set(self.notes.again.get(before, ()))
            told |= {mark.id for mark in self.notes.marks.get(before, ())}
            ids = [id for id in ids if id not in told]
        html = ""
        for id in ids:
            judged = self.notes.claims[id]
            look = standing(judged)
            html += (
                f'<a class="again {look.style}" href="#at-{judged.anchor}">'
                f"{look.sign}{self.notes.numbers[id]}</a>"
            )
        return html


@dataclass
class _Style:
    """Which of Markdown's marks are open on a line; claims begin and end without regard to them."""

    bold: bool = False
    code: bool = False


def _within(piece: Piece, column: int) -> int:
    return min(max(column, piece.start), piece.end)


def _home_of(mark: Mark, pieces: Sequence[Piece]) -> int:
    """The last piece of a line that a mark reaches: a quote may span several cells of a table."""
    reached = [i for i, p in enumerate(pieces) if p.start < mark.end and p.end > mark.start]
    return reached[-1] if reached else len(pieces) - 1
