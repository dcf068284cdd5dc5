"""Opens the two doors of the reports as their users do: each run is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import plays
import samples

from ipclaim_reports.session import REPORTS, ROOT

CALM = [*plays.full_pipe(), plays.mtype(), plays.lost_update()]
FAKE = Path(__file__).parent / "fake_ipclaim.py"
LIMIT_S = 600  # only what hangs takes so long, whatever else the machine does
FILES = ["junit.xml", "report.html", "report.json", "report.md", "results.ndjson"]


def results(folder: Path, cases: list[dict[str, Any]], name: str = "r.ndjson", **more: Any) -> Path:
    return samples.write(folder / name, samples.stream(cases, **more))


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "PYTHONPATH": str(REPORTS), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env=own, capture_output=True, text=True, timeout=LIMIT_S)


def report(root: Path, cwd: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    module = [sys.executable, "-m", "ipclaim_reports", "report"]
    return run(*module, "--root", root, "--out", cwd / "out", *arguments, cwd=cwd)


def drive(root: Path, cwd: Path, *arguments: object, **more: str) -> Any:
    command = [sys.executable, "-m", "pytest", REPORTS / "conformance", "-p", "no:randomly"]
    own = ["--root", root, "--out", cwd / "out"]
    log = {"FAKE_LOG": str(cwd / "log")}
    return run(*command, *own, *arguments, cwd=ROOT, **log, **more)
