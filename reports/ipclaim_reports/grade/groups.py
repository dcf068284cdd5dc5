"""Control groups: how much memory and how many processes all that a submission starts may take together.

Versions 1 and 2, where the kernel has them and this user may make groups below the one that it is in.
"""

from __future__ import annotations

import os
import select
import signal
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping

MEMORY_MOST = 1024 * 1024 * 1024
PROCESSES_MOST = 128
PREFIX = "ipclaim-"
STALE_SECONDS = 24 * 3600  # longer than anything runs in one
# The files that limit, by version and controller.
LIMITS: Mapping[tuple[int, str], tuple[str, int]] = {
    (1, "memory"): ("memory.limit_in_bytes", MEMORY_MOST),
    (1, "pids"): ("pids.max", PROCESSES_MOST),
    (2, "memory"): ("memory.max", MEMORY_MOST),
    (2, "pids"): ("pids.max", PROCESSES_MOST),
}
# The first of the words that a process of a group begins with: it enters, and becomes the command.
ENTER = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"'


@dataclass(frozen=True)
class Groups:
    """Where groups can be made: a folder for each controller, which may be the same."""

    parents: Mapping[str, tuple[int, Path]]

    @contextmanager
    def entered(self) -> Iterator[list[str]]:
        """New groups, which go when their processes have gone; gives the words that enter them."""
        made: dict[Path, Path] = {}
        try:
            for controller, (version, parent) in self.parents.items():
                if parent not in made:
                    made[parent] = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
                file, most = LIMITS[version, controller]
                (made[parent] / file).write_text(str(most))
            files = [str(folder / "cgroup.procs") for folder in made.values()]
            yield ["/bin/sh", "-c", ENTER, "sh", *files, "--"] if files else []
        finally:
            for folder in made.values():
                _end_all(folder)
                os.rmdir(folder)


def _end_all(folder: Path) -> None:
    """End what is left in the group: where there is no process namespace, nothing else may know of it."""
    while pids := (folder / "cgroup.procs").read_text().split():
        for pid in pids:
            try:
                with open(os.pidfd_open(int(pid)), "rb", buffering=0) as process:
                    os.kill(int(pid), signal.SIGKILL)
                    select.select([process], [], [])
            except ProcessLookupError:
                pass  # it has gone meanwhile


def find_groups(proc: Path = Path("/proc/self")) -> Groups:
    """Where this process may limit its children; nowhere, if the kernel or its configuration does not let it."""
    try:
        mounts = (proc / "mountinfo").read_text().splitlines()
        lines = (proc / "cgroup").read_text().splitlines()
    except OSError:
        return Groups({})
    parents: dict[str, tuple[int, Path]] = {}
    for line in lines:
        _, names, path = line.split(":", 2)
        for mount in mounts:
            for controller, version, parent in _parents(mount, names.split(","), path):
                if controller not in parents and _allows(version, controller, parent):
                    parents[controller] = (version, parent)
    for _, parent in parents.values():
        _remove_stale(parent)
    return Groups(parents)


def _remove_stale(parent: Path) -> None:
    """Remove what a grader has left that was killed; what is in use cannot be removed."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_ctime > STALE_SECONDS:
                folder.rmdir()
        except OSError:
            pass  # another one was quicker, or it is in use


def _parents(mount: str, names: list[str], path: str) -> Iterator[tuple[str, int, Path]]:
    """The controllers of the line of a process that this mount has, and the process's folder there."""
    fields, _, rest = mount.partition(" - ")
    root, point = fields.split()[3:5]
    kind, _, options = rest.split()[:3]
    if not f"{path}/".startswith(root.rstrip("/") + "/"):
        return
    folder = Path(point) / path[len(root.rstrip("/")) :].lstrip("/")
    if kind == "cgroup":
        for name in names:
            if name in ("memory", "pids") and name in options.split(","):
                yield name, 1, folder
    elif kind == "cgroup2" and names == [""]:
        yield "memory", 2, folder
        yield "pids", 2, folder


def _allows(version: int, controller: str, parent: Path) -> bool:
    """Whether a group can be made there that limits: tried, for neither rights nor versions tell for sure."""
    try:
        control = parent / "cgroup.subtree_control"
        if version == 2 and controller not in control.read_text().split():
            control.write_text(f"+{controller}")
        folder = tempfile.mkdtemp(prefix=PREFIX, dir=parent)
    except OSError:
        return False
    try:
        file, most = LIMITS[version, controller]
        (Path(folder) / file).write_text(str(most))
        return True
    except OSError:
        return False
    finally:
        os.rmdir(folder)
