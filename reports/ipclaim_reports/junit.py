"""junit.xml for CI viewers: one suite a mechanism, counts that add up, no two names alike."""

from __future__ import annotations

import re
from collections import Counter
from typing import Sequence
from xml.sax.saxutils import escape, quoteattr

from .items import ERROR, FAILED, PASSED, SKIPPED, XFAILED, Item, items_of
from .model import Report
from .summary import commit_of, product
from .text import visible

# What XML 1.0 cannot hold, in any spelling.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OUTPUT_LIMIT = 20_000


def render_junit(report: Report) -> str:
    """The whole file."""
    suites: dict[str, list[Item]] = {}
    for item in items_of(report):
        suites.setdefault(item.mechanism, []).append(item)
    everything = [item for items in suites.values() for item in items]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={attribute(report.target)}{_counts(everything)}>",
    ]
    for mechanism, items in suites.items():
        lines += _suite(report, mechanism, items)
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suite(report: Report, mechanism: str, items: Sequence[Item]) -> list[str]:
    run = report.results[0].run
    started = attribute(run.started.rstrip("Z"))
    lines = [
        f"  <testsuite name={attribute(mechanism)}{_counts(items)} timestamp={started}"
        f" package={attribute(report.target)}>",
        "    <properties>",
        _property("target", product(report).en),
        _property("tool", commit_of(report)),
        _property("seed", str(run.seed)),
        "    </properties>",
    ]
    taken: Counter[str] = Counter()
    for item in items:
        taken[item.name] += 1
        # Viewers drop the second of two cases of one name, so it must not come to that.
        name = item.name if taken[item.name] == 1 else f"{item.name} #{taken[item.name]}"
        lines += _case(report, item, name)
    lines.append("  </testsuite>")
    return lines


def _case(report: Report, item: Item, name: str) -> list[str]:
    file = f" file={attribute(item.file)}" if item.file else ""
    line = f' line="{item.line}"' if item.line else ""
    lines = [
        f"    <testcase name={attribute(name)}"
        f" classname={attribute(f'{report.target}.{item.mechanism}')}"
        f' time="{item.seconds:.6f}"{file}{line}>'
    ]
    if item.properties:
        lines.append("      <properties>")
        lines += ["  " + _property(key, value) for key, value in item.properties]
        lines.append("      </properties>")
    element = _element(item)
    if element == "skipped":
        attributes = f"type={attribute(item.kind)} message={attribute(item.message)}"
        lines.append(f"      <skipped {attributes}/>")
    elif element:
        attributes = f"type={attribute(item.kind)} message={attribute(item.message)}"
        lines.append(f"      <{element} {attributes}>{content(item.text)}</{element}>")
    if item.output:
        lines.append(f"      <system-out>{content(item.output[:OUTPUT_LIMIT])}</system-out>")
    lines.append("    </testcase>")
    return lines


def _element(item: Item) -> str:
    if item.status == XFAILED:
        return "error" if item.kind == "unresolved" else "skipped"
    return {PASSED: "", FAILED: "failure", ERROR: "error", SKIPPED: "skipped"}[item.status]


def _counts(items: Sequence[Item]) -> str:
    seen = Counter(_element(item) for item in items)
    time = sum(item.seconds for item in items)
    return (
        f' tests="{len(items)}" failures="{seen["failure"]}" errors="{seen["error"]}"'
        f' skipped="{seen["skipped"]}" time="{time:.6f}"'
    )


def _property(name: str, value: str) -> str:
    return f"      <property name={attribute(name)} value={attribute(value)}/>"


def attribute(text: str) -> str:
    """A value in quotes, without what XML cannot hold."""
    return quoteattr(_ILLEGAL.sub("", visible(text)))


def content(text: str) -> str:
    """Text between two tags, without what XML cannot hold."""
    return escape(_ILLEGAL.sub("", visible(text)))
