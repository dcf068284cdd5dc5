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
from contextlib import contextmanager

NOBODY = 65534
LIMIT_S = 3600


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


def run(binary: Path, *args: str, tmp: Path, as_nobody: bool = False) -> Run:
    """Runs `ipclaim run` to its end; its files and its record are in TMP."""
    results = tmp / "results.ndjson"
    done = subprocess.run(
        [str(binary), "run", "--format", "ndjson", "-o", str(results), *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LIMIT_S,
        preexec_fn=_become_nobody if as_nobody else None,
        cwd="/",
        env={**os.environ, "TMPDIR": str(tmp)},
    )
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    assert lines, f"no record was written: {done.stderr}"
    records = [json.loads(line) for line in lines]
    assert records[-1]["type"] == "end", f"the record stops early: {done.stderr}"
    return Run(done.returncode, records[0], records[1:-1], records[-1], done.stderr)


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

    def leftovers(self) -> list[str]:
        """What is there now and was not before. Judges and actors have their runner's command line, which names us."""
        processes = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True).stdout
        return sorted(
            (self._objects() - self.before)
            | {line for line in processes.splitlines() if str(self.path) in line}
            | {str(p) for p in self.path.rglob("*") if p.name != "results.ndjson"}
        )

    def close(self) -> None:
        shutil.rmtree(self.path)


@contextmanager
def processor_hogs(count: int) -> Iterator[None]:
    """So many processes that do nothing but use the processors."""
    hogs = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def good(outcomes: Sequence[str]) -> bool:
    """Whether none of these outcomes says that something is wrong."""
    return not set(outcomes) & {"broken", "crash", "timeout", "fail", "unresolved"}
