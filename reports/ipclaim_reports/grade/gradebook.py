"""gradebook.csv: a line a submission, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Sequence

from ..text import visible
from .show import Document
from .tell import number

# What a spreadsheet takes for a formula, even behind blanks.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADS = ("submission", "status", "score", "max_score", "percent")
TAILS = ("built", "flaky", "seed", "sha256", "reason")


@dataclass(frozen=True)
class Line:
    """What a class's tables say of one submission; light enough to be kept for all of them."""

    name: str
    status: str
    reason: str
    score: float | None
    most: float
    built: bool
    flaky: bool
    seed: int
    sha256: str
    states: dict[str, str]  # by row
    points: dict[str, float]
    lost: tuple[tuple[str, str], ...]  # row and title of each test that earned nothing

    @property
    def share(self) -> float | None:
        """The score as a part of what there is to earn."""
        return None if self.score is None or not self.most else self.score / self.most


def line_of(document: Document) -> Line:
    """The line of a result."""
    rows = document["rows"]
    reason = document["reason"]
    if not reason and not document["built"]:
        reason = "it was not built"
    return Line(
        document["submission"]["name"],
        document["status"],
        reason,
        document["score"],
        document["max_score"],
        document["built"],
        document["flaky"],
        document["seed"],
        document["submission"]["sha256"],
        {row["id"]: row["state"] for row in rows},
        {row["id"]: row["score"] for row in rows},
        tuple((row["id"], lost["title"]) for row in rows for lost in row["lost"]),
    )


def gradebook(lines: Sequence[Line]) -> str:
    """The whole file, in the order of the lines."""
    rows = list(dict.fromkeys(row for line in lines for row in line.points))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    # A row may be called what another column is called.
    writer.writerow([*HEADS, *(cell(f"row.{row}") for row in rows), *TAILS])
    for line in lines:
        writer.writerow([*_head(line), *_points(line, rows), *_tail(line)])
    return file.getvalue()


def _head(line: Line) -> list[str]:
    score = "" if line.score is None else number(line.score)
    share = "" if line.share is None else f"{100 * line.share:.1f}"
    return [cell(line.name), line.status, score, number(line.most), share]


def _points(line: Line, rows: Sequence[str]) -> list[str]:
    return [number(line.points[row]) if row in line.points else "" for row in rows]


def _tail(line: Line) -> list[str]:
    words = ["yes" if line.built else "no", "yes" if line.flaky else "no"]
    return [*words, str(line.seed), cell(line.sha256), cell(line.reason)]


def cell(text: str) -> str:
    """A stranger's text for a spreadsheet, which must not take it for a formula."""
    shown = visible(text, keep="")
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown
