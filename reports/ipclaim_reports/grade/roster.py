"""Who is in a class: each file, folder or archive of a folder is a submission."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReportError, brief, place


@dataclass(frozen=True)
class Entry:
    """A submission of a class, by the name that its file or folder has."""

    name: str
    path: Path


@dataclass(frozen=True)
class Part:
    """The share of a class that one of several machines takes: every COUNT-th submission, from the NUMBER-th on."""

    number: int = 1
    count: int = 1


def part_of(word: str) -> Part:
    """A part as the command line has it, K/N."""
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", word)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise ReportError(f"--part {brief(word)}: is no part; give K/N, such as 2/8")
    return Part(int(match[1]), int(match[2]))


def roster(folder: Path, part: Part = Part()) -> list[Entry]:
    """The submissions of a folder by name, or those of a part of it. What is hidden is the file manager's."""
    try:
        paths = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise ReportError(
            f"{place(folder)}: cannot be read: {error.strerror}; give the folder that has a file,"
            " a folder or an archive for each submission"
        ) from error
    entries = [
        Entry(path.name, path) for path in paths if not path.name.startswith((".", "__MACOSX"))
    ]
    if not entries:
        raise ReportError(f"{place(folder)}: has no submissions; put one in, a file or a folder")
    return entries[part.number - 1 :: part.count]
