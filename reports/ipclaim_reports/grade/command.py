"""The command line of `ipclaim grade`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..errors import ReportError
from ..output import write_files
from .assignment import load_assignment
from .class_command import run_class, run_collect
from .export.formats import add_formats
from .export.run import check_format, run_format
from .options import BAD, add_common, add_jobs, broke, check_jobs, progress
from .page import render_grade
from .session import Session
from .show import BROKEN, graded_json
from .tell import text_of
from .view import View, seen_by

GRADE = """\
Grade a submission: build it as somebody else in a sandbox, run the cases of the
assignment's rubric against it, and say what each row of the rubric came to.
ASSIGNMENT is the name of a shipped one, or a folder with an assignment.toml;
SUBMISSION a .c file, a folder with C sources, or an archive of one.

With --class, grade every submission of a folder: into DIR go gradebook.csv,
index.html (which rows fail most), and a page and a document for each. What was
graded already is not graded again, so the same command goes on where it ended.
With --collect, merge what several machines have graded."""
EPILOG = """\
exit status:
  0  all points; of a class: everybody was graded
  1  not all points; of a class: somebody could not be graded, or results differ
  2  wrong usage or set-up, or nothing that could be graded
  3  the grader broke, which says nothing of a submission; run it again

examples:
  ipclaim grade message_queue handed-in/
  ipclaim grade --html grade.html message_queue message_queue.c
  ipclaim grade --format gradescope -o results.json message_queue handed-in/
  ipclaim grade message_queue --class submissions/ -j 2 --out grades/
  ipclaim grade message_queue --class submissions/ --part 2/8 --out part2/
  ipclaim grade --collect part1/ part2/ --out grades/
"""


def add_grade(commands: Any) -> argparse.ArgumentParser:
    """Add `grade` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "grade",
        help="grade a submission of an assignment, or a class",
        description=GRADE,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("assignment", metavar="ASSIGNMENT", nargs="?", help="a name or a folder")
    add("submission", metavar="SUBMISSION", nargs="?", type=Path, help="a file or a folder")
    add("--json", action="store_true", help="write one JSON document")
    add("--html", metavar="FILE", type=Path, help="write a page, too, with diagrams")
    add("--instructor", action="store_true", help="show hidden rows, too")
    add("--after-due", action="store_true", help="show rows that wait for the due date, too")
    add("--class", dest="folder", metavar="FOLDER", type=Path, help="grade all that is in FOLDER")
    add_jobs(parser)
    add("--out", metavar="DIR", type=Path, help="for results (default: ASSIGNMENT-grades)")
    add("--again", action="store_true", help="grade again what was graded already")
    add("--part", metavar="K/N", default="1/1", help="grade the K-th of N parts of the class")
    add("--collect", metavar="DIR", type=Path, nargs="+", help="merge results into one class")
    add_common(parser)
    add_formats(parser)
    return parser


def run_grade(options: argparse.Namespace) -> int:
    """Grade; returns the exit status, or raises a ReportError."""
    _check(options)
    check_format(options)
    if options.format:
        return run_format(options)
    view = View(options.instructor, options.after_due)
    if options.collect:
        return run_collect(options, view)
    return run_class(options, view) if options.folder else _run_one(options, view)


def _check(options: argparse.Namespace) -> None:
    check_jobs(options)
    if options.seed < 1 or options.seed >= 1 << 63:
        raise ReportError(f"--seed {options.seed}: is no seed; give a whole number from 1 up")
    if options.collect:
        if options.assignment or options.folder:
            raise ReportError("--collect takes results only; leave out the assignment and --class")
    elif not options.assignment:
        raise ReportError("no assignment; `ipclaim assignment list` says which there are")
    elif bool(options.folder) == bool(options.submission):
        raise ReportError("give one submission, or --class FOLDER for all of a folder")


def _run_one(options: argparse.Namespace, view: View) -> int:
    assignment = load_assignment(options.assignment)
    progress(options, "looking what the reference shows here, and grading")
    session = Session(assignment, options.binary.resolve(), options.unsafe, options.seed)
    document = seen_by(view, graded_json(session, options.submission))
    is_broken = document["status"] == BROKEN
    if options.html:
        write_files({options.html.name: render_grade(document)}, options.html.parent)
    if options.json:
        print(json.dumps(document, ensure_ascii=True, indent=1))
    elif not is_broken:
        print(text_of(document))
    if is_broken:
        return broke(options, document["reason"])
    return 0 if document["score"] >= document["max_score"] else BAD
