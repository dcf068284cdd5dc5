"""Assignments are as they state, and what cannot be graded says why. Hostile submissions: test_attacks.py."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "reports"))

from ipclaim_reports.grade.assignment import load_assignment  # noqa: E402
from ipclaim_reports.grade.prove import make_wrong  # noqa: E402

pytestmark = pytest.mark.beside

ASSIGNMENTS = ROOT / "fixtures" / "assignments"


def ipclaim(binary: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [str(binary), *(str(word) for word in words), "--quiet"]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


@pytest.mark.parametrize(
    "name",
    [  # one for ci/test, the others for ci/grading
        pytest.param(path.parent.name, marks=[] if path.parent.name == "message_queue" else pytest.mark.grading)
        for path in sorted(ASSIGNMENTS.glob("*/assignment.toml"))
    ],
)
def test_every_solution_gets_what_is_stated(binary: Path, name: str) -> None:
    done = ipclaim(binary, "assignment", "check", name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.grading
def test_a_wrong_order_gets_the_same_score_every_time(binary: Path, tmp_path: Path) -> None:
    """Several copies at a time, which is when processes come late: what a row asks must not depend on who is first."""
    assignment = load_assignment("message_queue")
    [wrong] = [one for one in assignment.wrong if one.name == "zero_takes_the_highest"]
    for number in range(6):
        make_wrong(assignment, wrong, tmp_path / "class" / str(number))
    done = ipclaim(
        binary, "grade", "message_queue", "--class", tmp_path / "class", "-j", "6", "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with (tmp_path / "out" / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        lines = [tuple(line.values())[2:] for line in csv.DictReader(file)]
    assert len(lines) == 6 and len(set(lines)) == 1
    assert float(lines[0][0]) == wrong.score


@pytest.mark.parametrize("name", ["prints_a_result", "fails_to_build", "answers_in_escapes"])
def test_what_a_submission_says_does_not_reach_the_terminal(binary: Path, name: str) -> None:
    done = ipclaim(binary, "grade", "message_queue", ASSIGNMENTS / "attacks" / f"{name}.c")
    assert done.returncode == 1 and "of 100" in done.stdout
    assert not set("\033\007") & set(done.stdout)


def test_a_link_in_a_submission_is_not_followed(binary: Path, tmp_path: Path) -> None:
    (tmp_path / "stolen.c").symlink_to(ASSIGNMENTS / "message_queue/reference/message_queue.c")
    (tmp_path / "own.c").write_text("int own;\n")
    done = ipclaim(binary, "grade", "--json", "message_queue", tmp_path)
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["submission"]["files"] == ["own.c"]
    assert document["submission"]["ignored"] == ["stolen.c: no plain file"]
    assert document["score"] == 0


@pytest.mark.parametrize(
    "submission, told",
    [("/nowhere", "cannot be read"), ("/dev/null", "neither a file nor a folder")],
)
def test_what_cannot_be_graded_says_why(binary: Path, submission: str, told: str) -> None:
    done = ipclaim(binary, "grade", "message_queue", submission)
    assert done.returncode == 2
    assert told in done.stderr
