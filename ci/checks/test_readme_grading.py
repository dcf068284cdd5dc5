"""The README's ten lines from zero to a graded class, as an instructor types them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.beside, pytest.mark.grading]

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ROOT / "fixtures" / "assignments"
FULL, NOT_FULL = 0, 1
STATUSES = [0, 0, 0, 0, NOT_FULL, NOT_FULL, 0, 0, 0, 0]


def lines_of_the_readme() -> list[str]:
    section = (ROOT / "README.md").read_text("utf-8").split("\n## Grading\n")[1].split("\n## ")[0]
    block = re.search(r"(?m)(?:^    .+\n)+", section)
    assert block
    return [line.strip() for line in block[0].splitlines()]


def test_the_ten_lines_grade_a_class(build: Path, tmp_path: Path) -> None:
    lines = lines_of_the_readme()
    assert len(lines) == len(STATUSES) == 10
    folder = tmp_path / "course" / "submissions"
    shutil.copytree(ASSIGNMENTS / "message_queue" / "starter", folder / "alice")
    shutil.copy(ASSIGNMENTS / "message_queue" / "reference" / "message_queue.c", folder / "bob.c")
    shutil.copy(ASSIGNMENTS / "attacks" / "fails_to_build.c", folder / "carol.c")
    # Where this was built already, it is not built once more in the folder that a reader has.
    here = os.path.relpath(build, ROOT)
    typed = [re.sub(r"(?<=build_in )build\b|(?<=\$PWD/)build\b", here, line) for line in lines]
    script = "".join(f"{line}\necho \"status $?\"\n" for line in typed)
    home = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=home, capture_output=True, text=True, timeout=900
    )
    told = done.stdout + done.stderr
    assert [int(found) for found in re.findall(r"(?m)^status (\d+)$", done.stdout)] == STATUSES, told
    course = folder.parent
    assert "alice,graded,0,100," in (course / "grades" / "gradebook.csv").read_text("utf-8")
    assert "bob.c,graded,100,100," in (course / "grades" / "gradebook.csv").read_text("utf-8")
    assert done.stderr.count("as before") == 3, told
    for made in ("alice.html", "grades/index.html", "grades/pages/bob.c.html", "counters/assignment.toml"):
        assert (course / made).is_file(), made
