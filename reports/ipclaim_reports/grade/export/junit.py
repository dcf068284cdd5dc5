"""JUnit's XML, for viewers of CI: a suite for the submission, a test case for each row. Pure."""

from __future__ import annotations

from collections import Counter

from ...junit import attribute, content
from ...text import clip, visible
from .setting import Setting
from .told import (
    BROKEN,
    FULL,
    NOT_ATTEMPTED,
    REASON_MOST,
    TITLE_MOST,
    UNGRADABLE,
    Document,
    Row,
    build_text_of,
    cut,
    fitted,
    head_of,
    seen_by_all,
    summary_of,
    text_of,
    title_of,
)

BYTES_MOST = 1024 * 1024
BUILD = "It can be built"


def render_junit(document: Document, setting: Setting) -> str:
    """The whole file."""
    del setting  # there is nothing to choose
    return fitted(lambda room: _file(document, room), BYTES_MOST)


def _file(document: Document, room: int) -> str:
    cases = _cases(document, room)
    seen = Counter(element for element, _ in cases)
    counts = (
        f'tests="{len(cases)}" failures="{seen["failure"]}" errors="{seen["error"]}"'
        f' skipped="{seen["skipped"]}" time="{document["seconds"]:.3f}"'
    )
    handed_in = visible(document["submission"]["name"], keep="")
    name = attribute(f"{document['assignment']}: {clip(handed_in, TITLE_MOST)}")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={name} {counts}>"]
    lines += [f"  <testsuite name={name} {counts}>", *_properties(document)]
    lines += [text for _, text in cases]
    output = content(head_of(document, max(room, 400)))
    lines += [f"    <system-out>{output}</system-out>", "  </testsuite>", "</testsuites>", ""]
    return "\n".join(lines)


def _properties(document: Document) -> list[str]:
    values = {"seed": document["seed"], "sha256": document["submission"]["sha256"]}
    if document["score"] is not None:
        values = {"score": document["score"], "max_score": document["max_score"], **values}
    lines = ["    <properties>"]
    for key, value in values.items():
        lines.append(f"      <property name={attribute(key)} value={attribute(str(value))}/>")
    return [*lines, "    </properties>"]


def _cases(document: Document, room: int) -> list[tuple[str, str]]:
    """Each test case with the element that says how it ended, which is empty where it passed."""
    if document["status"] == BROKEN:
        # An error, not a failure: viewers tell the two apart, and so must who reads them.
        why = cut(document["reason"], REASON_MOST)
        return [_case(document, "The grader works", "error", why, "")]
    rows, others = seen_by_all(document)
    if document["status"] == UNGRADABLE or not document["built"]:
        why = cut(document["reason"] or "it was not built", REASON_MOST)
        cases = [_case(document, BUILD, "failure", why, build_text_of(document, room))]
    else:
        cases = [_case(document, BUILD, "", "", "")]
    cases += [_row_case(document, row, number, room) for number, row in enumerate(rows, 1)]
    if others:
        element = "" if others["state"] == FULL else "failure"
        cases.append(_case(document, title_of(others), element, "not shown", ""))
    return cases


def _row_case(document: Document, row: Row, number: int, room: int) -> tuple[str, str]:
    name = f"{number}. {title_of(row)}"
    if row["state"] == FULL:
        return _case(document, name, "", "", "")
    element = "skipped" if row["state"] == NOT_ATTEMPTED else "failure"
    text = "" if element == "skipped" else text_of(row, room)
    return _case(document, name, element, summary_of(row), text)


def _case(document: Document, name: str, element: str, message: str, text: str) -> tuple[str, str]:
    suite = attribute(document["assignment"])
    # A row is not timed on its own.
    opening = f'    <testcase classname={suite} name={attribute(name)} time="0"'
    if not element:
        return element, f"{opening}/>"
    inside = f"<{element} message={attribute(message)}>{content(text)}</{element}>"
    return element, f"{opening}>\n      {inside}\n    </testcase>"
