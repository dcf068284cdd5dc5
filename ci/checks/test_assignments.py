"""Assignments are as they state, and what cannot be graded says why. Hostile submissions: test_attacks.py."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ROOT / "fixtures" / "assignments"


def ipclaim(binary: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [str(binary), *(str(word) for word in words), "--quiet"]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in ASSIGNMENTS.glob("*/assignment.toml"))
)
def test_every_solution_gets_what_is_stated(binary: Path, name: str) -> None:
    done = ipclaim(binary, "assignment", "check", name)
    assert done.returncode == 0, done.stdout + done.stderr


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
