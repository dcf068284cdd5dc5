"""`ipclaim grade --class` and `--collect`: a folder of submissions, or of results, and what a class came to."""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NoReturn, Sequence

from ..output import write_files
from .abreast import jobs_for
from .assignment import load_assignment
from .collect import collect
from .crowd import Crowd, Done
from .gradebook import Line, gradebook, line_of
from .options import BAD, BROKE, broke, progress
from .overview import Overview, overview_of, text_of
from .overview_page import render_overview
from .progress import Progress
from .roster import part_of, roster
from .session import GraderBroke, Session
from .shelf import Shelf
from .show import BROKEN, UNGRADABLE, Document
from .view import View

STOPPED = 130
GRADEBOOK, INDEX = "gradebook.csv", "index.html"


def run_class(options: argparse.Namespace, view: View) -> int:
    """Grade a folder of submissions; returns the exit status, or raises a ReportError."""
    assignment = load_assignment(options.assignment)
    part = part_of(options.part)
    entries = roster(options.folder, part)
    out = options.out or Path(f"{assignment.folder.name}-grades")
    shelf = Shelf(out, view)
    told = _Told(Progress(len(entries), options.quiet))
    jobs = jobs_for(options.jobs, len(entries))
    try:
        progress(options, "looking what the reference shows here")
        binary = options.binary.resolve()
        with Session(assignment, binary, options.unsafe, options.seed) as session:
            progress(options, f"the reference is judged; grading {len(entries)}, {jobs} at a time")
            told.progress.begin()
            shelf.make()
            with _stoppable():
                Crowd(session, shelf, options.again).grade(entries, jobs, told)
    except GraderBroke as error:
        return broke(options, error)
    except KeyboardInterrupt:
        done = told.progress.done
        progress(options, f"stopped, with {done} of {len(entries)} done; the same command goes on")
        return STOPPED
    finally:
        told.progress.end()
    lines = [told.lines[entry.name] for entry in entries if entry.name in told.lines]
    if part.count > 1:
        progress(options, f"part {options.part} is in {out}; ipclaim grade --collect merges parts")
        return _status(lines)
    return _finish(out, overview_of(told.example, lines, assignment.title))


def run_collect(options: argparse.Namespace, view: View) -> int:
    """Merge results; returns the exit status, or raises a ReportError."""
    out = options.out or Path("collected-grades")
    found = collect(options.collect, out, view)
    overview = overview_of(found.example, found.lines, found.title, found.conflicts)
    return _finish(out, overview) or (BAD if found.conflicts else 0)


class _Told:
    """Hears of each result, and keeps what the tables need of it."""

    def __init__(self, progress_: Progress) -> None:
        self.progress = progress_
        self.lines: dict[str, Line] = {}
        self.example: Document | None = None

    def __call__(self, one: Done) -> None:
        line = line_of(one.document)
        self.lines[line.name] = line
        if one.document["rows"]:
            self.example = one.document
        self.progress.tell(one)


def _finish(out: Path, overview: Overview) -> int:
    write_files(
        {GRADEBOOK: gradebook(overview.lines), INDEX: render_overview(overview)},
        out,
    )
    print(text_of(overview))
    print(f"\n{out / GRADEBOOK}, {out / INDEX}")
    return _status(overview.lines)


def _status(lines: Sequence[Line]) -> int:
    counted = Counter(line.status for line in lines)
    if counted[BROKEN]:
        return BROKE
    return BAD if counted[UNGRADABLE] else 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """What a batch system sends before it kills is taken as a wish to stop, too."""

    def stop(number: int, frame: object) -> NoReturn:
        print(file=sys.stderr)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
