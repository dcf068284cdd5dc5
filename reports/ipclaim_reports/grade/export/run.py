"""`ipclaim grade --format`: one submission, graded and written as another system wants it, whatever became of it."""

from __future__ import annotations

import argparse

from ...errors import ReportError
from ..assignment import load_assignment
from ..options import BAD, progress
from ..session import Session
from ..show import graded_json
from .formats import deliver


def check_format(options: argparse.Namespace) -> None:
    """Refuse what goes with no format, or with nothing but a format."""
    if options.format and (options.folder or options.collect):
        raise ReportError(
            "--format is for one submission; write those of a class with `ipclaim assignment export`"
        )
    if options.format and (options.json or options.html):
        raise ReportError("--format, --json and --html write one thing each; give one of them")
    if not options.format and (options.output or options.metadata or options.leaderboard):
        raise ReportError("-o, --metadata and --leaderboard go with --format; say which format")


def run_format(options: argparse.Namespace) -> int:
    """Grade one submission; returns the exit status, or raises a ReportError if it is not even tried."""
    assignment = load_assignment(options.assignment)
    session = Session(assignment, options.binary.resolve(), options.unsafe, options.seed)
    progress(options, "looking what the reference shows here, and grading")
    document = graded_json(session, options.submission, keeps_ungradable=True)
    status = deliver(document, options)
    return status or (0 if document["score"] >= document["max_score"] else BAD)
