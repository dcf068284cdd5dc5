"""Assignments as instructors' systems take them: each package is unpacked and run as that system would."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "reports"))
from ipclaim_reports.grade.assignment import load_assignment  # noqa: E402
from ipclaim_reports.grade.export.package import prairielearn as prairielearn_zip  # noqa: E402
from ipclaim_reports.grade.prove import make_wrong  # noqa: E402

pytestmark = [pytest.mark.beside, pytest.mark.grading]

NAME = "message_queue"
ASSIGNMENT = load_assignment(NAME)
WRONG = ASSIGNMENT.wrong[0]
LIMIT_S = 1800


def run(*words: object, **environment: object) -> subprocess.CompletedProcess[str]:
    merged = {**os.environ, **{key: str(value) for key, value in environment.items()}}
    command = [str(word) for word in words]
    return subprocess.run(command, capture_output=True, text=True, env=merged, timeout=LIMIT_S, cwd="/")


def check(name: str, data: Any) -> None:
    schema = json.loads((ROOT / f"reports/schema/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)


def package(binary: Path, kind: str, out: Path, *words: str) -> None:
    done = run(binary, "assignment", "package", f"--{kind}", *words, NAME, "-o", out)
    assert done.returncode == 0, done.stderr


def unzip(file: Path, into: Path) -> None:
    """With the modes that it states, as unzip has it."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            Path(archive.extract(info, into)).chmod(info.external_attr >> 16 & 0o777)


def hand_in(what: str, into: Path) -> None:
    """A submission of a kind, instead of what lay there."""
    shutil.rmtree(into, ignore_errors=True)
    if what == "good":
        shutil.copytree(ASSIGNMENT.reference, into)
    elif what == "wrong":
        make_wrong(ASSIGNMENT, WRONG, into)
    else:
        into.mkdir()
        name = "a.c" if what == "unbuilt" else "a.txt"
        (into / name).write_text("#error is no program\n")


SCORES = {"good": ASSIGNMENT.points, "wrong": WRONG.score, "unbuilt": 0, "ungradable": 0}


@pytest.fixture(scope="module")
def autograder(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder as Gradescope's image has it, with ipclaim built from the zip."""
    root = tmp_path_factory.mktemp("autograder")
    package(binary, "gradescope", root / "autograder.zip", "--leaderboard", "Points")
    unzip(root / "autograder.zip", root / "source")
    shutil.copy(root / "source/run_autograder", root / "run_autograder")
    done = run(root / "source/setup.sh", IPCLAIM_AUTOGRADER=root)
    assert done.returncode == 0, done.stdout + done.stderr
    people = [{"email": "a@example.org", "id": 1, "name": "A"}]
    metadata = {"users": people, "previous_submissions": [{}, {}], "assignment": {"total_points": "100.0"}}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    yield root
    shutil.rmtree(root)


@pytest.mark.parametrize("what", sorted(SCORES))
def test_gradescope_grades(autograder: Path, what: str) -> None:
    hand_in(what, autograder / "submission")
    done = run(autograder / "run_autograder", IPCLAIM_AUTOGRADER=autograder)
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads((autograder / "results/results.json").read_text())
    check("gradescope", results)
    assert results["score"] == SCORES[what]
    assert results["tests"][0]["status"] == ("passed" if SCORES[what] else "failed")
    assert ("has no .c file" in results["output"]) == (what == "ungradable")
    assert results["extra_data"]["previous_submissions"] == 2 and results["output"].startswith("submission 3\n")
    assert "protections in force: " in results["output"]
    assert results["leaderboard"][0]["name"] == "Points"
    if what == "wrong":
        lost = {test["tags"][0] for test in results["tests"][1:] if test["status"] == "failed"}
        assert lost == set(WRONG.loses)
    for name in ("source", "results", "submission", "submission_metadata.json"):
        assert stat.S_IMODE((autograder / name).stat().st_mode) & 0o077 == 0, f"{name} is not ours alone"


def test_gradescope_gets_no_points_where_the_grader_breaks(autograder: Path) -> None:
    reference = autograder / "source/assignment" / NAME / "reference/message_queue.c"
    good = reference.read_text()
    hand_in("good", autograder / "submission")
    (autograder / "results").mkdir(exist_ok=True)
    (autograder / "results/results.json").write_text('{"score": 100}')
    reference.write_text("#error is broken\n")
    try:
        done = run(autograder / "run_autograder", IPCLAIM_AUTOGRADER=autograder)
    finally:
        reference.write_text(good)
    assert done.returncode == 3
    assert not (autograder / "results/results.json").exists()
    assert "the grader broke" in done.stderr and "is broken" in done.stderr
    assert "says nothing of what was handed in" in done.stdout


def test_a_package_is_the_same_each_time_and_has_no_other_solution(binary: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        package(binary, "gradescope", tmp_path / f"{number}.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        names = archive.namelist()
    assert {"setup.sh", "run_autograder"} <= set(names)
    assert f"assignment/{NAME}/reference/message_queue.c" in names
    others = [name for name in names if "fixtures/assignments" in name]
    assert others and all("/include/" in name and name.endswith(".h") for name in others)
    assert not any("__pycache__" in name for name in names)


def test_prairielearn_has_the_question(tmp_path: Path) -> None:
    """As it was meant, though PrairieLearn reads braces and HTML, and with no row that is not for students."""
    first, second, *_ = ASSIGNMENT.rows
    rows = (replace(first, title="a {{row}}"), replace(second, title="kept", visibility="hidden"))
    asked = replace(ASSIGNMENT, text="Wait in {{params.x}} <b>&\n\nand here.", rows=rows)
    (tmp_path / "question.zip").write_bytes(prairielearn_zip(asked, []))
    unzip(tmp_path / "question.zip", tmp_path)
    page = (tmp_path / "question/question.html").read_text("utf-8")
    assert "{" not in page and "<b>" not in page and "kept" not in page
    assert "Wait in {{params.x}} <b>&" in html.unescape(page) and "a {{row}}" in html.unescape(page)
    assert '<pl-file-upload file-names="message_queue.c">' in page
    given = {path.name for path in (tmp_path / "question/clientFilesQuestion").iterdir()}
    assert given == {"message_queue.c", "message_queue.h"}
    assert given == set(re.findall('pl-file-download file-name="(.+?)"', page))


@pytest.fixture
def grade_folder(binary: Path, tmp_path: Path) -> Path:
    """/grade as PrairieLearn makes it: the question's tests, and the student's files."""
    package(binary, "prairielearn", tmp_path / "question.zip")
    unzip(tmp_path / "question.zip", tmp_path / "unpacked")
    info = json.loads((tmp_path / "unpacked/question/info.json").read_text())
    assert info["gradingMethod"] == "External"
    assert info["externalGradingOptions"]["entrypoint"] == "/grade/tests/run.sh"
    assert info["externalGradingOptions"]["enableNetworking"] is False
    assert info["externalGradingOptions"]["timeout"] <= 600
    assert (tmp_path / "unpacked/image/ipclaim/ci/grader/build.sh").is_file()
    shutil.copytree(tmp_path / "unpacked/question/tests", tmp_path / "grade/tests")
    return tmp_path / "grade"


def prairielearn(folder: Path, binary: Path) -> dict[str, Any]:
    done = run(folder / "tests/run.sh", IPCLAIM_GRADE=folder, IPCLAIM_BINARY=binary)
    assert done.returncode == 0, done.stdout + done.stderr
    results: dict[str, Any] = json.loads((folder / "results/results.json").read_text())
    check("prairielearn", results)
    return results


@pytest.mark.parametrize("what", ["unbuilt", "ungradable", "wrong"])
def test_prairielearn_grades(grade_folder: Path, binary: Path, what: str) -> None:
    hand_in(what, grade_folder / "student")
    results = prairielearn(grade_folder, binary)
    assert results["gradable"] == (SCORES[what] > 0), results.get("format_errors")
    assert results.get("score", 0) == pytest.approx(SCORES[what] / ASSIGNMENT.points)
    assert len(results["tests"]) == (len(ASSIGNMENT.rows) if results["gradable"] else 0)


def test_prairielearn_counts_no_attempt_where_the_grader_is_not_there(grade_folder: Path) -> None:
    hand_in("good", grade_folder / "student")
    results = prairielearn(grade_folder, Path("/nowhere/ipclaim"))
    assert results["gradable"] is False and "no fault" in results["format_errors"][0]


def autolab(folder: Path, binary: Path) -> subprocess.CompletedProcess[str]:
    """What Autolab does with a lab's two files and what was handed in."""
    job = folder / "job"
    job.mkdir()
    shutil.copy(folder / "lab/autograde-Makefile", job / "Makefile")
    shutil.copy(folder / "lab/autograde.tar", job)
    shutil.copy(folder / "handin.c", job / "message_queue.c")
    command = ["make", "--no-print-directory", "-C", str(job)]
    environment = {**os.environ, "IPCLAIM_BINARY": str(binary)}
    # Autolab takes both streams as one.
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, timeout=LIMIT_S
    )


def test_autolab_grades(binary: Path, tmp_path: Path) -> None:
    package(binary, "autolab", tmp_path / "lab")
    with tarfile.open(tmp_path / "lab/autograde.tar") as archive:
        assert "autograder/ipclaim/ci/grader/build.sh" in archive.getnames()
    hand_in("wrong", tmp_path / "source")
    (source,) = (tmp_path / "source").glob("*.c")
    shutil.copy(source, tmp_path / "handin.c")
    done = autolab(tmp_path, binary)
    assert done.returncode == 0, done.stdout
    feedback, result = (json.loads(line) for line in done.stdout.rstrip().splitlines()[-2:])
    check("autolab", feedback)
    check("autolab", result)
    assert sum(result["scores"].values()) == WRONG.score


def test_autolab_gets_no_scores_where_the_grader_is_not_there(binary: Path, tmp_path: Path) -> None:
    package(binary, "autolab", tmp_path / "lab")
    shutil.copy(ASSIGNMENT.reference / "message_queue.c", tmp_path / "handin.c")
    broken = tmp_path / "ipclaim"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    done = autolab(tmp_path, broken)
    assert done.returncode != 0
    with pytest.raises(ValueError):
        json.loads(done.stdout.rstrip().splitlines()[-1])


def test_a_step_of_github_actions_grades(binary: Path, tmp_path: Path) -> None:
    hand_in("wrong", tmp_path / "submission")
    output = tmp_path / "output"
    done = run(
        ROOT / "ci/classroom/grade.sh", NAME, tmp_path / "submission", IPCLAIM_BINARY=binary, GITHUB_OUTPUT=output
    )
    assert done.returncode == 1, done.stdout + done.stderr
    name, _, result = output.read_text().partition("=")
    decoded = json.loads(base64.b64decode(result))
    check("classroom", decoded)
    assert name == "result" and sum(test["score"] for test in decoded["tests"]) == WRONG.score
    report = done.stdout.splitlines()[-1].removeprefix("::notice title=Autograding report::")
    assert json.loads(report) == {"totalPoints": WRONG.score, "maxPoints": ASSIGNMENT.points}


def test_a_step_that_cannot_grade_reports_no_points(tmp_path: Path) -> None:
    broken = tmp_path / "ipclaim"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    output = tmp_path / "output"
    done = run(ROOT / "ci/classroom/grade.sh", NAME, tmp_path, IPCLAIM_BINARY=broken, GITHUB_OUTPUT=output)
    assert done.returncode == 3 and not output.exists()
    assert re.findall("(?m)^::.*$", done.stdout) == done.stdout.splitlines()
    assert done.stdout.startswith("::error title=Not graded::")


def test_the_workflow_is_one_that_classroom_reads() -> None:
    """As https://github.com/classroom-resources/autograding-grading-reporter asks of handwritten ones."""
    text = (ROOT / "ci/classroom/autograding.yml").read_text(encoding="utf-8")
    assert "\nname: Autograding Tests\n" in text
    jobs = text.partition("\njobs:\n")[2]
    assert re.findall("^  (\\S.*):$", jobs, re.MULTILINE) == ["run-autograding-tests"]
    (script,) = re.findall(r"ipclaim/(ci/\S+\.sh)", text)
    assert os.access(ROOT / script, os.X_OK)


def test_what_cannot_be_packed_says_why(binary: Path, tmp_path: Path) -> None:
    shutil.copytree(ASSIGNMENT.folder, tmp_path / "own")
    (tmp_path / "own/link").symlink_to("/etc/passwd")
    done = run(binary, "assignment", "package", "--gradescope", tmp_path / "own", "-o", tmp_path / "a.zip")
    assert done.returncode == 2 and "is a link" in done.stderr
    done = run(binary, "assignment", "package", "--gradescope", NAME, "-o", "/dev/null/a.zip")
    assert done.returncode == 2 and "cannot be written" in done.stderr
