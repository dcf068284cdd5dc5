"""The command line of `ipclaim assignment package`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ...errors import ReportError, place
from ..assignment import load_assignment
from .package import autolab, gradescope, prairielearn

PACKAGE = """\
Pack an assignment with all that grades it: for Gradescope autograder.zip, for
PrairieLearn a zip with a folder for the image (image/) and one for the question
(question/), for Autolab a folder with autograde-Makefile and autograde.tar. Where the
submissions are graded, ipclaim is built from its sources, and Debian's or Ubuntu's
packages are installed."""
PACKAGE_EPILOG = """\
exit status:
  0  it is packed
  2  wrong usage or set-up

examples:
  ipclaim assignment package --gradescope message_queue -o autograder.zip
  ipclaim assignment package --autolab message_queue -o message_queue-lab
"""


def add_package(actions: Any) -> None:
    """Add `package` to the actions of `ipclaim assignment`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "package",
        help="pack an assignment for Gradescope, PrairieLearn or Autolab",
        description=PACKAGE,
        epilog=PACKAGE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="a name or a folder")
    kind = parser.add_mutually_exclusive_group(required=True)
    for name in ("gradescope", "prairielearn", "autolab"):
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name)
    parser.add_argument(
        "-o", dest="output", metavar="PATH", type=Path, required=True, help="what to write"
    )
    parser.add_argument(
        "--leaderboard",
        metavar="NAME",
        default="",
        help="show scores in this column of a leaderboard (gradescope, autolab)",
    )
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="let it grade even where the container cannot protect itself from a submission",
    )
    parser.set_defaults(act=run_package)


def run_package(options: argparse.Namespace) -> int:
    """Pack one assignment; returns the exit status, or raises a ReportError."""
    assignment = load_assignment(options.assignment)
    words = ["--unsafe"] if options.unsafe else []
    words += [f"--leaderboard={options.leaderboard}"] if options.leaderboard else []
    files: dict[Path, bytes] = {}
    if options.kind == "gradescope":
        files[options.output] = gradescope(assignment, words)
    elif options.kind == "prairielearn":
        files[options.output] = prairielearn(assignment, words)
    else:
        for name, content in autolab(assignment, words).items():
            files[options.output / name] = content
    for path, content in files.items():
        _write(path, content)
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(path)}: cannot be written: {why}; name another with -o") from error
