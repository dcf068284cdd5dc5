"""`ipclaim assignment new`: a folder with a small assignment that works, and says what is to be filled in."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ..errors import ReportError, brief, place
from ..renderer import TEMPLATES
from .assignment import TABLE

PLACEHOLDER = "FILL IN"
SKELETON = TEMPLATES / "assignment"


def make_assignment(folder: Path) -> list[str]:
    """Make the folder; returns what is to be done next, line by line."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", folder.name):
        raise ReportError(
            f"{brief(folder.name)}: is no name of an assignment; use small letters, digits and _"
        )
    try:
        shutil.copytree(SKELETON, folder)
    except FileExistsError as error:
        raise ReportError(f"{place(folder)}: is there already; give another name") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(folder)}: cannot be made: {why}; give another folder") from error
    word = folder if "/" in str(folder) else f"./{folder}"
    return [
        *(f"fill in {place(folder / TABLE, line)}: {text}" for line, text in unfilled(folder)),
        f"then: ipclaim assignment check {word}",
    ]


def unfilled(folder: Path) -> list[tuple[int, str]]:
    """Where an assignment still has words of the skeleton: line, and what is wanted there."""
    lines = (folder / TABLE).read_text("utf-8").splitlines()
    return [
        (number, line.partition(PLACEHOLDER)[2].strip(': "'))
        for number, line in enumerate(lines, 1)
        if PLACEHOLDER in line and not line.startswith("#")
    ]
