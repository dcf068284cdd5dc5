"""The differences of two runs for people, for GitHub and for programs."""

from __future__ import annotations

import json
from typing import Any, Iterator

from ..language import said
from ..mdtext import code, md
from ..text import moment, number, visible
from .model import Change, Diff, Part, Run, Section

SCHEMA = "ipclaim-diff"
VERSION = 1
NOT_THERE = "–"


def human(diff: Diff) -> str:
    """Lines for a terminal: what differs, and how much does not."""
    return "".join(visible(line, keep="") + "\n" for line in _human_lines(diff))


def _human_lines(diff: Diff) -> Iterator[str]:
    for sign, run in (("A", diff.before), ("B", diff.after)):
        yield f"{sign}: {_run_line(run)}"
        yield from (f"   {said(notice).en}" for notice in run.notices)
    for section in diff.sections:
        yield ""
        yield f"{section.name}: {tally_line(section)}"
        for change in section.differing:
            yield f"  {change.kind:7}  {change.id}: {_step(change)}"
            yield from (f"             {_part(part)}" for part in change.parts)


def _run_line(run: Run) -> str:
    return f"{said(run.product).en}, {run.cases} cases, {moment(run.started)}"


def tally_line(section: Section) -> str:
    """How many of each kind, in words."""
    return ", ".join(f"{count} {kind}" for kind, count in section.tally().items())


def _step(change: Change) -> str:
    if change.before == change.after:
        return str(change.after)
    return f"{change.before or NOT_THERE} → {change.after or NOT_THERE}"


def _part(part: Part) -> str:
    return f"{part.name}: {number(part.before)} → {number(part.after)}"


def markdown(diff: Diff) -> str:
    """The same with tables."""
    return "\n".join(_markdown_lines(diff)) + "\n"


def _markdown_lines(diff: Diff) -> Iterator[str]:
    yield "# What has changed"
    yield ""
    for sign, run in (("A", diff.before), ("B", diff.after)):
        yield f"- {sign}: {md(_run_line(run))}"
        yield from (f"  - {md(said(notice).en)}" for notice in run.notices)
    for section in diff.sections:
        yield ""
        yield f"## {section.name.capitalize()}: {tally_line(section)}"
        yield ""
        if not section.differing:
            continue
        yield "| | what | A | B |"
        yield "| --- | --- | --- | --- |"
        for change in section.differing:
            was, now = (md(word or NOT_THERE) for word in (change.before, change.after))
            parts = "".join(f"<br>{md(_part(part))}" for part in change.parts)
            yield f"| {change.kind} | {code(change.id)} {md(change.title)}{parts} | {was} | {now} |"


def as_json(diff: Diff) -> str:
    """Everything, what stayed the same too; reports/schema/diff.schema.json describes it."""
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "alike": diff.alike,
        "a": _run(diff.before),
        "b": _run(diff.after),
        "sections": {
            section.name: {
                "tally": section.tally(),
                "changes": [_change(change) for change in section.changes],
            }
            for section in diff.sections
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _run(run: Run) -> dict[str, Any]:
    return {
        "product": said(run.product).en,
        "started": run.started,
        "cases": run.cases,
        "notices": [said(notice).en for notice in run.notices],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "title": change.title,
        "a": change.before,
        "b": change.after,
        "parts": [{"name": part.name, "a": part.before, "b": part.after} for part in change.parts],
    }
