"""The matrix: what differs, who makes the difference, and the files that say so."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Callable

import plays
import pytest
import samples
from doors import CALM, results, run
from test_pages import Page, hostile, hostile_cases
from test_schemas import validator

from ipclaim_reports.errors import ReportError
from ipclaim_reports.matrix.data import render_csv, render_json
from ipclaim_reports.matrix.html import render_html
from ipclaim_reports.matrix.markdown import render_markdown
from ipclaim_reports.matrix.model import Column, Matrix, Row, column_of, matrix_of
from ipclaim_reports.matrix.sides import Sides, sides_of
from ipclaim_reports.model import Report
from ipclaim_reports.places import places_of

Build = Callable[..., Report]
HOST = samples.run(0)["environment"]
MUSL = {**HOST, "libc": "musl 1.2.3"}
OTHER = {**HOST, "os": "Other", "release": "9.1-RELEASE"}
FAILING = samples.case("pipe.write.epipe", "n", None, "fail", reason=samples.why("assertion", "no"))
PASSING = samples.case("pipe.write.epipe", "n")


@pytest.fixture
def column(report_of: Build) -> Callable[..., Column]:
    """Builds a column from case records and an environment."""

    def build(
        name: str, cases: list[dict[str, Any]], kind: str = "native", **environment: Any
    ) -> Column:
        report = report_of(cases, environment={**HOST, **environment})
        made = column_of(report, f"{name}/report.html", "a place", kind)
        return Column(**{**vars(made), "name": name})

    return build


def row(matrix: Matrix, claim: str) -> Row:
    return next(row for row in matrix.rows if row.claim.id == claim)


def causes(matrix: Matrix, claim: str) -> list[tuple[str, tuple[str, str]]]:
    return [(cause.side, cause.witnesses) for cause in row(matrix, claim).causes]


HERE = Sides("Linux 6.18", "glibc 2.36", "x86_64", 64)


@pytest.mark.parametrize(
    ("other", "side"),
    [
        (HERE, ""),
        (Sides("gVisor 4.4", "glibc 2.36", "x86_64", 64), "kernel"),
        (Sides("Linux 6.18", "musl 1.2.3", "x86_64", 64), "libc"),
        (Sides("Linux 6.18", "glibc 2.36", "x86_64", 32), "processor"),
        (Sides("Linux 6.18", "glibc 2.36", "aarch64", 64, True), "translation"),
        (Sides("Linux 6.18", "musl 1.2.3", "aarch64", 64, True), ""),
        (Sides("Linux 6.18", "glibc 2.36", "arm", 32, True), ""),
        (Sides("Linux 6.1", "musl 1.2.3", "x86_64", 64), ""),
    ],
)
def test_only_one_side_can_be_blamed(other: Sides, side: str) -> None:
    assert HERE.only_difference(other) == side
    assert other.only_difference(HERE) == side


def test_a_release_is_the_same_however_it_is_packed() -> None:
    one = sides_of({"os": "Linux", "release": "6.12.107+deb13-cloud-amd64"}, "virtual")
    other = sides_of({"os": "Linux", "release": "6.12.107+deb13-s390x"}, "virtual")
    assert one.kernel == other.kernel == "Linux 6.12.107"


def test_a_verdict_that_differs_is_put_down_to_a_side(column: Callable[..., Column]) -> None:
    matrix = matrix_of(
        [
            column("here", [PASSING]),
            column("musl", [PASSING], **MUSL),
            column("other", [FAILING], **OTHER),
        ]
    )
    assert row(matrix, "pipe.write.epipe").differs
    assert causes(matrix, "pipe.write.epipe") == [("kernel", ("here", "other"))]
    assert matrix.tally() == {"kernel": 1}


def test_a_difference_without_a_pair_is_put_down_to_nobody(column: Callable[..., Column]) -> None:
    matrix = matrix_of(
        [column("here", [PASSING]), column("other", [FAILING], **{**OTHER, "libc": "its own"})]
    )
    assert row(matrix, "pipe.write.epipe").differs
    assert causes(matrix, "pipe.write.epipe") == []
    assert matrix.tally() == {"": 1}


def test_what_was_not_run_is_no_difference(column: Callable[..., Column]) -> None:
    unresolved = samples.case(
        "pipe.write.epipe", "n", None, "unresolved", reason=samples.why("state", "never")
    )
    matrix = matrix_of(
        [column("a", [PASSING]), column("b", [], **OTHER), column("c", [unresolved], **MUSL)]
    )
    assert matrix.differing == []


def observing(value: object, unit: str, rounds: int = 1) -> list[dict[str, Any]]:
    return [
        samples.case(
            "pipe.big.interleaves",
            "n",
            None,
            "observed",
            round=round,
            observations=[{"name": "v", "value": value, "unit": unit}],
        )
        for round in range(rounds)
    ]


@pytest.mark.parametrize(
    ("cases", "differs"),
    [
        (observing(2, "bytes"), True),
        (observing(1, "bytes"), False),
        (observing(2, "of 9"), False),
        (observing(2, "%"), False),
    ],
)
def test_values_differ_where_the_standard_leaves_them_open(
    cases: list[dict[str, Any]], differs: bool, column: Callable[..., Column]
) -> None:
    unit = cases[0]["observations"][0]["unit"]
    matrix = matrix_of([column("a", observing(1, unit)), column("b", cases, **MUSL)])
    assert row(matrix, "pipe.big.interleaves").differs is differs


def test_a_value_that_varies_between_rounds_is_not_compared(column: Callable[..., Column]) -> None:
    varying = observing(1, "bytes", 2)
    varying[1]["observations"][0]["value"] = 2
    matrix = matrix_of([column("a", varying), column("b", observing(7, "bytes"), **MUSL)])
    assert not row(matrix, "pipe.big.interleaves").differs


def test_a_value_counted_by_the_way_is_no_difference(column: Callable[..., Column]) -> None:
    seen = [{"name": "v", "value": 1, "unit": "bytes"}]
    other = samples.case("pipe.write.epipe", "n", observations=[{**seen[0], "value": 2}])
    here = samples.case("pipe.write.epipe", "n", observations=seen)
    assert matrix_of([column("a", [here]), column("b", [other], **MUSL)]).differing == []


def test_conditions_are_compared_one_by_one(column: Callable[..., Column]) -> None:
    def both(first: str, second: str) -> list[dict[str, Any]]:
        why = samples.why("assertion", "no")
        return [
            samples.case(
                "pipe.cond.depends",
                name,
                None,
                outcome,
                condition=name,
                reason=None if outcome == "pass" else why,
            )
            for name, outcome in (("one", first), ("two", second))
        ]

    matrix = matrix_of(
        [column("a", both("pass", "fail")), column("b", both("fail", "pass"), **MUSL)]
    )
    cells = row(matrix, "pipe.cond.depends").cells
    assert [cell.verdict for cell in cells if cell] == ["depends", "depends"]
    assert row(matrix, "pipe.cond.depends").differs
    # On one target a condition was not run, and so the whole verdict is another.
    matrix = matrix_of(
        [column("a", both("pass", "fail")), column("b", both("pass", "skipped"), **MUSL)]
    )
    cells = row(matrix, "pipe.cond.depends").cells
    assert [cell.verdict for cell in cells if cell] == ["depends", "holds"]
    assert not row(matrix, "pipe.cond.depends").differs


@pytest.fixture
def assorted(column: Callable[..., Column]) -> Matrix:
    """A matrix of everything that can occur."""
    return matrix_of(
        [
            column("calm", [*CALM, PASSING, *observing(1, "bytes")]),
            column("assorted", plays.assorted(), **MUSL),
            column("odd", hostile_cases(), "translated", **hostile({**HOST, "os": "Other"})),
        ]
    )


def test_the_page_is_whole_and_deaf(assorted: Matrix) -> None:
    text = render_html(assorted)
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert "<img" not in text and text.count("<script>") == 1
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    assert "calm/report.html#claim-pipe.full.block" in links
    same = [attrs for tag, attrs in page.tags if tag == "tr" and attrs.get("class") == "same"]
    assert same, "what is alike must be marked, to be hidden at first"
    for attrs in (attrs for tag, attrs in page.tags if tag == "label"):
        assert attrs["for"] in page.ids


def test_the_page_and_markdown_speak_both_languages(assorted: Matrix) -> None:
    assert "只看不同之处" in render_html(assorted) and "only what differs" in render_html(assorted)
    assert '<html lang="zh">' in render_html(assorted, "zh")
    assert "3 个系统对照" in render_markdown(assorted, "zh")


def test_markdown_has_what_differs_first(assorted: Matrix) -> None:
    text = render_markdown(assorted)
    # A span of code shows what it holds as it is.
    assert "<img" not in re.sub("`[^`]*`", "", text)
    head, rest = text.split("<details>")
    assert "`pipe.write.epipe`" in head.split("## What differs")[1]
    assert "`pipe.full.block`" not in head
    assert all(f"`{row.claim.id}`" in rest for row in assorted.rows if row.claim.id.isascii())
    for line in (
        line for line in text.splitlines() if line.startswith("| ") and "pipe.big" in line
    ):
        assert line.count(" | ") in (3, 4), "no cell breaks the table"


def test_markdown_fits_into_a_limit(assorted: Matrix) -> None:
    whole = render_markdown(assorted)
    without = render_markdown(assorted, limit=len(whole.encode()) - 1)
    assert without.endswith("matrix.html has it.\n") and "## What differs" in without
    assert render_markdown(assorted, limit=len(whole.encode())) == whole
    least = render_markdown(assorted, limit=300)
    assert len(least.encode()) <= 300 and least.endswith("\n")


def test_json_is_valid_and_complete(assorted: Matrix) -> None:
    document = json.loads(render_json(assorted))
    validator("matrix").validate(document)
    [claim] = [one for one in document["claims"] if one["id"] == "pipe.write.epipe"]
    assert claim["differs"] and claim["cells"]["calm"]["verdict"] == "holds"
    [claim] = [one for one in document["claims"] if one["id"] == "pipe.big.interleaves"]
    assert claim["cells"]["calm"]["observed"] == {"v": "1 byte"}


def test_csv_holds_a_line_a_claim_and_no_formula(column: Callable[..., Column]) -> None:
    case = samples.case("=cmd()", "n", mechanism="pipe")
    matrix = matrix_of([column("a", [case, *observing(-1, "")]), column("b", [FAILING], **OTHER)])
    lines = list(csv.reader(io.StringIO(render_csv(matrix))))
    assert len(lines) == 1 + len(matrix.rows)
    assert {len(line) for line in lines} == {6 + 2 * 3}
    assert lines[0][6:9] == ["a verdict", "a observed", "a record"]
    assert ["'=cmd()"] == [line[0] for line in lines if "cmd" in line[0]]
    [line] = [line for line in lines if line[0] == "pipe.big.interleaves"]
    assert line[6:9] == ["observed", "v = -1", "expected"]


# Places.


def target(folder: Path, cases: list[dict[str, Any]], **told: str) -> Path:
    folder.mkdir(parents=True)
    results(folder, cases, "results.ndjson")
    if told:
        (folder / "fingerprint.json").write_text(json.dumps(told))
    return folder


def test_a_place_is_a_file_a_folder_or_a_folder_of_folders(tmp_path: Path) -> None:
    target(tmp_path / "all" / "b", CALM, target="bee", about="a \x1b place", kind="virtual")
    target(tmp_path / "all" / "a", CALM)
    (tmp_path / "all" / "empty").mkdir()
    file = results(tmp_path, CALM)
    named = [(one.name, one.kind, one.about) for one in places_of([tmp_path / "all", file])]
    assert named == [
        ("a", "native", ""),
        ("bee", "virtual", "a \\x1b place"),
        ("", "native", ""),
    ]


@pytest.mark.parametrize(
    ("fingerprint", "words"),
    [
        ("{", "not JSON; remove it"),
        ("[1]", "not what a run on a target leaves"),
        ('{"target": 1}', "not what a run on a target leaves"),
        ('{"kind": "odd"}', "kind odd: use native, virtual, translated"),
    ],
)
def test_a_fingerprint_that_is_none_is_an_error(
    fingerprint: str, words: str, tmp_path: Path
) -> None:
    folder = target(tmp_path / "x", CALM)
    (folder / "fingerprint.json").write_text(fingerprint)
    with pytest.raises(ReportError, match="fingerprint.json: ") as error:
        places_of([folder])
    assert words in str(error.value)


def test_a_folder_without_results_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no results are there; name a file that"):
        places_of([tmp_path])


def test_the_same_target_twice_is_an_error(tmp_path: Path) -> None:
    target(tmp_path / "one" / "a", CALM)
    target(tmp_path / "two" / "a", CALM)
    with pytest.raises(ReportError, match="target a is in .*one/a as well; give each target once"):
        places_of([tmp_path / "one", tmp_path / "two"])


# The command.


def compare(root: Path, cwd: Path, *arguments: object) -> Any:
    module = [sys.executable, "-m", "ipclaim_reports", "matrix", "--root", root]
    return run(*module, "--out", cwd / "out", *arguments, cwd=cwd)


def test_the_command_writes_the_matrix_and_the_reports_it_leads_to(
    root: Path, tmp_path: Path
) -> None:
    target(tmp_path / "in" / "a", [*CALM, FAILING])
    packed = target(tmp_path / "in" / "b", CALM)
    plain = (packed / "results.ndjson").read_bytes()
    (packed / "results.ndjson.gz").write_bytes(gzip.compress(plain))
    (packed / "results.ndjson").unlink()
    done = compare(root, tmp_path, tmp_path / "in")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-1] == f"matrix: {tmp_path}/out/matrix.html"
    out = tmp_path / "out"
    names = sorted(file.name for file in out.iterdir())
    assert names == ["a", "b", "matrix.csv", "matrix.html", "matrix.json", "matrix.md"]
    assert (out / "b" / "results.ndjson").read_bytes() == plain
    for one in json.loads((out / "matrix.json").read_text())["targets"]:
        page = (out / one["report"]).read_text()
        assert 'id="claim-pipe.full.block"' in page


def test_a_report_that_is_there_is_led_to(root: Path, tmp_path: Path) -> None:
    folder = target(tmp_path / "in" / "a", CALM)
    (folder / "report.html").write_text("mine")
    assert compare(root, tmp_path, folder).returncode == 0
    assert json.loads((tmp_path / "out" / "matrix.json").read_text())["targets"][0]["report"] == (
        "../in/a/report.html"
    )
    assert (folder / "report.html").read_text() == "mine"
    assert not (tmp_path / "out" / "a").exists()


def test_no_report_is_written_where_none_is_wanted(root: Path, tmp_path: Path) -> None:
    folder = target(tmp_path / "in" / "a", CALM)
    assert compare(root, tmp_path, folder, "--no-reports").returncode == 0
    assert not (tmp_path / "out" / "a").exists()
    assert "](<" not in (tmp_path / "out" / "matrix.md").read_text()
    assert "report.html" not in (tmp_path / "out" / "matrix.html").read_text()


def test_results_of_one_system_in_two_places_are_refused(root: Path, tmp_path: Path) -> None:
    results(tmp_path, CALM, "a.ndjson")
    shutil.copy(tmp_path / "a.ndjson", tmp_path / "b.ndjson")
    done = compare(root, tmp_path, tmp_path / "a.ndjson", tmp_path / "b.ndjson")
    assert done.returncode == 2
    assert "results of it in several places; give them in folders" in done.stderr
    assert not (tmp_path / "out" / "matrix.html").exists()


@pytest.mark.parametrize(
    ("cut", "words"), [(slice(0, 40), "cannot be read"), (slice(1, None), "cannot be read")]
)
def test_a_packed_file_that_is_damaged_is_an_error(
    cut: slice, words: str, root: Path, tmp_path: Path
) -> None:
    file = tmp_path / "r.ndjson.gz"
    file.write_bytes(gzip.compress(results(tmp_path, CALM).read_bytes())[cut])
    done = compare(root, tmp_path, file)
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr


def test_help_names_the_exit_status(root: Path, tmp_path: Path) -> None:
    done = run(sys.executable, "-m", "ipclaim_reports", "matrix", "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "exit status:" in done.stdout and "RESULTS" in done.stdout
