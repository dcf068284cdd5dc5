"""Results files of strangers: read whole or refused with one clear error, and a page that holds nothing but text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hostile
import plays
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from ipclaim_reports.diff.model import Diff, Run, sections_of
from ipclaim_reports.diff.show import as_json, human
from ipclaim_reports.errors import ReportError
from ipclaim_reports.github import commands
from ipclaim_reports.matrix.data import render_csv, render_json
from ipclaim_reports.matrix.html import render_html
from ipclaim_reports.matrix.markdown import render_markdown
from ipclaim_reports.matrix.model import column_of, matrix_of
from ipclaim_reports.model import Report
from ipclaim_reports.session import load_reports, summary_of, write_reports
from ipclaim_reports.stream import Results, read_results
from ipclaim_reports.summary import product

GOOD = samples.stream([*plays.full_pipe(), plays.mtype(), plays.failing()])
RAW = hostile.ndjson(GOOD)
CODE = re.compile(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def read(file: Path) -> Results | None:
    """The results, or None where the error was as it must be."""
    try:
        with hostile.bounded():
            return read_results(file)
    except ReportError as error:
        hostile.check_message(str(error), file)
        return None


class Page(HTMLParser):
    """Notes whatever of the page's own markup a stranger has written."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.foreign += [tag] if tag == "zq" else []
        self.foreign += [f"{tag} {name}={value}" for name, value in attrs if "zq" in name]
        links = [value or "" for name, value in attrs if name in ("href", "src")]
        self.foreign += [link for link in links if "javascript:" in link]


def prose_of(text: str) -> str:
    """What of Markdown is no code, and where markup would be markup."""
    prose: list[str] = []
    above = ""
    for line in text.splitlines():
        # Four blanks make code of a line, unless it goes on with a paragraph.
        is_code = line.startswith("    ") and (not above or above.startswith("    "))
        above = line
        if not is_code:
            prose.append(CODE.sub("", line))
    return "\n".join(prose)


def check_report(file: Path, root: Path, out: Path) -> None:
    """Whatever was read can be reported, in formats that others can read."""
    try:
        with hostile.bounded():
            reports = load_reports([file], root)
            written = write_reports(reports, out)
    except ReportError as error:
        hostile.check_message(str(error), "")
        return
    for one in written:
        assert all(map(hostile.is_showable, summary_of(one)[:-1]))
        folder = one.files[0].parent
        page = Page()
        page.feed((folder / "report.html").read_text(encoding="utf-8"))
        assert not page.foreign
        prose = prose_of((folder / "report.md").read_text(encoding="utf-8"))
        assert "<zq" not in prose and not re.search(r"(?<!\\)\]\(javascript", prose)
        data = json.loads(
            (folder / "report.json").read_text(encoding="utf-8"), parse_constant=pytest.fail
        )
        assert data["schema"] == "ipclaim-report"
        ElementTree.parse(folder / "junit.xml")
    check_comparison(reports)


def check_comparison(reports: list[Report]) -> None:
    """What can be reported can be compared."""
    matrix = matrix_of([column_of(report, f"{report.target}/report.html") for report in reports])
    page = Page()
    page.feed(render_html(matrix))
    assert not page.foreign
    prose = prose_of(render_markdown(matrix))
    assert "<zq" not in prose and not re.search(r"(?<!\\)\]\(javascript", prose)
    json.loads(render_json(matrix), parse_constant=pytest.fail)
    assert all(map(hostile.is_showable, render_csv(matrix).split("\r\n")))
    assert all(map(hostile.is_showable, commands(list(matrix.columns[0].alarms))))
    sides = [Run(product(reports[0]), reports[0].results[0].run.started, 1, ())] * 2
    diff = Diff(*sides, sections_of(reports[0], reports[0]))
    assert diff.alike
    assert all(map(hostile.is_showable, human(diff).splitlines()))
    json.loads(as_json(diff), parse_constant=pytest.fail)


@pytest.mark.parametrize("name", sorted(p.name for p in (hostile.CORPUS / "results").iterdir()))
def test_what_once_was_trouble(name: str, root: Path, folder: Path) -> None:
    file = hostile.CORPUS / "results" / name
    if read(file) is not None:
        check_report(file, root, folder / "out")


@given(raw=hostile.corrupted(RAW))
def test_bytes_that_were_changed(raw: bytes, folder: Path) -> None:
    file = folder / "r.ndjson"
    file.write_bytes(raw)
    read(file)


@given(records=hostile.damaged(GOOD))
def test_values_that_were_changed(records: Any, root: Path, folder: Path) -> None:
    file = folder / "r.ndjson"
    file.write_bytes(hostile.ndjson(records))
    if read(file) is not None:
        check_report(file, root, folder / "out")


FREE = {
    "environment": (
        "version",
        "compiler",
        "page_size",
        "cpus",
        "uid",
        "euid",
        "capabilities",
        "blocked_proof",
        "novelty",
    ),
    "case": ("output", "topic", "file", "condition", "variant", "mechanism", "claim", "name"),
}


@given(data=st.data())
def test_any_value_where_the_format_leaves_it_free(
    data: st.DataObject, root: Path, folder: Path
) -> None:
    """What the reader lets through is shown, whatever it is."""
    cases = [*plays.full_pipe(), plays.failing()]
    for case in cases:
        for key in data.draw(st.lists(st.sampled_from(FREE["case"]), max_size=3)):
            case[key] = data.draw(hostile.texts.filter(bool))
        case["id"] = f"{case['claim']}/{case['name']}" + (
            f"[{case['variant']}]" if case["variant"] is not None else ""
        )
        case["observations"].append(
            {"name": "n", "value": data.draw(hostile.scalars), "unit": data.draw(hostile.texts)}
        )
        for event in data.draw(st.lists(st.sampled_from(case["transcript"]), max_size=4)):
            event[
                data.draw(st.sampled_from(["detail", "result", "errno", "args", "child", "us"]))
            ] = data.draw(hostile.values)
    records = samples.stream(cases)
    for key in data.draw(st.lists(st.sampled_from(FREE["environment"]), max_size=4)):
        records[0]["environment"][key] = data.draw(hostile.values)
    for key in data.draw(
        st.lists(
            st.sampled_from(["filesystems", "limits", "settings", "namespaces", "sysconf"]),
            max_size=2,
        )
    ):
        records[0]["environment"][key] = data.draw(
            st.dictionaries(hostile.texts, hostile.values, max_size=2)
        )
    file = folder / "r.ndjson"
    file.write_bytes(hostile.ndjson(records))
    if read(file) is not None:
        check_report(file, root, folder / "out")


@pytest.mark.parametrize("where", ["environment", "transcript", "unknown"])
def test_no_depth_is_between_read_and_refused(where: str, root: Path, folder: Path) -> None:
    """What is nested as deeply as the reader takes must not be too deep for those who write it again."""
    file = folder / "deep.ndjson"
    for depth in [*range(1, 40, 13), *range(60, 1000, 47), *range(940, 1000, 5)]:
        records = samples.stream([*plays.full_pipe()])
        home = {
            "environment": records[0]["environment"],
            "transcript": records[1]["transcript"][0],
            "unknown": records[1],
        }
        home[where]["result"] = "@deep@"
        raw = hostile.ndjson(records).replace(b'"@deep@"', hostile.nested(depth).encode(), 1)
        file.write_bytes(raw)
        if read(file) is not None:
            check_report(file, root, folder / "out")


@given(
    texts=st.lists(st.text(), min_size=3, max_size=3),
    value=st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(-(2**63), 2**64 - 1),
        st.text(),
    ),
)
def test_what_was_written_is_read(texts: list[str], value: Any, folder: Path) -> None:
    case = samples.case(
        "a.b",
        "c",
        output=texts[0],
        left=texts[1:],
        reason=samples.why("assertion", texts[2]),
        outcome="fail",
    )
    case["observations"] = [{"name": "n", "value": value, "unit": texts[1]}]
    (execution,) = read_results(
        samples.write(folder / "w.ndjson", samples.stream([case]))
    ).executions
    assert (execution.output, list(execution.left), execution.reason.message) == (
        texts[0],
        texts[1:],
        texts[2],
    )
    assert execution.observations[0].value == value and execution.observations[0].unit == texts[1]
