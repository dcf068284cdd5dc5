"""What GitHub shows of a run: a summary of the step, and annotations beside the lines of a case.

A summary of more than a mebibyte is refused as a whole, and of many annotations most are not shown:
so the one is cut, and of the others there are at most ten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

from .compare import ALARMING
from .errors import ReportError, place
from .model import Report
from .reasons import where_to_look
from .surprises import Surprise, surprises_of
from .text import clip, visible

SUMMARY_LIMIT = 1024 * 1024 - 1024
ANNOTATIONS = 10
LONGEST = 400
# What fails a run, the gravest first; what merely is not certain is told as a warning.
_ERRORS = ("broken", *ALARMING)
_WARNINGS = ("crash", "flaky", "left")
SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True)
class Alarm:
    """One annotation: how grave, the line that it stands beside, what it says."""

    level: str
    file: str
    line: int
    title: str
    text: str


def alarms_of(report: Report) -> list[Alarm]:
    """What somebody has to look at, the gravest first."""
    found = surprises_of(report)
    return [
        _alarm(report, level, kind, surprise)
        for level, kinds in (("error", _ERRORS), ("warning", _WARNINGS))
        for kind in kinds
        for surprise in found.get(kind, [])
    ]


def _alarm(report: Report, level: str, kind: str, surprise: Surprise) -> Alarm:
    judged = report.by_id.get(surprise.id)
    cases = judged.cases if judged else [c for c in report.cases if c.id == surprise.id]
    # The case that tells against the claim says more than one that passed.
    cases = sorted(cases, key=lambda case: case.outcome in ("pass", "observed"))
    file, _, line = (where_to_look(cases[0].chosen) if cases else "").rpartition(":")
    title = f"{report.target}: {kind}: {surprise.id}"
    return Alarm(level, file, int(line) if line.isdigit() else 0, title, surprise.text.en)


def commands(alarms: Sequence[Alarm]) -> list[str]:
    """The lines that make annotations, the last one counting what is left out."""
    shown = list(alarms[:ANNOTATIONS])
    left_out = len(alarms) - ANNOTATIONS
    if left_out > 0:
        shown[-1:] = [
            Alarm("warning", "", 0, "ipclaim", f"and {left_out + 1} more, in the summary")
        ]
    return [_command(alarm) for alarm in shown]


def _command(alarm: Alarm) -> str:
    where = {"file": alarm.file, "line": alarm.line, "title": alarm.title}
    told = ",".join(f"{key}={escaped(str(value), True)}" for key, value in where.items() if value)
    text = escaped(clip(alarm.text, LONGEST))
    return f"::{alarm.level} {told}::{text}"


def escaped(text: str, in_property: bool = False) -> str:
    """What a program wrote must not become a command of its own."""
    line = visible(text, keep="").replace("%", "%25")
    return line.replace(":", "%3A").replace(",", "%2C") if in_property else line


def summary_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the step's summary goes."""
    name = environment.get(SUMMARY, "")
    if not name:
        raise ReportError(f"--github: {SUMMARY} is not set; it is for steps of GitHub Actions")
    return Path(name)


def publish(summary: str, alarms: Iterable[Alarm], file: Path) -> None:
    """Append the summary to `file`, cut between two lines if need be, and print the annotations."""
    raw = summary.encode()
    if len(raw) > SUMMARY_LIMIT:
        raw = raw[:SUMMARY_LIMIT].rpartition(b"\n")[0] + b"\n"
    try:
        with file.open("ab") as out:
            out.write(raw)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(file)}: cannot be written: {why}; see {SUMMARY}") from error
    for line in commands(list(alarms)):
        print(line, flush=True)
