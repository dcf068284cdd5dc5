"""Repeats the whole suite, shuffled, under every condition of conditions.py, and says which outcomes varied."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from conditions import ALL, Condition, named, pressed
from running import Place, records_of, start
from stopper import Stopper
from tally import Tally, Totals


WEEK_S = 7 * 24 * 3600.0


class Soak:
    """One soak: its binaries and places, and what it has counted."""

    def __init__(self, build: Path, place: Path, seed: int, select: list[str]) -> None:
        self.random = random.Random(seed)
        self.place = place
        self.select = select
        self.tally = Tally()
        # Copies: the build may go on meanwhile, and another user may not be let in there.
        self.programs = place / "bin"
        self.programs.mkdir()
        for program in {condition.program for condition in ALL}:
            if (build / program).exists():
                shutil.copy(build / program, self.programs / program)

    def lacking(self, condition: Condition) -> str | None:
        if not (self.programs / condition.program).exists():
            return f"{condition.program} is not built here"
        return condition.lacking()

    def some_rounds(self, condition: Condition, rounds: int, until: float) -> None:
        """Runs everything so many times under a condition; what goes on beyond UNTIL is interrupted and not counted."""
        totals = self.tally.totals.setdefault(condition.name, Totals())
        tmp = self.place / "run"
        files = self.place / "load"
        for directory in (tmp, files):
            directory.mkdir()
        if condition.user is not None:
            os.chown(tmp, condition.user, condition.user)
        began = time.monotonic()
        with pressed(condition, files):
            seed = self.random.getrandbits(32)
            process = start(
                self.programs / condition.program, f"--shuffle={seed}", "--repeat", str(rounds),
                "-j", str(condition.jobs), *self.select,
                tmp=tmp, as_nobody=condition.user is not None, prefix=condition.prefix,
            )
            stopper = Stopper(process.pid, seed) if condition.stops else None
            if stopper:
                stopper.start()
            try:
                _, stderr = process.communicate(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                # Not SIGINT, which is ignored by whatever a shell has begun in the background.
                process.send_signal(signal.SIGTERM)
                _, stderr = process.communicate()
            finally:
                process.kill()
                if stopper:
                    stopper.end()
        totals.runs += 1
        totals.seconds += time.monotonic() - began
        totals.stops += stopper.stops if stopper else 0
        for record in records_of(tmp, stderr):
            if record["type"] == "case":
                self.tally.add(condition.name, condition.kind, {**record, "seed": seed},
                               stopper.interrupted if stopper else {})
        for directory in (tmp, files):
            shutil.rmtree(directory)


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ci/soak", description=__doc__,
        epilog="Exit status: 0 no outcome varied, none was broken, crash, timeout or unresolved, and nothing was left "
        "behind; 1 otherwise; 2 wrong usage. Not counted, but listed: what a stop explains that took an actor out of "
        "its call, and where the generic platform file said that time could not tell.",
    )
    parser.add_argument("select", nargs="*", metavar="SELECT", help="cases, as for ipclaim run (default: all)")
    parser.add_argument("--rounds", type=int, metavar="N", default=20,
                        help="how often every case is run under every condition (default: 20)")
    parser.add_argument("--minutes", type=float, metavar="M",
                        help="instead of rounds: so long in all, in equal parts for the conditions")
    parser.add_argument("--conditions", default="", metavar="NAME,…", help="only these conditions (see --list)")
    parser.add_argument("--list", action="store_true", help="list the conditions and exit")
    parser.add_argument("--seed", type=int, help="of order and stops (default: a new one, which is printed)")
    parser.add_argument("--out", type=Path, metavar="PREFIX", default=Path("build/soak"),
                        help="where the results go: PREFIX.json, PREFIX.txt, and the records of what was odd in "
                        "PREFIX.ndjson (default: build/soak)")
    parser.add_argument("--build", type=Path, default=Path("build"), help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def write(tally: Tally, out: Path, seed: int) -> None:
    """Everything seen so far, so that a soak which is ended early has its results."""
    out.parent.mkdir(parents=True, exist_ok=True)
    Path(f"{out}.json").write_text(json.dumps({"seed": seed, **tally.as_json()}, indent=1) + "\n")
    Path(f"{out}.txt").write_text("\n".join(tally.report()) + "\n")
    with Path(f"{out}.ndjson").open("w") as lines:
        for record in tally.evidence:
            lines.write(json.dumps(record) + "\n")


def chunks(rounds: int) -> list[int]:
    """The rounds of a condition in parts, for progress, and so that the conditions take turns."""
    enough = 5
    return [min(enough, rounds - at) for at in range(0, rounds, enough)]


def soak(conditions: list[Condition], options: argparse.Namespace, seed: int, place: Place) -> Tally:
    work = Soak(options.build, place.path, seed, options.select)
    possible = []
    for condition in conditions:
        why = work.lacking(condition)
        if why:
            work.tally.lacking[condition.name] = why
        else:
            possible.append(condition)
    turns: list[tuple[Condition, int | None]]
    if options.minutes:
        share = options.minutes * 60 / max(1, len(possible))
        turns = [(condition, None) for condition in possible]
    else:
        share = WEEK_S
        turns = [(c, count) for count in chunks(options.rounds) for c in possible]
    for number, (condition, count) in enumerate(turns, 1):
        allowed = share
        until = time.monotonic() + allowed
        for _ in itertools.count():
            work.some_rounds(condition, count or 1, until)
            totals = work.tally.totals[condition.name]
            is_over = time.monotonic() >= until - 1
            if count or is_over and totals.cases:
                break
            if is_over:  # under such a load, so long is not enough for one case
                allowed *= 2
                until = time.monotonic() + allowed
        print(f"[{number}/{len(turns)}] {condition.name}: {totals.cases} cases, {totals.seconds:.0f} s; "
              f"{len(work.tally.varying())} varied so far", file=sys.stderr, flush=True)
        for thing in place.leftovers(keep=work.programs):
            if thing not in totals.left:
                totals.left.append(thing)
        write(work.tally, options.out, seed)
    return work.tally


def main(argv: list[str] | None = None) -> int:
    options = parse(argv)
    try:
        conditions = named([word for word in options.conditions.split(",") if word])
    except ValueError as error:
        print(f"ci/soak: {error}", file=sys.stderr)
        return 2
    if options.list:
        for condition in conditions:
            print(f"{condition.name:18} {condition.what}")
        return 0
    seed = options.seed if options.seed is not None else random.SystemRandom().getrandbits(32)
    print(f"soak: {len(conditions)} conditions, seed {seed}", file=sys.stderr, flush=True)
    place = Place()
    try:
        tally = soak(conditions, options, seed, place)
    finally:
        place.close()
    print("\n".join(tally.report()))
    print(f"seed {seed}; all of it: {options.out}.json; the records of what was odd: {options.out}.ndjson")
    return 0 if tally.is_good() else 1


if __name__ == "__main__":
    sys.exit(main())
