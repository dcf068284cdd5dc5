"""What a class came to: how scores are spread, which rows and tests fail most, and whom to look at. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Iterable, Sequence

from ..text import clip, plural, visible
from .gradebook import Line
from .score import FULL, NONE, NOT_ATTEMPTED, SOME
from .show import BROKEN, GRADED, UNGRADABLE, Document
from .tell import number

BINS = 10
WIDTH = 40
STATES = (FULL, SOME, NONE, NOT_ATTEMPTED)
TESTS_SHOWN = 3
NAMES_SHOWN = 10


@dataclass(frozen=True)
class RowStats:
    """How a class fared with one row."""

    id: str
    title: str
    most: float
    visibility: str
    bonus: bool
    states: Counter[str]
    mean: float
    tests: tuple[tuple[str, int], ...]  # those that most lost, with how many did


@dataclass(frozen=True)
class Overview:
    """A class as one page shows it."""

    title: str
    lines: tuple[Line, ...]
    rows: tuple[RowStats, ...]
    notices: tuple[str, ...] = ()

    @property
    def scores(self) -> list[float]:
        """Of all that have a score, as shares of what there is to earn."""
        return [line.share for line in self.lines if line.share is not None]

    def named(self, status: str) -> list[Line]:
        """Those of one status."""
        return [line for line in self.lines if line.status == status]

    @property
    def unbuilt(self) -> list[Line]:
        """Those that were graded, and could not be built."""
        return [line for line in self.named(GRADED) if not line.built]

    @property
    def flaky(self) -> list[Line]:
        """Those of which a test passed in some rounds only."""
        return [line for line in self.lines if line.flaky]

    @property
    def bins(self) -> list[int]:
        """How many scores lie in each tenth; full marks and more are in the last."""
        counted = Counter(min(BINS - 1, int(share * BINS)) for share in self.scores)
        return [counted[place] for place in range(BINS)]


def overview_of(
    example: Document | None, lines: Sequence[Line], title: str, notices: Iterable[str] = ()
) -> Overview:
    """The overview of a class. EXAMPLE is a result with rows, which says what they are called."""
    rows = tuple(_row(row, lines) for row in (example["rows"] if example else ()))
    return Overview(title, tuple(lines), rows, tuple(notices))


def _row(row: Document, lines: Sequence[Line]) -> RowStats:
    id_ = row["id"]
    own = [line for line in lines if id_ in line.points]
    tests = Counter(title for line in own for which, title in set(line.lost) if which == id_)
    return RowStats(
        id_,
        row["title"],
        row["max_score"],
        row["visibility"],
        row["bonus"],
        Counter(line.states[id_] for line in own),
        statistics.fmean(line.points[id_] for line in own) if own else 0,
        tuple(sorted(tests.items(), key=lambda test: (-test[1], test[0]))[:TESTS_SHOWN]),
    )


def spread_line(overview: Overview) -> str:
    """The scores in a line."""
    scores = overview.scores
    if not scores:
        return "no scores"
    middle = statistics.median(scores)
    told = f"scores from {_percent(min(scores))} to {_percent(max(scores))} %"
    full = plural(sum(share >= 1 for share in scores), "full score")
    return f"{told}, median {_percent(middle)} %, mean {_percent(statistics.fmean(scores))} %, {full}"


def _percent(share: float) -> str:
    return number(round(100 * share, 1))


def counts_line(overview: Overview) -> str:
    """How many there are of each status."""
    parts = [f"{len(overview.named(GRADED))} of {plural(len(overview.lines), 'submission')} graded"]
    for status, word in ((UNGRADABLE, "could not be graded"), (BROKEN, "broke the grader")):
        named = overview.named(status)
        parts += [f"{len(named)} {word}"] if named else []
    return ", ".join(parts)


def text_of(overview: Overview) -> str:
    """The overview for a terminal."""
    lines = [overview.title, counts_line(overview), spread_line(overview), ""]
    lines += _bars(overview.bins)
    lines += ["", "which rows lose points (full, partial, none, not attempted; mean of points)"]
    for row in sorted(overview.rows, key=lambda row: row.mean / row.most):
        counts = " ".join(f"{row.states[state]:>4}" for state in STATES)
        lines.append(f"  {counts}   {number(row.mean):>5} of {number(row.most):>3}  {row.title}")
        lines += [f"{'':36}{count:>4} × {title}" for title, count in row.tests]
    for told, named in (
        ("not built", overview.unbuilt),
        ("flaky", overview.flaky),
        ("could not be graded", overview.named(UNGRADABLE)),
        ("the grader broke", overview.named(BROKEN)),
    ):
        lines += _named(told, named)
    lines += ["", *overview.notices] if overview.notices else []
    return visible("\n".join(lines))


def _bars(bins: Sequence[int]) -> list[str]:
    """A bar for each tenth, the longest as wide as fits beside the numbers."""
    top = max(1, *bins)
    return [
        f"  {100 * place // BINS:>3} % {'█' * -(-WIDTH * count // top)} {count}"
        for place, count in enumerate(bins)
    ]


def _named(told: str, lines: Sequence[Line]) -> list[str]:
    if not lines:
        return []
    shown = [f"    {line.name}{': ' if line.reason else ''}{clip(line.reason, 160)}" for line in lines]
    more = len(lines) - NAMES_SHOWN
    rest = [f"    and {more} more, see gradebook.csv"] if more > 0 else []
    return ["", f"{told}: {len(lines)}", *shown[:NAMES_SHOWN], *rest]
