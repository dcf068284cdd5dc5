"""Records and lists whose way out is full, closed, limited, or gone."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path
from typing import Callable

import pytest
from conftest import PASSING, Place, Result


def test_full_device(place: Place) -> None:
    result = place.run_ndjson("-o", "/dev/full", *PASSING, timeout=10)
    assert result.status == 3
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("ipclaim: /dev/full")]
    assert "No space left on device" in line and "not complete" in line


@pytest.mark.parametrize(
    "command",
    [["run", *PASSING], ["run", "--format", "tap", *PASSING], ["trace", "call_blocks"]],
    ids=" ".join,
)
def test_full_standard_output_of_a_run(place: Place, command: list[str]) -> None:
    result = place.run(*command, stdout=open("/dev/full", "w"))
    result.has_only_line(3, "standard output", "No space left", "not complete")


@pytest.mark.parametrize(
    "command", [["list"], ["list", "--json"], ["explain", "self.ends"], ["sweep"]], ids=" ".join
)
def test_full_standard_output(place: Place, command: list[str]) -> None:
    result = place.run(*command, stdout=open("/dev/full", "w"))
    result.has_only_line(2, "standard output", "No space left")


def test_file_limit(place: Place, tmp_path: Path) -> None:
    """A record that reaches the limit on the size of files ends with a whole line."""
    record = tmp_path / "record"
    record.write_text("")
    words = ("-o", str(record), "-j", "8", "--repeat", "5", "limits")
    result = place.run_ndjson(*words, prepare=limit_file_size(1 << 20))
    assert result.status == 3
    assert sum("File too large" in line for line in result.stderr.splitlines()) == 1
    text = record.read_text()
    assert text.endswith("\n") and len(text) > 9000
    for line in text.splitlines():
        json.loads(line)


def limit_file_size(limit: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


@pytest.mark.parametrize(
    "limit, words", [(0, ()), (1 << 20, ("-j", "256", "--repeat", "200"))], ids=["none", "small"]
)
def test_ledger_has_no_room(place: Place, limit: int, words: tuple[str, ...]) -> None:
    result = place.run("run", *words, *PASSING, prepare=limit_file_size(limit))
    result.has_only_line(2, "File too large", "TMPDIR")


@pytest.mark.parametrize(
    "command",
    [["run", *PASSING], ["list"], ["trace", "call_blocks"], ["--help"], ["run", "--help"]],
    ids=" ".join,
)
def test_closed_standard_output(place: Place, command: list[str]) -> None:
    result = place.run(*command, prepare=lambda: os.close(1), stdout=None)
    result.has_only_line(2, "standard output", "Bad file descriptor")


@pytest.mark.parametrize("closed", [(1, 2), (0, 3)], ids=["output", "all"])
def test_closed_descriptors_are_not_needed_for_a_file(
    place: Place, tmp_path: Path, closed: tuple[int, int]
) -> None:
    record = tmp_path / "record"
    result = place.run_ndjson(
        "-o",
        str(record),
        *PASSING,
        prepare=lambda: os.closerange(*closed),
        stdout=None,
        stderr=None,
    )
    assert result.status == 0 and len(record.read_text().splitlines()) == 4


def test_progress_that_nobody_reads_stops_nothing(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    reading, writing = os.pipe()
    os.close(reading)
    result = place.run_ndjson("-o", str(record), *PASSING, stderr=writing)
    os.close(writing)
    assert result.status == 0 and json.loads(record.read_text().splitlines()[-1])["type"] == "end"


def test_reader_goes_away(place: Place) -> None:
    process = place.start(
        *("run", "--format", "ndjson", "--repeat", "500", *PASSING),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    Result(process.wait(20), "", err).has_only_line(3, "standard output", "Broken pipe")


def test_failed_start_keeps_the_old_record(place: Place, tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.write_text("an older record\n")
    result = place.run_ndjson(
        "-o", str(record), *PASSING, environment={"TMPDIR": "/nonexistent"}
    )
    result.has_only_line(2, "/nonexistent", "TMPDIR")
    assert record.read_text() == "an older record\n"
