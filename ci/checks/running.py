"""Runs the binary and reads its records; notes what a run could leave behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence

NOBODY = 65534
LIMIT_S = 3600
RESULTS = "results.ndjson"


@dataclass(frozen=True)
class Run:
    """One run: its exit status, and its records apart."""

    status: int
    head: dict[str, Any]
    cases: list[dict[str, Any]]
    end: dict[str, Any]
    stderr: str

    def of(self, *outcomes: str) -> list[str]:
        """The cases of these outcomes, a line each, for the message of an assertion."""
        return [
            f"{c['outcome']} {c['id']} round {c['round']}: {(c['reason'] or {}).get('message', '')}"
            for c in self.cases
            if c["outcome"] in outcomes
        ]

    def histogram(self) -> dict[str, Counter[str]]:
        """How often each case had which outcome."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for case in self.cases:
            seen[case["id"]][case["outcome"]] += 1
        return seen


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def start(
    binary: Path, *args: str, tmp: Path, as_nobody: bool = False, prefix: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Begins `ipclaim run`, by way of PREFIX, a command like nice(1); its files and its record are in TMP."""
    return subprocess.Popen(
        [*prefix, str(binary), "run", "--format", "ndjson", "-o", str(tmp / RESULTS), *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=_become_nobody if as_nobody else None,
        cwd="/",
        env={**os.environ, "TMPDIR": str(tmp)},
    )


def records_of(tmp: Path, stderr: str) -> Iterator[dict[str, Any]]:
    """The records of a run in TMP that has ended, one at a time; they must be complete."""
    path = tmp / RESULTS
    record: dict[str, Any] = {}
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield record
    assert record, f"no record was written: {stderr}"
    assert record["type"] == "end", f"the record stops early: {stderr}"


def run(binary: Path, *args: str, tmp: Path, as_nobody: bool = False) -> Run:
    """Runs `ipclaim run` to its end; its files and its record are in TMP."""
    process = start(binary, *args, tmp=tmp, as_nobody=as_nobody)
    try:
        _, stderr = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
    head, *cases, end = records_of(tmp, stderr)
    return Run(process.returncode, head, cases, end, stderr)


class Place:
    """Where a run keeps its files, and what it could leave behind there and elsewhere."""

    def __init__(self, user: int | None = None) -> None:
        # Short, for addresses of sockets; in memory where there is some; passable for any user.
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
        self.path = Path(tempfile.mkdtemp(prefix="icheck", dir=base))
        self.path.chmod(0o755)
        self.before = self._objects()
        if user is not None:
            os.chown(self.path, user, user)

    @staticmethod
    def _objects() -> set[str]:
        return {f"/dev/shm/{p.name}" for p in Path("/dev/shm").glob("*ic.*")} | {
            f"System V {kind} {line.split()[1]}"
            for kind in ("msg", "sem", "shm")
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
        }

    def leftovers(self, keep: Path | None = None) -> list[str]:
        """
        What is there now and was not before, but for what is in KEEP. Judges and actors have their runner's command
        line, which names us.
        """
        processes = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True).stdout
        return sorted(
            (self._objects() - self.before)
            | {line for line in processes.splitlines() if str(self.path) in line}
            | {str(p) for p in self.path.rglob("*") if p.name != RESULTS and keep not in (p, p.parent)}
        )

    def close(self) -> None:
        shutil.rmtree(self.path)


def good(outcomes: Sequence[str]) -> bool:
    """Whether none of these outcomes says that something is wrong."""
    return not set(outcomes) & {"broken", "crash", "timeout", "fail", "unresolved"}
