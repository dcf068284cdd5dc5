"""What GitHub is told: a summary within its limit, few annotations, and no command of a stranger's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Callable

import plays
import pytest
import samples
from doors import CALM, results, run
from test_pages import hostile_cases

from ipclaim_reports.github import ANNOTATIONS, SUMMARY_LIMIT, Alarm, alarms_of, commands, publish
from ipclaim_reports.model import Report

Build = Callable[..., Report]


def alarm(text: str = "it is so", title: str = "t") -> Alarm:
    return Alarm("error", "cases/pipe/full.c", 31, title, text)


def test_an_annotation_stands_beside_the_line_that_failed(report_of: Build) -> None:
    told, left = commands(alarms_of(report_of([plays.failing()])))
    assert told.startswith("::error file=cases/pipe/full.c,line=31,title=")
    assert "unexpected%3A pipe.write.epipe::refuted, expected holds" in told
    assert left.startswith("::warning file=cases/pipe/full.c"), "the gravest comes first"


def test_what_is_as_expected_is_not_told(report_of: Build) -> None:
    assert alarms_of(report_of(CALM)) == []


def test_at_most_ten_are_told_and_the_last_counts_the_others() -> None:
    assert len(commands([alarm()] * ANNOTATIONS)) == ANNOTATIONS
    told = commands([alarm()] * 25)
    assert len(told) == ANNOTATIONS
    assert told[-1] == "::warning title=ipclaim::and 16 more, in the summary"


def test_nobody_but_us_gives_a_command(report_of: Build) -> None:
    odd = alarm("100%\n::error::mine\r\x1b[2J", "a,b:c\n::stop-commands::x")
    [told] = commands([odd])
    assert "\n" not in told and "\r" not in told and "\x1b" not in told
    assert "::100%25\\x0a::error" in told
    assert "title=a%2Cb%3Ac" in told
    for line in commands(alarms_of(report_of(hostile_cases()))):
        assert line.isprintable() and line.startswith("::")


def test_the_summary_is_cut_between_lines(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "summary"
    publish("é" * 99 + "\n" + "x" * 98 + "\n", [], file)
    assert file.read_text().endswith("x\n")
    file.unlink()
    publish(("é" * 99 + "\n") * 9999, [alarm()], file)
    text = file.read_bytes()
    assert len(text) <= SUMMARY_LIMIT and text.endswith("é\n".encode())
    assert capsys.readouterr().out.startswith("::error")


@pytest.mark.parametrize("command", ["report", "matrix"])
def test_both_commands_tell_github(command: str, root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, [*CALM, plays.failing()])
    named = ["--results", file] if command == "report" else [file]
    words = [sys.executable, "-m", "ipclaim_reports", command, "--root", root]
    words += ["--out", tmp_path / "out", "--github", *named]
    summary = tmp_path / "summary"
    summary.write_text("before\n")
    done = run(*words, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1, done.stderr
    assert summary.read_text().startswith("before\n# ")
    assert "\n::error file=cases/pipe/full.c" in done.stdout
    done = run(*words, cwd=tmp_path, GITHUB_STEP_SUMMARY="")
    assert done.returncode == 2
    assert "GITHUB_STEP_SUMMARY is not set" in done.stderr


def test_a_summary_that_cannot_be_written_is_an_error(root: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "ipclaim_reports", "report", "--root", root]
    words += ["--out", tmp_path / "out", "--github", "--results", results(tmp_path, CALM)]
    done = run(*words, cwd=tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert done.returncode == 2 and "cannot be written" in done.stderr


def test_a_matrix_has_the_alarms_of_every_target(report_of: Build) -> None:
    from ipclaim_reports.matrix.model import column_of

    failing = samples.case(
        "pipe.write.epipe", "n", None, "fail", reason=samples.why("assertion", "no")
    )
    assert len(column_of(report_of([failing]), "").alarms) == 1
