"""Who may see what of a grade. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from .assignment import AFTER_DUE, HIDDEN
from .show import Document


@dataclass(frozen=True)
class View:
    """Who reads: students see no hidden rows, and those for after the due date only then."""

    instructor: bool = False
    due: bool = False

    def shows(self, row: Document) -> bool:
        """Whether the reader may see a row."""
        seen = row["visibility"] != HIDDEN and (self.due or row["visibility"] != AFTER_DUE)
        return self.instructor or seen


STUDENT = View()


def seen_by(view: View, document: Document) -> Document:
    """A grade as a reader may see it: a row that is withheld is not in the score either, or it could be told from that.

    What was withheld already stays so."""
    rows = [row for row in document["rows"] if view.shows(row)]
    gone = [row for row in document["rows"] if not view.shows(row)]
    if not gone:
        return {**document, "instructor": document["instructor"] and view.instructor}
    before = document["withheld"]
    return {
        **document,
        "rows": rows,
        "score": round(sum(row["score"] for row in rows), 2),
        "max_score": _most(rows),
        "bonus": sum(row["max_score"] for row in rows if row["bonus"]),
        "flaky": any(row["flaky"] for row in rows),
        "instructor": False,
        "withheld": {
            "rows": before["rows"] + len(gone),
            "max_score": before["max_score"] + _most(gone),
        },
    }


def _most(rows: list[Document]) -> float:
    most: float = sum(row["max_score"] for row in rows if not row["bonus"])
    return most
