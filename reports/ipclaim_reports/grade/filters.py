"""Which system calls a submission may not make: those that reach into other processes, or into parts of the kernel that
no assignment is about; and how large it may ask objects to be that count against no process."""

from __future__ import annotations

import errno
from typing import IO, Any, Iterator

# With these a process reads, changes or robs another one, or makes namespaces in which it has privileges.
REACHING = (
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_getfd",
    "kcmp",
    "unshare",
    "setns",
    "mount",
    "umount2",
    "pivot_root",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "perf_event_open",
    "userfaultfd",
    "bpf",
    "keyctl",
    "add_key",
    "request_key",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
)
CLONE_NEWUSER = 0x10000000
LAST_FAMILY = 10  # AF_INET6: what comes later goes round the network namespace, as AF_VSOCK does
SEGMENT_MOST = 16 * 1024 * 1024
SEMAPHORES_MOST = 1024


def the_filter() -> Any:
    """What denies them. Needs libseccomp's module, else raises ImportError."""
    import seccomp  # the system's interpreter has it

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in filter(lambda name: _is_known(seccomp, name), REACHING):
        rules.add_rule(seccomp.ERRNO(errno.EPERM), name)
    for error, name, argument in _conditions(seccomp):
        rules.add_rule(seccomp.ERRNO(error), name, argument)
    # Its arguments lie in memory, where a filter cannot look; the C library takes clone(2) instead.
    if _is_known(seccomp, "clone3"):
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    return rules


def _is_known(seccomp: Any, name: str) -> bool:
    """An older library knows fewer calls, and cannot deny what it does not know."""
    return bool(seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) != -1)


def _conditions(seccomp: Any) -> Iterator[tuple[int, str, Any]]:
    yield errno.EPERM, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER)
    yield errno.EPERM, "prlimit64", seccomp.Arg(0, seccomp.NE, 0)  # of others
    yield errno.EAFNOSUPPORT, "socket", seccomp.Arg(0, seccomp.GT, LAST_FAMILY)
    yield errno.EINVAL, "shmget", seccomp.Arg(1, seccomp.GT, SEGMENT_MOST)
    yield errno.EINVAL, "semget", seccomp.Arg(1, seccomp.GT, SEMAPHORES_MOST)


def write_filter(program: IO[bytes]) -> None:
    """Write the filter as a program of the kernel's, from the beginning of the file."""
    the_filter().export_bpf(program)
    program.seek(0)
