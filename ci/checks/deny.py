"""Runs a command to which some system calls fail: deny.py ERRNO CALL,CALL,… COMMAND [ARGUMENT…]

The filter is seccomp(2)'s, as sandboxes have it: ENOSYS is what an old kernel or gVisor answers, EPERM what a container
runtime does. Calls that this architecture does not have are passed over.
"""

from __future__ import annotations

import errno
import os
import sys

import seccomp


def main(error: str, calls: str, *command: str) -> None:
    number = getattr(errno, error)
    denied = seccomp.SyscallFilter(seccomp.ALLOW)
    if os.geteuid() == 0:
        # Without this attribute, programs with the set-user-ID bit would lose it, which is a fault more than asked for.
        denied.set_attr(seccomp.Attr.CTL_NNP, 0)
    for call in calls.split(","):
        if seccomp.resolve_syscall(seccomp.Arch.NATIVE, call) >= 0:
            denied.add_rule(seccomp.ERRNO(number), call)
    denied.load()
    os.execvp(command[0], command)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
