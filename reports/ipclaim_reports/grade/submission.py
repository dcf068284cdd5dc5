"""What a student has handed in, copied to where it is built: source files, and nothing that points elsewhere."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

from ..errors import ReportError, brief, place
from .archive import Entry, entries_of, is_archive

SUFFIXES = (".c", ".h", ".mk", ".cmake")
MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
CMAKE_FILE = "CMakeLists.txt"
FILES_MOST = 100
BYTES_MOST = 4 * 1024 * 1024
NAME_MOST = 200
IGNORED_SHOWN = 100


@dataclass(frozen=True)
class Submission:
    """The files of a submission as they were copied, and what identifies them."""

    name: str
    files: tuple[str, ...]
    digest: str
    ignored: tuple[str, ...]  # what was not copied, and why


@dataclass
class _Taken:
    """What has been taken so far, and what has not."""

    source: Path
    room: int = BYTES_MOST
    files: dict[str, bytes] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def ignore(self, name: str, why: str) -> None:
        """Note it; a submission of a million files is not to fill the record."""
        if len(self.ignored) < IGNORED_SHOWN:
            self.ignored.append(f"{brief(name)}: {why}")
        elif len(self.ignored) == IGNORED_SHOWN:
            self.ignored.append("and more")

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file; a ReportError if it is one too many."""
        if len(self.files) == FILES_MOST:
            raise ReportError(
                f"{place(self.source)}: has more than {FILES_MOST} source files; hand in fewer"
            )
        self.room -= len(content)
        if self.room < 0:
            raise ReportError(
                f"{place(self.source)}: has more than {BYTES_MOST >> 20} MiB of sources;"
                " hand in less"
            )
        self.files[name] = content


def take(source: Path, into: Path) -> Submission:
    """Copy the sources of a file, folder or archive INTO a new folder; a ReportError if there are none.

    Neither links nor anything but plain files are followed or opened: a link could name what the student may not read,
    and to open a FIFO is to wait for ever.
    """
    taken = _Taken(source)
    for name, why, read in _entries(source):
        clean = _clean(name)
        why = why or _objection(clean, taken.files)
        if why:
            taken.ignore(name, why)
        else:
            taken.keep(clean, read(taken.room + 1))
    files = _without_common_folder(taken.files)
    if not any(name.endswith(".c") for name in files):
        raise ReportError(
            f"{place(source)}: has no .c file; give the file, the folder or the archive that was"
            " handed in"
        )
    into.mkdir()
    digest = hashlib.sha256()
    for name in sorted(files):
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[name])
        digest.update(f"{len(name)} {name} {len(files[name])} ".encode() + files[name])
    return Submission(
        source.resolve().name, tuple(sorted(files)), digest.hexdigest(), tuple(taken.ignored)
    )


def _clean(name: str) -> str:
    """The name as others would write it: Windows has other strokes, and tar often begins with a dot."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return ("/" if name.startswith("/") else "") + "/".join(parts)


def _objection(name: str, taken: dict[str, bytes]) -> str:
    """Why a file of that name is not copied; "" if it is."""
    parts = name.split("/")
    last = parts[-1]
    if not name.isprintable() or len(name) > NAME_MOST:
        return "its name is too long, or has characters that cannot be shown"
    if name.startswith("/") or ".." in parts:
        return "its name leads out of the submission"
    if last.startswith("._") or "__MACOSX" in parts:
        return "no source file"  # what macOS adds to archives, under names of sources
    if not last.endswith(SUFFIXES) and last not in (*MAKEFILES, CMAKE_FILE):
        return "no source file"
    above = {"/".join(parts[:end]) for end in range(1, len(parts))}
    # A name is of one file, and of no folder beside.
    if name in taken or above & taken.keys() or any(key.startswith(f"{name}/") for key in taken):
        return "is there twice"
    return ""


def _without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Archives are often made of one folder: what is in it is what was handed in."""
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or not all("/" in name for name in files):
        return files
    return _without_common_folder(
        {name.partition("/")[2]: content for name, content in files.items()}
    )


def _entries(source: Path) -> Iterator[Entry]:
    try:
        mode = source.stat().st_mode
        archive = stat.S_ISREG(mode) and is_archive(source)
    except OSError as error:
        raise ReportError(
            f"{place(source)}: cannot be read: {error.strerror}; give a file or a folder"
        ) from error
    if stat.S_ISREG(mode):
        yield from (
            entries_of(source)
            if archive
            else [(source.name, "", lambda most: _read(source, most))]
        )
    elif stat.S_ISDIR(mode):
        yield from _in_folder(source)
    else:
        raise ReportError(f"{place(source)}: is neither a file nor a folder; give one of the two")


def _in_folder(source: Path) -> Iterator[Entry]:
    for folder, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            plain = stat.S_ISREG(path.lstat().st_mode)

            def read(most: int, path: Path = path) -> bytes:
                return _read(path, most)

            relative = os.path.relpath(path, source)
            yield (relative, "" if plain else "no plain file", read)


def _read(path: Path, most: int) -> bytes:
    """At most so many bytes of it. A file may become a link meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ReportError(
            f"{place(path)}: cannot be read: {error.strerror}; make it readable"
        ) from error
    with open(descriptor, "rb") as file:
        return file.read(most)
