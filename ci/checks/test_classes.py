"""A class is graded: everybody has a line, nobody is graded twice, and parts make the whole."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

pytestmark = [pytest.mark.beside, pytest.mark.grading]

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ROOT / "fixtures" / "assignments"
QUEUES = ASSIGNMENTS / "message_queue"
# Rows that are quick, so that a class of these checks is, too: the assignment's own have their proof elsewhere.
QUICK = ("basics", "types")
LIMITS = 'visibility = "after-due"\ncpu_seconds = 60\nmemory_mib = 1024\n'


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The message queues with two rows, of which one is for after the due date, and has limits."""
    folder = tmp_path_factory.mktemp("assignments") / "queues"
    shutil.copytree(QUEUES, folder)
    file = folder / "assignment.toml"
    head, *blocks = re.split(r"(?m)^(?=\[\[)", file.read_text("utf-8"))
    rows = [b for b in blocks if re.search(rf'^id = "({"|".join(QUICK)})"', b, re.M)]
    wrong = [re.sub(r"loses = .*", 'loses = ["types"]', b) for b in blocks if b.startswith("[[wrong]]")]
    rows[1] = rows[1].replace("needs =", LIMITS + "needs =")
    file.write_text(head + "".join(rows + wrong), "utf-8")
    return folder


@pytest.fixture(scope="module")
def students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class: who has it right, who has not begun, whose work is hostile, and who gave nothing."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copytree(QUEUES / "reference", folder / "alice")
    shutil.copy(QUEUES / "starter" / "message_queue.c", folder / "bob.c")
    shutil.copy(ASSIGNMENTS / "attacks" / "fails_to_build.c", folder / "=1+1.c")
    shutil.copy(ASSIGNMENTS / "attacks" / "kills_everybody.c", folder / "mallory.c")
    shutil.copy(QUEUES / "reference" / "message_queue.c", folder / "<b>&.c")
    (folder / "nobody").mkdir()
    (folder / "link.c").symlink_to(folder / "bob.c")
    return folder


def grade(binary: Path, *words: object, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [str(binary), "grade", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, **more)


def table(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        return {line["submission"]: line for line in csv.DictReader(file)}


def documents(out: Path) -> dict[str, dict[str, Any]]:
    read = [json.loads(file.read_text("utf-8")) for file in (out / "grades").iterdir()]
    return {one["submission"]["name"]: one for one in read}


@pytest.fixture(scope="module")
def graded(binary: Path, assignment: Path, students: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("grades")
    done = grade(binary, assignment, "--class", students, "-j", 2, "--out", out)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "5 of 7 submissions graded, 2 could not be graded" in done.stdout
    assert re.search(r"^7 of 7, [0-9.]+ per minute, ", done.stderr, re.M)
    assert "\033" not in done.stdout + done.stderr
    return out


def test_everybody_has_a_line(graded: Path) -> None:
    lines = table(graded)
    assert {name: (line["status"], line["score"]) for name, line in lines.items()} == {
        "alice": ("graded", "25"),
        "bob.c": ("graded", "0"),
        "'=1+1.c": ("graded", "0"),
        "mallory.c": ("graded", "0"),
        "<b>&.c": ("graded", "25"),
        "nobody": ("ungradable", "0"),
        "link.c": ("ungradable", "0"),
    }
    assert lines["'=1+1.c"]["built"] == "no"
    assert "no .c file" in lines["nobody"]["reason"] and "link" in lines["link.c"]["reason"]


def test_every_document_is_as_its_schema_says(graded: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "reports/schema/grade.schema.json").read_text("utf-8"))
    found = documents(graded)
    assert len(found) == 7
    for document in found.values():
        jsonschema.validate(document, schema)


def test_pages_keep_from_students_what_they_may_not_see_yet(graded: Path) -> None:
    page = (graded / "pages" / "alice.html").read_text("utf-8")
    assert "<strong>15</strong> of 15" in page and "1 row worth 10" in page
    index = (graded / "index.html").read_text("utf-8")
    for one in (graded / "pages").iterdir():
        assert f"pages/{one.name}" in index
    assert "<b>&" not in index


def test_nobody_is_graded_twice(binary: Path, assignment: Path, students: Path, graded: Path) -> None:
    before = documents(graded)
    done = grade(binary, assignment, "--class", students, "--out", graded, "--after-due")
    assert done.stderr.count("as before") == 5
    after = documents(graded)
    assert [after[name]["seconds"] for name in before] == [one["seconds"] for one in before.values()]
    # Who may see what has changed meanwhile, and the pages know.
    assert "<strong>25</strong> of 25" in (graded / "pages" / "alice.html").read_text("utf-8")


def test_what_was_handed_in_anew_is_graded_and_nothing_else(
    binary: Path, assignment: Path, students: Path, graded: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    shutil.copytree(students, folder, symlinks=True)
    shutil.copytree(graded, out)
    shutil.copy(QUEUES / "reference" / "message_queue.c", folder / "bob.c")
    done = grade(binary, assignment, "--class", folder, "--out", out)
    assert done.stderr.count("as before") == 4
    assert table(out)["bob.c"]["score"] == "25"


def test_grading_again_gives_the_same(
    binary: Path, assignment: Path, students: Path, graded: Path, tmp_path: Path
) -> None:
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    done = grade(binary, assignment, "--class", students, "--out", tmp_path, "--again")
    assert "as before" not in done.stderr
    assert table(tmp_path) == table(graded)


def test_parts_make_the_class(
    binary: Path, assignment: Path, students: Path, graded: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        out = tmp_path / str(number)
        grade(binary, assignment, "--class", students, "--part", f"{number}/2", "--out", out, "--quiet")
        assert not (out / "gradebook.csv").exists()
    done = grade(binary, "--collect", tmp_path / "1", tmp_path / "2", "--out", tmp_path / "all")
    assert done.returncode == 1  # two could not be graded
    assert table(tmp_path / "all") == table(graded)


def class_of(folder: Path, *names: str) -> Path:
    for name in names:
        shutil.copytree(QUEUES / "reference", folder / name)
    return folder


@pytest.fixture
def temporary() -> Iterator[Path]:
    """For temporary files, where the sandbox's user can come to, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="ipclaim-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def after_the_first(command: list[str], temporary: Path, act: Callable[[int], None]) -> tuple[int, str]:
    """Grade a class, and do something (ACT gets the process) when the first submission is done."""
    world = {**os.environ, "TMPDIR": str(temporary)}
    # What was started in the background ignores SIGINT, and so would what these checks start.
    command = ["env", "--default-signal=INT", *command]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=world) as process:
        assert process.stderr
        for line in process.stderr:
            if line.startswith("1 of "):
                act(process.pid)
                break
        said = process.stderr.read()
    assert list(temporary.iterdir()) == [], "nothing is left behind"
    return process.returncode, said


def test_a_grader_that_broke_is_no_score_and_is_tried_again(
    binary: Path, assignment: Path, tmp_path: Path, temporary: Path
) -> None:
    """The program that runs the tests is gone all at once: no fault of any submission's."""
    folder, out = class_of(tmp_path / "class", "a", "b"), tmp_path / "out"

    def remove(pid: int) -> None:
        [copy] = temporary.glob("ipclaim-grade-*/ipclaim")
        copy.unlink()

    command = [str(binary), "grade", str(assignment), "--class", str(folder), "-j", "1", "--out", str(out)]
    status, said = after_the_first(command, temporary, remove)
    assert status == 3, said
    line = table(out)["b"]
    assert (line["status"], line["score"]) == ("broken", "")
    assert "with the reference, too" in line["reason"]
    assert "The grader broke" in (out / "pages" / "b.html").read_text("utf-8")
    done = grade(binary, assignment, "--class", folder, "--out", out)
    assert done.returncode == 0 and done.stderr.count("as before") == 1
    assert [line["score"] for line in table(out).values()] == ["25", "25"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_class_that_was_stopped_goes_on(
    binary: Path, assignment: Path, tmp_path: Path, temporary: Path, number: signal.Signals
) -> None:
    folder, out = class_of(tmp_path / "class", "a", "b", "c", "d"), tmp_path / "out"
    command = [str(binary), "grade", str(assignment), "--class", str(folder), "-j", "1", "--out", str(out)]
    status, said = after_the_first(command, temporary, lambda pid: os.kill(pid, number))
    assert status == 130, said
    assert "the same command goes on" in said
    assert 1 <= len(documents(out)) < 4
    done = grade(binary, assignment, "--class", folder, "--out", out, "-j", 2)
    assert done.returncode == 0 and done.stderr.count("as before") >= 1
    assert [line["score"] for line in table(out).values()] == ["25"] * 4


def test_attacks_cost_their_neighbours_nothing(binary: Path, assignment: Path, tmp_path: Path) -> None:
    """All attacks, with a right solution before and after every few, four at a time."""
    attacks = sorted((ASSIGNMENTS / "attacks").glob("*.c"))
    folder, out = tmp_path / "class", tmp_path / "out"
    for number, attack in enumerate(attacks):
        if number % 4 == 0:
            class_of(folder, f"{number:02}-right")
        shutil.copy(attack, folder / f"{number:02}-{attack.name}")
    done = grade(binary, assignment, "--class", folder, "-j", 4, "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = table(out)
    right = {name: line["score"] for name, line in lines.items() if name.endswith("-right")}
    assert set(right.values()) == {"25"}, right


def test_one_grade_can_be_a_page(binary: Path, assignment: Path, tmp_path: Path) -> None:
    page = tmp_path / "grade.html"
    done = grade(binary, assignment, QUEUES / "starter", "--html", page, "--instructor", "--quiet")
    assert done.returncode == 1 and "score 0 of 25" in done.stdout
    text = page.read_text("utf-8")
    assert '<svg class="seq"' in text and "What is asked:" in text and "after-due" in text


@pytest.mark.parametrize(
    "words, told",
    [
        ([], "assignment list"),
        (["message_queue"], "--class"),
        (["message_queue", "x.c", "--class", "x"], "--class"),
        (["message_queue", "--class", "/nowhere"], "/nowhere"),
        (["message_queue", "--class", ".", "--part", "3/2"], "K/N"),
        (["message_queue", "--class", ".", "-j", "0"], "-j 0"),
        (["message_queue", "x.c", "--seed", "0"], "--seed 0"),
        (["--collect", "/nowhere"], "/nowhere"),
        (["message_queue", "--collect", "."], "--collect"),
    ],
)
def test_wrong_usage_says_what_is_right(binary: Path, words: list[str], told: str, tmp_path: Path) -> None:
    done = grade(binary, *words, cwd=tmp_path)
    assert done.returncode == 2 and told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_new_assignment_is_accepted_when_it_is_filled_in(binary: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [str(binary), "assignment", "new", "counters"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    folder = tmp_path / "counters"
    check = [str(binary), "assignment", "check", str(folder), "--quiet"]
    wanted = [line for line in made.stdout.splitlines() if line.startswith("fill in ")]
    assert len(wanted) == 2
    before = subprocess.run(check, capture_output=True, text=True)
    assert before.returncode == 1 and before.stdout.count("is to be filled in") == len(wanted)
    file = folder / "assignment.toml"
    file.write_text(file.read_text("utf-8").replace("FILL IN: ", ""), "utf-8")
    after = subprocess.run(check, capture_output=True, text=True)
    assert after.returncode == 0, after.stdout + after.stderr
    again = subprocess.run([str(binary), "assignment", "new", "counters"], cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode == 2 and "is there already" in again.stderr


def test_assignments_are_listed(binary: Path) -> None:
    listed = subprocess.run([str(binary), "assignment", "list"], capture_output=True, text=True, check=True)
    assert re.search(r"^message_queue +Message queues \(100 points in 10 rows\)$", listed.stdout, re.M)


def test_what_a_class_costs_is_measured(binary: Path, assignment: Path) -> None:
    """Two are enough to see that the figures are there: the reference and the starter."""
    script = ROOT / "ci" / "checks" / "grade_class.py"
    command = [sys.executable, "-B", str(script), str(binary), "2", str(assignment), "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    for words in (r"2 submissions, 2 at a time, in [0-9.]+ s: [0-9.]+ per minute", "bound by", r"[0-9.]+ MiB at most"):
        assert re.search(words, done.stdout), words
