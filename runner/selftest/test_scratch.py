"""Where runs put their files: what cannot be used, what dead runs left there, and what goes away meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

import pytest
from conftest import ORDINARY, PASSING, Place, need_root, read_line


def test_scratch_cannot_be_made(ordinary: Place) -> None:
    result = ordinary.run("run", *PASSING, environment={"TMPDIR": "/nonexistent"})
    result.has_only_line(2, "/nonexistent", "set TMPDIR")
    result = ordinary.run("sweep", environment={"TMPDIR": "/nonexistent"})
    result.has_only_line(2, "/nonexistent", "set TMPDIR")
    if ordinary.uid is not None:
        result = ordinary.run("run", *PASSING, environment={"TMPDIR": "/etc"})
        result.has_only_line(2, "/etc/ipclaim-", "Permission denied", "set TMPDIR")


def test_scratch_path_is_too_long(place: Place) -> None:
    long = f"{place.directory}/{'d' * 90}"
    os.mkdir(long)
    result = place.run("run", *PASSING, environment={"TMPDIR": long})
    result.has_only_line(2, long, "shorter")
    os.rmdir(long)


def test_scratch_is_a_trap(ordinary: Place) -> None:
    need_root()
    trap = Path(ordinary.directory) / f"ipclaim-{ORDINARY}"
    trap.mkdir()
    ordinary.run("run", *PASSING).has_only_line(2, str(trap), "only you can write to", "TMPDIR")
    trap.rmdir()
    os.symlink("/etc", trap)
    ordinary.run("run", *PASSING).has_only_line(2, str(trap), "only you can write to", "TMPDIR")
    trap.unlink()


@pytest.fixture
def base(place: Place) -> Iterator[Path]:
    """The directory of all runs, made before the first."""
    path = Path(place.directory) / f"ipclaim-{os.geteuid()}"
    path.mkdir(mode=0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("command", [["run", *PASSING], ["sweep"]], ids=lambda c: c[0])
def test_lock_is_a_trap(place: Place, base: Path, command: list[str]) -> None:
    """A link could make us lock, and then remove, something else."""
    (base / "lock").symlink_to("/etc/passwd")
    place.run(*command).has_only_line(2, f"{base}/lock", "Too many levels of symbolic links")


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=oct)
def test_other_users_pass_through_whatever_the_umask(place: Place, umask: int) -> None:
    need_root()
    result = place.run("run", "another_user_reads_a_file", prepare=lambda: os.umask(umask))
    assert result.status == 0, result.stdout


@pytest.mark.parametrize("ledger", [None, b"", b"short", b"\0" * 4096], ids=repr)
def test_dead_run_is_swept_without_its_ledger(
    place: Place, base: Path, ledger: bytes | None
) -> None:
    """A run that was killed while it began, or by a version of other entries: names and files tell what is its own."""
    dead = base / "0123abcd"
    (dead / "3" / "tree").mkdir(parents=True)
    (dead / "lock").touch()
    if ledger is not None:
        (dead / "ledger").write_bytes(ledger)
    own = [Path(f"/dev/shm/{name}") for name in ("ic.0123abcd.3.m", "sem.ic.0123abcd.3.s")]
    others = [Path("/dev/shm/ic.0123abce.3.m"), base / "not-a-run"]
    worker = subprocess.Popen(["sleep", "300"], cwd=dead / "3")
    for file in own + others:
        file.touch()
    try:
        swept = place.run("sweep")
        assert [file.exists() for file in own + others] == [False, False, True, True]
    finally:
        others[0].unlink()
        worker.kill()
    assert not dead.exists() and worker.wait() == -9
    assert sorted(swept.stdout.splitlines()) == [
        "1 dead runs, 1 processes and 2 objects removed",
        "removed /ic.0123abcd.3.m",
        "removed /ic.0123abcd.3.s",
        f"removed process {worker.pid}",
    ]


def test_scratch_goes_away_meanwhile(place: Place, base: Path) -> None:
    """As when somebody cleans /tmp: cases cannot be run any more, and say so."""
    words = ("run", "--format", "ndjson", "-j", "2", "--repeat", "200", *PASSING)
    process = place.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    read_line(process)
    # In one step: a tree cannot be removed at once while others make files in it.
    gone = base.rename(base.with_name("gone"))
    out, err = process.communicate(timeout=60)
    shutil.rmtree(gone)
    *cases, end = [json.loads(line) for line in out.splitlines()]
    assert (process.returncode, err, end["type"], end["cases"]) == (3, "", "end", 400)
    last = cases[-1]
    assert (last["outcome"], last["reason"]["code"]) == ("broken", "prologue")
    wanted = "the judge could not prepare the scratch directory: No such file or directory"
    assert last["reason"]["message"] == wanted
