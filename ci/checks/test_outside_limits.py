"""Processes, descriptors and memory run out: what could not be tried is said to be so, and nobody is accused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outside import World, wait_for

# Nobody else on the machine has this number, another run of these checks included; the limit counts all of a user's.
LONELY = 61300 + os.getpid() % 4000
SOME = ("fifo", "sysv_sem", "isolation", "pipe.phil.*", "pipe.use.*", "pipe.create.*", "sysvmsg.rcv.*")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a user who has no processes")


@needs_root
@pytest.mark.parametrize("processes", [1, 2, 3, 12, 30])
def test_fork_fails(world: World, processes: int) -> None:
    before = world.things()
    ran = world.run(*SOME, user=LONELY, nproc=processes)
    assert ran.is_whole and not ran.wrong()
    if processes == 1:
        assert ran.status == 4 and ran.reasons("skipped") == {"fork"}
        assert "EAGAIN" in ran.messages("skipped", "fork") and "ulimit -u" in ran.messages("skipped", "fork")
    else:
        assert ran.status in (0, 4)
        assert "ulimit -u" in ran.messages("unresolved", "fork")
        assert "fork" not in ran.reasons("skipped") or processes < 4, "a case can wait until another one has ended"
    assert world.things() == before


@needs_root
def test_fork_fails_in_the_middle(world: World) -> None:
    """Somebody else of the same user takes the processes while the run goes on, and gives them back."""
    before = world.things()
    taker = "for i in $(seq 24); do sleep 0.6 & done; wait"
    ended = world.during_the_run(f"setpriv --reuid={LONELY} --regid={LONELY} --clear-groups sh -c '{taker}'")
    ran = world.run(*SOME, "--repeat", "3", user=LONELY, nproc=34)
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert ran.outcomes()["pass"] > 100 and "ulimit -u" in ran.messages("unresolved", "fork")
    wait_for(ended)
    assert world.things() == before


@pytest.mark.parametrize("descriptors", [3, 4, 8, 19])
def test_fewer_descriptors_than_posix_promises(world: World, descriptors: int) -> None:
    before = world.things()
    ran = world.run(*SOME, nofile=descriptors)
    assert ran.status in (2, 127 if descriptors < 4 else 2) and not ran.records
    if ran.status == 2:
        assert f"the limit on descriptors is {descriptors}," in ran.stderr and "ulimit -n" in ran.stderr
    assert world.things() == before


@pytest.mark.parametrize("descriptors, jobs", [(20, 16), (20, 1), (24, 4)])
def test_descriptors_run_out(world: World, descriptors: int, jobs: int) -> None:
    before = world.things()
    ran = world.run(*SOME, "-j", str(jobs), nofile=descriptors)
    if jobs == 16:
        assert ran.status == 2 and "of 16 cases at a time (-j)" in ran.stderr and "Too many open files" in ran.stderr
        assert "ulimit -n" in ran.stderr and not ran.records
    else:
        assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert world.things() == before


@pytest.mark.parametrize("mib, jobs", [(20, 1), (100, 8), (40, 1), (44, 1)])
def test_address_space_runs_out(world: World, mib: int, jobs: int) -> None:
    before = world.things()
    words = ("pipe.write.sigpipe-thread", "pipe.code.*", "isolation", "sysvshm.at.*", "pipe.create.*")
    ran = world.run(*words, "-j", str(jobs), **{"as": mib << 20})
    if mib in (20, 100):
        assert ran.status == 2 and f"for {jobs} cases at a time: Cannot allocate memory" in ran.stderr
        assert "ulimit -v" in ran.stderr and not ran.records
    else:
        assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert world.things() == before


def memory_group(name: str, limit: int) -> Path:
    """A control group of that much memory, of either version of control groups; skips where none can be made."""
    for top, file in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
        group = Path(top) / name
        try:
            group.mkdir()
            (group / file).write_text(str(limit))
            return group
        except OSError:
            if group.is_dir():
                group.rmdir()
    pytest.skip("no control group can limit memory here")


@pytest.mark.parametrize("mib", [6, 12, 24])
def test_memory_runs_out(world: World, mib: int) -> None:
    """Whom the kernel kills is its choice: the runner, a judge, an actor. None of them is to blame."""
    before = world.things()
    group = memory_group(f"icheck-{os.getpid()}", mib << 20)
    try:
        words = ("shm_sync", "pipe.create.*", "sysvshm.*", "posix_shm")
        ran = world.run("-j", "16", *words, entering=group / "cgroup.procs")
        world.sweep()
        assert world.things() == before
    finally:
        group.rmdir()
    assert not ran.wrong()
    assert ran.status == 0 if ran.is_whole else ran.status in (2, -9, 137)
