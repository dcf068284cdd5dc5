"""Runs `ipclaim` against one subject, and reads what its cases showed."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Iterator, Sequence

from ..binary import RAN
from ..errors import ReportError, brief, place

NOTICED = ("fail", "crash", "timeout")
# So many words would take longer to match than the cases that they leave out take to run.
WORDS_MOST = 400


class NoEnd(Exception):
    """A run that did not come to its end, and so shows nothing. The message says how it ended."""


@dataclass(frozen=True)
class Seen:
    """One case of one run."""

    id: str
    claim: str
    outcome: str
    output: str
    output_dropped: int


@dataclass(frozen=True)
class Trial:
    """One run against one subject."""

    cases: tuple[Seen, ...]
    seconds: float

    def claims_of(self, *outcomes: str) -> dict[str, list[str]]:
        """The claims that have cases of these outcomes, and which."""
        claims: dict[str, list[str]] = {}
        for case in self.cases:
            if case.outcome in outcomes:
                claims.setdefault(case.claim, []).append(case.id)
        return claims

    def without(self, cases: frozenset[str]) -> Trial:
        """The same, as if these cases had not been run."""
        return replace(self, cases=tuple(case for case in self.cases if case.id not in cases))


@dataclass(frozen=True)
class Player:
    """How trials are run: with which binary, how many cases at a time, with how much patience."""

    binary: Path
    jobs: int = 8
    patience: float = 0.5  # lost wake-ups are waited for until the harness gives up

    def run(self, subject: Path | None, words: Sequence[str] = ()) -> Trial:
        """One run of what the words select against a subject, or against the system itself.

        Raises NoEnd, or a ReportError where the binary cannot be run at all.
        """
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="icm") as folder:
            file = Path(folder) / "results.ndjson"
            command = [str(self.binary), "run", "--format", "ndjson", "-o", str(file)]
            command += ["-j", str(self.jobs), "--timeout-scale", str(self.patience)]
            command += ["--subject", str(subject)] if subject else []
            command += words
            try:
                done = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise ReportError(
                    f"{place(self.binary)}: cannot be run: {error.strerror};"
                    " build it, or give --binary PATH"
                ) from error
            if done.returncode not in RAN or not file.is_file():
                said = done.stderr.decode("utf-8", "replace").strip().splitlines()
                code = done.returncode
                how = f"signal {-code}" if code < 0 else f"status {code}"
                raise NoEnd(
                    f"the run ended with {how}" + (f": {brief(said[-1], 200)}" if said else "")
                )
            cases = tuple(_cases(file))
        return Trial(cases, time.monotonic() - began)


def _cases(file: Path) -> Iterator[Seen]:
    kind = ""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            record: dict[str, Any] = json.loads(line)
            kind = record["type"]
            if kind == "case":
                yield Seen(**{key: record[key] for key in Seen.__dataclass_fields__})
    if kind != "end":
        raise NoEnd("the record of the run stops early")
