"""An assignment: what students are asked for, what each row of the rubric is worth, and what proves it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import jsonschema

from ..errors import ReportError, brief, place
from ..session import REPORTS, ROOT
from ..tables import read_table

TABLE = "assignment.toml"
PROGRAM = "program"  # the kind of an assignment; others are libraries
SHIPPED = ROOT / "fixtures" / "assignments"
SCHEMA = REPORTS / "schema" / "assignment.schema.json"
VISIBLE, HIDDEN, AFTER_DUE = "visible", "hidden", "after-due"
LEAK, BUSY = "leak", "busy-waiting"  # mistakes that a row can watch for, whatever else its cases show


@dataclass(frozen=True)
class Row:
    """A row of the rubric: the claims whose cases earn its points."""

    id: str
    title: str
    points: float
    claims: tuple[str, ...]  # or single cases and variants of theirs
    asks: str  # what the standard says, for whoever lost points here
    leaves_out: tuple[str, ...] = ()  # cases of the claims that are not for this row, as claim/name
    needs: tuple[str, ...] = ()  # rows that must have all points before this one is attempted
    repeat: int = 1  # rounds; the worst of them counts
    seconds: float = 60.0
    partial: bool = True
    visibility: str = VISIBLE
    bonus: bool = False  # its points come on top of what there is to earn
    cpu_seconds: int = 0  # of one process; 0: no limit but the row's time
    memory_mib: int = 0  # of one process; 0: what the sandbox allows
    watches: str = ""  # LEAK or BUSY: only this costs points
    forgives: tuple[str, ...] = ()  # what another row watches for in the same cases


@dataclass(frozen=True)
class Wrong:
    """The reference with a mistake that students make, and the rows that must lose points for it."""

    name: str
    mistake: str
    edits: tuple[tuple[str, str], ...]
    score: float
    loses: tuple[str, ...]
    says: str  # a part of what the student is told


@dataclass(frozen=True)
class Assignment:
    """One assignment, as its folder has it."""

    folder: Path
    title: str
    text: str
    is_program: bool  # which cases run, and not a library that they call
    prefix: str  # before the names of the calls, where they are not the system's own
    calls: tuple[str, ...]  # what a submission defines
    denied: tuple[str, ...]  # system calls that would do the work
    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...]

    @property
    def points(self) -> float:
        """What there is to earn, without a bonus."""
        return sum(row.points for row in self.rows if not row.bonus)

    @property
    def native(self) -> tuple[str, ...]:
        """The system's own names of the calls."""
        return tuple(call.removeprefix(self.prefix) for call in self.calls)

    @property
    def reference(self) -> Path:
        """The folder of the solution that gets them all."""
        return self.folder / "reference"

    @property
    def include(self) -> Path:
        """The folder of the headers that a submission is built with."""
        return self.folder / "include"


def load_assignment(word: str) -> Assignment:
    """The assignment of a name or a folder, or a ReportError that names the entry and the remedy."""
    folder = Path(word) if "/" in word or Path(word).is_dir() else SHIPPED / word
    file = folder / TABLE
    try:
        raw = read_table(file)
    except OSError as error:
        raise ReportError(
            f"{place(file)}: cannot be read: {error.strerror}; give a name of"
            f" {', '.join(shipped()) or 'none'}, or a folder with {TABLE}"
        ) from error
    except ValueError as error:
        raise ReportError(f"{place(file)}: {error}; make it valid TOML in UTF-8") from error
    _check(file, raw)
    rows = tuple(_row(row, raw["row"]) for row in raw["row"])
    _check_rows(file, rows)
    wrong = tuple(_wrong(one) for one in raw["wrong"])
    _check_wrong(file, rows, wrong)
    prefix = raw.get("prefix", "")
    return Assignment(
        folder=folder.resolve(),
        title=raw["title"],
        text=raw["text"],
        is_program=raw.get("kind") == PROGRAM,
        prefix=prefix,
        calls=tuple(prefix + call for call in raw.get("calls", ())),
        denied=tuple(raw.get("denied", ())),
        rows=rows,
        wrong=wrong,
    )


def shipped() -> list[str]:
    """The names of the assignments that come with ipclaim."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{TABLE}"))


def _check(file: Path, raw: Mapping[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    errors = jsonschema.Draft202012Validator(schema).iter_errors(raw)
    first = next(iter(sorted(errors, key=lambda error: list(map(str, error.absolute_path)))), None)
    if first:
        where = ".".join(map(str, first.absolute_path)) or "the table"
        raise ReportError(
            f"{place(file)}: {brief(where)}: {brief(first.message, 200)};"
            f" see reports/schema/{SCHEMA.name}"
        )


def _row(raw: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> Row:
    """A row. A mistake that a row of its own watches for must not cost twice, so others forgive it."""
    lists = {key: tuple(raw.get(key, ())) for key in ("claims", "needs", "leaves_out")}
    watched = {
        row["watches"]
        for row in every
        if "watches" in row and row is not raw and set(row["claims"]) & set(raw["claims"])
    }
    return Row(**{**raw, **lists}, forgives=tuple(sorted(watched - {raw.get("watches")})))


def _check_rows(file: Path, rows: tuple[Row, ...]) -> None:
    before: dict[str, Row] = {}
    for row in rows:
        if row.id in before:
            raise ReportError(f"{place(file)}: row {row.id}: is there twice; rename one of the two")
        for need in row.needs:
            if need not in before:
                raise ReportError(
                    f"{place(file)}: row {row.id}: needs {brief(need)}, which is no row before it;"
                    " move it up, or name another"
                )
            if before[need].visibility not in (VISIBLE, row.visibility):
                raise ReportError(
                    f"{place(file)}: row {row.id}: needs {need}, which is {before[need].visibility}"
                    " and would be told by it; make both so, or neither"
                )
        before[row.id] = row
    if all(row.bonus for row in rows):
        raise ReportError(f"{place(file)}: all rows are bonus; make one that is not")


def _wrong(raw: Mapping[str, Any]) -> Wrong:
    edits = tuple((edit["replace"], edit["with"]) for edit in raw["edit"])
    own: dict[str, Any] = {key: value for key, value in raw.items() if key != "edit"}
    own.update(loses=tuple(raw["loses"]), edits=edits)
    return Wrong(**own)


def _check_wrong(file: Path, rows: tuple[Row, ...], wrong: tuple[Wrong, ...]) -> None:
    known = {row.id for row in rows}
    for one in wrong:
        for row in one.loses:
            if row not in known:
                raise ReportError(
                    f"{place(file)}: wrong {one.name}: loses {brief(row)}, which is no row;"
                    " name one of " + ", ".join(sorted(known))
                )
