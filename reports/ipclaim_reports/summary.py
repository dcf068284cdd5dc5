"""The numbers at the head of a report, and the notices that qualify them."""

from __future__ import annotations

from dataclasses import dataclass

from .language import Said, join, said, say
from .model import Report, product_line
from .text import percent
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


def decided_line(report: Report) -> Said:
    """How much of the catalogue was decided, in words and as a share."""
    row = Row(None, report.tally())
    share = percent(row.decided, row.total)
    return say("summary.decided", decided=row.decided, total=row.total, share=share)


def verdicts_line(report: Report) -> Said:
    """How the decided claims came out."""
    return say("summary.verdicts", **_decisions(report.tally()))


def conformance_line(report: Report) -> Said:
    """The share of the decided POSIX claims that hold, beside how many were decided."""
    row = Row("posix", report.tally("posix"))
    if not row.decided:
        return say("summary.no_conformance", total=row.total)
    return say(
        "summary.conformance",
        share=percent(row.tally["holds"], row.decided),
        holds=row.tally["holds"],
        decided=row.decided,
        total=row.total,
        covered=percent(row.decided, row.total),
    )


def document_line(report: Report) -> Said:
    """How the document's sentences came out."""
    row = Row("seed", report.tally("seed"))
    counts = _decisions(row.tally)
    return say("summary.document", decided=row.decided, total=row.total, **counts)


def _decisions(tally: dict[str, int]) -> dict[str, int]:
    return {verdict: tally[verdict] for verdict in DECIDED}


def record_line(report: Report) -> Said:
    """How the verdicts stand to the record."""
    words = [c.comparison.word for c in report.claims + report.strangers]
    shown = ("unexpected", "changed", "stale", "known")
    return say("summary.record", **{word: words.count(word) for word in shown})


def predictions(report: Report) -> tuple[int, int]:
    """How many predictions of the record came true, and how many did not."""
    foretold = [c for c in report.claims if c.divergence and c.divergence.status == "predicted"]
    words = [c.comparison.word for c in foretold if c.comparison.word]
    came = words.count("known")
    return came, len(words) - came


def commit_of(report: Report) -> str:
    """Name, version and commit of the tool."""
    tool = report.results[0].run.tool
    commit = tool.get("commit")
    return f"{tool['name']} {tool['version']}" + (f" ({commit})" if commit else "")


def product(report: Report) -> Said:
    """What was tested, in one line; a subject that is not the system itself is named."""
    subject = report.results[0].run.subject
    name = product_line(report.environment)
    return (
        said(name) if subject == "native" else say("summary.subject", product=name, subject=subject)
    )


def notices(report: Report) -> list[Said]:
    """What makes this report less than it looks, each a sentence."""
    told: list[Said] = []
    planned = sum(r.run.planned for r in report.results)
    done = sum(1 for r in report.results for e in r.executions if not e.interrupted)
    if report.truncated:
        told.append(say("notice.truncated", done=done, planned=planned))
    elif report.interrupted:
        signals = join(say("list.comma"), report.interrupted)
        told.append(say("notice.interrupted", signals=signals, done=done, planned=planned))
    elif report.missing:
        told.append(say("notice.missing", done=done, planned=planned))
    if report.environment.get("blocked_proof") == "timed":
        told.append(say("notice.timed"))
    commits = {str(r.run.tool.get("commit")) for r in report.results}
    if len(commits) > 1:
        told.append(say("notice.commits", commits=join(say("list.comma"), sorted(commits))))
    came, missed = predictions(report)
    if came or missed:
        told.append(say("notice.predictions", came=came, missed=missed))
    unknown = sum(
        1 for c in report.claims if c.comparison.word is None and c.decided and not c.timed
    )
    if unknown:
        told.append(say("notice.no_expectation", n=unknown))
    return told
