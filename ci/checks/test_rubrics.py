"""Rows that watch for one mistake, that are a bonus, and that have limits: what a student gets, and is told."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

pytestmark = pytest.mark.beside

ROOT = Path(__file__).resolve().parents[2]
QUEUES = ROOT / "fixtures" / "assignments" / "message_queue"
ROWS = """
[[row]]
id = "made"
title = "Queues are made"
points = 4
claims = ["sysvmsg.get.private-unique"]
asks = "A queue is made."

[[row]]
id = "clean"
title = "Nothing is left behind"
points = 3
claims = ["sysvmsg.get.private-unique"]
needs = ["made"]
watches = "leak"
asks = "What was made is gone at the end."

[[row]]
id = "asleep"
title = "Who waits sleeps"
points = 2
claims = ["sysvmsg.rcv.blocks"]
needs = ["made"]
watches = "busy-waiting"
bonus = true
asks = "The process is suspended."

[[row]]
id = "small"
title = "It makes do with little"
points = 1
claims = ["sysvmsg.get.enoent"]
needs = ["made"]
cpu_seconds = 10
memory_mib = 512
asks = "It needs neither much memory nor much time."
"""
SPINS = ("    slept = operate(mine, -1, 0);\n    error = slept == 0 ? 0 : errno;\n", "    slept = 0;\n    error = 0;\n")
LITTERS = (
    "    if (!lock())\n        return -1;\n    queue = key ==",
    '    close(open("litter", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));\n'
    "    if (!lock())\n        return -1;\n    queue = key ==",
)
SWALLOWS = (
    "    if (!lock())\n        return -1;\n    queue = key ==",
    "    size_t much = (size_t)640 << 20;\n"
    "    void *at = mmap(NULL, much, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
    "    if (at == MAP_FAILED || munmap(at, much) != 0)\n        return -1;\n"
    "    if (!lock())\n        return -1;\n    queue = key ==",
)


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assignments") / "queues"
    shutil.copytree(QUEUES, folder)
    file = folder / "assignment.toml"
    text = file.read_text("utf-8")
    wrong = [block.replace("loses = ", 'loses = ["made"]  # ') for block in text.split("[[wrong]]")[1:]]
    head = text.partition("[[row]]")[0]
    file.write_text(head + ROWS + "".join(f"[[wrong]]{block}" for block in wrong), "utf-8")
    return folder


def graded(binary: Path, assignment: Path, folder: Path, *edits: tuple[str, str]) -> dict[str, Any]:
    shutil.copytree(QUEUES / "reference", folder)
    file = folder / "message_queue.c"
    for old, new in edits:
        assert file.read_text("utf-8").count(old) == 1
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    command = [str(binary), "grade", "--json", "--quiet", str(assignment), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def points(document: dict[str, Any]) -> dict[str, float]:
    return {row["id"]: row["score"] for row in document["rows"]}


def faults(document: dict[str, Any], row: str) -> set[str]:
    [own] = [one for one in document["rows"] if one["id"] == row]
    return {lost["fault"] for lost in own["lost"]}


def test_a_bonus_comes_on_top(binary: Path, assignment: Path, tmp_path: Path) -> None:
    document = graded(binary, assignment, tmp_path / "right")
    assert (document["score"], document["max_score"], document["bonus"]) == (10, 8, 2)


def test_busy_waiting_costs_where_it_is_watched_for(binary: Path, assignment: Path, tmp_path: Path) -> None:
    document = graded(binary, assignment, tmp_path / "spins", SPINS)
    assert points(document) == {"made": 4, "clean": 3, "asleep": 0, "small": 1}
    assert faults(document, "asleep") == {"busy-waiting"}


def test_a_leak_costs_once(binary: Path, assignment: Path, tmp_path: Path) -> None:
    document = graded(binary, assignment, tmp_path / "litters", LITTERS)
    found = points(document)
    assert (found["made"], found["clean"]) == (4, 0)
    assert faults(document, "clean") == {"leak"}
    [clean] = [row for row in document["rows"] if row["id"] == "clean"]
    assert 'file "litter"' in clean["lost"][0]["why"]


def test_a_row_has_its_own_limit_of_memory(binary: Path, assignment: Path, tmp_path: Path) -> None:
    found = points(graded(binary, assignment, tmp_path / "swallows", SWALLOWS))
    assert (found["made"], found["small"]) == (4, 0)


def test_a_document_says_that_the_grader_broke(binary: Path, assignment: Path, tmp_path: Path) -> None:
    """And options may stand anywhere."""
    broken = tmp_path / "ipclaim"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    page = tmp_path / "page.html"
    command = [binary, "grade", assignment, "--json", f"--binary={broken}", QUEUES / "reference", "--html", page]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 3 and "the grader broke" in done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads((ROOT / "reports/schema/grade.schema.json").read_text("utf-8")))
    assert (document["status"], document["score"], document["rows"]) == ("broken", None, [])
    assert document["reason"] in done.stderr and "The grader broke" in page.read_text("utf-8")


@pytest.mark.parametrize(
    "old, new, told",
    [
        ('id = "made"\n', 'id = "made"\nvisibility = "hidden"\n', "would be told by it"),
        ("bonus = true", "bonus = 1", "bonus"),
        ('watches = "leak"', 'watches = "everything"', "watches"),
        ("cpu_seconds = 10", "cpu_seconds = 0", "cpu_seconds"),
        ("points = 4\n", 'points = 4\nleaves_out = ["private-unique"]\n', "leaves_out"),
        ("points = 4\n", 'points = 4\nleaves_out = ["sysvmsg.get.private-unique/none"]\n', "none"),
    ],
)
def test_a_rubric_that_cannot_be_meant_is_refused(
    binary: Path, assignment: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "queues"
    shutil.copytree(assignment, folder)
    file = folder / "assignment.toml"
    assert file.read_text("utf-8").count(old) >= 1
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    command = [str(binary), "grade", "--quiet", str(folder), str(QUEUES / "starter")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2 and told in done.stderr and "assignment.toml" in done.stderr
