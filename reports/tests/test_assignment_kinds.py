"""What kinds of assignments there are, and how a row selects what earns its points."""

from __future__ import annotations

from pathlib import Path

import pytest
from ipclaim_reports.errors import ReportError
from ipclaim_reports.grade.assignment import Assignment, load_assignment

ROW = """
[[row]]
id = "only"
title = "All there is"
points = 1
asks = "Something."
claims = ["%s"]
"""
WRONG = """
[[wrong]]
name = "wrong_%d"
mistake = "A mistake."
score = 0
loses = ["only"]
says = "it"
edit = [{ replace = "a", with = "b" }]
"""


def load(folder: Path, head: str, selects: str = "pipe.full.block") -> Assignment:
    table = 'title = "T"\ntext = "T"\n' + head + ROW % selects + "".join(WRONG % i for i in range(6))
    (folder / "assignment.toml").write_text(table)
    return load_assignment(str(folder))


def test_a_library_has_its_calls_behind_its_prefix(tmp_path: Path) -> None:
    assignment = load(tmp_path, 'prefix = "up_"\ncalls = ["read", "write"]\n')
    assert (assignment.is_program, assignment.prefix) == (False, "up_")
    assert assignment.calls == ("up_read", "up_write")


def test_a_library_may_have_them_under_their_own_names(tmp_path: Path) -> None:
    assert load(tmp_path, 'kind = "library"\ncalls = ["read"]\n').calls == ("read",)


def test_a_program_has_no_calls(tmp_path: Path) -> None:
    assignment = load(tmp_path, 'kind = "program"\n')
    assert assignment.is_program and assignment.calls == ()


@pytest.mark.parametrize(
    "head, told",
    [
        ("", "'calls' is a required property"),
        ('kind = "program"\ncalls = ["read"]\n', "calls"),
        ('kind = "program"\nprefix = "up_"\n', "prefix"),
        ('kind = "kernel"\ncalls = ["read"]\n', "kind"),
        ('prefix = "up"\ncalls = ["read"]\n', "prefix"),
    ],
)
def test_what_is_neither_is_refused(tmp_path: Path, head: str, told: str) -> None:
    with pytest.raises(ReportError, match=told):
        load(tmp_path, head)


@pytest.mark.parametrize(
    "selects",
    ["pipe.full.*", "pipe.full.block[pipe]", "pipe.full.block/writes_*", "a.b/case[PIPE_BUF, O_NONBLOCK]"],
)
def test_a_row_may_select_cases_and_variants(tmp_path: Path, selects: str) -> None:
    assert load(tmp_path, 'calls = ["read"]\n', selects).rows[0].claims == (selects,)


@pytest.mark.parametrize("selects", ["pipe", "--subject", "pipe.full.block/", "pipe.full.block[]", "a.b [c]"])
def test_a_row_selects_nothing_else(tmp_path: Path, selects: str) -> None:
    with pytest.raises(ReportError, match="row.0.claims"):
        load(tmp_path, 'calls = ["read"]\n', selects)
