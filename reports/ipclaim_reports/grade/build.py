"""Builds a submission: a shared library that exports the assignment's calls alone, or a program.

By cc alone; or, where the student has handed in a Makefile or a CMakeLists.txt, by that, and then what it has left is
linked: a static library if there is one, else all object files. How it is linked is not the student's to say.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from .assignment import Assignment
from .sandbox import Ended, Sandbox
from .submission import CMAKE_FILE, MAKEFILES, Submission

SECONDS = 30.0
BUILT = "submission"
ELF = b"\x7fELF"
COMPILING = ("-std=gnu11", "-O1", "-g", "-Wall", "-Wextra", "-fPIC", "-pthread", "-fmax-errors=20")
# The scripts get the sources, the headers, a library's exports, and then the words for the compiler. What they make
# lies in the sandbox's own memory, and leaves it by standard output: nothing outside can be written to, or filled. A
# call of the library's own by another of its own is its own, too, and not the system's of that name.
BEGIN = """
sources=$1 headers=$2 exports=$3
shift 3
exec 3>&1 >&2
work=$(mktemp -d) || exit
link() {
    [ -z "$exports" ] || set -- -shared -Wl,-Bsymbolic "$@" -Wl,--version-script="$exports"
    cc -pthread "$@" -o "$work/submission" -lrt || exit
}
"""
END = """
cat "$work/submission" >&3
"""
BY_CC = 'link "$@"'
LINK_WHAT_IS_THERE = """
cd "$work" || exit
find . -name "*.a" | LC_ALL=C sort >archives
find . -name "*.o" | LC_ALL=C sort >objects
if [ "$(wc -l <archives)" -eq 1 ]; then
    link -Wl,--whole-archive "$(cat archives)" -Wl,--no-whole-archive
elif [ -s objects ]; then
    set --
    while IFS= read -r object; do set -- "$@" "$object"; done <objects
    link "$@"
else
    echo "it left neither one static library (*.a) nor object files (*.o); let it make one of the two"
    exit 1
fi
"""
BY_MAKE = """
cp -R "$sources/." "$work" && cd "$work" || exit
make -j2 CC=cc CFLAGS="-I$headers $*" || exit
"""
BY_CMAKE = """
cmake -S "$sources" -B "$work" -DCMAKE_C_COMPILER=cc -DCMAKE_POSITION_INDEPENDENT_CODE=ON \\
    -DCMAKE_C_FLAGS="-I$headers $*" && cmake --build "$work" --parallel 2 || exit
"""


@dataclass(frozen=True)
class Built:
    """The library or program, or why there is none, and what the compiler said."""

    library: Path | None
    said: str
    missing: tuple[str, ...] = ()  # calls that it does not define


def way_of(files: Sequence[str]) -> str:
    """How a submission of these files is built: by cc, make or cmake."""
    if CMAKE_FILE in files:
        return "cmake"
    return "make" if any(name in files for name in MAKEFILES) else "cc"


def build(
    box: Sandbox,
    assignment: Assignment,
    headers: Path,
    submission: Submission,
    sources: Path,
    out: Path,
) -> Built:
    """Build in the sandbox what was copied to SOURCES; what comes of it goes to the folder OUT."""
    exports = sources.parent / "exports.map"
    # What else the submission defines stays its own: it must not replace calls that it was not asked for.
    exports.write_text(
        "{ global: " + " ".join(f"{call};" for call in assignment.calls) + " local: *; };\n"
    )
    way = way_of(submission.files)
    words = [*COMPILING]
    if way == "cc":
        words += [f"-I{headers}", f"-I{sources}"]
        words += [str(sources / name) for name in submission.files if name.endswith(".c")]
    by_others = (BY_CMAKE if way == "cmake" else BY_MAKE) + LINK_WHAT_IS_THERE
    script = BEGIN + (BY_CC if way == "cc" else by_others) + END
    linked = "" if assignment.is_program else str(exports)
    built = out / BUILT
    with built.open("wb") as output:
        ended = box.run(
            ["sh", "-c", script, way, str(sources), str(headers), linked, *words],
            seconds=SECONDS,
            output=output,
            readable=[sources, exports, headers],
        )
    built.chmod(0o755)  # for whom it is judged as, whatever our own umask is
    said = ended.said.replace(f"{sources}/", "")
    if ended.late:
        return Built(None, f"{said}\nit was not built within {SECONDS:g} s")
    if ended.status != 0:
        return Built(None, said or f"the build ended with status {ended.status}")
    return _program(built, said) if assignment.is_program else _library(box, assignment, built, said)


def _program(built: Path, said: str) -> Built:
    with built.open("rb") as file:
        whole = file.read(len(ELF)) == ELF
    return Built(built, said) if whole else Built(None, f"{said}\nwhat was built is no program")


def _library(box: Sandbox, assignment: Assignment, library: Path, said: str) -> Built:
    """What was built, if it is what it should be. Files that a submission makes for itself could be anything."""
    defined = _exports_of(box, library)
    if defined is None:
        return Built(None, f"{said}\nwhat was built is no shared library")
    others = sorted(defined.difference(assignment.calls))
    if others:
        return Built(
            None,
            f"{said}\nit exports what it was not asked for: {', '.join(others[:10])}",
        )
    return Built(library, said, tuple(call for call in assignment.calls if call not in defined))


def _exports_of(box: Sandbox, library: Path) -> set[str] | None:
    with tempfile.TemporaryFile() as output:
        command = ["nm", "-D", "--defined-only", "--format=posix", str(library)]
        ended: Ended = box.run(
            command, seconds=SECONDS, output=output, readable=[library]
        )
        output.seek(0)
        lines = output.read().decode("utf-8", "replace").splitlines()
    return {line.split()[0] for line in lines if line.split()} if ended.status == 0 else None
