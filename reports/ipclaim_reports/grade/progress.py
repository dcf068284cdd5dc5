"""How far a class is: for a terminal one line that changes, for a log a line a submission."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TextIO

from ..text import clip, visible
from .crowd import Done
from .show import GRADED
from .tell import number

WIDTH = 79
ERASE = "\r\033[K"


@dataclass
class Progress:
    """Counts what is done. Several threads tell it."""

    total: int
    quiet: bool = False
    out: TextIO = field(default_factory=lambda: sys.stderr)
    began: float = field(default_factory=time.monotonic)
    done: int = 0
    fresh: int = 0  # graded now; what was kept says nothing of the speed
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """The clock starts: what came before was not about this class."""
        self.began = time.monotonic()

    def tell(self, one: Done) -> None:
        """One more has its result."""
        with self.lock:
            self.done += 1
            self.fresh += not one.kept
            if self.quiet:
                return
            line = f"{self.line()}: {_result(one)}"
            if self.out.isatty():
                print(ERASE + clip(line, WIDTH), end="", file=self.out, flush=True)
            else:
                print(line, file=self.out, flush=True)

    def end(self) -> None:
        """Leave the line of a terminal."""
        if not self.quiet and self.out.isatty() and self.done:
            print(file=self.out, flush=True)

    def line(self) -> str:
        """How many are done, how many a minute, how long the others will take."""
        minutes = (time.monotonic() - self.began) / 60
        if not self.fresh or minutes <= 0:
            return f"{self.done} of {self.total}"
        speed = self.fresh / minutes
        left = (self.total - self.done) / speed
        return f"{self.done} of {self.total}, {speed:.1f} per minute, {_time(left)} left"


def _time(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes >= 2 else f"{60 * minutes:.0f} s"


def _result(one: Done) -> str:
    document = one.document
    name = visible(document["submission"]["name"], keep="")
    if document["status"] != GRADED:
        return f"{name} {document['status']}: {visible(document['reason'], keep='')}"
    flaky = ", flaky" if document["flaky"] else ""
    kept = ", as before" if one.kept else ""
    built = "" if document["built"] else ", not built"
    return f"{name} {number(document['score'])} of {number(document['max_score'])}{built}{flaky}{kept}"
