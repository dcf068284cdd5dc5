"""The numbers at the head of a report, and the notices that qualify them."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Report, product_line
from .text import percent, plural
from .verdicts import DECIDED

ORIGINS = ("seed", "posix", "extension")


@dataclass(frozen=True)
class Row:
    """The claims of one origin by verdict."""

    origin: str | None
    tally: dict[str, int]

    @property
    def total(self) -> int:
        """All claims of it."""
        return sum(self.tally.values())

    @property
    def decided(self) -> int:
        """Those that were decided."""
        return sum(self.tally[verdict] for verdict in DECIDED)


def rows(report: Report) -> list[Row]:
    """One row an origin that has claims, and one for all of them."""
    own = [Row(origin, report.tally(origin)) for origin in ORIGINS]
    return [row for row in own if row.total] + [Row(None, report.tally())]


def decided_line(report: Report) -> str:
    """How much of the catalogue was decided, in words and as a share."""
    row = Row(None, report.tally())
    return (
        f"{row.decided:,} of {plural(row.total, 'claim')} decided"
        f" ({percent(row.decided, row.total)})"
    )


def verdicts_line(report: Report) -> str:
    """How the decided claims came out."""
    tally = report.tally()
    return f"{tally['holds']} hold, {tally['refuted']} refuted, {tally['depends']} depend"


def conformance_line(report: Report) -> str:
    """The share of the decided POSIX claims that hold, beside how many were decided."""
    row = Row("posix", report.tally("posix"))
    if not row.decided:
        return f"POSIX conformance unknown: 0 of {plural(row.total, 'POSIX claim')} decided"
    return (
        f"POSIX conformance {percent(row.tally['holds'], row.decided)}:"
        f" {row.tally['holds']:,} of {plural(row.decided, 'decided claim')} hold;"
        f" {row.decided:,} of {plural(row.total, 'POSIX claim')} decided"
        f" ({percent(row.decided, row.total)})"
    )


def document_line(report: Report) -> str:
    """How the document's sentences came out."""
    row = Row("seed", report.tally("seed"))
    tally = row.tally
    return (
        f"{row.decided} of the document's {plural(row.total, 'sentence')} decided:"
        f" {tally['holds']} hold, {tally['refuted']} refuted, {tally['depends']} depend."
    )


def record_line(report: Report) -> str:
    """How the verdicts stand to the record."""
    words = [c.comparison.word for c in report.claims + report.strangers]
    shown = ("unexpected", "changed", "stale", "known")
    return ", ".join(f"{words.count(word)} {word}" for word in shown)


def commit_of(report: Report) -> str:
    """Name, version and commit of the tool."""
    tool = report.results[0].run.tool
    commit = tool.get("commit")
    return f"{tool['name']} {tool['version']}" + (f" ({commit})" if commit else "")


def product(report: Report) -> str:
    """What was tested, in one line; a subject that is not the system itself is named."""
    subject = report.results[0].run.subject
    extra = "" if subject == "native" else f", subject {subject}"
    return product_line(report.environment) + extra


def notices(report: Report) -> list[str]:
    """What makes this report less than it looks, each a sentence."""
    said: list[str] = []
    planned = sum(r.run.planned for r in report.results)
    done = sum(1 for r in report.results for e in r.executions if not e.interrupted)
    if report.truncated:
        said.append(
            f"Incomplete: the run stopped without its end record, after {done} of {planned}"
            " planned executions. What is missing is unknown."
        )
    elif report.interrupted:
        signals = ", ".join(report.interrupted)
        said.append(f"Interrupted by {signals} after {done} of {planned} planned executions.")
    elif report.missing:
        said.append(f"Only {done} of {planned} planned executions have a record.")
    if report.environment.get("blocked_proof") == "timed":
        said.append(
            "Blocked calls were recognised by a quiet interval, for this system could not be asked."
        )
    commits = {str(r.run.tool.get("commit")) for r in report.results}
    if len(commits) > 1:
        said.append(f"The runs are of different commits: {', '.join(sorted(commits))}.")
    unknown = sum(1 for c in report.claims if c.comparison.word is None and c.decided)
    if unknown:
        said.append(f"{plural(unknown, 'decided claim')} without any expectation for this system.")
    return said
