"""`ipclaim assignment check`: the reference gets all points, the starter none, each wrong solution what is stated."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Callable, Iterator

from ..errors import ReportError, brief, place
from .abreast import abreast
from .assignment import TABLE, Assignment, Wrong
from .scaffold import unfilled
from .session import Grade, Session
from .show import bonus_of, json_of
from .tell import number, text_of

Proved = tuple[str, list[str]]


def prove(session: Session, jobs: int) -> Iterator[Proved]:
    """Solution by solution: its name with its score, and what is not as the assignment states."""
    assignment = session.assignment
    left = [f"line {line} is to be filled in: {text}" for line, text in unfilled(assignment.folder)]
    if left:
        yield TABLE, left
    solutions: list[Callable[[Session], Proved]] = [_reference, _starter]
    solutions += [functools.partial(_wrong, wrong) for wrong in assignment.wrong]
    yield from abreast(session, jobs, solutions, lambda own, solution: solution(own))


def _reference(session: Session) -> Proved:
    assignment = session.assignment
    grade = session.grade(assignment.reference)
    return _named("reference", grade), _off(grade, assignment.points + bonus_of(assignment.rows))


def _starter(session: Session) -> Proved:
    grade = session.grade(session.assignment.folder / "starter")
    built = [] if grade.built.library else ["is not built"]
    return _named("starter", grade), [*built, *_off(grade, 0)]


def _wrong(wrong: Wrong, session: Session) -> Proved:
    with tempfile.TemporaryDirectory(prefix="icg") as folder:
        grade = session.grade(make_wrong(session.assignment, wrong, Path(folder) / wrong.name))
    return _named(wrong.name, grade), _faults(session, wrong, grade)


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
