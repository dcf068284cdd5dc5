"""Many runs on a target: what varies is found, with the run that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import samples
from doors import CALM, results
from target_kit import drive, entry, script, table

from ipclaim_reports.target_soak import Tally


def test_outcomes_that_are_always_the_same_are_good() -> None:
    tally = Tally()
    assert not tally.add(7, {"a/a": {"pass": 1}, "b/b": {"fail": 1}}, [])
    assert not tally.add(8, {"a/a": {"pass": 1}, "b/b": {"fail": 1}}, [])
    assert tally.varying == {} and tally.wrong() == []
    assert tally.summary() == [
        "2 runs, each in another order; 4 executions of 2 cases: 2 pass, 2 fail",
        "no outcome varied",
    ]


def test_what_varies_is_counted_and_its_run_kept() -> None:
    tally = Tally()
    kept = [
        tally.add(seed, {"a/a": {outcome: 1}}, [])
        for seed, outcome in enumerate(["pass", "fail", "pass", "fail"])
    ]
    assert kept == [False, True, False, False], "the first of each outcome"
    assert tally.wrong() == ["varied: a/a: 2 pass, 2 fail"]
    assert tally.summary()[1] == "1 case whose outcome varied"


def test_a_fault_is_told_with_its_runs() -> None:
    tally = Tally()
    assert tally.add(1, {"a/a": {"fail": 1}}, ["unexpected: a: refuted"])
    assert not tally.add(2, {"a/a": {"fail": 1}}, [])
    assert tally.add(3, {"a/a": {"fail": 1}}, ["unexpected: a: refuted", "left: a/a: a queue"])
    assert tally.wrong() == [
        "unexpected: a: refuted (in runs 1, 3)",
        "left: a/a: a queue (in run 3)",
    ]


def test_a_target_is_run_often_in_orders_of_their_own(root: Path, tmp_path: Path) -> None:
    stream = results(tmp_path, CALM)
    file = table(tmp_path, entry("a", time_scale=2.0))
    done = drive(root, tmp_path, file, "--target", "a", "--soak", "3", FAKE_RESULTS=str(stream))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 runs, each in another order; " in done.stdout and "no outcome varied" in done.stdout
    said = json.loads((tmp_path / "out/soak/a/soak.json").read_text())
    commands = (tmp_path / "log").read_text().splitlines()
    words = "run --format ndjson --timeout-scale 2 --shuffle="
    assert commands == [f"{words}{seed}" for seed in said["seeds"]]
    assert len(set(said["seeds"])) == 3 and (said["varying"], said["faults"]) == ({}, {})
    files = sorted(path.name for path in (tmp_path / "out/soak/a").iterdir())
    assert files == ["log", "run-1.ndjson", "soak.json"]
    assert not (tmp_path / "out/a").exists() and "side by side" not in done.stdout


def test_an_outcome_that_varies_fails_a_target(root: Path, tmp_path: Path) -> None:
    good = results(tmp_path, CALM)
    # Another outcome of a case, and the verdict of its claim is the same.
    why = {"code": "slow", "stage": None, "message": "", "file": None, "line": 0}
    bad = [*CALM]
    bad[1] = {**CALM[1], "outcome": "skipped", "reason": why}
    odd = results(tmp_path, bad, "odd.ndjson")
    wrapper = script(
        tmp_path / "wrap",
        f"cd {tmp_path} && echo once more >>runs",
        f'[ "$(wc -l <runs)" != 2 ] || export FAKE_RESULTS={odd}',
        'exec "$@"',
    )
    file = table(tmp_path, entry("a", run=f"{wrapper} {{}}"))
    done = drive(root, tmp_path, file, "--target", "a", "--soak", "3", FAKE_RESULTS=str(good))
    assert done.returncode == 1
    assert f"varied: {bad[1]['id']}: 2 pass, 1 skipped" in done.stdout
    kept = tmp_path / "out/soak/a/run-2.ndjson"
    assert kept.read_bytes() == odd.read_bytes()


def test_what_is_against_the_record_fails_a_soak(root: Path, tmp_path: Path) -> None:
    shown = samples.case("pipe.full.block", "writer_goes_on", shows="refutes")
    stream = results(tmp_path, [shown])
    file = table(tmp_path, entry("a"))
    done = drive(root, tmp_path, file, "--target", "a", "--soak", "2", FAKE_RESULTS=str(stream))
    assert done.returncode == 1
    assert "unexpected: pipe.full.block: refuted" in done.stdout and "(in runs 1, 2)" in done.stdout


@pytest.mark.parametrize("words", [["--soak", "3"], ["--soak", "0", "--target", "a"]])
def test_a_soak_wants_a_number_and_a_target(words: list[str], root: Path, tmp_path: Path) -> None:
    done = drive(root, tmp_path, table(tmp_path, entry("a")), *words)
    assert done.returncode == 4
    assert "--soak N: give a number of runs, and --target NAME to run on" in done.stderr
