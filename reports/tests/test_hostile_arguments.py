"""The command line of the reports: whatever it is, the statuses that --help names, and no traceback."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import doors
import hostile
import plays
import pytest
import samples
from hypothesis import given
from hypothesis import strategies as st

from ipclaim_reports.cli import main

OPTIONS = [
    "--results",
    "--out",
    "--record",
    "--target",
    "--root",
    "--allow-truncated",
    "--lang",
    "--quiet",
    "--help",
    "--version",
    "--bogus",
    "-x",
    "--",
    "--res",
    "--lang=zh",
    "--target=",
]
# A name that exists nowhere, or something that is no file of ours; what a command line can hold has no null byte.
words = st.one_of(
    st.sampled_from(OPTIONS),
    st.sampled_from(
        [
            "report",
            "results.ndjson",
            "/dev/null",
            "/proc/self/mem",
            ".",
            "",
            "nowhere/x",
            "en",
            "\udcff",
        ]
    ),
    hostile.texts.filter(lambda text: "\0" not in text and len(text) < 300),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    samples.write(folder / "results.ndjson", samples.stream(plays.full_pipe()))
    return folder


@given(arguments=st.lists(words, max_size=6))
def test_any_command_line(arguments: list[str], root: Path, folder: Path) -> None:
    said, complained = io.StringIO(), io.StringIO()
    before = os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(
            complained
        ), hostile.bounded():
            status = main(["report", "--root", str(root), "--out", str(folder / "out"), *arguments])
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 2
    finally:
        os.chdir(before)
    assert status in (0, 1, 2, 3, 4)
    message = complained.getvalue()
    assert (status == 2) == bool(message), message
    assert message.count("\n") <= 1 and hostile.is_showable(message.strip("\n")), ascii(message)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_cannot_show_everything(encoding: str, root: Path, tmp_path: Path) -> None:
    file = doors.results(tmp_path, doors.CALM)
    done = doors.report(root, tmp_path, "--results", file)
    narrow = doors.run(
        doors.sys.executable,
        "-m",
        "ipclaim_reports",
        "report",
        "--root",
        root,
        "--out",
        tmp_path / "out",
        "--results",
        file,
        cwd=tmp_path,
        PYTHONIOENCODING=encoding,
        PYTHONUTF8="0",
    )
    assert (narrow.returncode, narrow.stderr) == (done.returncode, "")
    assert narrow.stdout.count("\n") == done.stdout.count("\n")
