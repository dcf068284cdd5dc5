"""What a grade says in words, and no more of it than there is room for. Pure.

All that a submission has a part in (names, what the compiler said, transcripts) is made visible here, so that no format
hands a control character on. Escaping for a format's own syntax is up to the format.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

from ...errors import ReportError
from ...text import clip, plural, visible
from ..tell import number

Document = Mapping[str, Any]
Row = Mapping[str, Any]

FULL, NOT_ATTEMPTED = "full", "not attempted"
BROKEN, UNGRADABLE = "broken", "ungradable"
VISIBLE = "visible"
TITLE_MOST = 200
REASON_MOST = 2000
LOST_SHOWN = 3
# How many characters each text may have, tried one after the other until the whole fits.
ROOMS = (8000, 2000, 400, 0)


def fitted(render: Callable[[int], str], most: int) -> str:
    """The longest rendering that has at most so many bytes: RENDER is told how long each of its texts may be."""
    for room in ROOMS:
        text = render(room)
        if len(text.encode("utf-8", "backslashreplace")) <= most:
            return text
    raise ReportError(
        f"the grade takes more than {most:,} bytes even without what the tests saw; give the"
        " assignment fewer rows"
    )


def cut(text: str, room: int) -> str:
    """A text made visible, the characters beyond ROOM counted instead of shown."""
    shown = visible(text)
    left = len(shown) - room
    return shown if left <= 0 else f"{shown[:room]}\n[{left:,} more characters]".lstrip("\n")


def title_of(row: Row) -> str:
    """A row's title on one line, which says how much there is to earn where that is on top."""
    bonus = f" (bonus, up to {number(row['max_score'])})" if row["bonus"] else ""
    return clip(visible(row["title"], keep=""), TITLE_MOST) + bonus


def most_of(row: Row) -> float:
    """What a row adds to the points that there are to earn; a bonus adds none."""
    return 0 if row["bonus"] else float(row["max_score"])


def summary_of(row: Row) -> str:
    """What a row came to, in a line."""
    if row["state"] == NOT_ATTEMPTED:
        return cut(f"not attempted, for {row['why']}", TITLE_MOST)
    passed = f"{row['passed']} of {plural(row['planned'], 'test')} passed"
    return cut(f"{passed}: {row['why']}" if row["why"] else passed, TITLE_MOST)


def text_of(row: Row, room: int) -> str:
    """What a row came to, what is asked, and what happened instead."""
    lines = [summary_of(row)]
    if row["state"] != FULL:
        lines.append(f"what is asked: {row['asks']}")
    if row["state"] not in (FULL, NOT_ATTEMPTED):
        lines += row["elsewhere"]
        for lost in row["lost"][:LOST_SHOWN]:
            lines += _lost_lines(lost)
        more = len(row["lost"]) - LOST_SHOWN
        lines += [f"and {plural(more, 'more test')}"] if more > 0 else []
    return cut("\n".join(lines), room)


def _lost_lines(lost: Mapping[str, Any]) -> list[str]:
    lines = ["", f"✕ {lost['title']}", f"  {lost['outcome']}: {lost['why']}"]
    lines += [f"  {lost['flake']}"] if lost["flake"] else []
    return [*lines, *(f"    {step}" for step in lost["transcript"])]


def build_text_of(document: Document, room: int) -> str:
    """What became of building it: what the compiler said, and which calls are missing."""
    lines = ["it was built" if document["built"] else "it was not built"]
    if document["missing"]:
        lines.append(f"not defined: {', '.join(document['missing'])}")
    lines += [f"ignored: {name}" for name in document["submission"]["ignored"]]
    if document["compiler"].strip():
        lines += ["the compiler said:", document["compiler"].strip()]
    return cut("\n".join(lines), room)


def head_of(document: Document, room: int) -> str:
    """What concerns the whole: what was graded, and under which protections. No points, for some may be hidden."""
    submission = document["submission"]
    lines = [f"{document['title']}: {submission['name']}"]
    if document["status"] == UNGRADABLE:
        lines.append(f"nothing that can be graded was handed in: {document['reason']}")
    protections = document["protections"]
    lines.append(f"protections in force: {', '.join(protections['in_force']) or 'none'}")
    if protections["missing"]:
        lines.append(f"not in force: {', '.join(protections['missing'])}")
    return cut("\n".join(lines), room)


def seen_by_all(document: Document) -> tuple[Sequence[Row], Row | None]:
    """The rows that everybody may see, and the others as one that tells nothing but its points."""
    rows = [row for row in document["rows"] if row["visibility"] == VISIBLE]
    others = [row for row in document["rows"] if row["visibility"] != VISIBLE]
    if not others:
        return rows, None
    score = round(sum(row["score"] for row in others), 2)
    most = round(sum(most_of(row) for row in others), 2)
    summed = {
        "id": "not_shown",
        "title": f"{plural(len(others), 'row')} not shown",
        "state": FULL if all(row["state"] == FULL for row in others) else "partial",
        "score": score,
        "max_score": most,
        "bonus": False,
        "visibility": VISIBLE,
    }
    return rows, summed


def check_complete(document: Document, name: str) -> None:
    """Refuse a document that keeps rows back: their points would be lost on the way."""
    if document["withheld"]["rows"]:
        raise ReportError(
            f"this grade withholds {plural(document['withheld']['rows'], 'row')} from students, and"
            f" {name} needs all points; take the instructor's"
        )


def ratio_of(document: Document) -> float:
    """The share of the points that was earned, at most all of them."""
    most = float(document["max_score"])
    return min(1.0, round(float(document["score"]) / most, 6)) if most else 0.0
