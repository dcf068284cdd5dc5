"""pytest as the driver of a run: one item a case, and the exit status that the reports give."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import plays
import pytest
import samples
from doors import CALM, FAKE, FILES, drive, results


def test_pytest_runs_the_binary_once_with_an_item_a_case(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, plays.assorted())
    junit = tmp_path / "junit.xml"
    done = drive(
        root, tmp_path, "--binary", FAKE, "-rA", "--junitxml", junit, FAKE_RESULTS=str(file)
    )
    assert done.returncode == 3, done.stdout + done.stderr
    commands = (tmp_path / "log").read_text().splitlines()
    assert len(commands) == 1 and commands[0].startswith("run --format ndjson -o ")
    out = done.stdout
    for line in (
        "PASSED reports/conformance/run.toml::pipe.full.block/write_to_full_pipe_blocks",
        "PASSED reports/conformance/run.toml::msg.prio.higher-first/msgrcv_of_type_zero",
        "FAILED reports/conformance/run.toml::pipe.write.epipe/write_without_reader",
        "FAILED reports/conformance/run.toml::pipe.crash/reader_dies",
        "ERROR reports/conformance/run.toml::pipe.broken/harness_lost_an_actor",
        "XFAIL reports/conformance/run.toml::pipe.atomic.large/race_shows",
        "XFAIL reports/conformance/run.toml::pipe.cond.depends/two_cpus",
    ):
        assert line in out, line
    assert "unresolved: free-running race: no lost update showed" in out
    assert "expected: pipe.cond.depends is expected to be depends" in out
    assert "unsupported: errno: mq_open: ENOSYS" in out
    assert 'write(4, "x", 1): expected -1 EPIPE, got nothing' in out
    assert "✕ write fails with EPIPE" in out
    assert len(ElementTree.parse(junit).findall(".//testcase")) == 16


def test_a_calm_run_is_green(root: Path, tmp_path: Path) -> None:
    done = drive(root, tmp_path, "--results", results(tmp_path, CALM))
    assert done.returncode == 0
    assert "3 passed" in done.stdout
    assert "3 of 7 claims decided" in done.stdout
    assert sorted(path.name for path in next((tmp_path / "out").iterdir()).iterdir()) == FILES


def test_a_claim_against_the_record_is_an_item_when_all_its_cases_pass(
    root: Path, tmp_path: Path
) -> None:
    shown = samples.case("pipe.full.block", "writer_goes_on", shows="refutes")
    done = drive(root, tmp_path, "--results", results(tmp_path, [shown]))
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout
    assert "unexpected: refuted, expected holds" in done.stdout


def test_items_can_be_selected(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, plays.assorted())
    done = drive(root, tmp_path, "--results", file, "-k", "write_to_full_pipe and fifo")
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_arguments_reach_the_binary(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, CALM)
    drive(root, tmp_path, "--binary", FAKE, "--run-args", "-j 4 'pipe.*'", FAKE_RESULTS=str(file))
    assert (tmp_path / "log").read_text().endswith(" -j 4 pipe.*\n")


@pytest.mark.parametrize(
    ("binary", "environment", "words"),
    [
        ("none", {}, "none: cannot be run: No such file or directory; build it"),
        (
            FAKE,
            {"FAKE_SAYS": "no room on disk"},
            "wrote no results (exit status 1): no room on disk",
        ),
        (FAKE, {"FAKE_RESULTS": "GOOD", "FAKE_EXIT": "2"}, "ended with status 2"),
        (FAKE, {"FAKE_RESULTS": "CUT", "FAKE_EXIT": "1"}, 'no "end" record'),
    ],
)
def test_a_binary_that_fails_is_a_clear_error(
    binary: object, environment: dict[str, str], words: str, root: Path, tmp_path: Path
) -> None:
    files = {
        "GOOD": results(tmp_path, CALM),
        "CUT": samples.write(tmp_path / "cut", samples.stream(CALM)[:-1]),
    }
    told = {key: str(files.get(value, value)) for key, value in environment.items()}
    done = drive(root, tmp_path, "--binary", binary, **told)
    assert done.returncode == 2
    assert words in done.stdout
    assert "Traceback" not in done.stdout


def test_items_fit_a_narrow_terminal(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, [plays.failing()])
    done = drive(root, tmp_path, "--results", file, COLUMNS="80")
    body = done.stdout.split("= FAILURES =")[1].split("Captured")[0]
    assert max(len(line) for line in body.splitlines()[2:]) <= 80
