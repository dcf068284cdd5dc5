"""Reads a results file strictly: either all of it is understood, or one error says why not.

A report that is wrong is worse than none, so nothing is guessed. Memory stays bounded: one line at
a time, each at most `LINE_LIMIT` long, and no more records than `RECORD_LIMIT`.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections import Counter
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any, Iterator, NoReturn

from .errors import ReportError, brief, place
from .fields import RecordError, nests_deeper
from .records import OUTCOMES, SCHEMA, VERSION, End, Execution, Run
from .records import case_of, end_of, run_of
from .text import plural

LINE_LIMIT = 16 * 1024 * 1024
RECORD_LIMIT = 1_000_000
NUMBER_LIMIT = 2**64
DEPTH_LIMIT = 20

AGAIN = "write it again with `ipclaim run --format ndjson -o FILE`"


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
    try:
        with open_results(file) as source:
            return _Reader(file, source, allow_truncated).read()
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(
            f"{place(file)}: cannot be read: {why};"
            " name a file written by `ipclaim run --format ndjson -o FILE`"
        ) from error


def open_results(file: Path) -> BufferedIOBase:
    """The bytes of a results file, unpacked."""
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")


class _Reader:
    def __init__(self, file: Path, source: BufferedIOBase, allow_truncated: bool) -> None:
        self.file, self.source, self.allow_truncated = file, source, allow_truncated
        self.line = 0
        self.cut = False
        self.first: dict[tuple[str, int], int] = {}
        self.shown: set[tuple[str, str]] = set()
        self.executions: list[Execution] = []

    def read(self) -> Results:
        records = self._records()
        record = next(records, None)
        if record is None:
            self.line = 0
            self.fail("is empty: no run was recorded", AGAIN)
        run = self._run(record)
        end = None
        for record in records:
            if end is not None:
                self.fail(
                    f'a record follows "end" (type {brief(record.get("type"))})',
                    "a file holds one run; give several runs as several files",
                )
            kind = record["type"]
            if kind == "run":
                self.fail(
                    f"a second run record ({brief(record.get('run'))})",
                    "a file holds one run; give several runs as several files",
                )
            elif kind == "case":
                self._case(record)
            elif kind == "end":
                end = self._end(record, run)
        if end is None and not self.allow_truncated:
            self._complain_truncated(run)
        return Results(self.file, run, self.executions, end)

    def fail(self, problem: str, remedy: str) -> NoReturn:
        raise ReportError(f"{place(self.file, self.line)}: {problem}; {remedy}")

    def _complain_truncated(self, run: Run) -> NoReturn:
        got = plural(len(self.executions), "complete case record")
        lost = ", the last line is cut off" if self.cut else ""
        self.fail(
            f'no "end" record: the run stopped early, after {got} of {run.planned} planned{lost}',
            "run it again, or add --allow-truncated to report what there is, marked as incomplete",
        )

    def _records(self) -> Iterator[dict[str, Any]]:
        while True:
            raw = self.source.readline(LINE_LIMIT + 1)
            if not raw:
                return
            self.line += 1
            if len(raw) > LINE_LIMIT:
                start = brief(raw[:80].decode("utf-8", "replace"), 30)
                self.fail(
                    f"the line is longer than {LINE_LIMIT // 2**20} MiB ({start})",
                    f"no record of ipclaim is; {AGAIN}",
                )
            if self.line > RECORD_LIMIT:
                self.fail(f"more than {RECORD_LIMIT:,} records", "give fewer rounds")
            if not raw.endswith(b"\n"):
                # Only a run that was stopped while it wrote leaves a line without its end.
                self.cut = True
                if self.line > 1:
                    return
            yield self._decode(raw)

    def _decode(self, raw: bytes) -> dict[str, Any]:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong = raw[error.start : error.start + 4].hex(" ")
            self.fail(f"byte {error.start + 1} is not UTF-8 ({wrong})", AGAIN)
        try:
            record = _PARSER.decode(text)
        except RecursionError:
            self.fail(f"nested too deeply ({brief(text, 30)})", f"no record of ipclaim is; {AGAIN}")
        except RecordError as error:
            self.fail(str(error), AGAIN)
        except ValueError:
            self.fail(f"not JSON ({brief(text.rstrip(), 40)})", AGAIN)
        # Whoever writes it again goes deeper at each level than the parser does.
        if isinstance(record, dict) and nests_deeper(record, DEPTH_LIMIT):
            self.fail(f"nested too deeply ({brief(text, 30)})", f"no record of ipclaim is; {AGAIN}")
        if not isinstance(record, dict) or not isinstance(record.get("type"), str):
            self.fail(f'not a record with a "type" ({brief(text.rstrip(), 40)})', AGAIN)
        if "\\u" in text and not _is_unicode(record):
            self.fail("a string holds half of a surrogate pair", AGAIN)
        return record

    def _run(self, record: dict[str, Any]) -> Run:
        schema = record.get("schema")
        if record["type"] == "run" and schema == SCHEMA:
            version = record.get("version")
            if type(version) is not int or version < 1:
                self.fail(f'"version" is {brief(version)}, expected {VERSION}', AGAIN)
            if version > VERSION:
                self.fail(
                    f"version {version} of the format is newer than this tool reads ({VERSION})",
                    "use the reports of the ipclaim that wrote it",
                )
            try:
                return run_of(record)
            except RecordError as error:
                self.fail(str(error), AGAIN)
        if record["type"] in ("case", "end") and schema is None:
            self.fail(f'"{record["type"]}" comes before "run": the head of the file is gone', AGAIN)
        self.fail(
            f"not a results file of ipclaim (schema {brief(schema)}, expected {SCHEMA!r})",
            "give a file written by `ipclaim run --format ndjson -o FILE`",
        )

    def _case(self, record: dict[str, Any]) -> None:
        try:
            execution = case_of(record)
        except RecordError as error:
            name = record.get("id")
            where = f"case {brief(name, 90)}: " if isinstance(name, str) else ""
            self.fail(where + str(error), AGAIN)
        key = (execution.id, execution.round)
        if key in self.first:
            self.fail(
                f"case {brief(execution.id, 90)} round {execution.round} was recorded already"
                f" on line {self.first[key]}",
                f"two runs may have written to one file; {AGAIN}",
            )
        self.first[key] = self.line
        kind = (execution.id, execution.outcome)
        if kind in self.shown:
            execution = execution.without_transcript()
        self.shown.add(kind)
        self.executions.append(execution)

    def _end(self, record: dict[str, Any], run: Run) -> End:
        try:
            end = end_of(record)
        except RecordError as error:
            self.fail(str(error), AGAIN)
        if end.run != run.id:
            self.fail(
                f'"end" is of run {brief(end.run)}, the file is of run {brief(run.id)}', AGAIN
            )
        if end.cases != len(self.executions):
            self.fail(
                f'"end" counts {end.cases} cases, the file holds {len(self.executions)}',
                f"lines were lost or added; {AGAIN}",
            )
        counted = Counter(execution.outcome for execution in self.executions)
        for outcome in OUTCOMES:
            claimed = end.outcomes.get(outcome, 0)
            if claimed != counted[outcome]:
                self.fail(
                    f'"end" counts {claimed} {outcome}, the file holds {counted[outcome]}',
                    f"lines were lost or changed; {AGAIN}",
                )
        return end


def _is_unicode(value: Any) -> bool:
    """Whether every string can be written as UTF-8, which half of a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise RecordError(f"{name} is not a number that JSON knows")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise RecordError(f"the number {brief(text, 30)} is out of range")
    return value


def _int(text: str) -> int:
    # The length is looked at first, for turning a million digits into a number takes minutes.
    if len(text) > 20 or abs(int(text)) >= NUMBER_LIMIT:
        raise RecordError(f"the number {brief(text, 30)} is out of range")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        name = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise RecordError(f'"{brief(name, 30)}" stands twice in one object')
    return result


_PARSER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_float=_float,
    parse_int=_int,
    object_pairs_hook=_object,
)
