"""What becomes of a class's results: who sees what, the gradebook, the overview, merging, pages."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import grades
import pytest
from test_pages import Page
from test_schemas import validator

from ipclaim_reports.errors import ReportError
from ipclaim_reports.grade.collect import collect
from ipclaim_reports.grade.digest import Grader
from ipclaim_reports.grade.gradebook import cell, gradebook, line_of
from ipclaim_reports.grade.overview import overview_of, text_of
from ipclaim_reports.grade.overview_page import render_overview
from ipclaim_reports.grade.page import render_grade
from ipclaim_reports.grade.roster import Entry, Part, part_of, roster
from ipclaim_reports.grade.shelf import Shelf, is_current, read_document, stem_of
from ipclaim_reports.grade.tell import text_of as told
from ipclaim_reports.grade.view import STUDENT, View, seen_by

HOSTILE = '<script>alert(1)</script>"&\x1b[31m\u202e=1+1'


def with_secrets() -> dict[str, Any]:
    rows = [
        grades.row("basics", 10),
        grades.row("secret", 3, visibility="hidden"),
        grades.row("later", 4, 5, visibility="after-due"),
        grades.row("extra", 2, 5, bonus=True),
    ]
    return grades.document(rows=rows)


@pytest.mark.parametrize(
    "document", [grades.document(), with_secrets(), grades.broken()], ids=["plain", "secrets", "broken"]
)
def test_the_documents_of_these_tests_are_valid(document: dict[str, Any]) -> None:
    validator("grade").validate(document)
    validator("grade").validate(seen_by(STUDENT, document))


def test_students_see_no_hidden_row_nor_its_points() -> None:
    seen = seen_by(STUDENT, with_secrets())
    assert [row["id"] for row in seen["rows"]] == ["basics", "extra"]
    assert (seen["score"], seen["max_score"], seen["bonus"]) == (12, 10, 5)
    assert seen["withheld"] == {"rows": 2, "max_score": 15}
    assert not seen["instructor"]
    for shown in (told(seen), render_grade(seen), json.dumps(seen)):
        assert "secret" not in shown and "later" not in shown


def test_after_the_due_date_students_see_what_waited_for_it() -> None:
    seen = seen_by(View(due=True), with_secrets())
    assert [row["id"] for row in seen["rows"]] == ["basics", "later", "extra"]
    assert (seen["score"], seen["max_score"], seen["withheld"]["rows"]) == (16, 15, 1)


def test_instructors_see_everything() -> None:
    seen = seen_by(View(instructor=True), with_secrets())
    assert seen == with_secrets()
    assert "What secret is about" in told(seen) and "hidden" in render_grade(seen)


def test_bonus_points_come_on_top() -> None:
    text = told(with_secrets())
    assert "score 19 of 25, and up to 5 on top" in text
    assert re.search(r"2 of  ?\+5", text)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("alice", "alice"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "\\x09=1"),
        ("a\nb", "a\\x0ab"),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_the_gradebook_has_a_line_for_everybody() -> None:
    documents = [
        grades.document("=cmd|' /C calc'!A0"),
        grades.broken("zoe"),
        grades.broken("yan", "ungradable", "-no source"),
    ]
    table = gradebook([line_of(one) for one in documents])
    lines = list(csv.DictReader(io.StringIO(table)))
    assert [line["submission"] for line in lines] == ["'=cmd|' /C calc'!A0", "zoe", "yan"]
    assert [line["score"] for line in lines] == ["12.5", "", "0"]
    assert [line["percent"] for line in lines] == ["62.5", "", "0.0"]
    assert [line["row.waiting"] for line in lines] == ["2.5", "", "0"]
    assert [line["reason"] for line in lines] == ["", "no room", "'-no source"]


def a_class() -> list[dict[str, Any]]:
    full = [grades.row(), grades.row("waiting", 10)]
    flaky = grades.row("waiting", 5, flaky=True, lost=[grades.lost(flake="passed 1 of 3 times: a race")])
    return [
        grades.document("alice"),
        grades.document("bob", full),
        grades.document("carol", [grades.row(), flaky]),
        grades.document("dan", built=False, rows=[grades.row("basics", 0), grades.row("waiting", 0)]),
        grades.broken("yan", "ungradable", "has no .c file"),
        grades.broken("zoe"),
    ]


def test_the_overview_says_which_rows_fail_and_whom_to_look_at() -> None:
    lines = [line_of(one) for one in a_class()]
    overview = overview_of(a_class()[0], lines, "Message queues")
    assert overview.bins == [2, 0, 0, 0, 0, 0, 1, 1, 0, 1]
    assert [row.states["full"] for row in overview.rows] == [3, 1]
    assert overview.rows[1].tests == (("receiver sleeps [one]", 3),)
    text = text_of(overview)
    assert "4 of 6 submissions graded, 1 could not be graded, 1 broke the grader" in text
    assert "median 62.5 %" in text
    assert text.index("What waiting is about") < text.index("What basics is about")
    for told_ in ("not built: 1", "flaky: 1", "yan: has no .c file", "zoe: no room"):
        assert told_ in text


def test_the_overviews_page_leads_to_every_submission() -> None:
    lines = [line_of(one) for one in a_class()]
    text = render_overview(overview_of(a_class()[0], lines, "Message queues", ["two disagree"]))
    links = {attributes.get("href") for tag, attributes in Page(text).tags if tag == "a"}
    assert {f"pages/{line.name}.html" for line in lines} <= links
    assert "two disagree" in text


def test_a_class_without_a_score_has_an_overview() -> None:
    lines = [line_of(grades.broken())]
    overview = overview_of(None, lines, "Message queues")
    assert "no scores" in text_of(overview) and "zoe" in render_overview(overview)


def hostile_document() -> dict[str, Any]:
    mean = grades.lost(
        title=HOSTILE,
        why=HOSTILE,
        flake=HOSTILE,
        transcript=[HOSTILE],
        actors=[HOSTILE],
        steps=[grades.step(actor=HOSTILE, text=HOSTILE, result=HOSTILE, detail=HOSTILE)],
    )
    rows = [grades.row("basics", 0, lost=[mean], why=HOSTILE, elsewhere=[HOSTILE])]
    submission = {"name": HOSTILE, "files": [HOSTILE], "sha256": grades.DIGEST, "ignored": [HOSTILE]}
    return grades.document(HOSTILE, rows, submission=submission, built=False, compiler=HOSTILE, title=HOSTILE)


@pytest.mark.parametrize("built", [True, False])
@pytest.mark.parametrize("status", ["graded", "ungradable", "broken"])
def test_nothing_of_a_stranger_is_markup_in_a_page(status: str, built: bool) -> None:
    text = render_grade({**hostile_document(), "status": status, "reason": HOSTILE, "built": built})
    Page(text)
    assert "<script" not in text and "\x1b" not in text and "\u202e" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search(r"(?:src|href)=\"(?!#)", text), "a page loads nothing"


def test_nothing_of_a_stranger_is_markup_in_the_overview() -> None:
    one = hostile_document()
    text = render_overview(overview_of(one, [line_of(one)], HOSTILE, [HOSTILE]))
    assert "<script" not in text and "\x1b" not in text
    assert "\x1b" not in text_of(overview_of(one, [line_of(one)], HOSTILE, [HOSTILE]))


def test_a_page_shows_what_was_asked_what_happened_and_who_does_so_too() -> None:
    row = grades.row("basics", 0, elsewhere=["This looks like: … Real systems that do so: FreeBSD."])
    busy = grades.lost(fault="busy-waiting", flake="passed 1 of 3 times: a race")
    text = render_grade(grades.document(rows=[row, grades.row("waiting", 0, lost=[busy])]))
    for words in ("What POSIX asks of basics.", "FreeBSD", "<dt>expected</dt><dd>2</dd>",
                  "<dd>msgrcv of receiver returned 1</dd>", '<svg class="seq"',
                  "looks again and again", "passed 1 of 3 times"):
        assert words in text


@pytest.mark.parametrize("name", ["alice", "Alice", "a b", "../../etc/passwd", HOSTILE, "x" * 200, "\udcff", "", "."])
def test_a_submissions_files_are_named_safely_and_apart(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", stem_of(name))
    others = {"alice", "Alice", "a b", "../../etc/passwd", HOSTILE, "x" * 200, "\udcff", "", "."} - {name}
    assert stem_of(name) not in {stem_of(other) for other in others}


def test_results_are_for_their_owner_only(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "grades", STUDENT)
    shelf.make()
    assert (tmp_path / "grades").stat().st_mode & 0o777 == 0o700
    shelf.make()
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match="--out"):
        Shelf(tmp_path / "file", STUDENT).make()


def put(folder: Path, *documents: dict[str, Any]) -> Path:
    for one in documents:
        Shelf(folder, STUDENT).put(one)
    return folder


def test_what_is_put_can_be_got_again(tmp_path: Path) -> None:
    shelf = Shelf(put(tmp_path, hostile_document()), STUDENT)
    assert shelf.get(HOSTILE) == hostile_document()
    assert shelf.get("nobody") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "ipclaim-grade"}', "[" * 100_000])
def test_a_result_that_is_none_says_why(tmp_path: Path, text: str) -> None:
    file = tmp_path / "alice.json"
    file.write_text(text)
    with pytest.raises(ReportError, match="alice.json.*grade"):
        read_document(file)


def test_parts_are_merged(tmp_path: Path) -> None:
    one, two = a_class()[::2], a_class()[1::2]
    found = collect([put(tmp_path / "1", *one), put(tmp_path / "2", *two)], tmp_path / "all")
    assert [line.name for line in found.lines] == ["alice", "bob", "carol", "dan", "yan", "zoe"]
    assert found.conflicts == [] and found.title == "Message queues"
    assert (tmp_path / "all/pages/alice.html").is_file()


def test_a_grade_goes_before_a_broken_grader_whichever_comes_first(tmp_path: Path) -> None:
    folders = [put(tmp_path / "1", grades.broken("alice")), put(tmp_path / "2", grades.document("alice"))]
    for order in (folders, folders[::-1]):
        found = collect(order, tmp_path / "all")
        assert [(line.name, line.score) for line in found.lines] == [("alice", 12.5)]
        assert found.conflicts == []


def test_results_that_differ_are_named_and_the_first_is_kept(tmp_path: Path) -> None:
    other = grades.document("alice", [grades.row(), grades.row("waiting", 10)])
    folders = [put(tmp_path / "1", grades.document("alice")), put(tmp_path / "2", other)]
    found = collect(folders, tmp_path / "all")
    assert [line.score for line in found.lines] == [12.5]
    assert len(found.conflicts) == 1 and "alice" in found.conflicts[0] and "20" in found.conflicts[0]


@pytest.mark.parametrize("other", ["assignment", "binary", "code"])
def test_different_graders_are_a_conflict(tmp_path: Path, other: str) -> None:
    grader = dict.fromkeys(("assignment", "binary", "code"), grades.DIGEST) | {other: "f" * 64}
    documents = [grades.document("alice"), grades.document("bob", grader=grader)]
    folders = [put(tmp_path / str(number), document) for number, document in enumerate(documents)]
    assert "2 different" in collect(folders, tmp_path / "all").conflicts[0]


def test_a_grade_from_before_graders_told_their_code_is_read(tmp_path: Path) -> None:
    grader = {"assignment": grades.DIGEST, "binary": grades.DIGEST}
    before = grades.document("alice", grader=grader)
    assert [line.score for line in collect([put(tmp_path / "1", before)], tmp_path / "all").lines] == [12.5]
    assert not is_current(before, Grader(**grader, code=grades.DIGEST), before["seed"], before["submission"]["sha256"])


def test_only_one_assignment_is_collected_at_a_time(tmp_path: Path) -> None:
    folders = [put(tmp_path / "1", grades.document()), put(tmp_path / "2", grades.document(assignment="pipe"))]
    with pytest.raises(ReportError, match="one assignment at a time"):
        collect(folders, tmp_path / "all")


def test_parts_of_a_class_are_the_class(tmp_path: Path) -> None:
    for name in ("b", "a", "d", "c", ".hidden", "__MACOSX"):
        (tmp_path / name).touch()
    assert roster(tmp_path) == [Entry(name, tmp_path / name) for name in "abcd"]
    parts = [roster(tmp_path, Part(number, 3)) for number in (1, 2, 3)]
    assert sorted(entry.name for part in parts for entry in part) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("word", ["", "1", "0/2", "3/2", "1/0", "a/b", "-1/2", "1/2/3"])
def test_what_is_no_part_is_refused(word: str) -> None:
    with pytest.raises(ReportError, match="K/N"):
        part_of(word)


def test_a_class_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no submissions"):
        roster(tmp_path)
    with pytest.raises(ReportError, match="cannot be read"):
        roster(tmp_path / "nowhere")
