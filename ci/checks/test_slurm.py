"""What ci/slurm sends to Slurm, without one: a stand-in for sbatch runs each task at once, and one for ipclaim notes
what it was told. `ci/slurm/try` grades a class on a real one."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SBATCH = r"""#!/usr/bin/env bash
# Runs every task of an array, each with its number; a job ends as its last task does.
echo "sbatch $*" >>"$NOTES"
tasks=0
while [[ $1 == --* ]]; do
    case $1 in --array=*) tasks=${1#--array=1-} ;; esac
    shift
done
status=0
if [ "$tasks" = 0 ]; then
    "$@" >>"$NOTES" || status=$?
else
    for ((task = 1; task <= tasks; task++)); do SLURM_ARRAY_TASK_ID=$task "$@" >>"$NOTES" || true; done
fi
echo "7;cluster"
exit "$status"
"""
IPCLAIM = r"""#!/usr/bin/env bash
echo "ipclaim $*" >>"$NOTES"
if [[ $* == *"--part $BAD/"* ]]; then exit 3; fi
exit "${STATUS:-0}"
"""


def submit(tmp_path: Path, *words: object, **environment: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """What became of it, and what the stand-ins have noted."""
    for name, text in (("sbatch", SBATCH), ("ipclaim", IPCLAIM)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    notes = tmp_path / "notes"
    notes.write_text("")
    merged = {
        **os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "IPCLAIM_BINARY": str(tmp_path / "ipclaim"),
        "NOTES": str(notes), "BAD": "none", **environment,
    }
    command = [str(ROOT / "ci/slurm/submit"), *map(str, words)]
    done = subprocess.run(command, env=merged, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    return done, notes.read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def test_every_part_is_graded_and_then_they_are_put_together(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    done, notes = submit(tmp_path, "pipe", "class", 3, "out", "--quiet", SBATCH_OPTIONS="--partition=p --time=5")
    assert (done.returncode, done.stdout) == (0, "7;cluster\n"), done.stderr
    told = re.findall("^ipclaim (.*)$", notes, re.MULTILINE)
    assert told[:3] == [
        f"grade pipe --class {folder} --part {part}/3 --out {out}/parts/{part} -j 1 --quiet" for part in (1, 2, 3)
    ]
    assert told[3] == f"grade --collect {out}/parts/1/ {out}/parts/2/ {out}/parts/3/ --out {out} --quiet"
    sent = re.findall("^sbatch (.*)$", notes, re.MULTILINE)
    assert all("--partition=p --time=5" in words for words in sent)
    assert "--array=1-3" in sent[0] and "--dependency=afterany:7 " in sent[1] and "--wait" not in sent[1]


def test_who_could_not_be_graded_keeps_no_part_back(tmp_path: Path, folder: Path) -> None:
    done, notes = submit(tmp_path, "pipe", folder, 2, "out", STATUS="1")
    assert "not complete" not in notes
    # What the parts come to is the last job's to say.
    assert done.returncode == 1


def test_a_part_that_is_missing_is_named(tmp_path: Path, folder: Path) -> None:
    done, notes = submit(tmp_path, "pipe", folder, 3, "out", BAD="2", IPCLAIM_WAIT="yes")
    assert done.returncode == 1
    assert re.findall("part . of 3 is not complete", notes) == ["part 2 of 3 is not complete"]
    assert "--wait" in notes


def test_an_assignment_that_is_a_folder_is_found_from_elsewhere(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "own").mkdir()
    _, notes = submit(tmp_path, "own", "class", 1, "out")
    assert f"ipclaim grade {tmp_path}/own --class {folder} " in notes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pipe", "class", 3), "give an assignment"),
        (("pipe", "nowhere", 3, "out"), "nowhere is no folder"),
        (("pipe", "class", "0", "out"), "0 is no number of parts"),
        (("pipe", "class", "1;x", "out"), "1;x is no number of parts"),
        (("pipe", "class", 3, "/dev/null"), "there can be no /dev/null"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_sent(
    words: tuple[object, ...], told: str, tmp_path: Path, folder: Path
) -> None:
    done, notes = submit(tmp_path, *words)
    assert done.returncode == 2 and told in done.stderr
    assert "sbatch" not in notes
