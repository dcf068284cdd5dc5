"""The command lines of `ipclaim grade` and `ipclaim assignment`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from .assignment import load_assignment
from .prove import prove
from .session import GraderBroke, Session
from .show import json_of, text_of

BAD = 1
BROKEN = 3
GRADE = """\
Grade a submission: build it as somebody else in a sandbox, run the cases of the
assignment's rubric against it, and say what each row of the rubric came to.
ASSIGNMENT is the name of a shipped one, or a folder with an assignment.toml;
SUBMISSION a .c file, or a folder with C sources."""
GRADE_EPILOG = """\
exit status:
  0  it has all points
  1  it has not
  2  wrong usage or set-up, or nothing that could be graded
  3  the grader broke; that says nothing of the submission

examples:
  ipclaim grade message_queue handed-in/
  ipclaim grade --json message_queue message_queue.c
"""
CHECK_EPILOG = """\
exit status:
  0  every solution gets what is stated
  1  one does not
  2  wrong usage or set-up
  3  the grader broke, or the reference does not pass
"""


def add_grade(commands: Any) -> argparse.ArgumentParser:
    """Add `grade` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "grade",
        help="grade a submission of an assignment",
        description=GRADE,
        epilog=GRADE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="a name or a folder")
    parser.add_argument("submission", metavar="SUBMISSION", type=Path, help="a file or a folder")
    parser.add_argument("--json", action="store_true", help="write one JSON document")
    _add_common(parser)
    return parser


def add_assignment(commands: Any) -> argparse.ArgumentParser:
    """Add `assignment` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "assignment", help="prove an assignment", description="Prove an assignment."
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check: argparse.ArgumentParser = actions.add_parser(
        "check",
        help="grade the reference, the starter and every wrong solution",
        description="Grade the reference, which must get all points, the starter, which must get none,"
        "\nand every wrong solution, which must get what the assignment states.",
        epilog=CHECK_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("assignment", metavar="ASSIGNMENT", help="a name or a folder")
    _add_common(check)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--binary",
        metavar="PATH",
        type=Path,
        default=Path(os.environ.get("IPCLAIM_BINARY", "ipclaim")),
        help="the ipclaim to run (default: the one that runs this)",
    )
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="run the submission even where this machine cannot protect itself from it",
    )
    parser.add_argument("--quiet", action="store_true", help="show no progress")


def run_grade(options: argparse.Namespace) -> int:
    """Grade one submission; returns the exit status, or raises a ReportError."""
    assignment = load_assignment(options.assignment)
    try:
        _progress(options, "looking what the reference shows here")
        with Session(assignment, options.binary.resolve(), options.unsafe) as session:
            _progress(options, f"grading {options.submission}")
            grade = session.grade(options.submission)
    except GraderBroke as error:
        return _broke(options, error)
    if options.json:
        document = json_of(
            assignment.folder.name, assignment.title, assignment.points, grade, session.box
        )
        print(json.dumps(document, ensure_ascii=True, indent=1))
    else:
        print(text_of(assignment.title, assignment.points, grade, session.box))
    return 0 if grade.score == assignment.points else BAD


def run_assignment(options: argparse.Namespace) -> int:
    """Prove one assignment; returns the exit status, or raises a ReportError."""
    assignment = load_assignment(options.assignment)
    bad = 0
    try:
        _progress(options, "looking what the reference shows here")
        with Session(assignment, options.binary.resolve(), options.unsafe) as session:
            for name, faults in prove(session):
                bad += bool(faults)
                print(f"{'not as stated' if faults else 'as stated'} {name}", flush=True)
                for fault in faults:
                    print(f"  {fault}")
    except GraderBroke as error:
        return _broke(options, error)
    return BAD if bad else 0


def _broke(options: argparse.Namespace, error: GraderBroke) -> int:
    print(f"ipclaim {options.command}: the grader broke: {error}", file=sys.stderr)
    return BROKEN


def _progress(options: argparse.Namespace, text: str) -> None:
    if not options.quiet:
        print(f"ipclaim {options.command}: {text}", file=sys.stderr, flush=True)
