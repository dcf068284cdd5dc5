"""Few descriptors, processes, memory and devices: each is said, and what can be run is."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest
from conftest import FAILING, PASSING, Place, need_root


@pytest.mark.parametrize("options", [(), ("--share-ipc",)], ids=["private", "shared"])
@pytest.mark.parametrize("descriptors", [4, 19, 20, 21, 22, 24, 32])
def test_few_descriptors(place: Place, descriptors: int, options: tuple[str, ...]) -> None:
    result = place.run(
        *("run", "-j", "4", *options, *PASSING, FAILING, "call_blocks"),
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
        timeout=30,
    )
    if descriptors < 20:
        result.has_only_line(2, f"limit on descriptors is {descriptors},", "raise it")
    elif result.status == 2:
        result.has_only_line(2, "Too many open files", "raise the limit on descriptors", "-j")
    else:
        assert result.status in (1, 3), result
        assert result.stdout.splitlines()[-1].startswith("4 cases in"), result.stdout


@pytest.mark.parametrize("jobs", [13, 14, 15])
def test_last_descriptors(place: Place, jobs: int) -> None:
    """Enough for the files of the cases, but not for the runner's own pipe: it looks round at times instead."""
    result = place.run(
        *("run", "-j", str(jobs), "--share-ipc", "--repeat", "20", PASSING[0]),
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)),
        timeout=30,
    )
    assert result.status in (0, 4), result
    assert result.stdout.splitlines()[-1].startswith("20 cases in"), result.stdout


@pytest.mark.parametrize("processes", [1, 2, 3, 5])
def test_few_processes(ordinary: Place, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit counts all of a user's processes, so a user is taken who has none."""
    need_root()
    # LeakSanitizer needs a process of its own to look for leaks, and fails without.
    monkeypatch.setenv("ASAN_OPTIONS", "detect_leaks=0")
    ordinary.uid = 100000 + os.getpid()
    result = ordinary.run_ndjson(
        *("-j", "2", *PASSING, "fifty_actors_are_no_trouble"),
        prepare=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes)),
    )
    assert result.status in (0, 4)
    assert any(case["outcome"] != "pass" for case in result.cases)
    for case in result.cases:
        assert case["outcome"] in ("skipped", "unresolved", "pass")
        if case["outcome"] != "pass":
            reason = case["reason"]
            assert reason["code"] == "fork" and "EAGAIN" in reason["message"], reason


def test_few_addresses(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    if "libasan" in subprocess.run(["ldd", place.binary], capture_output=True, text=True).stdout:
        pytest.skip("AddressSanitizer takes all addresses for itself")
    result = place.run(
        *("run", "-j", "256", "--repeat", "200", *PASSING),
        prepare=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    result.has_only_line(2, "memory for 256 cases at a time", "Cannot allocate memory")


def test_no_devices(place: Place) -> None:
    """Without /dev/null a judge has no standard input, and says so."""
    need_root()
    script = 'mount -t tmpfs none /dev && exec "$0" run "$@"'
    result = place.run(
        *("--mount", "sh", "-c", script, str(place.binary), PASSING[1]), binary="unshare"
    )
    assert result.status == 3
    assert "could not prepare descriptors 0 to 2: No such file or directory" in result.stdout


def test_jobs_of_a_shell_that_became_the_runner_live_on(place: Place) -> None:
    words = "run --format ndjson -o /dev/null nothing_is_expected process_of_the_judge_outlives_it"
    process = place.start(
        *("-c", f'sleep 60 & echo $!; exec "$0" {words}', str(place.binary)),
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
