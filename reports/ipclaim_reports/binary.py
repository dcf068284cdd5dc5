"""Runs the `ipclaim` binary once and leaves its results in a file."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Sequence

from .errors import ReportError, brief, place

# Exit statuses with which a run has done its work: nothing or something unexpected, something
# broken, nothing decided. What happened then stands in the stream, sealed or not.
RAN = (0, 1, 3, 4)


def run_binary(binary: Path, results: Path, arguments: Sequence[str] = ()) -> Path:
    """Run `binary run --format ndjson -o results`, or raise a ReportError that says what failed."""
    command = [str(binary.resolve()), "run", "--format", "ndjson", "-o", str(results), *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise ReportError(
            f"{place(binary)}: cannot be run: {error.strerror}; build it, or give --binary PATH"
        ) from error
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    last = f": {brief(said[-1], 200)}" if said else ""
    if not results.is_file():
        raise ReportError(
            f"{place(binary)}: wrote no results (exit status {done.returncode}){last}"
        )
    if done.returncode not in RAN:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"status {done.returncode}"
        raise ReportError(f"{place(binary)}: ended with {how}{last}")
    return results
