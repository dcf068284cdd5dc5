"""The command line: what is written where, and what is said when it cannot be."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import plays
import pytest
import samples
from doors import CALM, FILES, report, results, run

from ipclaim_reports.session import REPORTS


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
    for command in ("report", "mutants", "grade"):
        link = tmp_path / f"ipclaim-{command}"
        link.symlink_to(script)
        done = run(link, "--help", cwd=tmp_path, IPCLAIM_PYTHON=sys.executable)
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: ipclaim {command}")


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [(["--bench", "b"], "drawing"), (["--bench=b"], "drawing"), (["--results", "r"], "first")],
)
def test_plots_are_drawn_where_any_python_can(
    arguments: list[str], taken: str, tmp_path: Path
) -> None:
    """The first Python has all that a report needs but matplotlib, without which plots would be tables."""
    for folder, lacks in (("first", "matplotlib"), ("drawing", "nothing")):
        python = tmp_path / folder / "python3"
        python.parent.mkdir()
        answer = f'case "$*" in *{lacks}*) exit 1 ;; -c*) ;; *) echo {folder} ;; esac'
        python.write_text(f"#!/bin/sh\n{answer}\n")
        python.chmod(0o755)
    path = f"{tmp_path / 'drawing'}{os.pathsep}{os.environ['PATH']}"
    first = str(tmp_path / "first" / "python3")
    script = REPORTS / "ipclaim-report"
    done = run(script, *arguments, cwd=tmp_path, PATH=path, IPCLAIM_PYTHON=first)
    assert (done.stdout, done.stderr) == (f"{taken}\n", "")


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


def test_the_language_can_be_chosen(root: Path, tmp_path: Path) -> None:
    file = results(tmp_path, CALM)
    done = report(root, tmp_path, "--results", file, "--target", "x", "--lang", "zh")
    assert done.returncode == 0
    folder = tmp_path / "out" / "x"
    assert "与记录对照" in (folder / "report.md").read_text("utf-8")
    assert '<html lang="zh">' in (folder / "report.html").read_text("utf-8")
    assert report(root, tmp_path, "--results", file, "--lang", "tlh").returncode == 2
