"""What a submission has left where no namespace ends with it: everything of a user that nobody else is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Iterator, Sequence

COLUMN = "cuid"
SYSV = {"msg": ("msqid", "-q"), "sem": ("semid", "-s"), "shm": ("shmid", "-m")}
FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")


def as_user(user: int) -> list[str]:
    """The words that make a command run as that user, who cannot become another one again."""
    return [
        *("setpriv", f"--reuid={user}", f"--regid={user}"),
        *("--clear-groups", "--no-new-privs"),
    ]


def remove_all_of(user: int) -> None:
    """End the user's processes, and remove their System V objects and files."""
    while processes_of(user):
        # The signal reaches all of them at once, but for the one that sends it: none can fork in between.
        subprocess.run([*as_user(user), "sh", "-c", "kill -KILL -1"], check=False)
    for words in _objects(user):
        subprocess.run(["ipcrm", *words], check=False)
    for folder in FOLDERS:
        for path in Path(folder).glob("*") if os.path.isdir(folder) else ():
            _remove_if_of(user, path)


def _remove_if_of(user: int, path: Path) -> None:
    try:
        if path.lstat().st_uid != user:
            return
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except FileNotFoundError:
        pass  # others remove theirs meanwhile


def processes_of(user: int) -> list[int]:
    """What runs as that user. A zombie is not there any more: it only waits to be seen."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _is_alive(path, user)]


def _is_alive(path: Path, user: int) -> bool:
    try:
        state = (path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        return path.stat().st_uid == user and state not in "ZX"
    except OSError:
        return False  # it has gone meanwhile


def _objects(user: int) -> Iterator[Sequence[str]]:
    for kind, (column, option) in SYSV.items():
        table = Path("/proc/sysvipc") / kind
        lines = [line.split() for line in table.read_text().splitlines()] if table.exists() else []
        for fields in lines[1:]:
            entry = dict(zip(lines[0], fields))
            if entry[COLUMN] == str(user):
                yield option, entry[column]
