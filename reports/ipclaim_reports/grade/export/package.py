"""`ipclaim assignment package`: an assignment with its grader, as Gradescope, PrairieLearn and Autolab take it.

Each has ipclaim's sources, which are built where the submissions are graded (ci/grader/build.sh says why), the
assignment, and the script that the system runs, from ci/. The same sources give the same bytes.
"""

from __future__ import annotations

import html
import io
import json
import tarfile
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Sequence

from ...errors import ReportError, brief, place
from ...session import ROOT
from ..assignment import VISIBLE, Assignment
from ..page import template
from ..tell import number

# All that build/ipclaim is made of, and what it reads when it grades.
SOURCES = (
    "CMakeLists.txt",
    "cases/**/*",
    "ci/embed-*.py",
    "ci/grader/*",
    "ci/list-wrong-errors.py",
    "ci/setup.sh",
    "fixtures/**/*",
    "reports/ipclaim-*",
    "reports/ipclaim_reports/**/*",
    "reports/record/*",
    "reports/schema/*",
    "runner/*",
    "runner/bench/*",
    "seed/*",
)
# Of other assignments the calls of some are compiled in; their solutions are nobody's business.
ASSIGNMENTS, HEADERS = "fixtures/assignments/", "/include/"
TIMEOUT = 600  # seconds; PrairieLearn allows no more
DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can have


@dataclass(frozen=True)
class Part:
    """One file of a package."""

    name: str
    content: bytes
    executable: bool = False


def gradescope(assignment: Assignment, options: Sequence[str]) -> bytes:
    """autograder.zip, with setup.sh and run_autograder in its root."""
    parts = [*_sources("ipclaim"), *_assignment(assignment, "assignment", options, "options")]
    for name in ("setup.sh", "run_autograder"):
        parts.append(_part(f"ci/gradescope/{name}", name))
    return _zip(parts)


def prairielearn(assignment: Assignment, options: Sequence[str]) -> bytes:
    """A zip with a folder that an image is made of, and one that a question has."""
    parts = [
        *_sources("image/ipclaim"),
        _part("ci/prairielearn/Dockerfile", "image/Dockerfile"),
        *_assignment(assignment, "question/tests/assignment", options, "question/tests/options"),
        _part("ci/prairielearn/run.sh", "question/tests/run.sh"),
        Part("question/info.json", json.dumps(_info(assignment), indent=2).encode() + b"\n"),
        Part("question/question.html", _question(assignment).encode()),
        *_given(assignment, "question/clientFilesQuestion"),
    ]
    return _zip(parts)


def autolab(assignment: Assignment, options: Sequence[str]) -> dict[str, bytes]:
    """The two files that an autograded lab has, by name."""
    parts = [
        *_sources("autograder/ipclaim"),
        *_assignment(assignment, "autograder/assignment", options, "autograder/options"),
        _part("ci/autolab/run.sh", "autograder/run.sh"),
    ]
    sources = sorted(path.name for path in (assignment.folder / "starter").glob("*.c"))
    handin = sources[0] if len(sources) == 1 else "handin.tar"
    makefile = _part("ci/autolab/autograde-Makefile", "").content
    return {
        "autograde-Makefile": makefile.replace(b"@HANDIN@", handin.encode()),
        "autograde.tar": _tar(parts),
    }


def _given(assignment: Assignment, into: str) -> Iterator[Part]:
    """What a student begins with."""
    for folder in (assignment.folder / "starter", assignment.include):
        for path in sorted(folder.glob("*.[ch]")):
            yield Part(f"{into}/{path.name}", path.read_bytes())


def _question(assignment: Assignment) -> str:
    """What a student sees: the text, the visible rows, what to begin with, and where to hand it in."""
    given = [Path(part.name).name for part in _given(assignment, "")]
    return template("prairielearn.html").render(
        paragraphs=[_spelled(part.strip()) for part in assignment.text.split("\n\n")],
        rows=[
            (_spelled(row.title) + (" (bonus)" if row.bonus else ""), number(row.points))
            for row in assignment.rows
            if row.visibility == VISIBLE
        ],
        given=given,
        asked=[name for name in given if name.endswith(".c")],
    )


def _spelled(text: str) -> str:
    """As HTML, in which PrairieLearn finds none of its own braces: it takes {{ }} for a variable."""
    return html.escape(text).replace("{", "&#123;")


def _info(assignment: Assignment) -> dict[str, Any]:
    return {
        # The question stays the same one, however often it is packaged.
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:ipclaim:{assignment.folder.name}")),
        "title": assignment.title,
        "topic": "Interprocess communication",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": "OWNER/ipclaim-grader",
            "entrypoint": "/grade/tests/run.sh",
            "timeout": TIMEOUT,
            "enableNetworking": False,
        },
    }


def _sources(into: str) -> Iterator[Part]:
    if not (ROOT / "CMakeLists.txt").is_file():
        raise ReportError(
            f"{place(ROOT)}: has no sources of ipclaim, which a package is made of; run `ipclaim"
            " assignment package` of a checkout"
        )
    found = {path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(found):
        name = path.relative_to(ROOT).as_posix()
        solves = name.startswith(ASSIGNMENTS) and HEADERS not in name
        if not solves and "__pycache__" not in name:
            yield _part(name, f"{into}/{name}")


def _assignment(
    assignment: Assignment, into: str, options: Sequence[str], file: str
) -> Iterator[Part]:
    """The assignment's folder, with the reference: what that passes is what is asked."""
    for path in sorted(assignment.folder.rglob("*")):
        if path.is_symlink():
            raise ReportError(f"{place(path)}: is a link, which no package has; put the file there")
        if path.is_file():
            name = path.relative_to(assignment.folder).as_posix()
            yield Part(f"{into}/{assignment.folder.name}/{name}", path.read_bytes(), _runs(path))
    for word in options:
        if "\n" in word:
            raise ReportError(f"{brief(word)}: has a line feed; give a name without")
    yield Part(file, "".join(f"{word}\n" for word in options).encode())


def _part(source: str, name: str) -> Part:
    path = ROOT / source
    return Part(name, path.read_bytes(), _runs(path))


def _runs(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o100)


def _zip(parts: Sequence[Part]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts, key=lambda part: part.name):
            info = zipfile.ZipInfo(part.name, DATE)
            info.create_system = 3  # Unix, whose modes follow
            info.external_attr = (0o100755 if part.executable else 0o100644) << 16
            archive.writestr(info, part.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tar(parts: Sequence[Part]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for part in sorted(parts, key=lambda part: part.name):
            info = tarfile.TarInfo(part.name)
            info.size = len(part.content)
            info.mode = 0o755 if part.executable else 0o644
            archive.addfile(info, io.BytesIO(part.content))
    return out.getvalue()
