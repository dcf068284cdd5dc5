"""Where a student's code is built and run: as somebody else, in a small world that ends with it.

bubblewrap makes the namespaces, setpriv another user of us, prlimit and control groups set the limits, libseccomp
denies the system calls that would do the student's work or reach into the judge. What of this is in force is found by
trying it once.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Callable, Sequence

from ..errors import ReportError
from ..session import ROOT
from .filters import the_filter, write_filter
from .groups import Groups, find_groups
from .leavings import as_user, processes_of, remove_all_of

# Numbers that no account has. Each session takes another, so that one's processes are not counted against the next.
FIRST_USER, USERS = 61184, 4000
OUTPUT_MOST = 32 * 1024 * 1024
MEMORY_MOST = 2 * 1024 * 1024 * 1024
TMP_MOST = 64 * 1024 * 1024
LIMITS = {"nproc": 128, "nofile": 256, "fsize": OUTPUT_MOST, "as": MEMORY_MOST, "core": 0}
NAMESPACES = ("user", "mount", "process", "IPC", "network")
OF_NAMESPACES = (*(f"{name} namespace" for name in NAMESPACES), "disk limit")
GROUPS = {"memory": "memory limit of all together", "pids": "process limit of all together"}
PROTECTIONS = (
    "another user",
    *OF_NAMESPACES,
    "no new privileges",
    "denied system calls",
    "resource limits",
    "time limit",
    "first to go when memory runs out",
    *GROUPS.values(),
)
ALWAYS = ("resource limits", "time limit", "first to go when memory runs out")
# Below this, a submission could change its result or harm the machine.
FLOOR = frozenset((*OF_NAMESPACES, "no new privileges", "denied system calls", *ALWAYS))
BWRAP = "bwrap"
TOOLS = ("prlimit", "setpriv", "choom", "ipcrm")
# Without namespaces, what is left is told by its user only, so one at a time.
alone = threading.Lock()


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
    groups: Groups = Groups({})
    masked: tuple[Path, ...] = ()  # folders of which nothing is to be seen

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
    ) -> Ended:
        """Run a command with its standard output in a file; whatever it has started ends with it."""
        with self.groups.entered() as entering:
            words = [*entering, *self._limits()]
            if self.namespaces:
                ended = self._run_inside(words, command, seconds, output, readable)
            else:
                ended = self._run_outside([*words, *command], seconds, output)
        return ended

    def _run_inside(
        self,
        words: Sequence[str],
        command: Sequence[str],
        seconds: float,
        output: IO[bytes],
        readable: Sequence[Path],
    ) -> Ended:
        with tempfile.TemporaryFile() as program, tempfile.TemporaryFile() as info:
            words = [*words, *self._world(readable), "--info-fd", str(info.fileno())]
            if self.filters:
                write_filter(program)
                words += ["--seccomp", str(program.fileno())]
            passed = (program.fileno(), info.fileno())
            try:
                return _run([*words, "--", *command], seconds, output, passed=passed)
            finally:
                _await_end(info)

    def _run_outside(self, words: Sequence[str], seconds: float, output: IO[bytes]) -> Ended:
        prepare = the_filter().load if self.filters else None
        with alone, tempfile.TemporaryDirectory(prefix="icg", dir="/tmp") as folder:
            if self.user is None:
                return _run(words, seconds, output, folder=folder, prepare=prepare)
            if processes_of(self.user):
                # A service may have been given the number; what it runs is not to be ended with the submission.
                raise ReportError(
                    f"user {self.user} runs something already; end it, or install bubblewrap"
                )
            os.chown(folder, self.user, self.user)
            try:
                return _run(words, seconds, output, folder=folder, prepare=prepare)
            finally:
                remove_all_of(self.user)

    def _limits(self) -> list[str]:
        # What the sandbox begins with ignores what could be sent to it, for in there only the submission could.
        words = ["env", "--ignore-signal=HUP,INT,TERM", "choom", "-n", "1000", "--"]
        words += ["prlimit", *(f"--{name}={most}" for name, most in LIMITS.items()), "--"]
        return words if self.user is None else [*words, *as_user(self.user)]

    def _world(self, readable: Sequence[Path]) -> list[str]:
        # The command is the first process: no signal from inside kills or stops that, and no other one there holds
        # its standard output, which another process of the same user could open and write to.
        words = [shutil.which(BWRAP) or BWRAP, "--unshare-all", "--die-with-parent", "--new-session"]
        words += ["--as-pid-1", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"]
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            if os.path.islink(f"/{name}"):
                words += ["--symlink", f"usr/{name}", f"/{name}"]
            elif os.path.isdir(f"/{name}"):
                words += ["--ro-bind", f"/{name}", f"/{name}"]
        for name in ("/etc/alternatives", "/etc/ld.so.cache"):
            words += ["--ro-bind-try", name, name]
        for folder in self.masked:
            if folder.is_relative_to("/usr") and folder.is_dir():
                words += ["--tmpfs", str(folder)]
        words += ["--proc", "/proc", "--dev", "/dev"]
        for name in ("/dev/shm", "/tmp"):
            words += ["--size", str(TMP_MOST), "--perms", "1777", "--tmpfs", name]
        for path in readable:
            words += ["--ro-bind", str(path), str(path)]
        return [*words, "--chdir", "/tmp"]


def open_sandbox(masked: Sequence[Path] = (ROOT,)) -> Sandbox:
    """The best sandbox that this machine gives. MASKED: folders that submissions see nothing of, wherever they lie."""
    for tool in TOOLS:
        if not shutil.which(tool):
            raise ReportError(f"no {tool} here; install it: apt-get install util-linux")
    user = FIRST_USER + os.getpid() % USERS if os.geteuid() == 0 else None
    groups = find_groups()
    some = (True, False) if shutil.which(BWRAP) else (False,)
    for namespaces, filters in itertools.product(some, (True, False)):
        names = [*ALWAYS, *(name for key, name in GROUPS.items() if key in groups.parents)]
        names += ["another user"] if user is not None else []
        names += OF_NAMESPACES if namespaces else ()
        names += ["no new privileges"] if namespaces or filters or user is not None else []
        names += ["denied system calls"] if filters else []
        in_force = tuple(name for name in PROTECTIONS if name in names)
        box = Sandbox(in_force, user, namespaces, filters, groups, tuple(masked))
        if _works(box):
            return box
    raise ReportError(
        "nothing can be run with limits here; see whether `prlimit --nproc=128 true` works"
    )


def _works(box: Sandbox) -> bool:
    try:
        with tempfile.TemporaryFile() as output:
            return box.run(["/bin/true"], seconds=20, output=output).status == 0
    except (OSError, ImportError):
        return False


def _run(
    words: Sequence[str],
    seconds: float,
    output: IO[bytes],
    *,
    folder: str = "/tmp",
    passed: Sequence[int] = (),
    prepare: Callable[[], None] | None = None,
) -> Ended:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            pass_fds=passed,
            preexec_fn=prepare,
            start_new_session=True,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": folder},
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
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4096))
        said = errors.read().decode("utf-8", "replace")
    return Ended(process.returncode, late, said)


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
