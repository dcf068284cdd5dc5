"""What the matrix says in its own words, whatever the format."""

from __future__ import annotations

from ..compare import COMPARISONS
from ..language import Said, Text, join, say
from .model import Cause, Cell, Column, Matrix, Row

# A cell has room for few values; the report has them all.
VALUES = 3


def title(matrix: Matrix) -> Said:
    """The heading."""
    return say("matrix.title", n=len(matrix.columns))


def lead(matrix: Matrix) -> Said:
    """How many claims differ, and by whom, in a sentence."""
    total, tally = len(matrix.rows), matrix.tally()
    if not tally:
        return say("page.sentence", text=say("matrix.all_alike", total=total))
    sides = [say(f"matrix.by_{side}", n=count) for side, count in tally.items()]
    counted = say("matrix.lead", differing=len(matrix.differing), total=total)
    line = counted + say("list.colon") + join(say("list.comma"), sides)
    return say("page.sentence", text=line)


def heads() -> list[Said]:
    """What the table of the targets has of each."""
    return [
        say("matrix.target"),
        say("matrix.what"),
        say("matrix.side_kernel"),
        say("matrix.side_libc"),
        say("matrix.side_processor"),
        say("matrix.decided"),
        say("matrix.conformance"),
        say("matrix.record"),
    ]


def cause_line(cause: Cause) -> Said:
    """A side, and the two targets that show it."""
    one, other = cause.witnesses
    return say("matrix.shown_by", side=say(f"matrix.side_{cause.side}"), one=one, other=other)


def whose(row: Row) -> Said:
    """Who makes the difference."""
    if not row.causes:
        return say("matrix.apart")
    return join(say("list.semicolon"), (cause_line(cause) for cause in row.causes))


def record_line(column: Column) -> Said:
    """How a target stands to its record."""
    words = [word for word in COMPARISONS if word != "expected"]
    counts = {word: column.words.get(word, 0) for word in words}
    return say("summary.record", **counts)


def value_names(row: Row) -> list[str]:
    """The names of what the claim's cases observed, on any target."""
    values = (value.name for cell in row.cells if cell for value in cell.values)
    return list(dict.fromkeys(values))


def values_of(cell: Cell, alone: bool) -> list[Text]:
    """The values of a cell; `alone`, that is one name in the whole row, they need no name."""
    shown: list[Text] = [
        value.text if alone else f"{value.name} = " + value.text for value in cell.values[:VALUES]
    ]
    left = len(cell.values) - VALUES
    return shown + ([say("matrix.more", n=left)] if left > 0 else [])
