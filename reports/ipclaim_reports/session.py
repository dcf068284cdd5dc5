"""From results files to written reports: the way that the command line and pytest both go."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping, Sequence

from .bench.stream import Bench, read_bench
from .catalogue import Catalogue, CatalogueError, load_catalogue
from .document import document_lines
from .errors import ReportError, brief, place
from .language import say
from .model import Report, build_report, product_line, target_name
from .output import write_report
from .record import Record, load_record, record_for
from .stream import Results, read_results
from .summary import (
    conformance_line,
    decided_line,
    document_line,
    notices,
    product,
    record_line,
    verdicts_line,
)
from .surprises import surprises_of
from .text import clip, slug, visible

REPORTS = Path(__file__).resolve().parent.parent
ROOT = REPORTS.parent


def _default_out(root: Path) -> Path:
    """A checkout keeps its reports; an installed copy is not where they belong, not even root's."""
    checkout = (root / "CMakeLists.txt").is_file() and os.access(root / "reports", os.W_OK)
    return root / "reports" / "out" if checkout else Path("ipclaim-report")


OUT = _default_out(ROOT)
SUMMARY_LINES = 10


@dataclass(frozen=True)
class Written:
    """A report, and the files that it was written to."""

    report: Report
    files: tuple[Path, ...]


def load_reports(
    files: Sequence[Path],
    root: Path = ROOT,
    record: Path | None = None,
    target: str = "",
    allow_truncated: bool = False,
    bench: Path | None = None,
) -> list[Report]:
    """Read results files and judge them: one report a target, its runs taken together."""
    try:
        catalogue = load_catalogue(root)
    except CatalogueError as error:
        raise ReportError(str(error)) from error
    targets = _by_target([read_results(file, allow_truncated) for file in files])
    if target and len(targets) > 1:
        names = " and ".join(brief(product_line(t[0].run.environment)) for t in targets[:2])
        raise ReportError(
            f"--target {brief(target)}: the results are of several targets ({names});"
            " give those of one target, or leave --target away"
        )
    measured = _bench(bench, targets) if bench else None
    lines = document_lines(root)
    name = slug(target) if target else ""
    return [
        build_report(
            catalogue, results, _record(results[0], record, root, catalogue), name, lines, measured
        )
        for results in targets
    ]


def _bench(file: Path, targets: Sequence[Sequence[Results]]) -> Bench:
    """What was measured, which has to be of the one target that the results are of."""
    bench = read_bench(file)
    measured = product_line(bench.run.environment)
    for results in targets:
        tested = product_line(results[0].run.environment)
        if len(targets) > 1 or tested != measured:
            raise ReportError(
                f"{place(file)}: measured on {brief(measured)}, and the results are of"
                f" {brief(tested)}; give --bench with results of that target alone"
            )
    return bench


def write_reports(reports: Sequence[Report], out: Path, language: str = "en") -> list[Written]:
    """Write every report below `out`, its page open in one language at first."""
    return [Written(report, tuple(write_report(report, out, language))) for report in reports]


def exit_status_of(reports: Sequence[Report]) -> int:
    """One exit status for several reports."""
    return exit_status_of_all(report.exit_status for report in reports)


def exit_status_of_all(statuses: Iterable[int]) -> int:
    """The gravest of several exit statuses, where "nothing decided" is the least."""
    seen = set(statuses)
    return next((status for status in (3, 1, 4) if status in seen), 0)


def summary_of(written: Written) -> list[str]:
    """At most ten lines: the numbers, the worst surprises, where the report is."""
    report = written.report
    lines = [
        product(report).en,
        f"{decided_line(report).en}: {verdicts_line(report).en}",
        conformance_line(report).en,
        document_line(report).en,
        f"against the record: {record_line(report).en}",
        *(notice.en for notice in notices(report)[:1]),
    ]
    told = [
        f"{say('surprise.' + kind).en.lower()}: {surprise.id}: {surprise.text.en}"
        for kind, found in surprises_of(report).items()
        for surprise in found
    ]
    room = SUMMARY_LINES - len(lines) - 1
    if len(told) > room:
        told[room - 1 :] = [f"and {len(told) - room + 1} more surprises, in the report"]
    where = next(file for file in written.files if file.name == "report.html")
    return [clip(visible(line, keep=""), 160) for line in lines + told] + [f"report: {where}"]


def _by_target(results: Sequence[Results]) -> list[list[Results]]:
    targets: dict[str, list[Results]] = {}
    for one in results:
        targets.setdefault(target_name(one), []).append(one)
    for group in targets.values():
        _refuse_twins(group)
    return list(targets.values())


def _refuse_twins(group: Sequence[Results]) -> None:
    seen: dict[str, Path] = {}
    for one in group:
        if one.run.id in seen:
            raise ReportError(
                f"{one.file}: run {brief(one.run.id)} was read already from {seen[one.run.id]};"
                " give each run once"
            )
        seen[one.run.id] = one.file


def record_file(environment: Mapping[str, object], root: Path = ROOT) -> Path:
    """Where the record of a system is kept."""
    return record_for(str(environment.get("os", "")), root / "reports" / "record")


def _record(results: Results, given: Path | None, root: Path, catalogue: Catalogue) -> Record:
    file = given or record_file(results.run.environment, root)
    record = load_record(file, must_exist=given is not None)
    for divergence in record.divergences:
        if divergence.claim not in catalogue.claims:
            raise ReportError(
                f"{place(file)}: {brief(divergence.claim)} is no claim of the catalogue;"
                " correct the id, or remove the entry"
            )
    return record
