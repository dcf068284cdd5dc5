"""
Stops random processes of cases for a while, as job control, a debugger or a frozen container would.

A process that is stopped while it sleeps in a system call leaves the call, and enters it again when it is continued;
some calls do not even do that, but end with EINTR or a short count (signal(7), "Interruption of system calls and
library functions by stop signals"). Meanwhile it stands in no queue and meets nobody. That is the system's doing and
can rightly change what a case sees, so such processes are noted.
"""

from __future__ import annotations

import os
import platform
import random
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# The numbers of the calls in which judges and idle actors wait: futex, nanosleep, clock_nanosleep, restart_syscall.
WAITING = {"x86_64": {202, 35, 230, 219}, "aarch64": {98, 101, 115, 128}}.get(platform.machine())

HOLD_S = (0.0005, 0.2)
LONG_HOLD_S = (0.2, 2.0)
LONG = 0.05
PAUSE_S = 0.01


def children(pid: int) -> list[int]:
    """The children of any thread of the process; none when it is gone."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += [int(word) for word in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except OSError:
        pass  # it has ended meanwhile
    return found


def descendants(pid: int) -> list[int]:
    """All processes below this one."""
    found = children(pid)
    for child in found:
        found += children(child)
    return found


def state(pid: int) -> str:
    """One letter of proc(5), or "" when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""


def call(pid: int) -> int:
    """The number of the system call that the process is in; -1 when there is none, or it cannot be told."""
    try:
        return int(Path(f"/proc/{pid}/syscall").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return -1


@dataclass
class Held:
    """A process that is stopped now."""

    pid: int
    descriptor: int  # its pidfd, so that nobody else is continued
    until: float


class Stopper(threading.Thread):
    """While it runs, stops processes below RUNNER, several at a time, and lets each go on after a random time."""

    def __init__(self, runner: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.runner = runner
        self.random = random.Random(seed)
        self.over = threading.Event()
        self.stops = 0
        self.failure: BaseException | None = None
        self.interrupted: dict[int, int] = {}  # processes that were stopped in a call, and its number
        self.held: list[Held] = []

    def stop(self, pid: int) -> None:
        """Stops one, unless it is gone or stopped already."""
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            return
        # Looked at again behind the descriptor, for the number may have become somebody else's before.
        if pid not in descendants(self.runner) or state(pid) not in ("R", "S", "D"):
            os.close(descriptor)
            return
        span = LONG_HOLD_S if self.random.random() < LONG else HOLD_S
        self.held.append(Held(pid, descriptor, time.monotonic() + self.random.uniform(*span)))
        self.note_call(pid)
        self.signal(self.held[-1], signal.SIGSTOP)
        self.stops += 1

    @staticmethod
    def signal(held: Held, number: int) -> None:
        try:
            signal.pidfd_send_signal(held.descriptor, number)
        except OSError:
            pass  # it has ended

    def note_call(self, pid: int) -> None:
        number = call(pid)
        if number >= 0 and number not in (WAITING or ()):
            self.interrupted[pid] = number

    def let_go(self, until: float) -> None:
        for held in [held for held in self.held if held.until <= until]:
            # Into which it may have gone before the stop reached it.
            self.note_call(held.pid)
            self.signal(held, signal.SIGCONT)
            os.close(held.descriptor)
            self.held.remove(held)

    def run(self) -> None:
        try:
            while not self.over.wait(self.random.uniform(0, PAUSE_S)):
                self.let_go(time.monotonic())
                victims = descendants(self.runner)
                if victims:
                    self.stop(self.random.choice(victims))
        except BaseException as error:
            self.failure = error
        finally:
            self.let_go(float("inf"))

    def end(self) -> None:
        """Continues everybody, and ends."""
        self.over.set()
        self.join()
        if self.failure:
            raise self.failure
