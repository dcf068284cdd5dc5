"""Plays the cases of one row against a subject in the sandbox, and reads what the judge recorded."""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReportError, brief
from ..records import Execution
from ..stream import read_results
from .assignment import Assignment, Row
from .sandbox import Sandbox

GOOD = ("pass", "observed")
ABSENT = ("skipped", "unsupported")
JOBS = 4
PATIENCE = 0.5  # lost wake-ups are waited for until the judge gives up
UNBEGUN = "not-begun"  # the runner's word for a judge that got no processor
SIGNALLED = 128  # what a shell, and bubblewrap, adds to the number of a signal


@dataclass(frozen=True)
class Played:
    """What became of a row's cases: each with its rounds, or why there is nothing to go by."""

    rounds: dict[str, list[Execution]]
    no_end: str = ""
    left_out: frozenset[str] = frozenset()  # which cases the row did without

    @property
    def is_out_of_breath(self) -> bool:
        """Whether a case did not even begin in time: no submission has been asked anything then."""
        return any(
            execution.reason is not None and execution.reason.code == UNBEGUN
            for rounds in self.rounds.values()
            for execution in rounds
        )


@dataclass(frozen=True)
class Player:
    """With which binary, in which sandbox, for which assignment."""

    binary: Path
    box: Sandbox
    assignment: Assignment

    def play(self, row: Row, library: Path, seed: int) -> Played:
        """Each row has a sandbox of its own, so that nothing of one reaches the next."""
        command = [*_limited(row), str(self.binary), "run", "--format", "ndjson", "-j", str(JOBS)]
        command += ["--timeout-scale", str(PATIENCE), f"--shuffle={row_seed(seed, row.id)}"]
        command += ["--repeat", str(row.repeat), *self._binding(library), *row.claims]
        with tempfile.TemporaryDirectory(prefix="icg") as folder:
            file = Path(folder) / "results.ndjson"
            with file.open("wb") as output:
                ended = self.box.run(
                    command, seconds=row.seconds, output=output, readable=[self.binary, library]
                )
            if ended.late:
                return Played({}, f"the tests did not end within {row.seconds:g} s")
            try:
                executions = read_results(file).executions
            except ReportError as error:
                why = f"status {ended.status}" if ended.status >= 0 else f"signal {-ended.status}"
                # With the reference they end, and nobody else is in the sandbox.
                if not 0 <= ended.status < SIGNALLED:
                    why += ": grader killed by the submission"
                said = ended.said.strip().splitlines()
                told = said[-1] if said else re.sub(r"^\S+: ", "", str(error))
                return Played({}, f"the tests ended early, with {why}: {brief(told, 200)}")
        return by_case(executions, row)

    def _binding(self, library: Path) -> list[str]:
        """How the cases get at what was built, and what they keep from it."""
        words = ["--program" if self.assignment.is_program else "--subject", str(library)]
        if self.assignment.prefix:
            words += ["--prefix", self.assignment.prefix]
        if self.assignment.denied:
            words += ["--deny", ",".join(self.assignment.denied)]
        return words


def row_seed(seed: int, row: str) -> int:
    """A row's own seed, so that one row more leaves the order of the others as it was."""
    return int.from_bytes(hashlib.sha256(f"{seed} {row}".encode()).digest()[:4], "big") or 1


def _limited(row: Row) -> list[str]:
    limits = [f"--cpu={row.cpu_seconds}"] if row.cpu_seconds else []
    limits += [f"--as={row.memory_mib << 20}"] if row.memory_mib else []
    return ["prlimit", *limits, "--"] if limits else []


def by_case(executions: list[Execution], row: Row) -> Played:
    """The rounds of each case that is for the row."""
    rounds: dict[str, list[Execution]] = {}
    left_out = set()
    for execution in executions:
        name = f"{execution.claim}/{execution.name}"
        if name in row.leaves_out:
            left_out.add(name)
        else:
            rounds.setdefault(execution.id, []).append(execution)
    return Played(rounds, left_out=frozenset(left_out))
