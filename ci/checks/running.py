"""Runs the binary and reads its records; notes what a run could leave behind."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence
from contextlib import contextmanager

NOBODY = 65534
LIMIT_S = 600


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
    """Runs `ipclaim run` to its end."""
    results = tmp / "results.ndjson"
    work = tmp
    if as_nobody:
        # A place of the ordinary user's own, outside what only root may enter.
        subprocess.run(["chmod", "0755", *map(str, [tmp, *list(tmp.parents)[:3]])], check=False)
        work = tmp / "nobody"
        work.mkdir(exist_ok=True)
        os.chown(work, NOBODY, NOBODY)
        results = work / "results.ndjson"
    done = subprocess.run(
        [str(binary), "run", "--format", "ndjson", "-o", str(results), *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=LIMIT_S,
        preexec_fn=_become_nobody if as_nobody else None,
        cwd="/",
    )
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    assert lines, f"no record was written: {done.stderr}"
    records = [json.loads(line) for line in lines]
    assert records[-1]["type"] == "end", f"the record stops early: {done.stderr}"
    return Run(done.returncode, records[0], records[1:-1], records[-1], done.stderr)


def leftovers() -> dict[str, list[str]]:
    """Everything of the kinds that cases make, as it stands now, whoever made it."""
    shm = Path("/dev/shm")
    processes = subprocess.run(["ps", "-eo", "pid=,comm="], capture_output=True, text=True).stdout
    return {
        "System V": [
            f"{kind}: {line.split()[1]}"
            for kind in ("msg", "sem", "shm")
            for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
        ],
        "/dev/shm": sorted(p.name for p in shm.iterdir() if "ic." in p.name),
        "processes": sorted(line for line in processes.splitlines() if "ipclaim" in line),
        "scratch": sorted(
            str(p) for base in Path("/tmp").glob("ipclaim-*") for p in base.iterdir() if p.name != "lock"
        ),
    }


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
