"""The command line of `ipclaim matrix`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any, Sequence

from ..errors import ReportError, brief
from ..github import SUMMARY_LIMIT, publish, summary_file
from ..language import LANGUAGES
from ..output import write_files, write_report
from ..places import Place, places_of
from ..session import OUT, ROOT, exit_status_of_all, load_reports
from ..text import slug
from .data import render_csv, render_json
from .html import render_html
from .markdown import render_markdown
from .model import Column, Matrix, column_of, matrix_of
from .words import lead, record_line

DESCRIPTION = """\
Put what several targets make of the same claims side by side: verdicts and observed
values, what differs, and whether the kernel, the C library or the processor makes
the difference. Writes matrix.html, matrix.md, matrix.json and matrix.csv.
RESULTS is a results file of `ipclaim run --format ndjson` (also packed by gzip), the
folder of a report, or a folder of such folders. A column leads to the report.html
beside its results; where there is none, the report is written as well."""
EPILOG = """\
exit status:
  0  nothing unexpected on any target
  1  on one, a verdict is unexpected or changed, or a record is stale
  2  wrong usage, or input that cannot be used; nothing was written
  3  on one, a case is broken, or the run did not come to its end
  4  nothing was decided

examples:
  ipclaim matrix reports/out
  ipclaim matrix --out compared linux.ndjson freebsd.ndjson
"""


def add_command(commands: Any) -> argparse.ArgumentParser:
    """Add `matrix` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "matrix",
        help="put the results of several targets side by side",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    path: dict[str, Any] = {"type": Path}
    add("results", metavar="RESULTS", nargs="*", help=f"what to compare (default: {OUT})", **path)
    add(
        "--out",
        metavar="DIR",
        help=f"where the matrix goes (default: {OUT})",
        default=OUT,
        **path,
    )
    add("--root", metavar="DIR", default=ROOT, help="where cases/ and seed/ are", **path)
    add("--lang", choices=LANGUAGES, default="en", help="the language of matrix.md (default: en)")
    add(
        "--allow-truncated",
        action="store_true",
        help="take runs that stopped early, too",
    )
    add(
        "--no-reports",
        action="store_true",
        help="write no report for results that have none beside them; their columns lead nowhere",
    )
    add(
        "--github",
        action="store_true",
        help="append matrix.md to the summary of a step of GitHub Actions, and print at most ten"
        " annotations",
    )
    add("--quiet", action="store_true", help="print errors only")
    return parser


def run_command(options: argparse.Namespace) -> int:
    """Write the matrix; returns the exit status, or raises a ReportError."""
    places = places_of(options.results or [OUT])
    matrix = load_matrix(
        places,
        options.out,
        options.root,
        options.allow_truncated,
        options.lang,
        reports=not options.no_reports,
    )
    summary = summary_file() if options.github else None
    files = write_matrix(matrix, options.out, options.lang)
    if not options.quiet:
        print("\n".join(summary_of(matrix, files)))
    if summary:
        text = render_markdown(matrix, options.lang, SUMMARY_LIMIT)
        publish(text, [a for column in matrix.columns for a in column.alarms], summary)
    return exit_status_of_all(column.exit_status for column in matrix.columns)


def load_matrix(
    places: Sequence[Place],
    out: Path,
    root: Path = ROOT,
    allow_truncated: bool = False,
    language: str = "en",
    record: Path | None = None,
    reports: bool = True,
) -> Matrix:
    """Judge the results of every place; with `reports`, one that has no report gets it in a folder of `out`."""
    columns: list[Column] = []
    for place in places:
        name = slug(place.name) if place.name else ""
        for report in load_reports(place.files, root, record, name, allow_truncated):
            page = place.folder / "report.html"
            if place.name and page.is_file():
                link = _way(out, page)
            elif reports:
                [page] = [f for f in write_report(report, out, language) if f.suffix == ".html"]
                link = _way(out, page)
            else:
                link = ""
            columns.append(column_of(report, link, place.about, place.kind))
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise ReportError(
                f"target {brief(name)}: there are results of it in several places; give them"
                " in folders of different names"
            )
    return matrix_of(columns)


def write_matrix(matrix: Matrix, out: Path, language: str = "en") -> list[Path]:
    """Write every format into `out`, all or none."""
    return write_files(
        {
            "matrix.html": render_html(matrix, language),
            "matrix.md": render_markdown(matrix, language),
            "matrix.json": render_json(matrix),
            "matrix.csv": render_csv(matrix),
        },
        out,
    )


def summary_of(matrix: Matrix, files: Sequence[Path]) -> list[str]:
    """A line for all, a line a target, and where the matrix is."""
    width = max(len(column.name) for column in matrix.columns)
    lines = [lead(matrix).en]
    lines += [f"{c.name:{width}}  {c.decided.en}; {record_line(c).en}" for c in matrix.columns]
    return lines + [f"matrix: {next(file for file in files if file.suffix == '.html')}"]


def _way(out: Path, page: Path) -> str:
    """The link from the matrix to a report, as an address."""
    return Path(os.path.relpath(page.resolve(), out.resolve())).as_posix()
