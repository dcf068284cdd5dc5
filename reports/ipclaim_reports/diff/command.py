"""The command line of `ipclaim diff`."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from ..bench.stream import is_bench, read_bench
from ..errors import ReportError, brief, place
from ..model import Report
from ..places import places_of
from ..session import ROOT, load_reports
from ..summary import notices, product
from . import speeds_show
from .model import Diff, Run, sections_of
from .show import as_json, human, markdown
from .speeds import TOLERANCE, compare

DESCRIPTION = """\
Compare two runs, A and B. Of `ipclaim run --format ndjson` (files, also packed
by gzip, or folders of reports): which claims have another verdict, which cases
another outcome or another observed value, which are added, gone, or the same.
A value that varied between the rounds of a run, or that is a share made by
chance, is not compared.

Of `ipclaim bench --format ndjson`: which times and rates, and which ratios to
the pipe, are slower, faster or the same, as far as intervals tell; what is
added or gone; which system calls are more or fewer. Slower and faster are said
only where all of it is right together with 95 %, however many there are."""
EPILOG = """\
exit status:
  0  nothing differs
  1  something is added, gone or changed; of two bench files: a ratio or a
     count of system calls differs, or something is added or gone; times alone
     never do it
  2  wrong usage, or input that cannot be used

examples:
  ipclaim diff before.ndjson after.ndjson
  ipclaim diff reports/out/glibc reports/out/musl --format md
  ipclaim diff --json bench-before.ndjson bench-after.ndjson
"""
FORMATS = {"human": human, "md": markdown, "json": as_json}
SPEED_FORMATS = {
    "human": speeds_show.human,
    "md": speeds_show.markdown,
    "json": speeds_show.as_json,
}


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
    add("--json", action="store_const", const="json", dest="format", help="as --format json")
    add(
        "--tolerance",
        metavar="PERCENT",
        type=_percent,
        default=TOLERANCE,
        help="by how much two speeds that are the same may differ (default: 10)",
    )
    add("--root", metavar="DIR", type=Path, default=ROOT, help="where cases/ and seed/ are")
    add("--allow-truncated", action="store_true", help="take runs that stopped early, too")
    return parser


def run_command(options: argparse.Namespace) -> int:
    """Write the differences to standard output; returns the exit status, or raises a ReportError."""
    if is_bench(options.before) and is_bench(options.after):
        return _compare_speeds(options)
    before = _report(options.before, options)
    after = _report(options.after, options)
    diff = Diff(_run(before), _run(after), sections_of(before, after))
    sys.stdout.write(FORMATS[options.format](diff))
    return 0 if diff.alike else 1


def _percent(text: str) -> float:
    if re.fullmatch(r"\d{1,3}(\.\d+)?", text) and 0 < float(text) <= 100:
        return float(text) / 100
    raise argparse.ArgumentTypeError(f"{brief(text)}: give per cent, above 0 and up to 100")


def _compare_speeds(options: argparse.Namespace) -> int:
    speeds = compare(read_bench(options.before), read_bench(options.after), options.tolerance)
    sys.stdout.write(SPEED_FORMATS[options.format](speeds))
    return 0 if speeds.alike else 1


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
