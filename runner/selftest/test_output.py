"""What commands print."""

from __future__ import annotations

import fcntl
import json
import os
import re
import struct
import termios
import unicodedata
from pathlib import Path

import pytest
from conftest import FAILING, PASSING, REPOSITORY, Place


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


@pytest.mark.parametrize(
    "command",
    [[], ["list"], ["run"], ["explain"], ["trace"], ["sweep"], ["bench"]],
    ids=lambda c: " ".join(c) or "ipclaim",
)
def test_help(place: Place, command: list[str]) -> None:
    result = place.run(*command, "--help")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: ipclaim")
    assert max(map(columns, result.stdout.splitlines())) <= 80
    full = place.run(*command, "--help", stdout=open("/dev/full", "w"))
    full.has_only_line(2, "standard output", "No space left")


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
    words = ("*outlives_its_actor[forks twice]", "something_is_expected")
    listed = json.loads(place.run("list", "--json", *words).stdout)
    assert [item["variant"] for item in listed] == [None, "forks twice"]
    assert len(json.loads(place.run("list", "--json", "*[leaves*]").stdout)) == 2
    assert "2 cases on 1 of 8 claims" in place.run("list", "*[leaves*]").stdout


@pytest.mark.parametrize("word", ["self.ends", "self.ends/judge_hangs"])
def test_explain(place: Place, word: str) -> None:
    result = place.run("explain", word)
    assert result.status == 0 and "Whatever ends a process" in result.stdout
    assert "judge_hangs_and_ignores_sigterm" in result.stdout


def test_explain_names_variants(place: Place) -> None:
    shown = place.run("explain", "self.processes").stdout
    assert re.search(r"proves  process_outlives_its_actor \(.*\)\n +\[stays in the group\]\n", shown)


def test_explain_is_wrapped(place: Place) -> None:
    """Chinese breaks anywhere, a word that is longer than a line nowhere; test_golden.py has the whole."""
    lines = place.run("explain", "self.unshown").stdout.splitlines()
    long = [line for line in lines if columns(line) > 78]
    assert len(long) == 1 and re.fullmatch(r" {12}A_word_that_is_longer\S+", long[0])
    assert all(re.match(r"\S| {12}\S", line) for line in lines)


def test_trace(place: Place) -> None:
    result = place.run("trace", "call_blocks")
    assert result.status == 0
    assert "read is blocked: asleep in read(2) (probed)" in result.stdout
    assert "pass self.blocking/call_blocks" in result.stdout


def test_trace_of_a_proof_by_time(place: Place) -> None:
    result = place.run("trace", "--blocked-proof", "timed", "call_blocks")
    assert result.status == 0
    assert "read is blocked: no return within the quiet interval (timed)" in result.stdout


def test_trace_has_all(place: Place) -> None:
    observed = place.run("trace", "something_is_observed").stdout
    assert "  observed a.number = 42 things\n" in observed
    assert '  observed a.text = \ufffd and "quotes"\n' in observed
    noted = place.run("trace", "notes_do_not_fit").stdout
    assert re.search(r"  judge +# 0{490,}", noted)
    assert re.search(r"… and \d+ more events, for which there was no room\n", noted)


def test_run_for_people(place: Place) -> None:
    result = place.run("run", *PASSING, FAILING)
    assert (result.status, result.stderr) == (1, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("ipclaim: 3 cases")
    assert f"fail {FAILING}" in lines
    assert re.match(r"3 cases in \d+\.\d+ s: 2 pass, 1 fail$", lines[-1])
    assert "\033" not in result.stdout


@pytest.mark.parametrize("width", [0, 40])
def test_run_on_a_terminal(place: Place, width: int) -> None:
    primary, secondary = os.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("4H", 24, width, 0, 0))
    words = ("run", *PASSING, FAILING, "memory_is_clean_again")
    process = place.start(*words, stdout=secondary, environment={"TERM": "xterm"})
    os.close(secondary)
    output = b""
    try:
        while chunk := os.read(primary, 4096):
            output += chunk
    except OSError:
        pass
    os.close(primary)
    assert process.wait() == 1
    assert b"3 pass, 1 fail" in output
    drawn = re.findall(rb"\r\033\[K(\[\d/4\][^\r]*)", output)
    assert drawn and max(map(len, drawn)) < (width or 80)


def test_run_in_tap(place: Place) -> None:
    words = (*PASSING, FAILING, "resource_is_missing", "something_is_observed")
    result = place.run("run", "--format", "tap", *words)
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
    words = ("-o", str(record), "-j", "8", "--repeat", "2", "assertions", "limits", "objects")
    result = place.run_ndjson(*words)
    assert result.status == 3 and result.stdout == ""
    assert "cases in" in result.stderr
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    lines = record.read_bytes().decode("utf-8").splitlines()
    for line in lines:
        validator.validate(json.loads(line, parse_constant=pytest.fail))
    assert {json.loads(line).get("round") for line in lines[1:-1]} == {0, 1}


def test_shuffle_is_decided_by_its_seed(place: Place) -> None:
    def order(seed: int) -> list[str]:
        words = ("-j", "1", f"--shuffle={seed}", "something*", "nothing_is*", "judge_l*")
        return [case["id"] for case in place.run_ndjson(*words).cases]

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(1, 6)}) > 1


def test_seed_reaches_the_record(place: Place) -> None:
    assert place.run_ndjson("--seed", "77", *PASSING).records[0]["seed"] == 77


def test_environment_does_not_reach_cases(place: Place) -> None:
    environment = {
        "CK_FORK": "yes",
        "CK_RUN_CASE": "nothing",
        "POSIXLY_CORRECT": "1",
        "TZ": "Asia/Shanghai",
        "LC_ALL": "zh_CN.UTF-8",
    }
    result = place.run("run", *PASSING, environment=environment)
    assert result.status == 0, result
