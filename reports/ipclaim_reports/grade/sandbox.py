"""Where a student's code is built and run: as somebody else, in a small world that ends with it.

bubblewrap makes the namespaces, setpriv another user of us, prlimit sets the limits, libseccomp denies the system calls
that would do the student's work or reach into the judge. What of this is in force is found by trying it once.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Sequence

from ..errors import ReportError

# Numbers that no account has. Each session takes another, so that one's processes are not counted against the next.
FIRST_USER, USERS = 61184, 4000
OUTPUT_MOST = 32 * 1024 * 1024
MEMORY_MOST = 2 * 1024 * 1024 * 1024
TMP_MOST = 64 * 1024 * 1024
LIMITS = {"nproc": 512, "nofile": 256, "fsize": OUTPUT_MOST, "as": MEMORY_MOST, "core": 0}
# With these a process reads, changes or robs another one, whatever namespaces they share.
REACHING = (
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "pidfd_getfd",
    "kcmp",
    "unshare",
    "setns",
)
NAMESPACES = ("user", "mount", "process", "IPC", "network")
PROTECTIONS = (
    "another user",
    *(f"{name} namespace" for name in NAMESPACES),
    "no new privileges",
    "denied system calls",
    "resource limits",
)
# Below this, a submission could change its result or harm the machine.
FLOOR = frozenset(PROTECTIONS[1:])


@dataclass(frozen=True)
class Ended:
    """How something in the sandbox ended."""

    status: int  # negative: a signal
    late: bool
    said: str  # on standard error, the last of it


@dataclass(frozen=True)
class Sandbox:
    """What is in force, and the words in front of a command that make it so."""

    in_force: tuple[str, ...]
    user: int | None  # whose number submissions run under; ours, if we can become nobody else
    namespaces: bool
    filters: bool
    denied: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Protections that this machine does not give."""
        return tuple(name for name in PROTECTIONS if name not in self.in_force)

    @property
    def sufficient(self) -> bool:
        """Whether the floor is reached."""
        return FLOOR <= set(self.in_force)

    def run(
        self,
        command: Sequence[str],
        *,
        seconds: float,
        output: IO[bytes],
        readable: Sequence[Path] = (),
        writable: Path | None = None,
        filtered: bool = True,
    ) -> Ended:
        """Run a command with its standard output in a file; whatever it has started ends with it."""
        with (
            tempfile.TemporaryFile() as errors,
            tempfile.TemporaryFile() as program,
            tempfile.TemporaryFile() as info,
        ):
            words = self._words(readable, writable, info.fileno())
            if self.namespaces and filtered and self.filters:
                _write_filter(program, self.denied)
                words += ["--seccomp", str(program.fileno())]
            words += ["--"] if self.namespaces else []
            process = subprocess.Popen(
                [*words, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                pass_fds=(program.fileno(), info.fileno()),
                start_new_session=True,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": "/tmp"},
                cwd="/",
            )
            late = False
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                late = True
            finally:
                # bubblewrap's death takes the process namespace with it; without one, the group is what there is.
                _kill_group(process)
                _await_end(info)
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4096))
            said = errors.read().decode("utf-8", "replace")
        return Ended(process.returncode, late, said)

    def _words(self, readable: Sequence[Path], writable: Path | None, info: int) -> list[str]:
        words = ["prlimit", *(f"--{name}={most}" for name, most in LIMITS.items()), "--"]
        if self.user is not None:
            words += ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"]
            words += ["--no-new-privs"]
        if not self.namespaces:
            return words
        words += [
            "bwrap",
            "--unshare-all",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
        ]
        words += ["--ro-bind", "/usr", "/usr"]
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            if os.path.islink(f"/{name}"):
                words += ["--symlink", f"usr/{name}", f"/{name}"]
            elif os.path.isdir(f"/{name}"):
                words += ["--ro-bind", f"/{name}", f"/{name}"]
        for name in ("/etc/alternatives", "/etc/ld.so.cache"):
            words += ["--ro-bind-try", name, name]
        words += ["--proc", "/proc", "--dev", "/dev"]
        for name in ("/dev/shm", "/tmp"):
            words += ["--size", str(TMP_MOST), "--perms", "1777", "--tmpfs", name]
        for path in readable:
            words += ["--ro-bind", str(path), str(path)]
        if writable:
            words += ["--bind", str(writable), str(writable)]
        return [*words, "--chdir", "/tmp", "--info-fd", str(info)]


def open_sandbox(denied: Sequence[str]) -> Sandbox:
    """The best sandbox that this machine gives."""
    if not shutil.which("prlimit") or not shutil.which("setpriv"):
        raise ReportError("no prlimit or setpriv here; install them: apt-get install util-linux")
    user = FIRST_USER + os.getpid() % USERS if os.geteuid() == 0 else None
    every = (*denied, *REACHING)
    for namespaces, filters in ((True, True), (True, False), (False, False)):
        names = [*(["another user"] if user is not None else []), "resource limits"]
        names += [f"{name} namespace" for name in NAMESPACES] if namespaces else []
        names += ["no new privileges"] if namespaces or user is not None else []
        names += ["denied system calls"] if filters else []
        in_force = tuple(name for name in PROTECTIONS if name in names)
        box = Sandbox(in_force, user, namespaces, filters, every)
        if _works(box):
            return box
    raise ReportError(
        "nothing can be run with limits here; see whether `prlimit --nproc=512 true` works"
    )


def _works(box: Sandbox) -> bool:
    try:
        with tempfile.TemporaryFile() as output:
            return box.run(["/bin/true"], seconds=20, output=output).status == 0
    except (OSError, ImportError):
        return False


def _write_filter(program: IO[bytes], denied: Sequence[str]) -> None:
    import errno

    import seccomp  # the system's interpreter has it; without it there is no filter

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in denied:
        rules.add_rule(seccomp.ERRNO(errno.EPERM if name in REACHING else errno.ENOSYS), name)
    rules.export_bpf(program)
    program.seek(0)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _await_end(info: IO[bytes]) -> None:
    """Wait until the first process of the namespace is gone, which is when all others of it are."""
    info.seek(0)
    told = info.read()
    try:
        first = os.pidfd_open(json.loads(told)["child-pid"])
    except (ValueError, ProcessLookupError):
        return  # it was never made, or is gone already
    with open(first, "rb", buffering=0) as descriptor:
        select.select([descriptor], [], [])
