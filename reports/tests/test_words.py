"""The command line takes options anywhere, for every command that has arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipclaim_reports.cli import parse


def test_options_may_stand_between_arguments() -> None:
    grade = parse(["grade", "pipe", "--json", "mine.c", "--seed", "7"])
    assert (grade.assignment, grade.submission, grade.json, grade.seed) == ("pipe", Path("mine.c"), True, 7)
    matrix = parse(["matrix", "a", "--out", "x", "b"])
    assert (matrix.results, matrix.out) == ([Path("a"), Path("b")], Path("x"))
    assert parse(["mutants", "a", "--json", "b"]).words == ["a", "b"]
    assert parse(["assignment", "list"]).command == "assignment"


@pytest.mark.parametrize("words", [[], ["nothing"], ["grade", "a", "b", "c"], ["matrix", "--nothing"], ["diff", "a"]])
def test_wrong_usage_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert ended.value.code == 2
    assert "--help" in capsys.readouterr().err
