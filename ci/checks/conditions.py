"""The conditions of the soak: what runs beside the suite, how it is scheduled, who runs it, and what is done to it."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from running import NOBODY
from stopper import WAITING

PROCESSORS = os.cpu_count() or 1
GENERIC = "ipclaim-generic"


@dataclass(frozen=True)
class Condition:
    """One way to make it hard for the suite; everything else is as usual."""

    name: str
    what: str
    jobs: int = 8
    program: str = "ipclaim"
    user: int | None = None  # None: whoever runs the soak
    load: tuple[str, ...] = ()  # what stress-ng is to do
    prefix: tuple[str, ...] = ()  # a command that starts another under its own scheduling
    stops: bool = False  # SIGSTOP and SIGCONT thrown at the processes of cases

    @property
    def kind(self) -> str:
        """Which outcomes must be equal: another user or platform file may rightly decide something else."""
        user = self.user if self.user is not None else os.geteuid()
        return f"{self.program} by user {user}"

    def lacking(self) -> str | None:
        """Why this condition cannot be made here, or None."""
        if self.user is not None and os.geteuid() != 0:
            return "only root can become another user"
        if self.stops and (WAITING is None or not hasattr(os, "pidfd_open")):
            return f"the numbers of {platform.machine()}'s system calls are not known, or Python is older than 3.9"
        if self.prefix:
            tried = subprocess.run([*self.prefix, "true"], capture_output=True, text=True)
            if tried.returncode != 0:
                return tried.stderr.strip() or f"{self.prefix[0]} failed"
        return None


CPU = ("--cpu", str(2 * PROCESSORS))
ALL = [
    Condition("one-job", "one case at a time", jobs=1),
    Condition("two-jobs", "two cases at a time", jobs=2),
    Condition("sixteen-jobs", "sixteen cases at a time", jobs=16),
    Condition("cpu", "two processor hogs a processor", load=CPU),
    Condition("memory", "processes that map, write and unmap 256 MiB each, a processor",
              load=("--vm", str(PROCESSORS), "--vm-bytes", "256M")),
    Condition("io", "processes that write and sync files, two a processor",
              load=("--hdd", str(PROCESSORS), "--hdd-bytes", "32M", "--iomix", "1", "--iomix-bytes", "32M")),
    Condition("fork", "processes that fork all the time, two a processor", load=("--fork", str(2 * PROCESSORS))),
    Condition("switch", "pairs of processes that wake each other all the time, two a processor",
              load=("--switch", str(2 * PROCESSORS))),
    Condition("nobody", "an ordinary user", user=NOBODY),
    Condition("nobody-cpu", "an ordinary user, beside processor hogs", user=NOBODY, load=CPU),
    Condition("stops", "processes of cases are stopped and continued at random", stops=True),
    Condition("stops-cpu", "the same beside processor hogs", stops=True, load=CPU),
    Condition("nice", "nice 5, beside one processor hog a processor", prefix=("nice", "-n", "5"),
              load=("--cpu", str(PROCESSORS))),
    Condition("batch", "SCHED_BATCH, beside processor hogs", prefix=("chrt", "--batch", "0"), load=CPU),
    Condition("round-robin", "SCHED_RR, whose timeslices are long", prefix=("chrt", "--rr", "1")),
    Condition("one-processor", "all on one processor", prefix=("taskset", "-c", "0")),
    Condition("one-processor-16", "sixteen cases at a time on one processor", jobs=16, prefix=("taskset", "-c", "0")),
    Condition("generic", "the generic platform file, which proves blocking by time", program=GENERIC),
    Condition("generic-one-job", "the same, one case at a time", program=GENERIC, jobs=1),
    Condition("generic-cpu", "the same beside processor hogs", program=GENERIC, load=CPU),
    Condition("generic-stops", "the same while processes are stopped", program=GENERIC, stops=True),
    Condition("generic-nobody", "the same by an ordinary user", program=GENERIC, user=NOBODY),
]


def named(words: Sequence[str]) -> list[Condition]:
    """The conditions of these names, all for none; ValueError names what is unknown."""
    known = {condition.name: condition for condition in ALL}
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ValueError(f"no condition is called {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[word] for word in words] or list(ALL)


@contextmanager
def pressed(condition: Condition, directory: Path) -> Iterator[None]:
    """Has stress-ng at work as the condition says; its files are in DIRECTORY."""
    if not condition.load:
        yield
        return
    stress = subprocess.Popen(
        ["stress-ng", *condition.load, "--temp-path", str(directory), "--quiet"],
        cwd=directory, stdin=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        yield
    finally:
        # Asked by the parent they tidy up; what does not listen goes with the group.
        stress.terminate()
        try:
            stress.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(stress.pid, signal.SIGKILL)
            stress.wait()
