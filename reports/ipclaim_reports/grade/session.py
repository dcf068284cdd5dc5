"""Grades submissions of one assignment, against what its reference showed on this machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ..errors import ReportError, place
from .assignment import Assignment
from .build import Built, build
from .play import ABSENT, GOOD, Player
from .sandbox import Sandbox, open_sandbox
from .score import Scored, not_attempted, score_row
from .submission import Submission, take


class GraderBroke(Exception):
    """The grader cannot judge here: no fault of the submission. The message says what it was."""


@dataclass(frozen=True)
class Grade:
    """What a submission got."""

    submission: Submission
    built: Built
    rows: tuple[Scored, ...]

    @property
    def score(self) -> float:
        """The sum of the rows."""
        return round(sum(row.points for row in self.rows), 2)


class Session:
    """A folder to work in, a sandbox, and the cases that the reference passes, row by row."""

    def __init__(self, assignment: Assignment, binary: Path, unsafe: bool = False) -> None:
        if not binary.is_file():
            raise ReportError(f"{place(binary)}: is not there; build it, or give --binary PATH")
        self.assignment = assignment
        # What the assignment denies, it denies to the cases' processes: the runner has a use for pipes itself.
        self.box: Sandbox = open_sandbox(())
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

    def grade(self, source: Path) -> Grade:
        """Build and judge one submission, a file or a folder."""
        with tempfile.TemporaryDirectory(dir=self._work) as name:
            submission, built = self._build(source, Path(name))
            scored: dict[str, Scored] = {}
            for row in self.assignment.rows:
                planned = self.planned[row.id]
                scored[row.id] = (
                    Scored(row, "none", 0, 0, len(planned), why="it was not built")
                    if built.library is None
                    else not_attempted(row, scored, planned)
                    or score_row(row, self.player.play(row, built.library), planned)
                )
        return Grade(submission, built, tuple(scored.values()))

    def _build(self, source: Path, folder: Path) -> tuple[Submission, Built]:
        folder.chmod(0o755)
        submission = take(source, folder / "source")
        out = folder / "out"
        out.mkdir()
        if self.box.user is not None:
            os.chown(out, self.box.user, self.box.user)
        built = build(self.box, self.assignment, self._headers, submission, folder / "source", out)
        if built.library:
            # What is judged is what was built; nobody writes to it any more.
            library = Path(shutil.copy(built.library, folder / "judged"))
            library.chmod(0o755)
            built = Built(library, built.said, built.missing)
        return submission, built

    def _plan(self) -> dict[str, tuple[str, ...]]:
        """What the reference passes here is what a submission is asked; it has to pass all that can be tried."""
        planned: dict[str, tuple[str, ...]] = {}
        with tempfile.TemporaryDirectory(dir=self._work) as name:
            built = self._build(self.assignment.reference, Path(name))[1]
            if built.library is None:
                raise GraderBroke(f"the reference cannot be built here: {built.said}")
            for row in self.assignment.rows:
                played = self.player.play(row, built.library)
                if played.no_end:
                    raise GraderBroke(f"row {row.id}, with the reference: {played.no_end}")
                for case, execution in played.worst.items():
                    if execution.outcome not in (*GOOD, *ABSENT):
                        why = execution.reason.message if execution.reason else ""
                        raise GraderBroke(
                            f"row {row.id}: the reference does not pass {case}:"
                            f" {execution.outcome}: {why}"
                        )
                planned[row.id] = tuple(
                    sorted(c for c, e in played.worst.items() if e.outcome in GOOD)
                )
                if not planned[row.id]:
                    raise GraderBroke(f"row {row.id}: none of its cases can be tried here")
        return planned
