"""The workflows and the action do what they say: each script is there, and what a shell runs there runs here too."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.beside
ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), *sorted((ROOT / "ci" / "action").glob("*.yml"))]
SCRIPT = re.compile(r"(?<![\w/.])(?:\./)?((?:ci|reports)/[\w./-]+)")
# What a script writes is not there before.
MADE = ("reports/out",)


def shells() -> list[list[str]]:
    """The shells here that know least of what others do not."""
    known = [["dash"], ["busybox", "sh"], ["sh"]]
    return [words for words in known if shutil.which(words[0])]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_script_that_is_named_is_there(file: Path) -> None:
    named = set(SCRIPT.findall(file.read_text(encoding="utf-8")))
    named = {name for name in named if not name.startswith(MADE)}
    assert named or file.name == "action.yml"
    for name in named:
        path = ROOT / name
        assert path.is_file(), f"{file.name} names {name}, which is not there"
        assert os.access(path, os.X_OK), f"{name} cannot be executed"


def test_the_action_runs_its_own_script() -> None:
    text = (ROOT / "ci/action/action.yml").read_text(encoding="utf-8")
    assert "$GITHUB_ACTION_PATH/run.sh" in text and os.access(ROOT / "ci/action/run.sh", os.X_OK)
    given = set(re.findall(r"^        (IPCLAIM_\w+):", text, re.MULTILINE))
    script = (ROOT / "ci/action/run.sh").read_text(encoding="utf-8")
    script += (ROOT / "ci/targets/container.sh").read_text(encoding="utf-8")
    assert given and all(name in script for name in given), "an input that nobody reads"


@pytest.mark.parametrize("shell", shells(), ids=lambda words: words[0])
def test_a_system_leaves_its_results(shell: list[str], build: Path) -> None:
    name = f"test-{os.getpid()}"
    folder = ROOT / "results" / name
    environment = {**os.environ, "IPCLAIM_INSTALL": "no", "IPCLAIM_BUILD": f"{build}-systems"}
    try:
        done = subprocess.run(
            [*shell, ROOT / "ci/systems/run.sh", name, "pipe.full.block"],
            env=environment, cwd="/", capture_output=True, text=True, timeout=1800,
        )
        assert done.returncode == 0, done.stderr
        records = [json.loads(line) for line in (folder / "results.ndjson").read_text().splitlines()]
        assert records[0]["type"] == "run" and records[-1]["type"] == "end"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def act(tmp_path: Path, binary: Path, **inputs: str) -> tuple[Any, dict[str, str], str]:
    """The action's own step, and what it leaves: its outputs and the step's summary."""
    output, summary = tmp_path / "output", tmp_path / "summary"
    output.write_text("")
    summary.write_text("")
    environment = {
        **os.environ, "GITHUB_WORKSPACE": str(tmp_path), "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary), "IPCLAIM_BINARY": str(binary), **inputs,
    }
    done = subprocess.run(
        [ROOT / "ci/action/run.sh"], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=600
    )
    pairs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, pairs, summary.read_text()


def test_the_action_reports_on_the_runner(tmp_path: Path, binary: Path) -> None:
    done, outputs, summary = act(tmp_path, binary, IPCLAIM_SELECT="pipe.full.*", IPCLAIM_NAME="here")
    assert done.returncode == 0, done.stderr
    assert outputs == {"report": str(tmp_path / "ipclaim-report/here"), "status": "0"}
    assert (Path(outputs["report"]) / "report.html").is_file()
    assert summary.startswith("# What ")


def failing(tmp_path: Path, binary: Path) -> Path:
    """An ipclaim whose write() never blocks."""
    wrapper = tmp_path / "ipclaim"
    mutant = binary.parent / "subjects/mutants/write_never_blocks.so"
    assert mutant.is_file(), f"{mutant} is not there: build everything first"
    wrapper.write_text(f'#!/bin/sh\nexec {binary} "$@" --subject {mutant}\n')
    wrapper.chmod(0o755)
    return wrapper


@pytest.mark.parametrize(("may_differ", "status"), [("false", 1), ("true", 0)])
def test_the_action_fails_for_the_unexpected(may_differ: str, status: int, tmp_path: Path, binary: Path) -> None:
    wrapper = failing(tmp_path, binary)
    done, outputs, _ = act(tmp_path, wrapper, IPCLAIM_SELECT="pipe.full.block", IPCLAIM_MAY_DIFFER=may_differ)
    assert done.returncode == status, done.stdout + done.stderr
    assert outputs["status"] == "1"
    assert "\n::error file=cases/pipe/" in done.stdout


def test_the_action_runs_in_an_image(tmp_path: Path, binary: Path) -> None:
    """An engine that runs the program itself stands in for one that has images."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "docker").write_text(
        '#!/bin/sh\ncase $1 in info | image) exit 0 ;; esac\n'
        f'echo "$*" >{tmp_path}/asked\n'
        f'while [ "$1" != image:1 ]; do shift; done; shift; exec {binary} "$@"\n'
    )
    (tools / "docker").chmod(0o755)
    done, outputs, _ = act(
        tmp_path, binary, IPCLAIM_SELECT="pipe.full.block", IPCLAIM_IMAGE="image:1",
        IPCLAIM_CONTAINER_OPTIONS="--privileged", PATH=f"{tools}:{os.environ['PATH']}",
    )
    assert done.returncode == 0, done.stderr
    assert outputs["status"] == "0"
    assert "--privileged image:1 run --format ndjson pipe.full.block" in (tmp_path / "asked").read_text()


def test_what_nobody_can_have_is_said(tmp_path: Path, binary: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("docker", "podman"):
        (tools / name).write_text("#!/bin/sh\nexit 1\n")
        (tools / name).chmod(0o755)
    done, _, _ = act(tmp_path, binary, IPCLAIM_IMAGE="image:1", PATH=f"{tools}:{os.environ['PATH']}")
    assert done.returncode == 2
    assert "the image image:1 cannot be had" in done.stderr
