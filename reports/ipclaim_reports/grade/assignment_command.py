"""The command line of `ipclaim assignment`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .abreast import jobs_for
from .assignment import load_assignment, shipped
from .export.command import add_package
from .export.formats import add_export
from .options import BAD, add_common, add_jobs, broke, check_jobs, progress
from .prove import prove
from .scaffold import make_assignment
from .session import GraderBroke, Session
from .tell import number

CHECK_EPILOG = """\
exit status:
  0  every solution gets what is stated
  1  one does not
  2  wrong usage or set-up
  3  the grader broke, or the reference does not pass
"""
NEW = """\
Make a folder NAME with a small assignment that works: three calls of POSIX
semaphores, with a reference, a starter and six wrong solutions. Where it says
FILL IN, say what your students are asked; `ipclaim assignment check NAME` then
accepts it. From there, replace calls, rows and solutions by your own."""


def add_assignment(commands: Any) -> argparse.ArgumentParser:
    """Add `assignment` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "assignment",
        help="make and prove assignments",
        description="Make assignments, and prove them.",
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
    add_jobs(check)
    add_common(check)
    check.set_defaults(act=_check)
    new: argparse.ArgumentParser = actions.add_parser(
        "new",
        help="make the folder of a new one",
        description=NEW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    new.add_argument("folder", metavar="NAME", type=Path, help="a folder that is not there yet")
    new.set_defaults(act=_new)
    listed: argparse.ArgumentParser = actions.add_parser(
        "list", help="say which there are", description="Say which assignments come with ipclaim."
    )
    listed.set_defaults(act=_list)
    add_package(actions)
    add_export(actions)
    return parser


def run_assignment(options: argparse.Namespace) -> int:
    """Do what is asked; returns the exit status, or raises a ReportError."""
    return int(options.act(options))


def _check(options: argparse.Namespace) -> int:
    check_jobs(options)
    assignment = load_assignment(options.assignment)
    bad = 0
    try:
        progress(options, "looking what the reference shows here")
        binary = options.binary.resolve()
        with Session(assignment, binary, options.unsafe, options.seed) as session:
            jobs = jobs_for(options.jobs, len(assignment.wrong))
            for name, faults in prove(session, jobs):
                bad += bool(faults)
                print(f"{'not as stated' if faults else 'as stated'} {name}", flush=True)
                for fault in faults:
                    print(f"  {fault}")
    except GraderBroke as error:
        return broke(options, error)
    return BAD if bad else 0


def _new(options: argparse.Namespace) -> int:
    for line in make_assignment(options.folder):
        print(line)
    return 0


def _list(options: argparse.Namespace) -> int:
    names = shipped()
    width = max(map(len, names), default=0)
    for name in names:
        assignment = load_assignment(name)
        rows = f"{number(assignment.points)} points in {len(assignment.rows)} rows"
        print(f"{name:{width}}  {assignment.title} ({rows})")
    return 0
