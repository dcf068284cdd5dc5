"""Builds a submission: a shared library that exports the assignment's calls and nothing else, or a program."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from .assignment import Assignment
from .sandbox import Sandbox
from .submission import Submission

SECONDS = 60.0
LIBRARY = "submission.so"
OPTIONS = (
    "-std=gnu11",
    "-O1",
    "-g",
    "-Wall",
    "-Wextra",
    "-pthread",
    "-fmax-errors=20",
)


@dataclass(frozen=True)
class Built:
    """The library, or why there is none, and what the compiler said."""

    library: Path | None  # where the assignment asks for a program, that
    said: str
    missing: tuple[str, ...] = ()  # calls that it does not define


def build(
    box: Sandbox,
    assignment: Assignment,
    headers: Path,
    submission: Submission,
    sources: Path,
    out: Path,
) -> Built:
    """Compile in the sandbox what was copied to SOURCES; OUT is a folder that the sandbox's user may write."""
    script = sources.parent / "exports.map"
    # What else the submission defines stays its own: it must not replace calls that it was not asked for.
    script.write_text(
        "{ global: " + " ".join(f"{call};" for call in assignment.calls) + " local: *; };\n"
    )
    files = [str(sources / name) for name in submission.files if name.endswith(".c")]
    library = out / LIBRARY
    command = ["cc", *OPTIONS, f"-I{headers}", f"-I{sources}", *files]
    if not assignment.is_program:
        command += ["-fPIC", "-shared", f"-Wl,--version-script={script}"]
    command += ["-o", str(library), "-lrt"]
    readable = [sources, script, headers]
    with tempfile.TemporaryFile() as output:
        ended = box.run(
            command, seconds=SECONDS, output=output, readable=readable, writable=out, filtered=False
        )
    said = ended.said.replace(f"{sources}/", "")
    if ended.late:
        return Built(None, f"{said}\nit was not built within {SECONDS:g} s")
    if ended.status != 0 or not library.is_file() or library.is_symlink():
        return Built(None, said or f"the compiler ended with status {ended.status}")
    return Built(library, said, () if assignment.is_program else _missing(box, assignment, library))


def _missing(box: Sandbox, assignment: Assignment, library: Path) -> tuple[str, ...]:
    with tempfile.TemporaryFile() as output:
        command = ["nm", "-D", "--defined-only", "--format=posix", str(library)]
        box.run(command, seconds=SECONDS, output=output, readable=[library], filtered=False)
        output.seek(0)
        defined = {
            line.split()[0]
            for line in output.read().decode("utf-8", "replace").splitlines()
            if line
        }
    return tuple(call for call in assignment.calls if call not in defined)
