"""Whether `ipclaim bench` finds what is there: beside a bare program, and a known delay.

In turns, so that what drifts hits both: a bench of a few variants, and a program that has nothing of
the harness, by the same definitions. The medians must agree within 5 %. A subject that adds 5 µs to one
call must be found to add what the bare program finds when it is as much slower itself; that is more than
5 µs, for what a process has left for a while it finds colder when it comes back. Runs of either in which
the host had another speed, as a fixed system call tells, are left aside. Then, for people, what other
tools say of a pipe, and why it differs.

    bench.py IPCLAIM REFERENCE SUBJECT [TURNS]

Exit status: 0 all agree; 1 something certainly does not; 2 wrong usage or set-up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any, Sequence

MECHANISMS = ("pipe", "unix-stream", "sysv-msg", "shm-posix-sem")
DEFINITIONS = ("pair", "same-cpu")
TOLERANCE = 0.05
ROUNDS = 3
ADDED_NS = 5000
ADDED_TOLERANCE = 0.03
# As `ipclaim bench` has it: a canary further from the usual one is of another speed of the host.
CANARY_TOLERANCE = 0.12
# With fewer, no interval of two values covers the median with 95 %.
LEAST = 6


@dataclass(frozen=True)
class Run:
    """A block of the bench, or one run of the bare program."""

    value: float
    canaries: tuple[float, float]


@dataclass
class Turn:
    """What one turn has measured, by name; those of the bare program, too."""

    ours: dict[str, list[Run]] = field(default_factory=dict)
    bare: dict[str, list[Run]] = field(default_factory=dict)


def bench(binary: str, *arguments: str, **environment: str) -> list[dict[str, Any]]:
    """The records of a bench in the same IPC namespace as the reference."""
    command = [binary, "bench", "--share-ipc", "--format", "ndjson", *arguments]
    variables = {**os.environ, **environment}
    found = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, env=variables
    )
    return [json.loads(line) for line in found.stdout.splitlines()]


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, and the two values between which the true one lies with at least 95 %, whatever the distribution."""
    ordered = sorted(values)
    outside, below, share = 0, 0.0, 0.5 ** len(ordered)
    for number in range(len(ordered) // 2):
        below += share
        if 1 - 2 * below < 0.95:
            break
        outside, share = number, share * (len(ordered) - number) / (number + 1)
    return statistics.median(ordered), ordered[outside], ordered[-1 - outside]


def usual(values: Sequence[float]) -> float:
    """The middle of the shortest interval that holds more than half of them."""
    ordered, half = sorted(values), len(values) // 2
    _, start = min((ordered[i + half] - ordered[i], i) for i in range(len(ordered) - half))
    return (ordered[start] + ordered[start + half]) / 2


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Programs:
    """What is run, and where: the processors that the bench pins its processes to; None: it cannot pin."""

    binary: str
    reference: str
    subject: str
    places: tuple[str, str] | None

    def bare(self, name: str, *delay: str) -> list[Run]:
        """Runs of the bare program, of a variant by its id."""
        assert self.places is not None
        _, mechanism, definition, payload = name.split("/")
        command = [self.reference, mechanism, definition, payload, *self.places, *delay]
        told = [subprocess.check_output(command, text=True).split() for _ in range(ROUNDS)]
        return [Run(float(value), (float(before), float(after))) for value, before, after in told]

    def ours(self, *arguments: str, **environment: str) -> dict[str, list[Run]]:
        """The blocks of a bench by the variant's id."""
        records = bench(self.binary, "--rounds", str(ROUNDS), "--payload", "64", *arguments, **environment)
        return {
            record["id"]: [Run(b["value"], (b["canary"][0], b["canary"][1])) for b in record["blocks"]]
            for record in records
            if record["type"] == "bench" and record["blocks"]
        }


def places_of(binary: str) -> tuple[str, str] | None:
    machine = bench(binary, "--rounds", "1", "latency/pipe/pair/64")[0]["machine"]
    if machine["cpu"] is None:
        return None
    away = machine["cpu"] if machine["partner"] is None else machine["partner"]
    return str(machine["cpu"]), str(away)


def kept(runs: Sequence[Run], usual_ns: float) -> float | None:
    """The median of those in which the host had its usual speed; None where none is."""
    good = [r.value for r in runs if all(abs(c / usual_ns - 1) <= CANARY_TOLERANCE for c in r.canaries)]
    return statistics.median(good) if good else None


def usual_ns(turns: Sequence[Turn]) -> float:
    """What the canary usually took, over all runs of both."""
    runs = [run for turn in turns for own in (turn.ours, turn.bare) for some in own.values() for run in some]
    return usual([canary for run in runs for canary in run.canaries])


def judged(found: Sequence[float], least: float, most: float, median_is_good: bool) -> tuple[bool, str]:
    """Whether it may be within the limits, and a word where it is not quite."""
    if len(found) < LEAST:
        return True, f"  noise: too few turns at one speed ({len(found)}); more would tell"
    _, low, high = interval(found)
    agrees = low <= most and high >= least
    return agrees, "" if median_is_good else "  noise: more turns would tell" if agrees else "  DIFFERS"


def beside_the_reference(programs: Programs, turns: int) -> bool:
    names = [f"latency/{mechanism}/{definition}/64" for mechanism in MECHANISMS for definition in DEFINITIONS]
    made = []
    for number in range(turns):
        progress(f"turn {number + 1} of {turns}")
        made.append(Turn(programs.ours(*names), {name: programs.bare(name) for name in names}))
    speed = usual_ns(made)
    print(f"{'ipclaim bench to a bare program':34}{'ns':>9}{'ratio':>8}  interval")
    good = True
    for name in names:
        pairs = [(kept(turn.ours.get(name, []), speed), kept(turn.bare[name], speed)) for turn in made]
        both = [(ours, bare) for ours, bare in pairs if ours and bare]
        if not both:
            print(f"{name:34}{'':>17}  noise: never at one speed")
            continue
        ratios = [ours / bare for ours, bare in both]
        median, low, high = interval(ratios)
        within = abs(median - 1) <= TOLERANCE
        agrees, word = judged(ratios, 1 - TOLERANCE, 1 + TOLERANCE, within)
        good &= agrees
        value = statistics.median(ours for ours, _ in both)
        print(f"{name:34}{value:9.0f}{median:8.3f}  [{low:.3f} – {high:.3f}]{word}")
    return good


def known_delay(programs: Programs, turns: int) -> bool:
    names = [f"latency/pipe/{definition}/64" for definition in DEFINITIONS]
    made = []
    for number in range(turns):
        progress(f"known delay, turn {number + 1} of {turns}")
        selected = [f"{name}*" for name in names]
        ours = programs.ours("--subject", programs.subject, *selected, IPCLAIM_SLOWER=str(ADDED_NS))
        bare = {name: programs.bare(name) for name in names}
        bare |= {f"{name}@subject": programs.bare(name, str(ADDED_NS)) for name in names}
        made.append(Turn(ours, bare))
    speed = usual_ns(made)
    print(f"\n{f'a delay of {ADDED_NS} ns, found by both':34}{'bench':>9}{'bare':>8}  by how much more, interval")
    good = True
    for name in names:
        found = []
        for turn in made:
            plain, slower, bare_plain, bare_slower = (
                kept(own.get(id, []), speed) for own in (turn.ours, turn.bare) for id in (name, f"{name}@subject")
            )
            if plain and slower and bare_plain and bare_slower:
                found.append((slower - plain, bare_slower - bare_plain))
        if not found:
            print(f"{name:34}{'':>17}  noise: never at one speed")
            continue
        more = [ours - bare for ours, bare in found]
        median, low, high = interval(more)
        limit = ADDED_NS * ADDED_TOLERANCE
        agrees, word = judged(more, -limit, limit, abs(median) <= limit)
        good &= agrees
        by_ours, by_bare = (statistics.median(values) for values in zip(*found))
        print(f"{name:34}{by_ours:9.0f}{by_bare:8.0f}  {median:.0f} [{low:.0f} – {high:.0f}]{word}")
    return good


def other_tools(binary: str) -> None:
    print("\nother tools, for people; each has a definition of its own:")
    records = bench(binary, "--rounds", "15", "--payload", "4", "latency/pipe/unpinned/4", "latency/pipe/same-cpu/4")
    for record in records:
        if record["type"] == "bench" and record["summary"]:
            value = record["summary"]
            print(f"  {record['id']}: median {value['median']:.0f} ns, mean {value['mean']:.0f} ns a transfer")
    if shutil.which("perf"):
        by_perf()
    if shutil.which("stress-ng"):
        by_stress_ng()


def told_by(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr


def by_perf() -> None:
    if found := re.search(r"([0-9.]+) usecs/op", told_by("perf", "bench", "sched", "pipe", "-l", "50000")):
        print(f"  perf bench sched pipe: {float(found[1]) * 500:.0f} ns a transfer, had it halved its operation,")
        print("    which is a round trip of 4 bytes by two unpinned threads or processes; a mean over the whole")
        print("    run, so that every stall counts: compare it with the mean of the unpinned one above")
    each = 500
    text = told_by("perf", "bench", "sched", "messaging", "--pipe", "-g", "1", "-l", str(each))
    if found := re.search(r"Total time: ([0-9.]+)", text):
        print(f"  perf bench sched messaging --pipe: {float(found[1]) * 1e9 / (20 * 20 * each):.0f} ns a message,")
        print("    of 100 bytes, from each of 20 processes to each of 20 on all processors, with many on their way;")
        print("    hackbench, from which it comes, does the same")


def by_stress_ng() -> None:
    text = told_by("stress-ng", "--pipe", "1", "--pipe-data-size", "64", "--timeout", "2", "--metrics")
    if found := re.search(r"([0-9.]+) MB per sec pipe write rate", text):
        print(f"  stress-ng --pipe 1: {found[1]} MB/s in writes of 64 bytes, one way, unpinned, with many on")
        print("    their way at a time: throughput, and no latency")
    for name, title in (("msg", "System V queue"), ("mq", "POSIX queue"), ("fifo", "FIFO")):
        text = told_by("stress-ng", f"--{name}", "1", "--timeout", "2", "--metrics")
        if found := re.search(rf"\b{name} +\d+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +([0-9.]+)", text):
            print(f"  stress-ng --{name} 1 ({title}): {1e9 / float(found[1]):.0f} ns an operation")
    print("    about a message of some bytes each, one way as well, with what stress-ng checks besides")


def main() -> int:
    if len(sys.argv) not in (4, 5) or (len(sys.argv) == 5 and not sys.argv[4].isdigit()):
        print(__doc__, file=sys.stderr)
        return 2
    binary, reference, subject = sys.argv[1:4]
    turns = max(9, int(sys.argv[4])) if len(sys.argv) == 5 else 45
    programs = Programs(binary, reference, subject, places_of(binary))
    if programs.places is None:
        progress("bench-check: this system cannot pin a process, and so nothing is comparable")
        return 0
    good = beside_the_reference(programs, turns)
    good &= known_delay(programs, turns)
    other_tools(binary)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
