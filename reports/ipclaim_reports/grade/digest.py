"""What tells one grader from another: digests of the assignment, of the binary, and of the code that scores."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReportError, place


@dataclass(frozen=True)
class Grader:
    """The digests of what grades. With the same ones, a seed and a submission give the same grade."""

    assignment: str
    binary: str
    code: str


def grader_of(folder: Path, binary: Path) -> Grader:
    """The digests of an assignment's folder, of a binary, and of what is beside this file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    own = Path(__file__).parent
    return Grader(
        _digest(files, folder), _digest([binary], binary.parent), _digest(sorted(own.glob("*.py")), own)
    )


def _digest(files: list[Path], below: Path) -> str:
    digest = hashlib.sha256()
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ReportError(
                f"{place(path)}: cannot be read: {error.strerror}; make it readable"
            ) from error
        name = str(path.relative_to(below)).encode("utf-8", "surrogateescape")
        digest.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return digest.hexdigest()
