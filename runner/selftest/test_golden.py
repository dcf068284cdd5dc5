"""Golden output: `ipclaim-selftest list` and the records of a few cases, clocks and pids left out.

After a change that is meant:  IPCLAIM_REGENERATE=1 python3 -m pytest runner/selftest/test_golden.py
and read the difference.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

from conftest import HERE, Place

CASES = (
    "actor_crashes",
    "call_blocks",
    "expectation_is_false",
    "judge_leaves_with_success",
    "nothing_is_done",
    "preparation_fails",
    "shared_memory_object_is_forgotten",
    "something_is_observed",
)
CLOCKS = {"t": 0, "us": 0, "started_us": 0, "duration_us": 0, "line": 0}


def normalised(value: Any, key: str = "") -> Any:
    """Clocks, numbers of lines and processes, and the run's name as constants."""
    if isinstance(value, dict):
        if value.get("call") == "getpid" and "result" in value:
            value = {**value, "result": 1}
        return {
            name: CLOCKS[name] if name in CLOCKS else normalised(inner, name)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [normalised(inner) for inner in value]
    if key == "pid":
        return 1
    if isinstance(value, str):
        value = re.sub(r"getpid\(\) returned \d+", "getpid() returned PID", value)
        return re.sub(r"/ic\.[0-9a-f]{8}\.[0-9a-f]+\.", "/ic.RUN.SLOT.", value)
    return value


def compare(name: str, text: str) -> None:
    path = HERE / "golden" / name
    if os.environ.get("IPCLAIM_REGENERATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path} differs; see the head of {__file__}"


def test_list(place: Place) -> None:
    compare("list.txt", place.run("list").stdout)


def test_explain(place: Place) -> None:
    compare("explain.txt", place.run("explain", "self.unshown").stdout)


def test_records(place: Place) -> None:
    result = place.run(
        "run",
        "--format",
        "ndjson",
        "-j",
        "1",
        "--blocked-proof",
        "probed",
        *(f"*/{name}" for name in CASES),
    )
    cases = sorted(map(normalised, result.cases), key=lambda case: case["id"])
    assert len(cases) == len(CASES)
    compare("records.json", json.dumps(cases, indent=1, ensure_ascii=False) + "\n")


def test_environment_is_whole(place: Place) -> None:
    """The fingerprint differs from machine to machine, its keys do not."""
    run = place.run("run", "--format", "ndjson", "something_is_observed").records[0]
    environment = run["environment"]
    assert {
        "os",
        "release",
        "machine",
        "libc",
        "compiler",
        "page_size",
        "cpus",
        "uid",
        "capabilities",
    } <= set(environment)
    assert environment["limits"]["RLIMIT_NOFILE"][0] > 0
    assert environment["sysconf"]["_PC_PIPE_BUF"] >= 512
    if environment["os"] == "Linux":
        assert environment["namespaces"]["ipc"].startswith("ipc:[")
        assert environment["blocked_proof"] == "probed"
