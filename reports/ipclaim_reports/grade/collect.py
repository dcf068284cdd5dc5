"""Puts together what several machines have graded, and names what does not agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Sequence

from ..errors import ReportError, brief, place
from .gradebook import Line, line_of
from .shelf import GRADES, Shelf, name_of, read_document
from .show import BROKEN, Document
from .view import STUDENT, View


@dataclass
class Collection:
    """One result a submission, and in words what did not agree."""

    lines: list[Line] = field(default_factory=list)
    example: Document | None = None
    title: str = ""
    conflicts: list[str] = field(default_factory=list)


def collect(folders: Sequence[Path], out: Path, view: View = STUDENT) -> Collection:
    """Merge the results of folders into OUT. Of two results of one submission a grade goes before a broken grader;
    of two grades that differ the first is kept, and that is a conflict."""
    shelf = Shelf(out, view)
    found = Collection()
    places: dict[str, tuple[Path, Line]] = {}
    graders: Counter[tuple[str, int]] = Counter()
    assignment = ""
    for folder in folders:
        files = _files(folder)
        shelf.make()
        for file in files:
            document = read_document(file)
            if assignment and document["assignment"] != assignment:
                raise ReportError(
                    f"{place(file)}: is of {brief(document['assignment'])}, and others are of"
                    f" {brief(assignment)}; collect one assignment at a time"
                )
            assignment, found.title = document["assignment"], document["title"]
            if _is_taken(document, file, places, found):
                shelf.put(document)
                grader = document["grader"]
                graders[str(sorted(grader.items())), document["seed"]] += 1
                found.example = document if document["rows"] else found.example
    if len(graders) > 1:
        found.conflicts.append(
            f"graded with {len(graders)} different assignments, binaries, versions or seeds"
            f" ({', '.join(map(str, graders.values()))} submissions); grade all with one"
        )
    found.lines = [line for _, (_, line) in sorted(places.items())]
    return found


def _files(folder: Path) -> list[Path]:
    files = sorted((folder / GRADES).glob("*.json"))
    if not files:
        raise ReportError(
            f"{place(folder / GRADES)}: has no results; give a folder that `ipclaim grade --class`"
            " has written (--out)"
        )
    return files


def _is_taken(
    document: Document, file: Path, places: dict[str, tuple[Path, Line]], found: Collection
) -> bool:
    """Whether this result of a submission is the one to keep so far."""
    line = line_of(document)
    name = name_of(document)
    if name in places:
        before, other = places[name]
        if line.status == BROKEN or other.status != BROKEN:
            if line.status != BROKEN and line != other:
                found.conflicts.append(_conflict(name, before, other, file, line))
            return False
    places[name] = (file, line)
    return True


def _conflict(name: str, before: Path, kept: Line, file: Path, other: Line) -> str:
    what = "of different submissions" if kept.sha256 != other.sha256 else "different"
    return (
        f"{brief(name, 100)}: two results, {what}: {kept.score} in {place(before)}, which is kept,"
        f" {other.score} in {place(file)}"
    )
