"""The formats by name, and how the command line writes a grade in one of them."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable

import jsonschema

from ...errors import ReportError, brief, place
from ...session import REPORTS
from .autolab import render_autolab
from .github import render_classroom, render_log
from .gradescope import Metadata, read_metadata, render_gradescope
from .junit import render_junit
from .prairielearn import render_prairielearn
from .setting import Setting
from .told import BROKEN, Document

FORMATS: dict[str, Callable[[Document, Setting], str | None]] = {
    "gradescope": render_gradescope,
    "github": render_log,
    "classroom": render_classroom,
    "prairielearn": render_prairielearn,
    "autolab": render_autolab,
    "junit": render_junit,
}
SCHEMA = REPORTS / "schema" / "grade.schema.json"
NO_SCORE = 3
EXPORT = """\
Write a grade, as `ipclaim grade --json --instructor` gives it, in the format of where
instructors work: results.json of Gradescope or PrairieLearn, what an autograder of
Autolab prints, the log of a step of GitHub Actions (github) or the result for its
autograding-grading-reporter (classroom), or JUnit's XML."""
EXPORT_EPILOG = """\
exit status:
  0  it is written
  2  wrong usage, or no grade
  3  the grader broke, so there is no score; what the format has for that is written

examples:
  ipclaim grade --json --instructor message_queue handed-in/ >grade.json
  ipclaim assignment export --format gradescope -o results.json grade.json
"""


def add_formats(parser: argparse.ArgumentParser, required: bool = False) -> None:
    """Add the options that say in which format a grade is written, and where."""
    group = parser.add_argument_group("where instructors work")
    group.add_argument(
        "--format",
        choices=FORMATS,
        required=required,
        help="write the grade as this system wants it, with all rows, each for whom may see it",
    )
    group.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        type=Path,
        help="write that format to FILE (default: standard output)",
    )
    group.add_argument(
        "--metadata",
        metavar="FILE",
        type=Path,
        help="Gradescope's submission_metadata.json, which knows of earlier submissions",
    )
    group.add_argument(
        "--leaderboard",
        metavar="NAME",
        default="",
        help="show the score in this column of a leaderboard (gradescope, autolab)",
    )


def add_export(actions: Any) -> None:
    """Add `export` to the actions of `ipclaim assignment`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "export",
        help="write a grade for Gradescope, PrairieLearn, Autolab, GitHub or viewers of JUnit",
        description=EXPORT,
        epilog=EXPORT_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("grade", metavar="GRADE.json", type=Path, help="a grade")
    add_formats(parser, required=True)
    parser.set_defaults(act=run_export)


def run_export(options: argparse.Namespace) -> int:
    """Write one stored grade; returns the exit status, or raises a ReportError."""
    return deliver(read_grade(options.grade), options)


def read_grade(file: Path) -> Document:
    """A stored grade, or a ReportError that names the key and the remedy."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(file)}: cannot be read: {why}; name a grade") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{place(file)}: is no JSON; name what --json wrote") from error
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for fault in jsonschema.Draft202012Validator(schema).iter_errors(document):
        where = ".".join(map(str, fault.absolute_path)) or "the document"
        raise ReportError(
            f"{place(file)}: {brief(where)}: {brief(fault.message, 200)}; see"
            f" reports/schema/{SCHEMA.name}"
        )
    result: Document = document
    return result


def deliver(document: Document, options: argparse.Namespace) -> int:
    """Write a grade as the options say; the exit status of having written it."""
    metadata = _metadata(document, options.metadata)
    setting = Setting(secrets.token_hex(16), metadata.previous, options.leaderboard)
    text = FORMATS[options.format](document, setting)
    if options.output is None:
        sys.stdout.write(text or "")
        sys.stdout.flush()
    else:
        _put(options.output, text)
    if document["status"] == BROKEN:
        reason = brief(document["reason"], 2000)
        print(f"ipclaim {options.command}: the grader broke: {reason}", file=sys.stderr)
        return NO_SCORE
    return 0


def _metadata(document: Document, file: Path | None) -> Metadata:
    """What Gradescope tells of the submission. Nothing fails for want of it: a grade is worth more than a count."""
    if file is None:
        return Metadata()
    try:
        metadata = read_metadata(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"ipclaim: {place(file)}: cannot be used: {brief(str(error), 200)}", file=sys.stderr)
        return Metadata()
    total = metadata.total_points
    if total is not None and total != document["max_score"]:
        print(
            f"ipclaim: the assignment has {total:g} points on Gradescope, and its rows have"
            f" {document['max_score']:g}; make them alike, unless the rest is graded by hand",
            file=sys.stderr,
        )
    return metadata


def _put(file: Path, text: str | None) -> None:
    """Nobody meets half a file, nor one that is older than the grade."""
    try:
        if file.exists() and not file.is_file():
            # A terminal or a pipe takes what comes, and must not become a file.
            file.write_text(text or "", encoding="utf-8")
        elif text is None:
            file.resolve().unlink(missing_ok=True)
        else:
            _replace(file.resolve(), text)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(file)}: cannot be written: {why}; name another with -o") from error


def _replace(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).chmod(0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink()
        raise
