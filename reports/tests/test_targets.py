"""Targets: the table, and the way from a target to its report."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import samples
from doors import CALM, FILES, results
from target_kit import ENTRY, drive, entry, script, table

from ipclaim_reports import targets
from ipclaim_reports.errors import ReportError
from ipclaim_reports.session import ROOT
from ipclaim_reports.target_session import TARGETS


def test_the_targets_of_the_repository_can_be_read() -> None:
    found = targets.load_targets(TARGETS)
    assert {"glibc", "musl", "i386", "gvisor", "uml", "linux612", "s390x"} <= set(found)
    for target in found.values():
        for command in (target.setup, target.run):
            word = command.split()[0] if command else "{}"
            assert word == "{}" or os.access(ROOT / word, os.X_OK), word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file: 'target' is a required property"),
        (
            "[target.x]\n" + ENTRY.replace('"{}"', '"there"'),
            "target.x.run: there has no {} as a word",
        ),
        ("[target.x]\n" + ENTRY.replace('"native"', '"odd"'), "target.x.kind: 'odd' is not one of"),
        ("[target.x]\n" + ENTRY + "colour = 1\n", "target.x: Additional properties"),
        ("[target.all]\n" + ENTRY, "target"),
        ("[target.x]\n" + ENTRY + "time_scale = 0\n", "target.x.time_scale: 0 is less than"),
        ("[target", "make it valid TOML"),
    ],
)
def test_a_wrong_table_is_a_clear_error(text: str, words: str, tmp_path: Path) -> None:
    file = table(tmp_path, text)
    with pytest.raises(ReportError) as error:
        targets.load_targets(file)
    assert words in str(error.value)
    assert str(file) in str(error.value)


def test_targets_are_named_one_by_one_or_in_sets(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        f"[target.a]\n{ENTRY}[target.b]\n{ENTRY.replace('quick', 'full')}"
        f"[target.c]\n{ENTRY.replace('quick', 'named')}",
    )
    found = targets.load_targets(file)

    def names(*words: str) -> list[str]:
        return [target.name for target in targets.choose(found, words)]

    assert names("quick") == ["a"] and names("full") == ["b"]
    assert names("all") == ["a", "b"], "a target of the named set must be named"
    assert names("c,a", "a") == ["c", "a"]
    with pytest.raises(ReportError, match="no such target; there are a, b, c, quick"):
        names("d")


def test_the_command_of_a_target_holds_that_of_ipclaim() -> None:
    target = targets.Target("x", "", "host", "wrap 'two words' {} end", "native", "quick")
    assert target.command(["ipclaim", "run"]) == ["wrap", "two words", "ipclaim", "run", "end"]
    assert target.run_arguments(["pipe"]) == ["--format", "ndjson", "pipe"]
    slow = targets.Target("x", "", "", "{}", "", "", arguments="-j 4", time_scale=2.0)
    assert slow.run_arguments(["-j", "1"]) == [
        *("--format", "ndjson", "--timeout-scale", "2", "-j", "4", "-j", "1")
    ]


def test_a_target_is_one_item_with_a_folder_of_its_own(root: Path, tmp_path: Path) -> None:
    wrapper = script(tmp_path / "wrap", 'echo "to $1" >&2', 'shift; exec "$@"')
    run_there = f"{wrapper} there {{}}"
    file = table(tmp_path, entry("a", run=run_there, kind="virtual", time_scale=2.5) + entry("b"))
    stream = results(tmp_path, CALM)
    done = drive(root, tmp_path, file, "--target", "a,b", FAKE_RESULTS=str(stream))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "3 of 7 claims decided" in done.stdout
    folder = tmp_path / "out" / "a"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*FILES, "fingerprint.json", "log"]
    )
    assert (folder / "log").read_text() == "to there\n"
    fingerprint = json.loads((folder / "fingerprint.json").read_text())
    assert (fingerprint["kind"], fingerprint["time_scale"]) == ("virtual", 2.5)
    assert (fingerprint["os"], fingerprint["libc"]) == ("Linux", "glibc 2.36")
    assert fingerprint["blocked_proof"] == {"probed": 1}
    commands = (tmp_path / "log").read_text().splitlines()
    assert commands == ["run --format ndjson --timeout-scale 2.5", "run --format ndjson"]
    matrix = json.loads((tmp_path / "out" / "matrix.json").read_text())
    assert [(one["name"], one["report"]) for one in matrix["targets"]] == [
        ("a", "a/report.html"),
        ("b", "b/report.html"),
    ]
    assert f"matrix: {tmp_path}/out/matrix.html" in done.stdout


def test_a_target_that_fails_is_not_compared_by_what_it_left_before(
    root: Path, tmp_path: Path
) -> None:
    stream = results(tmp_path, CALM)
    for run_there in ("{}", "sh -c 'exit 9' {}"):
        file = table(tmp_path, entry("a") + entry("b", run=run_there))
        drive(root, tmp_path, file, "--target", "a,b", FAKE_RESULTS=str(stream))
    matrix = json.loads((tmp_path / "out" / "matrix.json").read_text())
    assert [one["name"] for one in matrix["targets"]] == ["a"]


def test_targets_run_side_by_side(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    # Each waits for the other to have begun.
    meet = 'touch "$1.here"; while [ ! -e "$2.here" ]; do sleep 0.02; done; shift 2; exec "$@"'
    wrapper = script(tmp_path / "meet", f"cd {tmp_path}", meet)
    file = table(
        tmp_path,
        entry("a", run=f"{wrapper} a b {{}}") + entry("b", run=f"{wrapper} b a {{}}"),
    )
    stream = results(tmp_path, CALM)
    done = drive(root, tmp_path, file, "--target", "all", "-n", "2", FAKE_RESULTS=str(stream))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("against the record: ") == 2


def test_what_is_against_the_record_fails(root: Path, tmp_path: Path) -> None:
    shown = samples.case("pipe.full.block", "writer_goes_on", shows="refutes")
    stream = results(tmp_path, [shown])
    done = drive(
        root, tmp_path, table(tmp_path, entry("a")), "--target", "a", FAKE_RESULTS=str(stream)
    )
    assert done.returncode == 1
    assert "unexpected: pipe.full.block: refuted" in done.stdout


WHY = {"code": "probe", "stage": None, "message": "no pipes here", "file": None, "line": 0}
ABSENT = samples.case("pipe.write.epipe", "absent", outcome="unsupported", reason=WHY)


def test_a_run_that_decides_nothing_fails(root: Path, tmp_path: Path) -> None:
    stream = results(tmp_path, [ABSENT])
    file = table(tmp_path, entry("a", lacks=["no * here"]))
    done = drive(root, tmp_path, file, "--target", "a", FAKE_RESULTS=str(stream))
    assert done.returncode == 1
    assert "exit status 4: nothing was decided, or the run did not come to its end" in done.stdout


def test_nothing_absent_hides_among_the_skipped(root: Path, tmp_path: Path) -> None:
    stream = results(tmp_path, [*CALM, ABSENT])
    for lacks, status in (([], 1), (["no * here"], 0)):
        file = table(tmp_path, entry("a", lacks=lacks))
        done = drive(root, tmp_path, file, "--target", "a", FAKE_RESULTS=str(stream))
        assert done.returncode == status, done.stdout
        assert ("hidden: pipe.write.epipe/absent: unsupported: no pipes here" in done.stdout) is (
            not lacks
        )


def test_a_target_that_cannot_be_had_says_what_it_needs(root: Path, tmp_path: Path) -> None:
    setup = script(tmp_path / "setup", 'echo "unsupported: needs a moon" >&2', "exit 77")
    file = table(tmp_path, entry("a", setup=str(setup)))
    done = drive(root, tmp_path, file, "--target", "a")
    assert "not here" in done.stdout and "\na: unsupported: needs a moon\n" in done.stdout
    assert done.returncode == 4, "nothing ran, and that is not good"


def test_slow_targets_are_dealt_with_quick_ones() -> None:
    scales = {"a": 1.0, "b": 1.0, "slowest": 10.0, "slow": 2.0, "c": 1.0}
    some = [
        targets.Target(name, "", "", "{}", "", "", time_scale=scale) for name, scale in scales.items()
    ]
    assert [one.name for one in targets.dealt(some)] == ["slowest", "c", "slow", "b", "a"]
    assert targets.dealt([]) == []


@pytest.mark.parametrize(
    ("entry_", "words"),
    [
        ({"setup": "false"}, "false failed: exit status 1"),
        ({"run": "sh -c 'echo lost >&2' {}"}, "wrote no results: lost"),
        ({"run": "sh -c 'exit 9' {}"}, "ended with status 9"),
        ({"run": "sh -c 'kill -9 $$' {}"}, "ended by signal 9"),
        ({"run": "sh -c 'sleep 60' {}", "minutes": 0.01}, "not at its end after 0.01 minutes"),
    ],
)
def test_a_target_that_fails_is_a_clear_error(
    entry_: dict[str, Any], words: str, root: Path, tmp_path: Path
) -> None:
    done = drive(root, tmp_path, table(tmp_path, entry("a", **entry_)), "--target", "a")
    assert done.returncode == 1
    assert f"target a: {words}" in done.stdout or words in done.stdout
    assert "Traceback" not in done.stdout


def test_targets_can_be_listed(tmp_path: Path, root: Path) -> None:
    done = drive(
        root, tmp_path, table(tmp_path, entry("here") + entry("elsewhere")), "--target-list"
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split(maxsplit=3) == ["here", "quick", "native", "a place"]
