"""The document's text as blocks: the little of Markdown that it uses, every piece with its place.

A piece is a stretch of one line, so that what is known of a line and its columns (a claim's quote)
can be shown in it. Nothing here is markup yet, and nothing of the document is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Sequence

_FENCE = re.compile(r"^(\s*)```(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_ITEM = re.compile(r"^(\s*)(?:[-*]|(\d+)\.)\s+(?=\S)")
_RULE = re.compile(r"^\s*(-{3,}|\*{3,})\s*$")
_ALIGNMENT = re.compile(r"^\s*\|[\s:|-]+\|\s*$")


@dataclass(frozen=True)
class Piece:
    """The text of line `line` (from 1) between two columns."""

    line: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.start + len(self.text)


@dataclass
class Block:
    """A heading, paragraph, list, table, code block, rule, or the front matter.

    `rows` are its lines: of a table the cells of each, of all others one piece. `depths` and
    `numbers` belong to a list: how deep each item is, and its number where it has one.
    """

    kind: str
    rows: list[list[Piece]] = field(default_factory=list)
    level: int = 0
    depths: list[int] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)

    @property
    def lines(self) -> list[int]:
        """The numbers of its lines."""
        return [row[0].line for row in self.rows if row]


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """The blocks of the document in its order."""
    blocks: list[Block] = []
    index = _front_matter(lines, blocks)
    while index < len(lines):
        line = lines[index]
        fence, heading = _FENCE.match(line), _HEADING.match(line)
        if not line.strip():
            blocks.append(Block("gap"))
            index += 1
        elif fence:
            index = _code(lines, index, len(fence[1]), blocks)
        elif heading:
            piece = Piece(index + 1, heading.start(2), heading[2].rstrip())
            blocks.append(Block("heading", [[piece]], len(heading[1])))
            index += 1
        elif _RULE.match(line):
            blocks.append(Block("rule"))
            index += 1
        elif line.lstrip().startswith("|"):
            index = _table(lines, index, blocks)
        elif _ITEM.match(line):
            index = _list(lines, index, blocks)
        else:
            _paragraph(lines, index, blocks)
            index += 1
    return [block for block in blocks if block.kind != "gap"]


def _front_matter(lines: Sequence[str], blocks: list[Block]) -> int:
    if not lines or lines[0].strip() != "---" or "---" not in lines[1:]:
        return 0
    end = lines.index("---", 1)
    rows = [[Piece(n + 1, 0, lines[n])] for n in range(1, end)]
    blocks.append(Block("front", rows))
    return end + 1


def _code(lines: Sequence[str], index: int, indent: int, blocks: list[Block]) -> int:
    block = Block("code", level=indent)
    index += 1
    while index < len(lines) and not _FENCE.match(lines[index]):
        line = lines[index]
        # A block inside a list is indented with it; that indentation is the list's, not the code's.
        own = min(indent, len(line) - len(line.lstrip()))
        block.rows.append([Piece(index + 1, own, line[own:])])
        index += 1
    blocks.append(block)
    return index + 1


def _table(lines: Sequence[str], index: int, blocks: list[Block]) -> int:
    block = Block("table")
    while index < len(lines) and lines[index].lstrip().startswith("|"):
        if not _ALIGNMENT.match(lines[index]):
            block.rows.append(_cells(lines[index], index + 1))
        index += 1
    blocks.append(block)
    return index


def _cells(line: str, number: int) -> list[Piece]:
    cells = []
    for match in re.finditer(r"(?<=\|)((?:\\\||[^|])*)(?=\|)", line):
        text = match[1]
        lead = len(text) - len(text.lstrip())
        cells.append(Piece(number, match.start(1) + lead, text.strip()))
    return cells


def _list(lines: Sequence[str], index: int, blocks: list[Block]) -> int:
    block = Block("list")
    indents: list[int] = []
    while index < len(lines):
        item = _ITEM.match(lines[index])
        if not item or _RULE.match(lines[index]):
            break
        indent = len(item[1])
        while indents and indents[-1] > indent:
            indents.pop()
        if not indents or indents[-1] < indent:
            indents.append(indent)
        text = lines[index][item.end() :].rstrip()
        block.rows.append([Piece(index + 1, item.end(), text)])
        block.depths.append(len(indents) - 1)
        block.numbers.append(int(item[2]) if item[2] else None)
        index += 1
    blocks.append(block)
    return index


def _paragraph(lines: Sequence[str], index: int, blocks: list[Block]) -> None:
    line = lines[index]
    lead = len(line) - len(line.lstrip())
    row = [Piece(index + 1, lead, line.strip())]
    if blocks and blocks[-1].kind == "paragraph":
        blocks[-1].rows.append(row)
    else:
        blocks.append(Block("paragraph", [row]))
