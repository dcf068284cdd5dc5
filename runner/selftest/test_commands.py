"""The command line: what commands print, and that each mistake gets one clear line and status."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import unicodedata
from pathlib import Path

import pytest
from conftest import ORDINARY, REPOSITORY, Place, Result, need_root

PASSING = ("self.objects/everything_is_removed", "self.limits/standard_input_is_closed")
FAILING = "self.assertions/expectation_is_false"


def only_line(result: Result, status: int, *words: str) -> None:
    """One line on stderr that has the words, and the status."""
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("ipclaim: ")
    for word in words:
        assert word in result.stderr, result.stderr
    assert result.status == status


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize(
    "command",
    [[], ["list"], ["run"], ["explain"], ["trace"], ["sweep"]],
    ids=lambda c: " ".join(c) or "ipclaim",
)
def test_help(place: Place, command: list[str]) -> None:
    result = place.run(*command, "--help")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: ipclaim")
    assert max(map(columns, result.stdout.splitlines())) <= 80
    only_line(
        place.run(*command, "--help", stdout=open("/dev/full", "w")),
        2,
        "standard output",
        "No space left",
    )


def test_no_command(place: Place) -> None:
    result = place.run()
    assert result.status == 2 and result.stderr.startswith("Usage: ipclaim")


def test_version(place: Place) -> None:
    assert re.fullmatch(r"ipclaim \d+\.\d+\.\d+( [0-9a-f]+)?\n", place.run("--version").stdout)


def test_list_in_json(place: Place) -> None:
    items = json.loads(place.run("list", "--json", "ends").stdout)
    assert {item["topic"] for item in items} == {"ends"}
    assert [item["id"] for item in items] == sorted(item["id"] for item in items)


def test_list_selects(place: Place) -> None:
    listed = place.run(
        "list", "--json", "*outlives_its_actor[forks twice]", "something_is_expected"
    ).stdout
    assert [item["variant"] for item in json.loads(listed)] == [None, "forks twice"]
    assert len(json.loads(place.run("list", "--json", "*[leaves*]").stdout)) == 2
    assert "2 cases on 1 of 6 claims" in place.run("list", "*[leaves*]").stdout


def test_explain(place: Place) -> None:
    for word in ("self.ends", "self.ends/judge_hangs"):
        result = place.run("explain", word)
        assert result.status == 0 and "Whatever ends a process" in result.stdout
        assert "judge_hangs_and_ignores_sigterm" in result.stdout


def test_trace(place: Place) -> None:
    result = place.run("trace", "call_blocks")
    assert result.status == 0
    assert "read is blocked: asleep in read(2) (probed)" in result.stdout
    assert "pass self.blocking/call_blocks" in result.stdout


def test_run_for_people(place: Place) -> None:
    result = place.run("run", *PASSING, FAILING)
    assert (result.status, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("ipclaim: 3 cases")
    assert f"fail {FAILING}" in lines
    assert re.match(r"3 cases in \d+\.\d+ s: 2 pass, 1 fail$", lines[-1])
    assert "\033" not in result.stdout


def test_run_on_a_terminal(place: Place) -> None:
    primary, secondary = os.openpty()
    process = place.start("run", *PASSING, FAILING, stdout=secondary, environment={"TERM": "xterm"})
    os.close(secondary)
    output = b""
    try:
        while chunk := os.read(primary, 4096):
            output += chunk
    except OSError:
        pass
    os.close(primary)
    assert process.wait() == 1
    assert b"\r\033[K" in output and b"2 pass, 1 fail" in output


def test_run_in_tap(place: Place) -> None:
    result = place.run(
        "run", "--format", "tap", *PASSING, FAILING, "resource_is_missing", "something_is_observed"
    )
    lines = result.stdout.splitlines()
    assert lines[:2] == ["TAP version 14", "1..5"]
    points = [line for line in lines if re.match(r"(not )?ok ", line)]
    assert re.findall(r"^(?:not )?ok (\d+) - ", result.stdout, re.MULTILINE) == list("12345")
    assert sum(point.startswith("not ok") for point in points) == 1
    assert any("# SKIP skipped: no second user id" in point for point in points)


def test_run_in_ndjson(place: Place, tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = REPOSITORY / "reports" / "schema" / "results.schema.json"
    if not schema.exists():
        pytest.skip("the schema is not there")
    record = tmp_path / "record"
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-o",
        str(record),
        "-j",
        "8",
        "assertions",
        "limits",
        "objects",
        "--repeat",
        "2",
    )
    assert result.status == 3 and result.stdout == ""
    assert "cases in" in result.stderr
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    lines = record.read_bytes().decode("utf-8").splitlines()
    for line in lines:
        validator.validate(json.loads(line, parse_constant=pytest.fail))
    assert {json.loads(line).get("round") for line in lines[1:-1]} == {0, 1}


def test_statuses(place: Place) -> None:
    assert place.run("run", *PASSING).status == 0
    assert place.run("run", "something_is_observed").status == 0
    assert place.run("run", FAILING, *PASSING).status == 1
    assert place.run("run", "nothing_is_done", FAILING).status == 3
    assert (
        place.run("run", "resource_is_missing", "facility_is_missing", "preparation_fails").status
        == 4
    )


def test_shuffle_is_decided_by_its_seed(place: Place) -> None:
    def order(seed: int) -> list[str]:
        words = (
            "run",
            "--format",
            "ndjson",
            "-j",
            "1",
            f"--shuffle={seed}",
            "something*",
            "nothing*",
            "judge_l*",
        )
        return [case["id"] for case in place.run(*words).cases]

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(1, 6)}) > 1


@pytest.mark.parametrize(
    "words, wanted",
    [
        (["frobnicate"], ["frobnicate", "ipclaim --help"]),
        (["run", "-j", "0"], ['-j "0"', "from 1 to 256"]),
        (["run", "-j", "two"], ['-j "two"', "from 1 to 256"]),
        (["run", "-j", "-1"], ['-j "-1"', "from 1 to 256"]),
        (["run", "-j", "257"], ['-j "257"', "from 1 to 256"]),
        (["run", "-j", "99999999999999999999"], ["99999999999999999999", "from 1 to 256"]),
        (["run", "--jobs="], ['-j ""', "from 1 to 256"]),
        (["run", "-j"], ["-j", "needs a value"]),
        (["run", "--repeat"], ["--repeat", "needs a value"]),
        (["run", "--repeat", "0"], ['--repeat "0"', "from 1"]),
        (["run", "--shuffle=x"], ['--shuffle "x"', "whole number"]),
        (["run", "--seed", "-5"], ['--seed "-5"', "whole number"]),
        (["run", "--timeout-scale", "nan"], ['"nan"', "from 0.1 to 1000"]),
        (["run", "--timeout-scale", "0"], ['"0"', "from 0.1 to 1000"]),
        (["run", "--format", "xml"], ['"xml"', "human, ndjson and tap"]),
        (["run", "--blocked-proof", "guessed"], ['"guessed"', "probed and timed"]),
        (["run", "--bogus"], ["--bogus", "ipclaim run --help"]),
        (["run", "--bogus=1", "ends"], ["--bogus=1", "ipclaim run --help"]),
        (["run", "-xz", "ends"], ["-x", "ipclaim run --help"]),
        (["run", "--share-ipc=yes"], ["--share-ipc=yes", "ipclaim run --help"]),
        (["run", "[abc"], ['"[abc"', "ipclaim list"]),
        (["run", "nosuch*"], ['"nosuch*"', "ipclaim list"]),
        (["run", "ends", "nosuch*"], ['"nosuch*"', "ipclaim list"]),
        (["run", ""], ['""', "ipclaim list"]),
        (["run", "--subject", "/nonexistent.so", *PASSING], ["/nonexistent.so", "No such file"]),
        (["run", "--subject", "/etc/passwd", *PASSING], ["/etc/passwd", "invalid ELF header"]),
        (["run", "-o", "/nonexistent/file", *PASSING], ["/nonexistent/file", "No such file", "-o"]),
        (["run", "-o", "/", *PASSING], ["/: Is a directory", "-o"]),
        (["list", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["list", "--jsno"], ["--jsno", "ipclaim list --help"]),
        (["list", "-x"], ["-x", "ipclaim list --help"]),
        (["list", "-xy"], ["-x: ", "ipclaim list --help"]),
        (["list", "--json=yes"], ["--json=yes", "ipclaim list --help"]),
        (["list", "--json", "-x1"], ["-x: ", "ipclaim list --help"]),
        (["run", "--share-ipc", "-xz", "ends"], ["-x: ", "ipclaim run --help"]),
        (["run", "-j2", os.fsdecode(b"-\xff\xff"), "ends"], ["-\ufffd: ", "ipclaim run --help"]),
        (["run", "\x1b[2J\x9b"], ['" [2J "', "ipclaim list"]),
        (["list", "two\nlines"], ['"two lines"', "ipclaim list"]),
        (["explain"], ["one claim", "ipclaim explain --help"]),
        (["explain", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["explain", "self.ends", "self.limits"], ["one claim"]),
        (["trace"], ["one case", "ipclaim trace --help"]),
        (["trace", "ends"], ["24 cases match", "ipclaim list 'ends'"]),
        (["trace", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["sweep", "now"], ['"now"', "ipclaim sweep --help"]),
    ],
    ids=lambda value: " ".join(value)
    if isinstance(value, list) and value and not value[0].startswith('"')
    else "",
)
def test_wrong_usage(place: Place, words: list[str], wanted: list[str]) -> None:
    result = place.run(*words)
    assert result.stdout == ""
    only_line(result, 2, *wanted)


def test_full_device(place: Place) -> None:
    result = place.run("run", "--format", "ndjson", "-o", "/dev/full", *PASSING, timeout=10)
    assert result.status == 3
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("ipclaim: /dev/full")]
    assert "No space left on device" in line and "not complete" in line


def test_full_standard_output(place: Place) -> None:
    for command in (
        ["run", *PASSING],
        ["run", "--format", "tap", *PASSING],
        ["trace", "call_blocks"],
    ):
        only_line(
            place.run(*command, stdout=open("/dev/full", "w")),
            3,
            "standard output",
            "No space left",
            "not complete",
        )
    only_line(place.run("list", stdout=open("/dev/full", "w")), 2, "standard output")
    only_line(
        place.run("explain", "self.ends", stdout=open("/dev/full", "w")), 2, "standard output"
    )


def test_file_limit(place: Place, tmp_path: Path) -> None:
    """A record that reaches the limit on the size of files ends with a whole line."""
    record = tmp_path / "record"
    limit = 9000

    def prepare() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))

    record.write_text("")
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-o",
        str(record),
        "limits",
        "--repeat",
        "5",
        "-j",
        "8",
        prepare=prepare,
    )
    assert result.status == 3
    assert sum("File too large" in line for line in result.stderr.splitlines()) == 1
    text = record.read_text()
    assert text.endswith("\n") and len(text) > limit
    for line in text.splitlines():
        json.loads(line)


def test_no_file_may_be_written(place: Place) -> None:
    result = place.run(
        "run",
        *PASSING,
        prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)),
    )
    only_line(result, 2, "File too large", "TMPDIR")


@pytest.mark.parametrize(
    "command",
    [["run", *PASSING], ["list"], ["trace", "call_blocks"], ["--help"], ["run", "--help"]],
    ids=" ".join,
)
def test_closed_standard_output(place: Place, command: list[str]) -> None:
    result = place.run(*command, prepare=lambda: os.close(1), stdout=None)
    only_line(result, 2, "standard output", "Bad file descriptor")


def test_closed_standard_output_is_not_needed_for_a_file(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-o",
        str(record),
        *PASSING,
        prepare=lambda: os.close(1),
        stdout=None,
    )
    assert result.status == 0 and len(record.read_text().splitlines()) == 4


def test_all_standard_descriptors_closed(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-o",
        str(record),
        *PASSING,
        prepare=lambda: os.closerange(0, 3),
        stdout=None,
        stderr=None,
    )
    assert result.status == 0 and len(record.read_text().splitlines()) == 4


def test_progress_that_nobody_reads_stops_nothing(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    reading, writing = os.pipe()
    os.close(reading)
    result = place.run("run", "--format", "ndjson", "-o", str(record), *PASSING, stderr=writing)
    os.close(writing)
    assert result.status == 0 and json.loads(record.read_text().splitlines()[-1])["type"] == "end"


def test_reader_goes_away(place: Place) -> None:
    process = place.start(
        "run",
        "--format",
        "ndjson",
        "--repeat",
        "500",
        *PASSING,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    only_line(Result(process.wait(20), "", err), 3, "standard output", "Broken pipe")


def test_failed_start_keeps_the_old_record(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.write_text("an older record\n")
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-o",
        str(record),
        *PASSING,
        environment={"TMPDIR": "/nonexistent"},
    )
    only_line(result, 2, "/nonexistent", "TMPDIR")
    assert record.read_text() == "an older record\n"


@pytest.mark.parametrize("descriptors", [4, 5, 6, 8, 10, 12, 16, 24])
def test_few_descriptors(place: Place, descriptors: int) -> None:
    result = place.run(
        "run",
        "-j",
        "4",
        *PASSING,
        FAILING,
        "call_blocks",
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
        timeout=30,
    )
    if descriptors < 20:
        only_line(result, 2, f"limit on descriptors is {descriptors},", "raise it")
    elif result.status == 2:
        only_line(result, 2, "Too many open files", "raise the limit on descriptors", "-j")
    else:
        assert result.status in (1, 3), result
        assert result.stdout.splitlines()[-1].startswith("4 cases in"), result.stdout


@pytest.mark.parametrize("processes", [1, 2, 3, 5])
def test_few_processes(
    ordinary: Place, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit counts all of a user's processes, so a user is taken who has none."""
    need_root()
    # LeakSanitizer needs a process of its own to look for leaks, and fails without.
    monkeypatch.setenv("ASAN_OPTIONS", "detect_leaks=0")
    ordinary.uid = 61234
    result = ordinary.run(
        "run",
        "-j",
        "2",
        "--format",
        "ndjson",
        *PASSING,
        "fifty_actors_are_no_trouble",
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes)),
    )
    assert result.status in (0, 4)
    assert any(case["outcome"] != "pass" for case in result.cases)
    for case in result.cases:
        assert case["outcome"] in ("skipped", "unresolved", "pass")
        if case["outcome"] != "pass":
            assert case["reason"]["code"] == "fork" and "EAGAIN" in case["reason"]["message"], case[
                "reason"
            ]


def test_scratch_cannot_be_made(ordinary: Place) -> None:
    only_line(
        ordinary.run("run", *PASSING, environment={"TMPDIR": "/nonexistent"}),
        2,
        "/nonexistent",
        "set TMPDIR",
    )
    if ordinary.uid is not None:
        only_line(
            ordinary.run("run", *PASSING, environment={"TMPDIR": "/etc"}),
            2,
            "/etc/ipclaim-",
            "Permission denied",
            "set TMPDIR",
        )


def test_scratch_path_is_too_long(place: Place) -> None:
    long = f"{place.directory}/{'d' * 90}"
    os.mkdir(long)
    only_line(place.run("run", *PASSING, environment={"TMPDIR": long}), 2, long, "shorter")
    os.rmdir(long)


def test_scratch_is_a_trap(ordinary: Place) -> None:
    need_root()
    trap = Path(ordinary.directory) / f"ipclaim-{ORDINARY}"
    trap.mkdir()
    only_line(ordinary.run("run", *PASSING), 2, str(trap), "only you can write to", "TMPDIR")
    trap.rmdir()
    os.symlink("/etc", trap)
    only_line(ordinary.run("run", *PASSING), 2, str(trap), "only you can write to", "TMPDIR")
    trap.unlink()


def test_jobs_of_a_shell_that_became_the_runner_live_on(place: Place) -> None:
    words = "run --format ndjson -o /dev/null nothing_is_expected process_of_the_judge_outlives_it"
    script = f'sleep 60 & echo $!; exec "$0" {words}'
    process = place.start(
        "-c",
        script,
        str(place.binary),
        binary="/bin/sh",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    job = int(process.stdout.readline())
    assert process.wait() == 3
    state = Path(f"/proc/{job}/stat").read_text().rpartition(")")[2].split()[0]
    os.kill(job, 9)
    assert state == "S"


def test_environment_does_not_reach_cases(place: Place) -> None:
    result = place.run(
        "run",
        *PASSING,
        environment={
            "CK_FORK": "yes",
            "CK_RUN_CASE": "nothing",
            "POSIXLY_CORRECT": "1",
            "TZ": "Asia/Shanghai",
            "LC_ALL": "zh_CN.UTF-8",
        },
    )
    assert result.status == 0, result
