"""Disks fill up: that of the record, that of the scratch folders, that of shared memory, which may be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from outside import Ran, World, wait_for

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reports"))
from ipclaim_reports.errors import ReportError  # noqa: E402
from ipclaim_reports.stream import read_results  # noqa: E402

FILES = (
    "fifo", "isolation", "pshm.mmap.file-shared", "tool.ipcs.*", "sysvmsg.rcv.*", "pipe.create.*"
)
SHARED = ("posix_shm", "posix_sem", "shm_sync", "perf.*", "cross.*")


def mount(world: World, where: Path | str, options: str) -> None:
    world.sh(f"mkdir -p {where} && mount -t tmpfs -o mode=1777,{options} tmpfs {where}")


def fill(world: World, folder: Path | str) -> None:
    world.sh(f"dd if=/dev/zero of={folder}/filling bs=4096 2>/dev/null || true")


@pytest.mark.parametrize("kib", [0, 4, 100, 600])
def test_record_meets_a_full_disk(world: World, kib: int) -> None:
    """What is there is valid to its last line, the reader says what is missing, and an older record gives way to it."""
    folder = world.path / "out"
    mount(world, folder, f"size={max(kib, 4)}k")
    record = world.make_empty(folder / "record")
    if kib == 0:
        fill(world, folder)
    before = world.things()
    ran = world.run("fifo", "sysv_sem", "sysv_msg", record=record)
    assert ran.status == 3 and not ran.is_whole
    assert f"{record}: No space left on device; the record is not complete" in ran.stderr and "with -o" in ran.stderr
    assert ran.text == "" or ran.text.endswith("\n")
    # A record line of a case is some 2 KiB long, the head of the run 3.
    assert bool(ran.cases) == (kib > 4)
    file = world.outside(record)
    with pytest.raises(ReportError, match='no "end" record' if ran.records else "is empty"):
        read_results(file)
    if ran.records:
        assert len(read_results(file, allow_truncated=True).executions) == len(ran.cases)
    assert world.things() == before


def test_standard_output_meets_a_full_disk(world: World) -> None:
    folder = world.path / "out"
    mount(world, folder, "size=40k")
    before = world.things()
    world.sh(
        f"status=0; TMPDIR={world.tmp} {world.binary} run --format ndjson fifo >{folder}/record 2>{world.path}/said "
        f"|| status=$?; echo $status >{world.path}/status"
    )
    assert world.outside(world.path / "status").read_text() == "3\n"
    assert "standard output: No space left on device" in world.outside(world.path / "said").read_text()
    # What is written to a descriptor cannot be taken back, so its last line may be cut off, and the reader says so.
    with pytest.raises(ReportError, match='no "end" record'):
        read_results(world.outside(folder / "record"))
    assert world.things() == before


@pytest.mark.parametrize(
    "options", ["size=4k", "size=64k", "nr_inodes=2", "nr_inodes=5", "nr_inodes=9", "nr_inodes=12"]
)
def test_run_cannot_begin_on_a_full_disk(world: World, options: str) -> None:
    mount(world, world.tmp, options)
    before = world.things()
    ran = world.run(*FILES, "-j", "8")
    assert ran.status == 2 and not ran.records
    assert "No space left on device" in ran.stderr and "set TMPDIR to a directory with room" in ran.stderr
    assert world.things() == before


@pytest.mark.parametrize("options", ["size=192k", "size=208k", "nr_inodes=16", "nr_inodes=18"])
def test_scratch_is_full(world: World, options: str) -> None:
    mount(world, world.tmp, options)
    before = world.things()
    ran = world.run(*FILES, "-j", "8")
    assert ran.is_whole and not ran.wrong() and ran.status in (0, 4)
    assert ran.reasons("unresolved") <= {"resource", "preparation", "fork"} and not ran.of("unsupported")
    # With a little more room, which cases meet the edge is chance, and it may be none.
    if options in ("size=192k", "nr_inodes=16"):
        assert "room" in ran.messages("unresolved", "resource")
    assert world.things() == before


def test_scratch_fills_up_in_the_middle(world: World) -> None:
    mount(world, world.tmp, "size=2m")
    before = world.things()
    filling = world.tmp / "filling"
    ended = world.during_the_run(
        f"until grep -q '\"type\": *\"end\"' {world.path}/record; do "
        f"dd if=/dev/zero of={filling} bs=4096; sleep 0.1; rm {filling}; sleep 0.1; done"
    )
    ran = world.run(*FILES, "--repeat", "4")
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert "room" in ran.messages("unresolved", "resource") and not ran.of("unsupported")
    wait_for(ended)
    assert world.things() == before


def decided_elsewhere(ran: Ran) -> None:
    assert ran.is_whole and ran.status == 0 and not ran.wrong() and ran.outcomes()["pass"] > 50


def test_shared_memory_is_full(world: World) -> None:
    mount(world, "/dev/shm", "size=64k")
    fill(world, "/dev/shm")
    before = world.things()
    ran = world.run(*SHARED)
    decided_elsewhere(ran)
    assert "file system of the scratch directory or of shared memory is full" in ran.messages("unresolved", "resource")
    assert "sem_open" in ran.messages("unresolved", "resource")
    assert world.things() == before


def test_scratch_of_its_own_choice_is_full(world: World) -> None:
    """Without TMPDIR, scratch folders go where files live in memory."""
    mount(world, "/dev/shm", "size=64k")
    fill(world, "/dev/shm")
    before = world.things()
    ran = world.run(*SHARED, tmp="")
    # Where /tmp lives in memory it is taken, and is not full.
    assert ran.status in (0, 2)
    if ran.status == 2:
        assert "/dev/shm/ipclaim-" in ran.stderr and "set TMPDIR to a directory with room" in ran.stderr
    assert world.things() == before


def test_shared_memory_is_missing(world: World) -> None:
    keep = world.path / "dev"
    world.sh(
        f"mkdir {keep} && mount --rbind /dev {keep} && mount -t tmpfs -o mode=755 tmpfs /dev && cd {keep} && "
        "for f in null zero full random urandom tty; do touch /dev/$f; mount --bind $f /dev/$f; done; "
        "ln -s /proc/self/fd /dev/fd"
    )
    before = world.things()
    ran = world.run(*SHARED)
    decided_elsewhere(ran)
    assert 'shm_open("/ic.' in ran.messages("unsupported", "errno")
    assert 'sem_open("/ic.' in ran.messages("unsupported", "errno")
    assert "returned -1 ENOENT" in ran.messages("unsupported", "errno")
    assert world.things() == before


def test_shared_memory_is_read_only(world: World) -> None:
    world.sh("mount -o remount,ro /dev/shm")
    before = world.things()
    ran = world.run(*SHARED)
    decided_elsewhere(ran)
    assert "returned -1 EROFS" in ran.messages("unsupported", "errno")
    assert world.things() == before
