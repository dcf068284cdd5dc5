"""The command line: `ipclaim report` is `python3 -m ipclaim_reports report`, and so are others."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import Mapping, NoReturn, Sequence

from . import __version__
from .diff.command import add_command as add_diff
from .diff.command import run_command as run_diff
from .errors import ReportError, brief, place
from .grade.assignment_command import add_assignment, run_assignment
from .grade.command import add_grade, run_grade
from .github import alarms_of, publish, summary_file
from .language import LANGUAGES
from .markdown import render_markdown
from .matrix.command import add_command as add_matrix
from .matrix.command import run_command as run_matrix
from .mutants.command import add_command as add_mutants
from .mutants.command import run_command as run_mutants
from .model import Report
from .record_update import propose
from .session import OUT, ROOT, exit_status_of, load_reports, record_file, summary_of, write_reports
from .text import plural

USAGE = 2
NESTED = ("assignment",)
EPILOG = """\
exit status:
  0  nothing unexpected
  1  a verdict is unexpected or changed, or a record is stale
  2  wrong usage, or input that cannot be used; no report was written
  3  a case is broken, or a run did not come to its end
  4  nothing was decided

examples:
  ipclaim run --format ndjson -o results.ndjson
  ipclaim report --results results.ndjson
  ipclaim bench --format ndjson -o bench.ndjson
  ipclaim report --results results.ndjson --bench bench.ndjson
  ipclaim report --results results.ndjson --update-record | git apply
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {brief(message, 300)}; see {self.prog} --help\n")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The options of a command line, which may stand anywhere; wrong usage ends the program."""
    top, commands = _parsers()
    command = words[0] if words else ""
    # argparse takes options between arguments, but neither for a command of another nor for one that has some.
    if command in commands and command not in NESTED:
        return commands[command].parse_intermixed_args(words[1:], argparse.Namespace(command=command))
    return top.parse_args(words)


def _parsers() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """The grammar of the command line, and those of its commands."""
    top = _Parser(prog="ipclaim", description="Says what results of `ipclaim run` mean.")
    top.add_argument("--version", action="version", version=f"ipclaim reports {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    report = commands.add_parser(
        "report",
        help="judge results and write reports",
        description="Judge the results of `ipclaim run --format ndjson`, compare them with the\n"
        "record, and write report.html, report.md, report.json, results.ndjson and\n"
        "junit.xml into a folder for each target.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = report.add_argument
    add(
        "--results",
        metavar="FILE",
        type=Path,
        action="append",
        nargs="+",
        default=[],
        help="a results file; runs of one target are summed up (default: results.ndjson)",
    )
    add(
        "--bench",
        metavar="FILE",
        type=Path,
        help="what `ipclaim bench --format ndjson` has measured on the same target; it decides the"
        " claims about speed, and no exit status",
    )
    add(
        "--out",
        metavar="DIR",
        type=Path,
        default=OUT,
        help="where the folders of the targets go (default: reports/out of a checkout, or else"
        " ./ipclaim-report)",
    )
    add(
        "--record",
        metavar="FILE",
        type=Path,
        help="the record to compare with (default: reports/record/<os>.toml)",
    )
    add("--target", metavar="NAME", default="", help="the folder's name (default: from the system)")
    add("--root", metavar="DIR", type=Path, default=ROOT, help="where cases/ and seed/ are")
    add(
        "--allow-truncated",
        action="store_true",
        help="report a run that stopped early, marked as incomplete",
    )
    add(
        "--lang",
        choices=LANGUAGES,
        default="en",
        help="the language of report.md, and the one in which report.html opens; the page has a"
        " switch (default: en)",
    )
    add(
        "--update-record",
        action="store_true",
        help="write no report, but a diff to standard output that brings the record in line with the"
        " run; each new entry wants a reason, which only a person can give, and is refused without",
    )
    add(
        "--github",
        action="store_true",
        help="append report.md to the summary of a step of GitHub Actions, and print at most ten"
        " annotations",
    )
    add("--quiet", action="store_true", help="print errors only")
    report.set_defaults(run=_run_report)
    add_matrix(commands).set_defaults(run=run_matrix)
    add_diff(commands).set_defaults(run=run_diff)
    add_mutants(commands).set_defaults(run=run_mutants)
    add_grade(commands).set_defaults(run=run_grade)
    add_assignment(commands).set_defaults(run=run_assignment)
    return top, commands.choices


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = parse(sys.argv[1:] if arguments is None else list(arguments))
    try:
        return int(options.run(options))
    except ReportError as error:
        print(f"ipclaim {options.command}: {error}", file=sys.stderr)
        return USAGE


def _run_report(options: argparse.Namespace) -> int:
    files = [file for group in options.results for file in group] or [Path("results.ndjson")]
    if options.target.strip(".-_ /") == "" and options.target:
        raise ReportError(f"--target {brief(options.target)}: names no folder; use letters")
    reports = load_reports(
        files,
        options.root,
        options.record,
        options.target,
        options.allow_truncated,
        options.bench,
    )
    if options.update_record:
        _propose(reports, options)
        return exit_status_of(reports)
    summary = summary_file() if options.github else None
    written = write_reports(reports, options.out, options.lang)
    if not options.quiet:
        _say("\n\n".join("\n".join(summary_of(one)) for one in written))
    if summary:
        texts = (render_markdown(report, options.lang) for report in reports)
        publish("\n".join(texts), [a for report in reports for a in alarms_of(report)], summary)
    return exit_status_of(reports)


def _propose(reports: Sequence[Report], options: argparse.Namespace) -> None:
    if len(reports) > 1:
        names = " and ".join(brief(report.target) for report in reports[:2])
        raise ReportError(
            f"--update-record: results of several targets ({names}); give those of one"
        )
    [report] = reports
    file = options.record or record_file(report.environment, options.root)
    proposal = propose(report, file, options.root)
    _say(proposal.diff, end="")
    if options.quiet:
        return
    if not proposal.diff:
        print(f"ipclaim report: {place(file)} is as this run has it", file=sys.stderr)
    elif proposal.reasons:
        wanted = plural(proposal.reasons, "entry", "entries")
        print(
            f"ipclaim report: {wanted} of {place(file)} will want a reason: say why the system differs,"
            " and if it is not so everywhere, where; the record is not read before",
            file=sys.stderr,
        )


def _say(text: str, end: str = "\n") -> None:
    # A terminal of another encoding gets a question mark for what it cannot show.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        # Whoever reads the summary has seen enough. Python would complain again when it ends.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        why = error.strerror or str(error)
        raise ReportError(f"the summary cannot be written: {why}; the report itself was") from error
