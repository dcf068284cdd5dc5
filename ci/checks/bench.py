"""Whether `ipclaim bench` finds what is there: beside a bare program, and a known delay.

In turns, so that what drifts hits both: a bench of a few variants, and a program that has nothing of
the harness, by the same definitions. The medians must agree within 5 %. A subject that adds 5 µs to one
call must be found to add 5 µs. Then, for people, what other tools say of a pipe, and why it differs.

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
from typing import Any

MECHANISMS = ("pipe", "unix-stream", "sysv-msg", "shm-posix-sem")
DEFINITIONS = ("pair", "same-cpu")
TOLERANCE = 0.05
ROUNDS = 3
ADDED_NS = 5000
# The delay ends with the first reading of the clock that is late enough, and a call through a pointer.
ADDED_TOLERANCE = 0.03


def bench(binary: str, *arguments: str, **environment: str) -> list[dict[str, Any]]:
    """The records of a bench in the same IPC namespace as the reference."""
    command = [binary, "bench", "--share-ipc", "--format", "ndjson", *arguments]
    variables = {**os.environ, **environment}
    found = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, env=variables
    )
    return [json.loads(line) for line in found.stdout.splitlines()]


def interval(values: list[float]) -> tuple[float, float, float]:
    """Median, and the second from either end, which cover the true median with 96.1 % of 9, and more of more."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[1], ordered[-2]


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def beside_the_reference(binary: str, reference: str, turns: int) -> bool:
    ids = [f"latency/{mechanism}/{definition}/64" for mechanism in MECHANISMS for definition in DEFINITIONS]
    ratios: dict[str, list[float]] = {name: [] for name in ids}
    times: dict[str, list[float]] = {name: [] for name in ids}
    for turn in range(turns):
        progress(f"turn {turn + 1} of {turns}")
        records = bench(binary, "--rounds", str(ROUNDS), "--payload", "64", *ids)
        machine = records[0]["machine"]
        if machine["cpu"] is None:
            progress("bench-check: this system cannot pin a process, and so nothing is comparable")
            return True
        home = str(machine["cpu"])
        away = str(machine["cpu"] if machine["partner"] is None else machine["partner"])
        for record in records:
            if record["type"] != "bench" or not record["blocks"]:
                continue
            _, mechanism, definition, payload = record["id"].split("/")
            bare = [
                float(subprocess.check_output([reference, mechanism, definition, payload, home, away]))
                for _ in range(ROUNDS)
            ]
            ours = statistics.median(block["value"] for block in record["blocks"])
            times[record["id"]].append(ours)
            ratios[record["id"]].append(ours / statistics.median(bare))
    print(f"{'ipclaim bench to a bare program':34}{'ns':>9}{'ratio':>8}  interval")
    good = True
    for name in ids:
        median, low, high = interval(ratios[name])
        agrees = low <= 1 + TOLERANCE and high >= 1 - TOLERANCE
        good &= agrees
        word = "" if abs(median - 1) <= TOLERANCE else "  noise: more turns would tell" if agrees else "  DIFFERS"
        print(f"{name:34}{statistics.median(times[name]):9.0f}{median:8.3f}  [{low:.3f} – {high:.3f}]{word}")
    return good


def known_delay(binary: str, subject: str) -> bool:
    good = True
    print(f"\n{f'a subject that adds {ADDED_NS} ns':34}{'ns':>9}  interval")
    for definition in DEFINITIONS:
        progress(f"known delay, {definition}")
        name = f"latency/pipe/{definition}/64"
        records = bench(
            binary, "--rounds", "25", "--payload", "64", "--subject", subject, f"{name}*", IPCLAIM_SLOWER=str(ADDED_NS)
        )
        (ratio,) = [r for r in records if r["type"] == "ratio" and r["of"] == name + "@subject"]
        found = ratio["difference"]
        within = ADDED_NS * ADDED_TOLERANCE
        agrees = found["low"] <= ADDED_NS + within and found["high"] >= ADDED_NS - within
        good &= agrees
        word = "" if agrees else "  DIFFERS"
        print(f"{name:34}{found['median']:9.0f}  [{found['low']:.0f} – {found['high']:.0f}]{word}")
    return good


def other_tools(binary: str) -> None:
    print("\nother tools, for people; each has a definition of its own:")
    records = bench(binary, "--rounds", "15", "--payload", "4", "latency/pipe/unpinned/4", "latency/pipe/same-cpu/4")
    for record in records:
        if record["type"] == "bench" and record["summary"]:
            value = record["summary"]
            print(f"  {record['id']}: median {value['median']:.0f} ns, mean {value['mean']:.0f} ns a transfer")
    if shutil.which("perf"):
        text = subprocess.run(["perf", "bench", "sched", "pipe", "-l", "50000"], capture_output=True, text=True).stdout
        found = re.search(r"([0-9.]+) usecs/op", text)
        if found:
            print(f"  perf bench sched pipe: {float(found[1]) * 500:.0f} ns a transfer, had it halved its operation,")
            print("    which is a round trip of 4 bytes by two unpinned threads or processes; a mean over the whole")
            print("    run, so that every stall counts: compare it with the mean of the unpinned one above")
    if shutil.which("stress-ng"):
        command = ["stress-ng", "--pipe", "1", "--pipe-data-size", "64", "--timeout", "2", "--metrics"]
        told = subprocess.run(command, capture_output=True, text=True)
        found = re.search(r"([0-9.]+) MB per sec pipe write rate", told.stdout + told.stderr)
        if found:
            print(f"  stress-ng --pipe 1: {found[1]} MB/s in writes of 64 bytes, one way, unpinned, with many on")
            print("    their way at a time: throughput, and no latency")


def main() -> int:
    if len(sys.argv) not in (4, 5) or (len(sys.argv) == 5 and not sys.argv[4].isdigit()):
        print(__doc__, file=sys.stderr)
        return 2
    binary, reference, subject = sys.argv[1:4]
    turns = max(9, int(sys.argv[4])) if len(sys.argv) == 5 else 9
    good = beside_the_reference(binary, reference, turns)
    good &= known_delay(binary, subject)
    other_tools(binary)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
