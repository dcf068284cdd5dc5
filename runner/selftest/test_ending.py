"""However a run ends, its record says so, nothing stays, and nobody else loses anything."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Iterator

import pytest
from conftest import Place, read_line

# All kinds of objects that a ledger can name, blocked calls and shells, whole seconds of them.
WORDS = tuple(
    "run --format ndjson -j 4 --share-ipc --repeat 200 queue_is* *set_is* segment* posix* named* "
    "shared* file* tree* objects_with* everything* call_blocks job_of* memory_is_much".split()
)


def start(place: Place, *words: str) -> subprocess.Popen[str]:
    process = place.start(*(words or WORDS), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert json.loads(read_line(process))["type"] == "run"
    return process


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
)
def test_stopped_run_is_complete(place: Place, number: signal.Signals) -> None:
    process = start(place)
    time.sleep(0.3)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    *cases, end = [json.loads(line) for line in out.splitlines()]
    assert process.returncode == -number
    assert (end["type"], end["interrupted"], end["cases"]) == ("end", number.name, len(cases))
    codes = [
        case["reason"]["code"]
        for case in cases
        if case["outcome"] == "skipped" and case["reason"]["code"] != "need-root"
    ]
    assert set(codes) <= {"interrupted"} and len(codes) <= 4
    assert os.listdir(place.directory) == []


@pytest.mark.parametrize("format", ["human", "tap"])
def test_stopped_run_says_so(place: Place, format: str) -> None:
    process = place.start("run", "--format", format, "judge_hangs", stdout=subprocess.PIPE)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGINT
    assert (
        "Bail out! stopped by SIGINT"
        if format == "tap"
        else "stopped by SIGINT; 1 of 1 cases have ended"
    ) in out


def test_signal_at_any_moment(place: Place) -> None:
    """Be it at the very beginning or end: either nothing was written, or all of it."""
    for moment in (0, 1, 2, 3, 5, 8, 12, 20, 30, 50):
        process = place.start(
            "run",
            "--format",
            "ndjson",
            "call_blocks",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(moment / 1000)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        assert process.returncode in (0, -signal.SIGTERM)
        assert not out or json.loads(out.splitlines()[-1])["type"] == "end", moment
        assert os.listdir(place.directory) == []


def test_ignored_signal_stays_ignored(place: Place) -> None:
    words = ("run", "--format", "ndjson", "--repeat", "30", "call_blocks")
    process = place.start(
        *words, stdout=subprocess.PIPE, prepare=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    read_line(process)
    process.send_signal(signal.SIGHUP)
    assert process.communicate(timeout=20) and process.returncode == 0


@pytest.fixture
def bystanders(place: Place) -> Iterator[Any]:
    """What somebody else has made: a queue, a segment, shared memory, a semaphore, a process."""
    mark = f"ipclaim-selftest-{os.getpid()}"
    queue = int(subprocess.check_output(["ipcmk", "-Q"], text=True).split()[-1])
    segment = int(subprocess.check_output(["ipcmk", "-M", "4096"], text=True).split()[-1])
    files = [Path(f"/dev/shm/{mark}"), Path(f"/dev/shm/sem.{mark}"), Path(f"/dev/shm/ic.{mark}")]
    for file in files:
        file.write_text("somebody else's")
    process = subprocess.Popen(["sleep", "300"], cwd="/")
    place.before |= {f"msg {queue}", f"shm {segment}", str(files[2])}

    def are_there() -> bool:
        return (
            all(file.exists() for file in files)
            and process.poll() is None
            and subprocess.run(["ipcs", "-q", "-i", str(queue)], capture_output=True).stdout.count(
                b"msqid"
            )
            == 1
            and subprocess.run(
                ["ipcs", "-m", "-i", str(segment)], capture_output=True
            ).stdout.count(b"shmid")
            == 1
        )

    assert are_there()
    yield are_there
    process.kill()
    process.wait()
    subprocess.run(["ipcrm", "-q", str(queue), "-m", str(segment)], check=True)
    for file in files:
        file.unlink()


def test_killed_runs_are_swept(place: Place, bystanders: Any) -> None:
    chance = random.Random(1)
    for _ in range(20):
        process = start(place)
        time.sleep(chance.uniform(0, 0.12))
        process.kill()
        process.communicate()
    assert len(os.listdir(f"{place.directory}/ipclaim-{os.geteuid()}")) >= 1
    swept = place.run("sweep")
    assert swept.status == 0 and " dead runs, " in swept.stdout.splitlines()[-1]
    assert bystanders()
    assert place.left() == []
    assert os.listdir(place.directory) == []


def test_run_sweeps_before_it_begins(place: Place) -> None:
    process = start(place)
    process.kill()
    process.communicate()
    result = place.run("run", "call_blocks")
    assert result.status == 0 and "swept" in result.stderr and "1 killed runs" in result.stderr


def test_living_run_is_not_swept(place: Place) -> None:
    process = start(
        place,
        "run",
        "--format",
        "ndjson",
        "--repeat",
        "300",
        "call_blocks",
        "everything_is_removed",
        "job_of_a_killed*",
    )
    for _ in range(5):
        swept = place.run("sweep")
        assert (
            swept.status == 0 and swept.stdout == "0 dead runs, 0 processes and 0 objects removed\n"
        )
        assert place.run("run", "everything_is_removed").status == 0
    out, err = process.communicate(timeout=60)
    end = json.loads(out.splitlines()[-1])
    assert (process.returncode, end["outcomes"]["pass"]) == (0, 900), err


def test_many_runs_at_once(place: Place) -> None:
    words = (
        "run",
        "--format",
        "ndjson",
        "--share-ipc",
        "--repeat",
        "10",
        "everything*",
        "call_blocks",
    )
    processes = [
        place.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)
    ]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    assert os.listdir(place.directory) == []


def test_a_deeper_tree_than_there_are_descriptors_is_swept(place: Place) -> None:
    """What a case may have made there: more levels than the sweep can hold open at a time."""
    run = Path(place.directory) / f"ipclaim-{os.geteuid()}" / "deadbeef"
    run.mkdir(parents=True)
    level = os.open(run, os.O_DIRECTORY)
    for _ in range(500):
        os.mkdir("deep", dir_fd=level)
        os.close(os.open("deep/file", os.O_CREAT, dir_fd=level))
        below = os.open("deep", os.O_DIRECTORY, dir_fd=level)
        os.close(level)
        level = below
    os.close(level)
    swept = place.run(
        "sweep", prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    )
    assert (swept.status, swept.stdout.splitlines()[-1][:11]) == (0, "1 dead runs")
    assert os.listdir(place.directory) == []
