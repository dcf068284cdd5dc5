"""What a student has handed in, copied to where it is built: source files, and nothing that points elsewhere."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from ..errors import ReportError, brief, place

SUFFIXES = (".c", ".h")
FILES_MOST = 100
BYTES_MOST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Submission:
    """The files of a submission as they were copied, and what identifies them."""

    name: str
    files: tuple[str, ...]
    digest: str
    ignored: tuple[str, ...]  # what was not copied, and why


def take(source: Path, into: Path) -> Submission:
    """Copy the sources of a file or folder INTO a new folder; a ReportError if there are none.

    Neither symbolic links nor anything but plain files are followed or opened: a link could name what the student
    may not read, and to open a FIFO is to wait for ever.
    """
    into.mkdir()
    files: list[str] = []
    ignored: list[str] = []
    digest = hashlib.sha256()
    room = BYTES_MOST
    for path, relative in _found(source, ignored):
        if len(files) == FILES_MOST:
            raise ReportError(
                f"{place(source)}: has more than {FILES_MOST} source files; hand in fewer"
            )
        content = _read(path, room)
        if content is None:
            raise ReportError(
                f"{place(source)}: has more than {BYTES_MOST >> 20} MiB of sources; hand in less"
            )
        room -= len(content)
        target = into / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        files.append(relative)
        digest.update(
            f"{len(relative)} {relative} {len(content)} ".encode("utf-8", "surrogateescape")
            + content
        )
    if not any(name.endswith(".c") for name in files):
        raise ReportError(
            f"{place(source)}: has no .c file; give the file or the folder that was handed in"
        )
    return Submission(source.resolve().name, tuple(files), digest.hexdigest(), tuple(ignored))


def _found(source: Path, ignored: list[str]) -> Iterator[tuple[Path, str]]:
    try:
        mode = source.stat().st_mode
    except OSError as error:
        raise ReportError(
            f"{place(source)}: cannot be read: {error.strerror}; give a file or a folder"
        ) from error
    if stat.S_ISREG(mode):
        yield source, source.name
        return
    if not stat.S_ISDIR(mode):
        raise ReportError(f"{place(source)}: is neither a file nor a folder; give one of the two")
    for folder, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            relative = os.path.relpath(path, source)
            if not stat.S_ISREG(path.lstat().st_mode):
                ignored.append(f"{brief(relative)}: no plain file")
            elif not name.endswith(SUFFIXES):
                ignored.append(f"{brief(relative)}: no source file")
            else:
                yield path, relative


def _read(path: Path, room: int) -> bytes | None:
    """The content, unless it is longer than there is room for. A file may become a link meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ReportError(
            f"{place(path)}: cannot be read: {error.strerror}; make it readable"
        ) from error
    with open(descriptor, "rb") as file:
        content = file.read(room + 1)
    return content if len(content) <= room else None
