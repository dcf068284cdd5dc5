"""Reads a results file strictly: either all of it is understood, or one error says why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any, NoReturn

from .errors import brief
from .fields import RecordError
from .ndjson import Lines, opened
from .records import OUTCOMES, SCHEMA, VERSION, End, Execution, Run
from .records import case_of, end_of, run_of
from .text import plural

COMMAND = "ipclaim run"


@dataclass
class Results:
    """One results file: its run, its executions in the order of completion, its seal."""

    file: Path
    run: Run
    executions: list[Execution]
    end: End | None

    @property
    def truncated(self) -> bool:
        """Whether the seal is missing; only possible where the reader was told to allow it."""
        return self.end is None


def read_results(file: Path, allow_truncated: bool = False) -> Results:
    """Read `file`, also one that gzip has packed (.gz), or raise a ReportError that names file, line,
    value and remedy.

    Transcripts are kept for the first execution of each case and outcome only, which is what a
    report shows; a run repeated a thousand times would not fit into memory otherwise.
    """
    with opened(file, COMMAND) as source:
        return _Reader(file, source, allow_truncated).read()


class _Reader:
    def __init__(self, file: Path, source: BufferedIOBase, allow_truncated: bool) -> None:
        self.lines = Lines(file, source, COMMAND)
        self.file, self.allow_truncated = file, allow_truncated
        self.first: dict[tuple[str, int], int] = {}
        self.shown: set[tuple[str, str]] = set()
        self.executions: list[Execution] = []

    def read(self) -> Results:
        head = self.lines.head(SCHEMA, VERSION, ("case", "end"))
        with self.lines.checked():
            run = run_of(head)
        end = None
        for record in self.lines.rest():
            if record["type"] == "case":
                self._case(record)
            elif record["type"] == "end":
                end = self._end(record, run)
        if end is None and not self.allow_truncated:
            self._complain_truncated(run)
        return Results(self.file, run, self.executions, end)

    def _complain_truncated(self, run: Run) -> NoReturn:
        got = plural(len(self.executions), "complete case record")
        lost = ", the last line is cut off" if self.lines.cut else ""
        self.lines.fail(
            f'no "end" record: the run stopped early, after {got} of {run.planned} planned{lost}',
            "run it again, or add --allow-truncated to report what there is, marked as incomplete",
        )

    def _case(self, record: dict[str, Any]) -> None:
        try:
            execution = case_of(record)
        except RecordError as error:
            name = record.get("id")
            where = f"case {brief(name, 90)}: " if isinstance(name, str) else ""
            self.lines.fail(where + str(error), self.lines.again)
        key = (execution.id, execution.round)
        if key in self.first:
            self.lines.fail(
                f"case {brief(execution.id, 90)} round {execution.round} was recorded already"
                f" on line {self.first[key]}",
                f"two runs may have written to one file; {self.lines.again}",
            )
        self.first[key] = self.lines.line
        kind = (execution.id, execution.outcome)
        if kind in self.shown:
            execution = execution.without_transcript()
        self.shown.add(kind)
        self.executions.append(execution)

    def _end(self, record: dict[str, Any], run: Run) -> End:
        with self.lines.checked():
            end = end_of(record)
        if end.run != run.id:
            self.lines.fail(
                f'"end" is of run {brief(end.run)}, the file is of run {brief(run.id)}',
                self.lines.again,
            )
        if end.cases != len(self.executions):
            self.lines.fail(
                f'"end" counts {end.cases} cases, the file holds {len(self.executions)}',
                f"lines were lost or added; {self.lines.again}",
            )
        counted = Counter(execution.outcome for execution in self.executions)
        for outcome in OUTCOMES:
            claimed = end.outcomes.get(outcome, 0)
            if claimed != counted[outcome]:
                self.lines.fail(
                    f'"end" counts {claimed} {outcome}, the file holds {counted[outcome]}',
                    f"lines were lost or changed; {self.lines.again}",
                )
        return end
