"""Runs the cases on one target: gets what it needs, builds, runs, and leaves the results in a file."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Sequence

from .binary import RAN
from .errors import ReportError, brief, place
from .model import Report
from .targets import Target

# How a set-up script says that the target cannot be had here (automake's number for a skipped test).
UNAVAILABLE = 77
BUILD = ("ci/targets/build.sh",)
LOG = "log"


class Unavailable(Exception):
    """The target cannot be had on this machine; the message says what it needs."""


@dataclass(frozen=True)
class Ran:
    """What a run left, and what it took."""

    results: Path
    command: tuple[str, ...]
    seconds: float


def prepare_target(target: Target, folder: Path, root: Path, binary: Path | None = None) -> Path:
    """Get what the target needs, and build for it unless `binary` is given; returns the program.

    What is said on the way begins `folder`/log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOG).open("wb") as said:
        if target.setup:
            _step(target, shlex.split(target.setup), root, said)
        if binary is None:
            binary = Path(_step(target, [*BUILD, target.build], root, said).strip())
    return binary.resolve()


def run_target(
    target: Target, binary: Path, folder: Path, root: Path, more: Sequence[str] = ()
) -> Ran:
    """Run the cases on a target that is prepared; what is said on the way goes on in `folder`/log."""
    log = folder / LOG
    command = target.command([str(binary), "run", *target.run_arguments(more)])
    results = folder / "results.ndjson.new"
    began = time.monotonic()
    with log.open("ab") as said, results.open("wb") as out:
        status = _run(command, root, out, said, target.minutes * 60)
    if status not in RAN or not results.stat().st_size:
        raise ReportError(
            f"target {target.name}: {_how(status, target)}{_last_words(log)}; {place(log)} has the rest"
        )
    return Ran(results, tuple(command), time.monotonic() - began)


def _step(target: Target, command: Sequence[str], root: Path, said: IO[bytes]) -> str:
    """A script of ours; its standard output is the answer."""
    done = subprocess.run(
        command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    said.write(done.stderr)
    said.flush()
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    last = brief(lines[-1], 200) if lines else f"exit status {done.returncode}"
    if done.returncode == UNAVAILABLE:
        raise Unavailable(last)
    if done.returncode != 0:
        raise ReportError(f"target {target.name}: {shlex.join(command)} failed: {last}")
    return done.stdout.decode("utf-8", "replace")


def _run(
    command: Sequence[str], root: Path, out: IO[bytes], said: IO[bytes], seconds: float
) -> int | None:
    """The exit status, or None when the time was over."""
    process = subprocess.Popen(
        command,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=said,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        # Whatever is left of it: a guest that hangs, or one whose script was interrupted.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def _how(status: int | None, target: Target) -> str:
    if status is None:
        return f"not at its end after {target.minutes:g} minutes"
    if status < 0:
        return f"ended by signal {-status}"
    return "wrote no results" if status in RAN else f"ended with status {status}"


def _last_words(log: Path) -> str:
    lines = log.read_bytes().decode("utf-8", "replace").strip().splitlines()
    return f": {brief(lines[-1], 200)}" if lines else ""


def write_fingerprint(target: Target, report: Report, ran: Ran, file: Path) -> None:
    """What was run where, for the matrix: the target in a few words, and how to run it again."""
    environment = report.environment
    keys = ("os", "release", "version", "machine", "long_bits", "libc", "compiler", "page_size")
    fingerprint = {
        "target": target.name,
        "about": target.about,
        "kind": target.kind,
        **{key: environment.get(key) for key in keys},
        "blocked_proof": _proofs(report),
        "time_scale": target.time_scale,
        "command": f"pytest reports --target {target.name}",
        "seconds": round(ran.seconds, 1),
        "exit_status": report.exit_status,
    }
    file.write_text(json.dumps(fingerprint, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _proofs(report: Report) -> dict[str, int]:
    """How often a call was proved blocked, by asking the system or by time."""
    transcripts = (case.chosen.transcript for case in report.cases)
    said = (
        event["how"] for events in transcripts for event in events if event["event"] == "blocked"
    )
    return dict(Counter(said))
