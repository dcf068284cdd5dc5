"""`ipclaim assignment check`: the reference gets all points, the starter none, each wrong solution what is stated."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Iterator

from ..errors import ReportError, brief, place
from .assignment import TABLE, Assignment, Wrong
from .scaffold import unfilled
from .session import Grade, Session
from .show import bonus_of, json_of
from .tell import number, text_of


def prove(session: Session) -> Iterator[tuple[str, list[str]]]:
    """Solution by solution: its name with its score, and what is not as the assignment states."""
    assignment = session.assignment
    left = [f"line {line} is to be filled in: {text}" for line, text in unfilled(assignment.folder)]
    if left:
        yield TABLE, left
    grade = session.grade(assignment.reference)
    bonus = bonus_of(assignment.rows)
    yield _named("reference", grade), _off(grade, assignment.points + bonus)
    grade = session.grade(assignment.folder / "starter")
    built = [] if grade.built.library else ["is not built"]
    yield _named("starter", grade), [*built, *_off(grade, 0)]
    for wrong in assignment.wrong:
        with tempfile.TemporaryDirectory(prefix="icg") as folder:
            grade = session.grade(make_wrong(assignment, wrong, Path(folder) / wrong.name))
        yield _named(wrong.name, grade), _faults(session, wrong, grade)


def make_wrong(assignment: Assignment, wrong: Wrong, into: Path) -> Path:
    """The reference with the edits of a wrong solution, in a new folder."""
    shutil.copytree(assignment.reference, into)
    for old, new in wrong.edits:
        files = [path for path in sorted(into.rglob("*.[ch]")) if old in path.read_text("utf-8")]
        if len(files) != 1 or files[0].read_text("utf-8").count(old) != 1:
            raise ReportError(
                f"{place(assignment.folder)}: wrong {wrong.name}: {brief(old)} does not stand in the"
                " reference exactly once; give more of it"
            )
        files[0].write_text(files[0].read_text("utf-8").replace(old, new), "utf-8")
    return into


def _faults(session: Session, wrong: Wrong, grade: Grade) -> list[str]:
    faults = _off(grade, wrong.score)
    losers = {row.row.id for row in grade.rows if row.points < row.row.points}
    faults += [f"row {row} has all its points" for row in wrong.loses if row not in losers]
    faults += [f"row {row} lost points" for row in sorted(losers.difference(wrong.loses))]
    if wrong.says not in text_of(json_of(session, grade)):
        faults.append(f"the student is not told {brief(wrong.says)}")
    return faults


def _named(name: str, grade: Grade) -> str:
    return f"{name}: {number(grade.score)}"


def _off(grade: Grade, due: float) -> list[str]:
    return (
        [] if grade.score == due else [f"got {number(grade.score)} points instead of {number(due)}"]
    )
