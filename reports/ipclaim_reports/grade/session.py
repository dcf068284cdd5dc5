"""Grades submissions of one assignment, against what its reference showed on this machine."""

from __future__ import annotations

import copy
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from ..errors import ReportError, place
from ..session import ROOT
from .assignment import TABLE, Assignment, Row
from .build import Built, build
from .digest import Grader, grader_of
from .elsewhere import defects_of, diverging, likened
from .play import ABSENT, GOOD, Played, Player
from .sandbox import FIRST_USER, USERS, Sandbox, open_sandbox
from .score import NONE, Scored, not_attempted, score_row
from .submission import Submission, take


APART = 97
SEED = 1  # the same for everybody, unless somebody wants another


class GraderBroke(Exception):
    """The grader cannot judge here: no fault of the submission. The message says what it was."""


@dataclass(frozen=True)
class Grade:
    """What a submission got."""

    submission: Submission
    built: Built
    rows: tuple[Scored, ...]
    grader: Grader
    seed: int
    seconds: float

    @property
    def score(self) -> float:
        """The sum of the rows."""
        return round(sum(row.points for row in self.rows), 2)


class Session:
    """A folder to work in, a sandbox, and the cases that the reference passes, row by row."""

    def __init__(
        self, assignment: Assignment, binary: Path, unsafe: bool = False, seed: int = SEED
    ) -> None:
        if not binary.is_file():
            raise ReportError(f"{place(binary)}: is not there; build it, or give --binary PATH")
        self.assignment = assignment
        self.seed = seed
        self.grader = grader_of(assignment.folder, binary)
        # What the assignment denies, it denies to the processes of the cases: the runner has a use for pipes itself.
        self.box: Sandbox = open_sandbox((ROOT, assignment.folder))
        if not self.box.sufficient and not unsafe:
            raise ReportError(
                f"not protected here: no {', no '.join(self.box.missing)}; install bubblewrap and"
                " python3-seccomp, allow user namespaces, or accept it with --unsafe"
            )
        self._folder = tempfile.TemporaryDirectory(prefix="ipclaim-grade-")
        self._work = Path(self._folder.name)
        self._work.chmod(0o755)
        # Others than its owner need not be able to come to where the binary was built.
        runner = Path(shutil.copy(binary, self._work / "ipclaim"))
        self.player = Player(runner, self.box, assignment)
        self._headers = self._work / "include"
        if assignment.include.is_dir():
            shutil.copytree(assignment.include, self._headers)
        else:
            self._headers.mkdir()
        self._reference = self._work / "reference.so"
        self._defects = defects_of(assignment.native)
        self._diverging = diverging()
        self.planned: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Session:
        try:
            self.planned = self._plan()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def beside(self, number: int) -> Session:
        """The same for one who grades at the same time, with another user: so that neither's processes and memory
        count against the other. It lasts as long as this one."""
        other = copy.copy(self)
        if self.box.user is not None:
            # Far from those of neighbours, whose process numbers give them theirs.
            user = FIRST_USER + (self.box.user - FIRST_USER + number * APART) % USERS
            other.box = replace(self.box, user=user)
            other.player = replace(self.player, box=other.box)
        return other

    def grade(self, source: Path) -> Grade:
        """Build and judge one submission; a ReportError if there is nothing to build."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory(dir=self._work) as name:
            submission, built = self._build(source, Path(name))
            scored: dict[str, Scored] = {}
            for row in self.assignment.rows:
                planned = self.planned[row.id]
                scored[row.id] = (
                    Scored(row, NONE, 0, 0, len(planned), why="it was not built")
                    if built.library is None
                    else not_attempted(row, scored, planned)
                    or score_row(row, self._play(row, built.library), planned)
                )
        rows = tuple(likened(list(scored.values()), self.planned, self._defects, self._diverging))
        seconds = round(time.monotonic() - began, 2)
        return Grade(submission, built, rows, self.grader, self.seed, seconds)

    def digest_of(self, source: Path) -> str:
        """What identifies a submission; a ReportError if there is nothing to build."""
        with tempfile.TemporaryDirectory(dir=self._work) as name:
            return take(source, Path(name) / "source").digest

    def _play(self, row: Row, library: Path) -> Played:
        """What a submission shows. Where that has no end, the reference tells whose fault it is.

        A machine that is out of breath gets another chance; who has taken its breath, twice, is a submission.
        """
        played = self.player.play(row, library, self.seed)
        if played.is_out_of_breath:
            played = self.player.play(row, library, self.seed)
        if played.no_end:
            again = self.player.play(row, self._reference, self.seed)
            if again.no_end:
                raise GraderBroke(f"row {row.id}, with the reference, too: {again.no_end}")
        return played

    def _build(self, source: Path, folder: Path) -> tuple[Submission, Built]:
        folder.chmod(0o755)
        submission = take(source, folder / "source")
        sources = folder / "source"
        built = build(self.box, self.assignment, self._headers, submission, sources, folder)
        return submission, built

    def _plan(self) -> dict[str, tuple[str, ...]]:
        """What the reference passes here is what a submission is asked; it has to pass all that can be tried."""
        planned: dict[str, tuple[str, ...]] = {}
        with tempfile.TemporaryDirectory(dir=self._work) as name:
            built = self._build(self.assignment.reference, Path(name))[1]
            if built.library is None:
                raise GraderBroke(f"the reference cannot be built here: {built.said}")
            shutil.copy(built.library, self._reference)
        for row in self.assignment.rows:
            played = self.player.play(row, self._reference, self.seed)
            _check_left_out(self.assignment, row, played)
            planned[row.id] = _planned(row, played)
        return planned


def _check_left_out(assignment: Assignment, row: Row, played: Played) -> None:
    """A case that is left out has to be there, or it was renamed, and counts now."""
    for name in row.leaves_out:
        if name not in played.left_out and not played.no_end:
            raise ReportError(
                f"{place(assignment.folder / TABLE)}: row {row.id}: leaves_out {name}, which is none"
                " of its claims' cases; `ipclaim list` shows them"
            )


def _planned(row: Row, played: Played) -> tuple[str, ...]:
    if played.no_end:
        raise GraderBroke(f"row {row.id}, with the reference: {played.no_end}")
    for case, rounds in played.rounds.items():
        for execution in rounds:
            if execution.outcome not in (*GOOD, *ABSENT):
                why = execution.reason.message if execution.reason else ""
                raise GraderBroke(
                    f"row {row.id}: the reference does not pass {case}: {execution.outcome}: {why}"
                )
    tried = (case for case, all_ in played.rounds.items() if all(e.outcome in GOOD for e in all_))
    planned = tuple(sorted(tried))
    if not planned:
        raise GraderBroke(f"row {row.id}: none of its cases can be tried here")
    return planned
