"""Reads NDJSON that a stranger's program may have written: line by line, each a record, or one error that says why not.

A report that is wrong is worse than none, so nothing is guessed. Memory stays bounded: one line at
a time, each at most `LINE_LIMIT` long, and no more records than `RECORD_LIMIT`.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections import Counter
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import Any, Iterator, NoReturn, Sequence

from .errors import ReportError, brief, place
from .fields import RecordError, nests_deeper

LINE_LIMIT = 16 * 1024 * 1024
RECORD_LIMIT = 1_000_000
NUMBER_LIMIT = 2**64
DEPTH_LIMIT = 20


def open_results(file: Path) -> BufferedIOBase:
    """The bytes of a results file, unpacked where gzip has packed it (.gz)."""
    return gzip.open(file) if file.suffix == ".gz" else file.open("rb")


@contextmanager
def opened(file: Path, command: str) -> Iterator[BufferedIOBase]:
    """The bytes of a file that `command` writes; what cannot be read is a ReportError."""
    try:
        with open_results(file) as source:
            yield source
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(
            f"{place(file)}: cannot be read: {why};"
            f" name a file written by `{command} --format ndjson -o FILE`"
        ) from error


class Lines:
    """The records of one file that `command` wrote, in order."""

    def __init__(self, file: Path, source: BufferedIOBase, command: str) -> None:
        self.file, self.source, self.command = file, source, command
        self.again = f"write it again with `{command} --format ndjson -o FILE`"
        self.line = 0
        self.cut = False
        self._records = self._read()

    def fail(self, problem: str, remedy: str) -> NoReturn:
        """Raise a ReportError that names the line that was read last."""
        raise ReportError(f"{place(self.file, self.line)}: {problem}; {remedy}")

    @contextmanager
    def checked(self, where: str = "") -> Iterator[None]:
        """A record whose fields are wrong in here is a ReportError; `where` says which it is."""
        try:
            yield
        except RecordError as error:
            self.fail(where + str(error), self.again)

    def first(self) -> dict[str, Any]:
        """The first record, whatever it is; an empty one of an empty file."""
        return next(self._records, {})

    def head(self, schema: str, version: int, others: Sequence[str]) -> dict[str, Any]:
        """The first record, which is `run`, of that schema and version; `others` are types that come later."""
        record = self.first()
        if not record:
            self.line = 0
            self.fail("is empty: no run was recorded", self.again)
        found = record.get("schema")
        if record["type"] in others and found is None:
            self.fail(
                f'"{record["type"]}" comes before "run": the head of the file is gone', self.again
            )
        if record["type"] != "run" or found != schema:
            self.fail(
                f"not a results file of {self.command} (schema {brief(found)}, expected {schema!r})",
                f"give a file written by `{self.command} --format ndjson -o FILE`",
            )
        written = record.get("version")
        if type(written) is not int or written < 1:
            self.fail(f'"version" is {brief(written)}, expected {version}', self.again)
        if written > version:
            self.fail(
                f"version {written} of the format is newer than this tool reads ({version})",
                "use the reports of the ipclaim that wrote it",
            )
        return record

    def rest(self) -> Iterator[dict[str, Any]]:
        """The records after the first; there is no second run, and nothing after `end`."""
        ended = False
        for record in self._records:
            if ended:
                self.fail(
                    f'a record follows "end" (type {brief(record["type"])})',
                    "a file holds one run; give several runs as several files",
                )
            if record["type"] == "run":
                self.fail(
                    f"a second run record ({brief(record.get('run'))})",
                    "a file holds one run; give several runs as several files",
                )
            ended = record["type"] == "end"
            yield record

    def _read(self) -> Iterator[dict[str, Any]]:
        while True:
            raw = self.source.readline(LINE_LIMIT + 1)
            if not raw:
                return
            self.line += 1
            if len(raw) > LINE_LIMIT:
                start = brief(raw[:80].decode("utf-8", "replace"), 30)
                self.fail(
                    f"the line is longer than {LINE_LIMIT // 2**20} MiB ({start})",
                    f"no record of ipclaim is; {self.again}",
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
            self.fail(f"byte {error.start + 1} is not UTF-8 ({wrong})", self.again)
        try:
            record = _PARSER.decode(text)
        except RecursionError:
            self.fail(
                f"nested too deeply ({brief(text, 30)})", f"no record of ipclaim is; {self.again}"
            )
        except RecordError as error:
            self.fail(str(error), self.again)
        except ValueError:
            self.fail(f"not JSON ({brief(text.rstrip(), 40)})", self.again)
        # Whoever writes it again goes deeper at each level than the parser does.
        if isinstance(record, dict) and nests_deeper(record, DEPTH_LIMIT):
            self.fail(
                f"nested too deeply ({brief(text, 30)})", f"no record of ipclaim is; {self.again}"
            )
        if not isinstance(record, dict) or not isinstance(record.get("type"), str):
            self.fail(f'not a record with a "type" ({brief(text.rstrip(), 40)})', self.again)
        if "\\u" in text and not _is_unicode(record):
            self.fail("a string holds half of a surrogate pair", self.again)
        return record


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
