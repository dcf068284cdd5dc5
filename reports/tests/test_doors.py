"""The two ways in: the command line, and pytest with one item a case."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import plays
import pytest
import samples

from ipclaim_reports.session import REPORTS, ROOT

CALM = [*plays.full_pipe(), plays.mtype(), plays.lost_update()]
FAKE = Path(__file__).parent / "fake_ipclaim.py"
FILES = ["junit.xml", "report.html", "report.json", "report.md", "results.ndjson"]


def results(folder: Path, cases: list[dict[str, Any]], name: str = "r.ndjson", **more: Any) -> Path:
    return samples.write(folder / name, samples.stream(cases, **more))


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {**os.environ, "PYTHONPATH": str(REPORTS), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env=own, capture_output=True, text=True, timeout=60)


def report(root: Path, cwd: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    module = [sys.executable, "-m", "ipclaim_reports", "report"]
    return run(*module, "--root", root, "--out", cwd / "out", *arguments, cwd=cwd)


def drive(root: Path, cwd: Path, *arguments: object, **more: str) -> Any:
    command = [sys.executable, "-m", "pytest", REPORTS / "conformance", "-p", "no:randomly"]
    own = ["--root", root, "--out", cwd / "out"]
    log = {"FAKE_LOG": str(cwd / "log")}
    return run(*command, *own, *arguments, cwd=ROOT, **log, **more)


# The command line.


def test_a_report_is_written_and_summed_up(root: Path, tmp_path: Path) -> None:
    done = report(root, tmp_path, "--results", results(tmp_path, CALM))
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / "out" / "linux-6.18.44-x86_64-glibc-2.36"
    assert sorted(file.name for file in folder.iterdir()) == FILES
    lines = done.stdout.splitlines()
    assert len(lines) <= 10
    assert lines[0] == "Linux 6.18.44 x86_64, glibc 2.36"
    assert "3 of 7 claims decided" in lines[1]
    assert lines[-1] == f"report: {folder}/report.html"
    assert (folder / "results.ndjson").read_bytes() == (tmp_path / "r.ndjson").read_bytes()


def test_the_summary_stays_short_whatever_happened(root: Path, tmp_path: Path) -> None:
    done = report(root, tmp_path, "--results", results(tmp_path, plays.assorted()))
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 10
    assert "more surprises" in done.stdout


def test_exit_status_1_for_the_unexpected(root: Path, tmp_path: Path) -> None:
    done = report(root, tmp_path, "--results", results(tmp_path, [*CALM, plays.failing()]))
    assert done.returncode == 1
    assert "unexpected: pipe.write.epipe" in done.stdout


def test_a_record_makes_it_known(root: Path, tmp_path: Path) -> None:
    record = tmp_path / "linux.toml"
    record.write_text(
        '[[divergence]]\nclaim = "pipe.write.epipe"\nverdict = "refuted"\n'
        'reason = "it blocks"\nsource = "a run"\nstatus = "confirmed"\n'
    )
    file = results(tmp_path, [*CALM, plays.failing()])
    done = report(root, tmp_path, "--results", file, "--record", record)
    assert done.returncode == 0
    assert "1 known" in done.stdout


def test_a_record_of_no_claim_is_an_error(root: Path, tmp_path: Path) -> None:
    record = tmp_path / "linux.toml"
    record.write_text(
        '[[divergence]]\nclaim = "no.such"\nverdict = "refuted"\n'
        'reason = "r"\nsource = "s"\nstatus = "predicted"\n'
    )
    done = report(root, tmp_path, "--results", results(tmp_path, CALM), "--record", record)
    assert done.returncode == 2
    assert "linux.toml: no.such is no claim of the catalogue" in done.stderr


def test_exit_status_4_when_nothing_was_decided(root: Path, tmp_path: Path) -> None:
    cases = [samples.case("pipe.full.block", "n", None, "skipped", reason=samples.why("slow", ""))]
    assert report(root, tmp_path, "--results", results(tmp_path, cases)).returncode == 4


def test_a_truncated_run_is_reported_only_on_request(root: Path, tmp_path: Path) -> None:
    file = samples.write(tmp_path / "r.ndjson", samples.stream(CALM)[:-1])
    done = report(root, tmp_path, "--results", file)
    assert done.returncode == 2 and not (tmp_path / "out").exists()
    done = report(root, tmp_path, "--results", file, "--allow-truncated")
    assert done.returncode == 3
    assert "Incomplete: the run stopped without its end record" in done.stdout


def test_an_interrupted_run_is_marked(root: Path, tmp_path: Path) -> None:
    records = [samples.run(9), *CALM, samples.end(CALM, interrupted="SIGINT")]
    done = report(root, tmp_path, "--results", samples.write(tmp_path / "r.ndjson", records))
    assert done.returncode == 3
    assert "Interrupted by SIGINT after 3 of 9 planned" in done.stdout


def test_a_case_that_was_stopped_on_its_way_is_neither_an_answer_nor_a_surprise(
    root: Path, tmp_path: Path
) -> None:
    first, again = plays.full_pipe(rounds=2)
    stopped = {
        **again,
        "outcome": "skipped",
        "reason": samples.why("interrupted", "the run was stopped"),
    }
    never = {**plays.lost_update(), "outcome": "skipped", "reason": stopped["reason"]}
    ended = [first, plays.mtype(), stopped, never]
    records = [samples.run(9), *ended, samples.end(ended, interrupted="SIGINT")]
    done = report(root, tmp_path, "--results", samples.write(tmp_path / "r.ndjson", records))
    assert done.returncode == 3
    assert "Interrupted by SIGINT after 2 of 9 planned" in done.stdout
    assert "varying" not in done.stdout and "1 hold, 1 refuted" in done.stdout


def test_two_runs_of_a_target_are_summed_up(root: Path, tmp_path: Path) -> None:
    first = results(tmp_path, [*plays.full_pipe(), plays.lost_update()])
    second = [{**case, "outcome": "fail"} for case in plays.full_pipe()]
    records = [{**samples.run(1), "run": "other"}, *second, {**samples.end(second), "run": "other"}]
    again = samples.write(tmp_path / "s.ndjson", records)
    done = report(root, tmp_path, "--results", first, again)
    assert done.returncode == 1
    assert "in 2 rounds: fail 1, pass 1" in done.stdout


def test_two_targets_are_reported_apart(root: Path, tmp_path: Path) -> None:
    other = {**samples.run(3)["environment"], "os": "FreeBSD", "release": "14.1", "libc": "libc 7"}
    files = [results(tmp_path, CALM), results(tmp_path, CALM, "b", environment=other)]
    done = report(root, tmp_path, "--results", *files)
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert "FreeBSD 14.1" in done.stdout
    done = report(root, tmp_path, "--target", "mine", "--results", *files)
    assert done.returncode == 2 and "several targets" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "results.ndjson: cannot be read: No such file"),
        (["--results", "none"], "none: cannot be read: No such file"),
        (["--results", "r.ndjson", "r.ndjson"], "was read already from"),
        (["--results", "r.ndjson", "--record", "none"], "none: no such record"),
        (["--results", "r.ndjson", "--root", "none"], "no catalogue here"),
        (["--results", "r.ndjson", "--target", "../.."], "names no folder"),
        (["--results", "r.ndjson", "--out", "r.ndjson/x"], "cannot write the report"),
        (["--results"], "expected at least one argument"),
        (["--resluts", "x"], "unrecognized arguments: --resluts"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    arguments: list[str], words: str, root: Path, tmp_path: Path
) -> None:
    if arguments:
        results(tmp_path, CALM)
    done = report(root, tmp_path, *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_under_the_summary_is_one_clear_line(root: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m ipclaim_reports report --root {root} --results r.ndjson"
    results(tmp_path, CALM)
    done = run("sh", "-c", f"{command} --out out > /dev/full", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "the summary cannot be written: No space left on device" in done.stderr
    assert (tmp_path / "out").exists()


def test_a_reader_who_leaves_early_is_no_error(root: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m ipclaim_reports report --root {root} --results r.ndjson"
    results(tmp_path, CALM)
    done = run("bash", "-c", f"{command} --out out | true; exit ${{PIPESTATUS[0]}}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_target_cannot_lead_out_of_the_folder(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, CALM)
    assert report(root, tmp_path, "--results", file, "--target", "../../x").returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x"]


def test_an_old_report_survives_a_failed_one(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, CALM)
    report(root, tmp_path, "--results", file, "--target", "x")
    before = {path: path.read_bytes() for path in (tmp_path / "out" / "x").iterdir()}
    file.write_text("not ours\n")
    assert report(root, tmp_path, "--results", file, "--target", "x").returncode == 2
    assert before == {path: path.read_bytes() for path in (tmp_path / "out" / "x").iterdir()}


def test_the_script_finds_its_package(root: Path, tmp_path: Path) -> None:
    script = REPORTS / "ipclaim-report"
    (tmp_path / "link").symlink_to(script)
    done = run(tmp_path / "link", "--help", cwd=tmp_path, IPCLAIM_PYTHON=sys.executable)
    assert done.returncode == 0
    assert done.stdout.startswith("usage: ipclaim report")


def test_an_installed_copy_writes_where_its_user_is(root: Path, tmp_path: Path) -> None:
    share = tmp_path / "prefix" / "share" / "ipclaim"
    shutil.copytree(root, share)
    for name in ("ipclaim_reports", "record", "schema"):
        shutil.copytree(REPORTS / name, share / "reports" / name)
    shutil.copy(REPORTS / "ipclaim-report", share / "reports")
    (share / "reports" / "record" / "linux.toml").write_text("", encoding="utf-8")
    file = results(tmp_path, CALM)
    here = tmp_path / "here"
    here.mkdir()
    script = share / "reports" / "ipclaim-report"
    done = run(script, "--results", file, cwd=here, IPCLAIM_PYTHON=sys.executable)
    assert done.returncode == 0, done.stderr
    assert len(list(here.glob("ipclaim-report/*/report.html"))) == 1
    assert not (share / "reports" / "out").exists()


def test_a_python_without_jinja2_says_which_package_to_install(tmp_path: Path) -> None:
    for name in ("jinja2", "jsonschema"):
        hidden = tmp_path / name
        hidden.mkdir()
        (hidden / f"{name}.py").write_text(f"raise ModuleNotFoundError('no', name='{name}')\n")
        path = f"{hidden}{os.pathsep}{REPORTS}"
        command = [sys.executable, "-m", "ipclaim_reports", "report"]
        done = run(*command, cwd=tmp_path, PYTHONPATH=path)
        assert done.returncode == 2
        assert f"apt-get install python3-{name}" in done.stderr
        assert len(done.stderr.splitlines()) == 1


# pytest.


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
