"""A grade in others' formats: valid by what they have published, complete, safe, and never zero for our own faults."""

from __future__ import annotations

import base64
import json
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import exported as grades
import jsonschema
import pytest

from ipclaim_reports.cli import main
from ipclaim_reports.errors import ReportError
from ipclaim_reports.grade.export.autolab import render_autolab
from ipclaim_reports.grade.export.formats import FORMATS
from ipclaim_reports.grade.export.github import render_classroom, render_log
from ipclaim_reports.grade.export.gradescope import read_metadata, render_gradescope
from ipclaim_reports.grade.export.junit import render_junit
from ipclaim_reports.grade.export.prairielearn import render_prairielearn
from ipclaim_reports.grade.export.setting import Setting
from ipclaim_reports.session import REPORTS

TOKEN = "5f0e"
SETTING = Setting(TOKEN)
KINDS = sorted(grades.KINDS)
SCORED = sorted(set(KINDS) - {"broken"})
# The least that a text of ours may not hold: what moves a terminal, and what no XML or UTF-8 has.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufffe]")


def check(name: str, data: Any) -> None:
    schema = json.loads((REPORTS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)


def texts_of(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for pair in data.items() for part in pair for text in texts_of(part)]
    if isinstance(data, list):
        return [text for part in data for text in texts_of(part)]
    return [data] if isinstance(data, str) else []


def gradescope(document: dict[str, Any], setting: Setting = SETTING) -> dict[str, Any]:
    text = render_gradescope(document, setting)
    assert text is not None
    data: dict[str, Any] = json.loads(text)
    check("gradescope", data)
    return data


def prairielearn(document: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render_prairielearn(document, SETTING))
    check("prairielearn", data)
    return data


def classroom(document: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(base64.b64decode(render_classroom(document, SETTING), validate=False))
    check("classroom", data)
    return data


def autolab(document: dict[str, Any], setting: Setting = SETTING) -> tuple[dict[str, Any], dict[str, Any]]:
    """The feedback and the autoresult, the latter read as Autolab reads it."""
    *_, feedback, last = render_autolab(document, setting).rstrip().splitlines()
    assert re.sub(r"([a-zA-Z0-9]+):", r'"\1":', last) == last
    told, result = json.loads(feedback), json.loads(last)
    check("autolab", told)
    check("autolab", result)
    assert "_presentation" in told and "scores" in result
    return told, result


@pytest.mark.parametrize("kind", KINDS)
def test_the_grades_that_are_tried_are_grades(kind: str) -> None:
    check("grade", grades.KINDS[kind]())


@pytest.mark.parametrize("kind", SCORED)
def test_gradescope_gets_every_row_with_its_points(kind: str) -> None:
    document = grades.KINDS[kind]()
    data = gradescope(document)
    build, *tests = data["tests"]
    assert data["score"] == document["score"]
    assert [test["score"] for test in tests] == [row["score"] for row in document["rows"]]
    assert sum(test["max_score"] for test in tests) == document["max_score"]
    assert [test["status"] == "passed" for test in tests] == [row["state"] == "full" for row in document["rows"]]
    assert "score" not in build and (build["status"] == "passed") == document["built"]
    assert data["stdout_visibility"] == "hidden" and "leaderboard" not in data
    assert {data["output_format"], data["test_output_format"], data["test_name_format"]} == {"text"}
    assert "not in force: network namespace" in data["output"]


def test_gradescope_shows_rows_to_whom_they_are_for() -> None:
    data = gradescope(grades.hidden())
    assert [test["visibility"] for test in data["tests"]] == ["visible", "visible", "hidden", "after_due_date"]
    seen = {**data, "tests": [test for test in data["tests"] if test["visibility"] == "visible"]}
    assert "SECRET" not in json.dumps(seen)


def test_gradescope_says_what_is_marked() -> None:
    tests = gradescope(grades.wrong())["tests"]
    assert tests[4]["name"] == "The undo (bonus, up to 5)" and tests[4]["max_score"] == 0
    assert "bonus" in tests[4]["tags"] and "flaky" in tests[2]["tags"]
    assert "passed 1 of 3 times: a race" in tests[2]["output"]
    assert tests[3]["output"].startswith("not attempted")


def test_gradescope_has_a_leaderboard_if_one_is_wanted() -> None:
    data = gradescope(grades.wrong(), Setting(TOKEN, leaderboard="Points"))
    assert data["leaderboard"] == [{"name": "Points", "value": 20, "order": "desc"}]


@pytest.mark.parametrize(
    ("text", "previous", "points"),
    [
        ('{"previous_submissions": [{}, {}], "assignment": {"total_points": "20.0"}}', 2, 20),
        ('{"previous_submissions": [], "assignment": {"total_points": 20}}', 0, 20),
        ('{"previous_submissions": null, "assignment": {"total_points": "many"}}', None, None),
        ("{}", None, None),
    ],
)
def test_what_gradescope_tells_is_read_as_far_as_it_goes(text: str, previous: Any, points: Any) -> None:
    metadata = read_metadata(text)
    assert (metadata.previous, metadata.total_points) == (previous, points)
    data = gradescope(grades.good(), Setting(TOKEN, metadata.previous))
    assert data["extra_data"]["previous_submissions"] == previous
    assert ("submission 3\n" in data["output"]) == (previous == 2)


@pytest.mark.parametrize("text", ["", "[1]", "[" * 100_000, "\ud800"])
def test_what_is_no_metadata_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_metadata(text)


@pytest.mark.parametrize("kind", ["good", "wrong", "hidden", "hostile"])
def test_prairielearn_gets_a_share_and_every_visible_row(kind: str) -> None:
    document = grades.KINDS[kind]()
    data = prairielearn(document)
    assert data["gradable"] is True
    assert data["score"] == pytest.approx(min(1, document["score"] / document["max_score"]))
    assert sum(test["points"] for test in data["tests"]) == document["score"]
    assert sum(test["max_points"] for test in data["tests"]) == document["max_score"]


@pytest.mark.parametrize(("kind", "told"), [("unbuilt", "cannot be built"), ("ungradable", "no .c file")])
def test_prairielearn_counts_no_attempt_that_cannot_be_graded(kind: str, told: str) -> None:
    data = prairielearn(grades.KINDS[kind]())
    assert data["gradable"] is False and told in data["format_errors"][0]


def test_prairielearn_shows_what_the_compiler_said() -> None:
    assert "expected ';'" in prairielearn(grades.unbuilt())["output"]


@pytest.mark.parametrize("kind", SCORED)
def test_autolab_gets_problems_that_add_up(kind: str) -> None:
    document = grades.KINDS[kind]()
    feedback, result = autolab(document)
    assert sum(result["scores"].values()) == document["score"]
    rows = [row for row in document["rows"] if row["visibility"] == "visible"]
    assert list(result["scores"])[: len(rows)] == [row["id"] for row in rows]
    assert feedback["stages"] == ["Build", "Rows"] and len(feedback["Rows"]) == len(result["scores"])
    assert feedback["Build"]["It can be built"]["passed"] == document["built"]
    assert "scoreboard" not in result


def test_autolab_has_a_scoreboard_if_one_is_wanted() -> None:
    assert autolab(grades.good(), Setting(TOKEN, leaderboard="Points"))[1]["scoreboard"] == [25]


@pytest.mark.parametrize("kind", SCORED)
def test_the_reporter_gets_points_that_add_up(kind: str) -> None:
    document = grades.KINDS[kind]()
    data = classroom(document)
    assert sum(test["score"] for test in data["tests"]) == document["score"]
    assert data["max_score"] == document["max_score"]
    assert data["status"] == ("pass" if kind == "good" else "fail")


def commands_of(log: str) -> list[str]:
    """The lines that GitHub's runner would take for commands."""
    stopped, found = "", []
    for line in re.split(r"\r\n|\n|\r", log):
        text = line.strip()
        if stopped:
            stopped = "" if text == f"::{stopped}::" else stopped
        elif text.startswith("::stop-commands::"):
            stopped = text.removeprefix("::stop-commands::")
        elif text.startswith("::") or "##[" in text:
            found.append(text)
    assert not stopped
    return found


@pytest.mark.parametrize("kind", SCORED)
def test_github_takes_two_commands_and_no_more(kind: str) -> None:
    document = grades.KINDS[kind]()
    log = render_log(document, SETTING)
    complete, report = commands_of(log)
    assert complete.startswith("::notice title=Autograding complete::Points ")
    points = json.loads(report.removeprefix("::notice title=Autograding report::"))
    assert points == {"totalPoints": document["score"], "maxPoints": document["max_score"]}
    # Should the token ever be known, or the reporter print it: the text has no command either.
    assert len(re.findall("(?m)^ *::", log)) == 4 and "##[" not in log
    assert not any("::" in text or "##[" in text for text in texts_of(classroom(document)))


# Elements of JUnit's format as Jenkins reads it, what they may hold, and what they must have: junit-10.xsd of its xUnit
# plug-in, https://github.com/jenkinsci/xunit-plugin/tree/master/src/main/resources/org/jenkinsci/plugins/xunit/types
JUNIT = {
    "testsuites": ({"testsuite"}, set()),
    "testsuite": ({"properties", "testcase", "system-out"}, {"name", "tests", "failures", "errors"}),
    "properties": ({"property"}, set()),
    "property": (set(), {"name", "value"}),
    "testcase": ({"failure", "error", "skipped"}, {"name", "classname", "time"}),
    "failure": (set(), {"message"}),
    "error": (set(), {"message"}),
    "skipped": (set(), {"message"}),
    "system-out": (set(), set()),
}


def junit(document: dict[str, Any]) -> ElementTree.Element:
    root = ElementTree.fromstring(render_junit(document, SETTING).encode())
    for element in root.iter():
        children, needed = JUNIT[element.tag]
        assert {child.tag for child in element} <= children
        assert needed <= set(element.attrib)
        texts = [*element.attrib.values(), element.text or ""]
        assert not any(CONTROL.search(text) for text in texts)
    counts = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for suite in (root, *root):
        for name, tag in counts.items():
            assert int(suite.attrib[name]) == len(list(suite.iter(tag)))
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_junit_is_what_viewers_read(kind: str) -> None:
    names = [case.attrib["name"] for case in junit(grades.KINDS[kind]()).iter("testcase")]
    assert names and len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("good", {}),
        ("wrong", {"failure": 1, "skipped": 1}),
        ("unbuilt", {"failure": 3}),
        ("ungradable", {"failure": 3}),
        ("broken", {"error": 1}),
    ],
)
def test_junit_tells_failures_from_errors(kind: str, count: dict[str, int]) -> None:
    root = junit(grades.KINDS[kind]())
    for tag in ("failure", "error", "skipped"):
        assert len(list(root.iter(tag))) == count.get(tag, 0), tag


def test_no_format_has_a_score_where_the_grader_broke() -> None:
    document = grades.broken()
    why = document["reason"]
    assert render_gradescope(document, SETTING) is None
    data = prairielearn(document)
    assert data["gradable"] is False and "score" not in data and why in data["format_errors"][0]
    lines = render_autolab(document, SETTING).rstrip().splitlines()
    assert lines[-1] == f"the grader broke: {why}"
    with pytest.raises(ValueError):
        json.loads(lines[-1])
    result = classroom(document)
    assert result["status"] == "error" and result["max_score"] == 0 and why in result["tests"][0]["message"]
    assert commands_of(render_log(document, SETTING)) == [f"::error title=The grader broke::{why}"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_a_submission_wrote_is_text_in_every_format(name: str) -> None:
    text = FORMATS[name](grades.hostile(), SETTING) or ""
    text.encode("utf-8")
    assert not CONTROL.search(text)
    if name in ("gradescope", "prairielearn"):
        assert not any(CONTROL.search(part) for part in texts_of(json.loads(text)))


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"gradescope"}))
def test_what_is_hidden_stays_hidden(name: str) -> None:
    text = FORMATS[name](grades.hidden(), SETTING) or ""
    if name == "classroom":
        text = base64.b64decode(text).decode()
    assert "not shown" in text and "SECRET" not in text


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("gradescope", 1024 * 1024),
        ("prairielearn", 1_000_000),
        ("autolab", 256 * 1024),
        ("github", 513 * 1024),
        # The reporter's environment; Linux takes no longer variable.
        ("classroom", 128 * 1024 - len("IPCLAIM_RESULTS=") - 1),
        ("junit", 1024 * 1024),
    ],
)
def test_every_format_keeps_its_limit(name: str, most: int) -> None:
    for document in (grades.hostile(2000), grades.grade(*(grades.row(f"r{n}", 5) for n in range(200)))):
        text = FORMATS[name](document, SETTING)
        assert text and len(text.encode()) <= most
    assert "more characters]" in str(gradescope(grades.hostile(2000)))


def test_what_does_not_fit_at_all_is_refused() -> None:
    document = grades.grade(*(grades.row(f"r{number}", 5) for number in range(20_000)))
    with pytest.raises(ReportError, match="fewer rows"):
        render_classroom(document, SETTING)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"junit"}))
def test_a_grade_that_keeps_rows_back_is_refused(name: str) -> None:
    document = grades.grade(grades.row("basics"), instructor=False, withheld={"rows": 2, "max_score": 20})
    with pytest.raises(ReportError, match="withholds 2 rows"):
        FORMATS[name](document, SETTING)


def export(tmp_path: Path, document: dict[str, Any], *words: str) -> int:
    (tmp_path / "grade.json").write_text(json.dumps(document))
    return main(["assignment", "export", *words, str(tmp_path / "grade.json")])


def test_a_stored_grade_is_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, metadata = tmp_path / "results.json", tmp_path / "metadata.json"
    metadata.write_text('{"previous_submissions": [{}], "assignment": {"total_points": "20.0"}}')
    words = ["--format", "gradescope", "--metadata", str(metadata), "-o", str(out)]
    assert export(tmp_path, grades.good(), *words) == 0
    assert json.loads(out.read_text())["extra_data"]["previous_submissions"] == 1
    assert "has 20 points on Gradescope, and its rows have 25" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grade.json", "metadata.json", "results.json"]


def test_a_grade_without_score_takes_the_old_file_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "results.json"
    out.write_text('{"score": 100}')
    assert export(tmp_path, grades.broken(), "--format", "gradescope", "-o", str(out)) == 3
    assert not out.exists()
    assert "the grader broke: row order" in capsys.readouterr().err


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    pipe, real, link = tmp_path / "pipe", tmp_path / "real", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(real)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert export(tmp_path, grades.good(), "--format", "junit", "-o", str(pipe)) == 0
        assert pipe.is_fifo() and os.read(reader, 5) == b"<?xml"
    finally:
        os.close(reader)
    assert export(tmp_path, grades.good(), "--format", "junit", "-o", str(link)) == 0
    assert link.is_symlink() and real.read_text().startswith("<?xml")


def test_the_token_is_another_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = set()
    for _ in range(2):
        assert export(tmp_path, grades.good(), "--format", "github") == 0
        tokens.add(capsys.readouterr().out.splitlines()[0])
    assert len(tokens) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("{}", "required property"),
        (json.dumps({**grades.good(), "score": "100"}), "score"),
    ],
)
def test_what_is_no_grade_is_refused(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "grade.json").write_text(text)
    assert main(["assignment", "export", "--format", "junit", str(tmp_path / "grade.json")]) == 2
    assert told in capsys.readouterr().err


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assignment", "export", "--format", "junit", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert export(tmp_path, grades.good(), "--format", "junit", "-o", str(tmp_path / "none" / "out")) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "junit", "--class", "folder"], "is for one submission"),
        (["handed-in", "--format", "junit", "--json"], "give one of them"),
        (["handed-in", "-o", "out"], "go with --format"),
        (["handed-in", "--leaderboard", "Points"], "go with --format"),
    ],
)
def test_what_goes_with_no_format_is_refused(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", "message_queue", *words]) == 2
    assert told in capsys.readouterr().err
