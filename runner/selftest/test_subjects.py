"""What `--subject` makes of a library, and of what is none: one line that says so, at once, and nothing left behind."""

from __future__ import annotations

import json
import os
import random
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from conftest import PASSING, Place, read_line


@pytest.fixture(scope="session")
def library(binaries: Path) -> Path:
    return binaries / "hostile_subject.so"


def refused(place: Place, path: Path | str, *words: str, how: str = "", scale: str = "1") -> None:
    environment = {"IPCLAIM_HOSTILE": how} if how else {}
    result = place.run(
        "run", "--timeout-scale", scale, "--subject", str(path), *PASSING, timeout=60, environment=environment
    )
    assert result.stdout == ""
    result.has_only_line(2, "--subject", *words)


def test_a_library_that_misbehaves_for_nobody_is_taken(place: Place, library: Path) -> None:
    assert place.run("run", "--subject", str(library), PASSING[0]).status == 0


@pytest.mark.parametrize(
    "how, words",
    [
        ("crashes", "was killed by SIGSEGV"),
        ("exits", "exited 0"),
        ("closes", "the process that opened it"),
    ],
)
def test_a_constructor_that_ends_its_process(place: Place, library: Path, how: str, words: str) -> None:
    refused(place, library, words, how=how)


def test_a_constructor_that_never_returns(place: Place, library: Path) -> None:
    refused(place, library, "did not open within 1 s", how="hangs", scale="0.1")


def test_what_a_constructor_starts_does_not_stay(place: Place, library: Path) -> None:
    place.run("run", "--subject", str(library), PASSING[0], environment={"IPCLAIM_HOSTILE": "forks"})
    # The fixture looks for processes that are left.


def test_what_is_no_file(place: Place, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (fifo, tmp_path, Path("/dev/zero"), Path("/dev/null")):
        refused(place, path, str(path), "no regular file")


def test_what_is_no_library(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "subject.so"
    for content in (b"", b"\x7fELF", b"#!/bin/sh\n", b"\x7fELF" + b"\xff" * 2000):
        file.write_bytes(content)
        refused(place, file, str(file))


def test_a_library_that_is_cut_short(place: Place, library: Path, tmp_path: Path) -> None:
    """The loader maps what the head promises, and a read past the end of the file is SIGBUS."""
    whole = library.read_bytes()
    file = tmp_path / "subject.so"
    for length in (16, 64, 200, 4096, len(whole) // 4, len(whole) // 2):
        file.write_bytes(whole[:length])
        refused(place, file, str(file))


def test_a_library_with_a_damaged_head(place: Place, library: Path, tmp_path: Path) -> None:
    """Either it opens, or one line says why not: the runner itself is never harmed."""
    chance = random.Random(11)
    whole = library.read_bytes()
    (headers,) = struct.unpack_from("<Q", whole, 32)
    file = tmp_path / "subject.so"
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 2, 8))):
            place_of = chance.choice((chance.randrange(16, 64), headers + chance.randrange(224)))
            damaged[place_of] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        result = place.run("trace", "--timeout-scale", "0.2", "--subject", str(file), PASSING[0], timeout=60)
        assert result.status in (0, 1, 2, 3), result
        if result.status == 2:
            result.has_only_line(2, "--subject")


def test_subject_is_bound_by_actors(place: Place, library: Path) -> None:
    result = place.run_ndjson("--subject", str(library), *PASSING, "family_is_nobodys[success]")
    assert result.records[0]["subject"] == str(library)
    # A subject has what it exports, so what it says of an absent facility is a failure like another.
    assert sorted(case["outcome"] for case in result.cases) == ["fail", "pass", "pass"]
    assert str(library) in place.run("run", "--subject", str(library), *PASSING).stdout


def test_subject_goes_away(place: Place, library: Path, tmp_path: Path) -> None:
    subject = Path(shutil.copy(library, tmp_path))
    words = ("run", "--format", "ndjson", "-j", "1", "--repeat", "200", "--subject", str(subject))
    process = place.start(*words, *PASSING, stdout=subprocess.PIPE)
    first = [read_line(process), read_line(process)]
    subject.unlink()
    out, _ = process.communicate(timeout=60)
    cases = [json.loads(line) for line in [*first, *out.splitlines()]][1:-1]
    assert process.returncode == 3 and cases[0]["outcome"] == "pass"
    assert (cases[-1]["outcome"], cases[-1]["reason"]["code"]) == ("broken", "actor")
    assert "ended early (exited 126)" in cases[-1]["reason"]["message"]
    assert "the subject could not be bound" in cases[-1]["reason"]["message"]


def test_calls_are_found_behind_a_prefix(place: Place, library: Path) -> None:
    asked = "family_is_nobodys[a number]"
    bare = place.run_ndjson("--subject", str(library), asked)
    assert bare.cases[0]["outcome"] == "fail"
    prefixed = place.run_ndjson("--subject", str(library), "--prefix", "other_", asked)
    assert prefixed.cases[0]["outcome"] == "pass"


def test_denied_calls_are_not_there_for_actors(place: Place) -> None:
    result = place.run_ndjson("--deny", "pipe2,pipe,socket", "call_blocks", "queue_is_forgotten")
    outcomes = {case["id"].partition("/")[2]: case for case in result.cases}
    assert outcomes["call_blocks"]["outcome"] == "unsupported"
    assert "ENOSYS" in json.dumps(outcomes["call_blocks"]["transcript"])
    assert outcomes["queue_is_forgotten"]["outcome"] == "broken"  # as without


@pytest.mark.parametrize("names", ["", "pipe2,nonsense", "nonsense", "pipe2,,pipe", "pip", "pipe2(2)"])
def test_what_is_no_system_call_cannot_be_denied(place: Place, names: str) -> None:
    result = place.run("run", "--deny", names, PASSING[0])
    result.has_only_line(2, "--deny", "no system call")


@pytest.mark.parametrize(
    "path, words", [("nowhere", "No such file"), ("/tmp", "no file that can be executed"), ("/etc/passwd", "executed")]
)
def test_what_is_no_program(place: Place, path: str, words: str) -> None:
    place.run("run", "--program", path, PASSING[0]).has_only_line(2, "--program", words)
