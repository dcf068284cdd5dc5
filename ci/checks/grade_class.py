"""Grades a class made of an assignment's own solutions, and measures: grade_class.py BINARY N ASSIGNMENT JOBS."""

from __future__ import annotations

import csv
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reports"))
from ipclaim_reports.grade.assignment import Assignment, load_assignment  # noqa: E402
from ipclaim_reports.grade.prove import make_wrong  # noqa: E402
from ipclaim_reports.grade.show import bonus_of  # noqa: E402

# Above this share of all processors, they are what there is too little of.
BUSY = 0.85
# What grading one more submission may add to the grader's memory: a line of the gradebook.
FLAT_KIB = 64
# With fewer, what Python and the templates take once is all there is to see.
ENOUGH = 50


@dataclass
class Measured:
    """What was seen while the class was graded."""

    began: float = 0
    ended: float = 0
    memory: list[int] = field(default_factory=list)  # KiB, when each submission was done
    used: float = 0  # seconds of processor time, of everything that was started

    @property
    def seconds(self) -> float:
        return self.ended - self.began


def make_class(assignment: Assignment, folder: Path, size: int) -> dict[str, float]:
    """SIZE submissions, and the score that each must get."""
    kinds: list[tuple[Path, float]] = [
        (assignment.reference, assignment.points + bonus_of(assignment.rows)),
        (assignment.folder / "starter", 0),
    ]
    made = folder.parent / "made"
    made.mkdir()
    kinds += [(make_wrong(assignment, one, made / one.name), one.score) for one in assignment.wrong]
    due = {}
    for number in range(size):
        source, score = kinds[number % len(kinds)]
        name = f"{number:04}-{source.name}"
        shutil.copytree(source, folder / name)
        due[name] = score
    return due


def measure(command: list[str]) -> tuple[Measured, int]:
    """Grade, and look at the grader's memory whenever one more is done; the clock starts after the reference."""
    seen = Measured()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            sys.stderr.write(line)
            if re.match(r"ipclaim grade: the reference is judged", line):
                seen.began = time.monotonic()
            elif re.match(r"\d+ of \d+", line):
                seen.memory.append(memory_of(process.pid))
                seen.ended = time.monotonic()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seen.used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seen, process.returncode


def memory_of(pid: int) -> int:
    """What the process has in memory, in KiB."""
    found = re.search(r"(?m)^VmRSS:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) if found else 0


def report(seen: Measured, size: int, jobs: int) -> bool:
    """Print the figures; returns whether memory stayed flat."""
    processors = os.cpu_count() or 1
    share = seen.used / (seen.seconds * processors)
    print(f"{size} submissions, {jobs} at a time, in {seen.seconds:.1f} s: {60 * size / seen.seconds:.1f} per minute")
    print(f"{seen.used / size:.2f} s of processor time each, {100 * share:.0f} % of {processors} processors")
    if share >= BUSY:
        print("bound by the processors")
    else:
        print(
            "bound by waiting: for lost wake-ups until the judge gives up, and for proofs that a call sleeps;"
            " more at a time (JOBS) would use what is idle"
        )
    early, last = seen.memory[len(seen.memory) // 4], seen.memory[-1]
    growth = (last - early) / max(1, len(seen.memory) * 3 // 4)
    print(
        f"the grader's memory: {max(seen.memory) / 1024:.1f} MiB at most; from the first quarter on"
        f" {growth:+.1f} KiB a submission"
    )
    return growth <= FLAT_KIB or size < ENOUGH


def off_by(out: Path, due: dict[str, float]) -> list[str]:
    """Whose score is not what the assignment states."""
    with (out / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        got = {line["submission"]: line["score"] for line in csv.DictReader(file)}
    return [
        f"{name}: {got.get(name)} instead of {score:g}"
        for name, score in due.items()
        if not got.get(name) or float(got[name]) != score
    ]


def main(binary: str, size: int, name: str, jobs: int) -> int:
    assignment = load_assignment(name)
    with tempfile.TemporaryDirectory(prefix="ipclaim-class-") as temporary:
        folder, out = Path(temporary) / "class", Path(temporary) / "grades"
        folder.mkdir()
        due = make_class(assignment, folder, size)
        command = [binary, "grade", name, "--class", str(folder), "--out", str(out), "-j", str(jobs)]
        seen, status = measure(command)
        if status != 0:
            print(f"the grader ended with status {status}", file=sys.stderr)
            return 1
        flat = report(seen, size, jobs)
        off = off_by(out, due)
    for line in off:
        print(f"not as stated: {line}")
    if not flat:
        print("the memory is not flat")
    return 1 if off or not flat else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
