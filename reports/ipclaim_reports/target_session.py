"""From a target to its report: the way that pytest goes for each target it is asked for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

from .compare import ALARMING
from .matrix.command import load_matrix, write_matrix
from .matrix.command import summary_of as summary_of_matrix
from .model import Report
from .output import write_report
from .places import FINGERPRINT, places_of
from .reasons import outcome_reason
from .session import ROOT, Written, load_reports, summary_of
from .surprises import surprises_of
from .target_run import prepare_target, run_target, write_fingerprint
from .targets import Target, hidden_skips
from .text import visible

TARGETS = ROOT / "ci" / "targets.toml"
FEW = 30
# What must not be there. A crash or a time-out may be on record, and a counter-example that does not show
# leaves its claim inconclusive for good.
WRONG = ("broken", *ALARMING, "flaky", "left")


@dataclass(frozen=True)
class Conducted:
    """What a run on a target came to; `wrong` is empty where all is as it should be."""

    summary: tuple[str, ...]
    wrong: tuple[str, ...]


def conduct(
    target: Target,
    out: Path,
    root: Path = ROOT,
    more: Sequence[str] = (),
    record: Path | None = None,
    language: str = "en",
    binary: Path | None = None,
) -> Conducted:
    """Run on a target, and write its report and fingerprint to `out`/<name>/."""
    folder = out / target.name
    # It is written last; without it, what else is there may be of an earlier run.
    (folder / FINGERPRINT).unlink(missing_ok=True)
    ran = run_target(target, prepare_target(target, folder, ROOT, binary), folder, ROOT, more)
    [report] = load_reports([ran.results], root, record, target.name)
    files = write_report(report, out, language)
    os.unlink(ran.results)
    write_fingerprint(target, report, ran, folder / FINGERPRINT)
    wrong = faults_of(report, target, whole=not more)
    summary = summary_of(Written(report, tuple(files)))
    return Conducted(tuple(summary), first_of(wrong, folder / "report.md"))


def faults_of(report: Report, target: Target, whole: bool) -> list[str]:
    """What is not as it should be, a line each; what a target lacks is looked at where the run was `whole`."""
    wrong = [
        f"{kind}: {one.id}: {visible(one.text.en, keep='')}"
        for kind, found in surprises_of(report).items()
        if kind in WRONG
        for one in found
    ]
    wrong += [
        f"unresolved: {case.id}: {visible(outcome_reason(case.chosen), keep='')}"
        for case in report.cases
        if case.outcome == "unresolved"
    ]
    if whole:
        # Whoever runs a part has seen what it lacks.
        wrong += [
            f"hidden: {visible(line, keep='')}; if that is so on this target, add it to `lacks`"
            for line in hidden_skips(report, target.lacks)
        ]
    if report.exit_status and not wrong:
        why = "nothing was decided, or the run did not come to its end"
        wrong = [f"exit status {report.exit_status}: {why}"]
    return wrong


def first_of(lines: Sequence[str], file: Path) -> tuple[str, ...]:
    """As many as somebody reads, and where the rest is."""
    left_out = len(lines) - FEW
    if left_out <= 0:
        return tuple(lines)
    return (*lines[:FEW], f"and {left_out} more, in {file}")


def side_by_side(
    targets: Iterable[Target],
    out: Path,
    root: Path = ROOT,
    language: str = "en",
    record: Path | None = None,
) -> list[str]:
    """Write the matrix of those that have run, and sum it up; nothing where none has."""
    ran = [out / target.name for target in targets if (out / target.name / FINGERPRINT).is_file()]
    if not ran:
        return []
    matrix = load_matrix(places_of(ran), out, root, language=language, record=record)
    return summary_of_matrix(matrix, write_matrix(matrix, out, language))


def list_lines(targets: Mapping[str, Target]) -> list[str]:
    """The targets, one a line: name, set, kind, what it is."""
    width = max(map(len, targets), default=0)
    return [f"{t.name:{width}}  {t.set:5}  {t.kind:10}  {t.about}" for t in targets.values()]
