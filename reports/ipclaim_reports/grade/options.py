"""What the command lines of grading have in common: their options, their exit statuses, how they tell of progress."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..errors import ReportError
from .session import SEED

BAD = 1
BROKE = 3


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """How many submissions are graded at a time; see check_jobs."""
    words = "submissions at a time (default: 2 a processor)"
    parser.add_argument("-j", "--jobs", metavar="N", type=int, help=words)


def check_jobs(options: argparse.Namespace) -> None:
    """Raise a ReportError for a number of which nothing comes."""
    if options.jobs is not None and options.jobs < 1:
        raise ReportError(f"-j {options.jobs}: none at a time is none at all; give 1 or more")


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options of everything that runs submissions."""
    parser.add_argument(
        "--binary",
        metavar="PATH",
        type=Path,
        default=Path(os.environ.get("IPCLAIM_BINARY", "ipclaim")),
        help="the ipclaim to run (default: the one that runs this)",
    )
    parser.add_argument(
        "--seed",
        metavar="N",
        type=int,
        default=SEED,
        help=f"for the order and the random choices of tests (default: {SEED})",
    )
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="run submissions even where this machine cannot protect itself from them",
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress")


def progress(options: argparse.Namespace, text: str) -> None:
    """Say what is going on."""
    if not options.quiet:
        print(f"ipclaim {options.command}: {text}", file=sys.stderr, flush=True)


def broke(options: argparse.Namespace, reason: object) -> int:
    """Say that the grader broke; returns the exit status."""
    print(f"ipclaim {options.command}: the grader broke: {reason}", file=sys.stderr)
    return BROKE
