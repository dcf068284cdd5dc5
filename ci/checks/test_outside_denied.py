"""A sandbox denies calls, or namespaces: what is absent is called absent, with the call that proves it."""

from __future__ import annotations

import json
import subprocess

import pytest

from outside import NOBODY, SYSTEM_PYTHON, World

# What is denied; where cases use it; the call by which it shows. The rest of the suite must not notice.
FAMILIES = {
    "System V queues": ("msgget,msgsnd,msgrcv,msgctl", "sysv_msg", "msgget("),
    "System V semaphores": ("semget,semop,semtimedop,semctl", "sysv_sem", "semget("),
    "System V segments": ("shmget,shmat,shmdt,shmctl", "sysv_shm", "shmget("),
    "POSIX queues": ("mq_open,mq_unlink,mq_timedsend,mq_timedreceive,mq_notify,mq_getsetattr", "posix_mq", "mq_open("),
    "sockets": ("socket,socketpair,bind,connect,listen,accept,accept4", "socket", "socket"),
    "pipes": ("pipe,pipe2", "pipe", "pipe("),
    "FIFOs": ("mknod,mknodat", "fifo", "mkfifo("),
}


# Scenes that count another process's calls cannot tell which was denied; getifaddrs() and ip(8) use sockets themselves.
INDIRECT = {
    "iso.os.channel-setup-needs-syscall", "perf.syscalls.shm-one", "perf.syscalls.msgq-one-to-two",
    "sock.code.wildcard-bind", "sock.impl.via-nic-driver",
}


@pytest.fixture(scope="module", autouse=True)
def seccomp() -> None:
    probe = subprocess.run([SYSTEM_PYTHON, "-c", "import seccomp"], capture_output=True)
    assert probe.returncode == 0, f"{SYSTEM_PYTHON} has no module seccomp: install python3-seccomp"


@pytest.mark.parametrize("error", ["ENOSYS", "EPERM"])
@pytest.mark.parametrize("family", FAMILIES)
def test_family_is_denied(world: World, family: str, error: str) -> None:
    calls, mechanism, proof = FAMILIES[family]
    before = world.things()
    ran = world.run(mechanism, "cross", "isolation", deny=(error, calls))
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert any(
        proof in line and f"returned -1 {error}" in line for line in ran.messages("unsupported", "errno").splitlines()
    )
    assert {line.split("/")[0].split()[1] for line in ran.of("unresolved")} <= INDIRECT
    assert world.things() == before


@pytest.mark.parametrize("error", ["ENOSYS", "EPERM"])
def test_memfd_is_denied(world: World, error: str) -> None:
    before = world.things()
    ran = world.run("posix_shm", "shm_sync", deny=(error, "memfd_create"))
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert world.things() == before


@pytest.mark.parametrize("error", ["ENOSYS", "EPERM"])
def test_namespaces_are_denied(world: World, error: str) -> None:
    before = world.things()
    ran = world.run("socket", "sysv_msg", deny=(error, "unshare,setns"))
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert ran.records[0]["environment"]["private_ipc_namespace"] is False
    assert "need-namespace" in ran.reasons("skipped")
    assert world.things() == before


def test_no_namespace_is_left(world: World) -> None:
    """user.max_ipc_namespaces counts those of one user in one user namespace; none is to be had, or too few."""
    before = world.things()
    own_user = ["unshare", "--user", "--map-root-user", "--ipc", "sh", "-c"]
    for most, jobs in (("0", "8"), ("3", "8"), ("12", "2")):
        record = world.make_empty(world.path / "record")
        script = (
            f"echo {most} >/proc/sys/user/max_ipc_namespaces && "
            f"exec env TMPDIR={world.tmp} {world.binary} run --format ndjson -o {record} -j {jobs} sysv_msg"
        )
        done = subprocess.run(world.command(*own_user, script), capture_output=True, text=True)
        if most == "3":
            assert done.returncode == 2 and "an IPC namespace for each of 8 cases at a time (-j)" in done.stderr
            assert "user.max_ipc_namespaces" in done.stderr and "--share-ipc" in done.stderr
        else:
            assert done.returncode == 0, done.stderr
            head = json.loads(world.outside(record).read_text().splitlines()[0])
            assert head["environment"]["private_ipc_namespace"] is (most == "12")
    assert world.things() == before


def test_namespace_of_which_there_is_no_way_back_is_not_entered(world: World) -> None:
    """Root in a user namespace could make a namespace of IPC here, and not come back to this one."""
    script = (
        f"env TMPDIR={world.tmp} {world.binary} run --format ndjson -o {world.path}/record sysv_msg >/dev/null 2>&1; "
        "readlink /proc/self/ns/ipc"
    )
    before = world.things()
    world.make_empty(world.path / "record")
    own = subprocess.run(
        world.command("unshare", "--user", "--map-root-user", "sh", "-c", script), capture_output=True, text=True
    ).stdout.strip()
    head = json.loads(world.outside(world.path / "record").read_text().splitlines()[0])
    assert head["environment"]["private_ipc_namespace"] is False
    assert head["environment"]["namespaces"]["ipc"] == own
    assert world.things() == before


def test_ordinary_user_has_none(world: World) -> None:
    before = world.things()
    ran = world.run("sysv_msg", "sysv_sem", user=NOBODY)
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert ran.records[0]["environment"]["private_ipc_namespace"] is False
    assert world.things() == before
