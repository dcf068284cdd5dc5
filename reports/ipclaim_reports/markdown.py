"""report.md: the report for a terminal and for GitHub, without the transcripts."""

from __future__ import annotations

import re
from typing import Iterator

from . import words
from .document import sections_of
from .items import ERROR, FAILED, items_of, step_line
from .model import JudgedClaim, Report
from .reasons import outcome_reason, reason_of, reproduce
from .summary import (
    commit_of,
    conformance_line,
    decided_line,
    document_line,
    notices,
    product,
    record_line,
    rows,
    verdicts_line,
)
from .surprises import surprises_of
from .text import clip, plural, unmarked, visible
from .transcript import cut, fold, steps_of
from .verdicts import VERDICTS
from .views import measurements


def render_markdown(report: Report) -> str:
    """The whole file."""
    parts = [
        _head(report),
        _surprises(report),
        _failures(report),
        _document(report),
        _mechanisms(report),
        _limits(report),
        _environment(report),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def md(text: str) -> str:
    """Foreign text in a line of Markdown: no markup, no link, no cell border comes of it."""
    line = visible(" ".join(text.split()), keep="")
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A viewer turns a bare address into a link, which a stranger's program has no business setting.
    line = line.replace("://", "&#58;//").replace("www.", "www&#46;")
    line = re.sub(r"([\\`*\[\]|~$])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])", r"\\\g<0>", line)
    line = re.sub(r"^[-+=#]", r"\\\g<0>", line)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def code(text: str) -> str:
    """Foreign text as code in a line."""
    line = visible(" ".join(text.split()), keep="").replace("|", "¦")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if fence != "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def badge(verdict: str) -> str:
    """A verdict with its sign."""
    return " ".join(words.VERDICTS[verdict])


def _head(report: Report) -> Iterator[str]:
    run = report.results[0].run
    yield f"# What {md(product(report))} does"
    yield ""
    yield f"{md(run.started)} · seed {run.seed} · {md(commit_of(report))}"
    yield ""
    yield f"**{decided_line(report)}**: {verdicts_line(report)}  "
    yield f"{conformance_line(report)}  "
    yield f"Against the record: {record_line(report)}"
    for notice in notices(report):
        yield ""
        yield f"> **{md(notice)}**"
    yield ""
    yield "| claims | all | decided | " + " | ".join(VERDICTS) + " |"
    yield "| --- |" + " ---: |" * (2 + len(VERDICTS))
    for row in rows(report):
        name = words.ORIGINS[row.origin] if row.origin else "**all**"
        counts = " | ".join(str(row.tally[verdict]) for verdict in VERDICTS)
        yield f"| {name} | {row.total} | {row.decided} | {counts} |"
    yield ""


def _surprises(report: Report) -> Iterator[str]:
    yield "## What is surprising"
    yield ""
    found = surprises_of(report)
    if not found:
        yield words.NOTHING_SURPRISING
        yield ""
    for kind, surprises in found.items():
        title, meaning = words.SURPRISES[kind]
        yield f"### {title} ({len(surprises)})"
        yield ""
        yield meaning
        yield ""
        for surprise in surprises:
            yield f"- **{md(surprise.title)}** {code(surprise.id)}  "
            yield f"  {md(surprise.text)}"
        yield ""
    if report.known:
        yield f"### {words.KNOWN[0]} ({len(report.known)})"
        yield ""
        yield words.KNOWN[1]
        yield ""
        for judged in report.known:
            named = f"{md(judged.claim.title)} {code(judged.claim.id)}"
            yield f"- {badge(judged.verdict)} · {named}: {md(judged.comparison.why)}"
        yield ""


def _failures(report: Report) -> Iterator[str]:
    names = {item.name for item in items_of(report) if item.status in (FAILED, ERROR)}
    bad = [case for case in report.cases if case.id in names]
    if not bad:
        return
    yield "## The failing cases, call by call"
    yield ""
    for case in bad:
        yield f"### {md(case.title)}"
        yield ""
        yield f"{case.outcome}: {md(outcome_reason(case.chosen))}  "
        yield f"again: {code(reproduce(case))}"
        yield ""
        steps = cut(fold(steps_of(case.chosen.transcript)), 40)
        yield from ("    " + clip(visible(step_line(step), keep=""), 110) for step in steps)
        if steps:
            yield ""


def _document(report: Report) -> Iterator[str]:
    sections = sections_of(report)
    if not sections:
        return
    yield "## The document"
    yield ""
    yield document_line(report)
    yield ""
    for section in sections:
        english = [words.SECTIONS.get(part, "") for part in section.path]
        yield f"### {md(' / '.join(section.path))}"
        yield ""
        if all(english):
            yield f"*{' / '.join(english)}*"
            yield ""
        for judged in section.claims:
            yield f"- {badge(judged.verdict)} · 「{md(unmarked(judged.claim.quote or ''))}」  "
            yield f"  **{md(judged.claim.title)}** {code(judged.claim.id)}" + (
                "" if judged.verdict == "untested" and not judged.cases else "  "
            )
            if judged.verdict != "untested" or judged.cases:
                yield f"  {md(reason_of(judged))}"
        yield ""


def _mechanisms(report: Report) -> Iterator[str]:
    yield "## POSIX and extensions"
    yield ""
    for mechanism, title in words.MECHANISMS.items():
        own = [
            c for c in report.claims if c.claim.origin != "seed" and c.claim.mechanism == mechanism
        ]
        if not own:
            continue
        tested = [c for c in own if c.verdict != "untested"]
        yield f"### {title}"
        yield ""
        if tested:
            yield "| verdict | claim | why |"
            yield "| --- | --- | --- |"
            yield from (_row(judged) for judged in tested)
            yield ""
        if len(own) > len(tested):
            yield f"{plural(len(own) - len(tested), 'claim')} untested."
            yield ""


def _row(judged: JudgedClaim) -> str:
    claim = judged.claim
    return (
        f"| {badge(judged.verdict)} | {md(claim.title)} {code(claim.id)} |"
        f" {md(reason_of(judged))} |"
    )


def _limits(report: Report) -> Iterator[str]:
    measured = measurements(report)
    if not measured:
        return
    yield "## Measured"
    yield ""
    yield "| what | value | case |"
    yield "| --- | ---: | --- |"
    for values in measured.values():
        for value in values:
            more = len(value.cases) - 1
            also = f" and {plural(more, 'more case')}" if more else ""
            case = md(value.cases[0].title) + also
            yield f"| {code(value.name)} | {md(value.value)} | {case} |"
    yield ""


def _environment(report: Report) -> Iterator[str]:
    yield "## Where this ran"
    yield ""
    for key, value in report.environment.items():
        if not isinstance(value, dict):
            shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            yield f"- {md(key)}: {code(shown)}"
    yield ""
    yield f"How the counts were made: {words.COUNTING}"
