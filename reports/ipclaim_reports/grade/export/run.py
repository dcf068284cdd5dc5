"""`ipclaim grade --format`: one submission, graded and written as another system wants it, whatever became of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...errors import ReportError
from ..assignment import load_assignment
from ..options import BAD, progress
from ..session import GraderBroke, Session
from ..show import BROKEN, UNGRADABLE, Document, json_of, ungraded_json
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
    document = _grade(session, options.submission)
    status = deliver(document, options)
    return status or (0 if document["score"] >= document["max_score"] else BAD)


def _grade(session: Session, source: Path) -> Document:
    try:
        with session:
            try:
                return json_of(session, session.grade(source))
            except ReportError as error:
                # The reference was graded in the same way, so it is about what was handed in.
                return ungraded_json(session, source.resolve().name, UNGRADABLE, str(error))
    except GraderBroke as error:
        return ungraded_json(session, source.resolve().name, BROKEN, str(error))
