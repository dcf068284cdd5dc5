"""Plays the cases of one row against a subject in the sandbox, and reads what the judge recorded."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReportError, brief
from ..records import Execution
from ..stream import read_results
from .assignment import Row
from .sandbox import Sandbox

# From the best to the worst; of several rounds the worst counts.
GOOD = ("pass", "observed")
ABSENT = ("skipped", "unsupported")
JOBS = 4
PATIENCE = 0.5  # lost wake-ups are waited for until the judge gives up
SEED = 1
SIGNALLED = 128  # what a shell, and bubblewrap, adds to the number of a signal


@dataclass(frozen=True)
class Played:
    """What became of a row's cases: the worst execution of each, or why there is nothing to go by."""

    worst: dict[str, Execution]
    rounds: dict[str, Counter[str]]
    no_end: str = ""


@dataclass(frozen=True)
class Player:
    """With which binary, in which sandbox."""

    binary: Path
    box: Sandbox

    def play(self, row: Row, library: Path) -> Played:
        """Each row has a sandbox of its own, so that nothing of one reaches the next."""
        command = [str(self.binary), "run", "--format", "ndjson", "-j", str(JOBS)]
        command += ["--timeout-scale", str(PATIENCE), "--shuffle=" + str(SEED)]
        command += ["--repeat", str(row.repeat), "--subject", str(library), *row.claims]
        with tempfile.TemporaryDirectory(prefix="icg") as folder:
            file = Path(folder) / "results.ndjson"
            with file.open("wb") as output:
                ended = self.box.run(
                    command, seconds=row.seconds, output=output, readable=[self.binary, library]
                )
            if ended.late:
                return Played({}, {}, f"the tests did not end within {row.seconds:g} s")
            try:
                executions = read_results(file).executions
            except ReportError as error:
                why = f"status {ended.status}" if ended.status >= 0 else f"signal {-ended.status}"
                # With the reference they end, and nobody else is in the sandbox.
                if not 0 <= ended.status < SIGNALLED:
                    why += ": grader killed by the submission"
                said = ended.said.strip().splitlines()
                told = said[-1] if said else re.sub(r"^\S+: ", "", str(error))
                return Played({}, {}, f"the tests ended early, with {why}: {brief(told, 200)}")
        return _sum_up(executions)


def _sum_up(executions: list[Execution]) -> Played:
    worst: dict[str, Execution] = {}
    rounds: dict[str, Counter[str]] = {}
    for execution in executions:
        counted = rounds.setdefault(execution.id, Counter())
        counted[execution.outcome] += 1
        if execution.id not in worst or worst[execution.id].outcome in GOOD:
            worst[execution.id] = execution
    return Played(worst, rounds)
