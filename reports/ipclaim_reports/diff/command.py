"""The command line of `ipclaim diff`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..errors import ReportError, place
from ..model import Report
from ..places import places_of
from ..session import ROOT, load_reports
from ..summary import notices, product
from .model import Diff, Run, sections_of
from .show import as_json, human, markdown

DESCRIPTION = """\
Compare two runs, A and B: which claims have another verdict, which cases another
outcome or another observed value, which are added, gone, or the same. A value that
varied between the rounds of a run, or that is a share made by chance, is not compared.
A and B are results files of `ipclaim run --format ndjson` (also packed by gzip), or
the folders of reports."""
EPILOG = """\
exit status:
  0  nothing differs
  1  something is added, gone or changed
  2  wrong usage, or input that cannot be used

examples:
  ipclaim diff before.ndjson after.ndjson
  ipclaim diff reports/out/glibc reports/out/musl --format md
"""
FORMATS = {"human": human, "md": markdown, "json": as_json}


def add_command(commands: Any) -> argparse.ArgumentParser:
    """Add `diff` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "diff",
        help="compare two runs",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("before", metavar="A", type=Path, help="the results to compare with")
    add("after", metavar="B", type=Path, help="the results to compare")
    add("--format", choices=FORMATS, default="human", help="how it is written (default: human)")
    add("--root", metavar="DIR", type=Path, default=ROOT, help="where cases/ and seed/ are")
    add("--allow-truncated", action="store_true", help="take runs that stopped early, too")
    return parser


def run_command(options: argparse.Namespace) -> int:
    """Write the differences to standard output; returns the exit status, or raises a ReportError."""
    before = _report(options.before, options)
    after = _report(options.after, options)
    diff = Diff(_run(before), _run(after), sections_of(before, after))
    sys.stdout.write(FORMATS[options.format](diff))
    return 0 if diff.alike else 1


def _report(path: Path, options: argparse.Namespace) -> Report:
    places = places_of([path])
    reports = [
        report
        for one in places
        for report in load_reports(one.files, options.root, None, "", options.allow_truncated)
    ]
    if len(reports) > 1:
        raise ReportError(f"{place(path)}: results of several targets; name those of one")
    return reports[0]


def _run(report: Report) -> Run:
    return Run(
        product(report),
        report.results[0].run.started,
        len(report.cases),
        tuple(notices(report)),
    )
