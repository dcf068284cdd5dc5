"""Kills the runner with every signal at random moments: kills.py BINARY ROUNDS SEED.

Each round starts a run of all cases, sends it one signal, and looks: is the record valid up to its last complete line,
does the reports' reader say that it stops early, does the next sweep (or run) leave nothing, is what others have made
untouched? A signal that ends nothing is followed by SIGKILL. The rounds of one seed are always the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from outside import NOBODY, World, whole_lines

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reports"))
from ipclaim_reports.errors import ReportError  # noqa: E402
from ipclaim_reports.stream import read_results  # noqa: E402

# 32 and 33 are the C library's own (signal(7)), and no program gets them.
SIGNALS = sorted(number for number in signal.valid_signals() if number not in (32, 33))
STOPS = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
# After these the runner completes its record.
ASKS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
PATIENCE_S = 120
GONE_S = 5.0


@dataclass
class Round:
    """What one round does; all of it follows from the seed and the round's number."""

    number: int
    signal: int
    moment: float
    words: list[str]
    user: int | None
    small: bool  # the next run, not a sweep of its own, removes what is left

    @classmethod
    def of(cls, seed: int, number: int) -> "Round":
        chance = random.Random(f"{seed}/{number}")
        # One half at the beginning, where directories and namespaces are made.
        moment = chance.uniform(0, 0.05) if chance.random() < 0.5 else chance.uniform(0, 1.5)
        words = [f"--shuffle={chance.randrange(10**6)}", "-j", str(chance.choice((1, 2, 4, 8, 16)))]
        if chance.random() < 0.5:
            words.append("--share-ipc")
        user = NOBODY if os.geteuid() == 0 and chance.random() < 0.4 else None
        return cls(number, SIGNALS[number % len(SIGNALS)], moment, words, user, chance.random() < 0.3)

    def __str__(self) -> str:
        name = signal.Signals(self.signal).name if self.signal < signal.SIGRTMIN else f"signal {self.signal}"
        user = "" if self.user is None else f" as user {self.user}"
        return f"round {self.number}: {name} after {self.moment * 1000:.1f} ms of `run {' '.join(self.words)}`{user}"


def runner_of(process: subprocess.Popen[bytes], world: World) -> int | None:
    """The runner's own number out here: nsenter's child, once it has become ipclaim."""
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        try:
            pid = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
            if os.readlink(f"/proc/{pid}/exe") == str(world.binary):
                return pid
        except (OSError, IndexError):
            pass
        time.sleep(0.0005)
    return None


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass  # it had come to its end by itself


def end(process: subprocess.Popen[bytes], pid: int, what: Round) -> None:
    """Sends the signal, and sees to it that the runner ends."""
    time.sleep(what.moment)
    send(pid, what.signal)
    dies = what.signal not in STOPS | {
        signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH, signal.SIGPIPE, signal.SIGXFSZ
    }
    if not dies:
        time.sleep(what.moment / 2)
        send(pid, signal.SIGKILL)
        # nsenter stops with its child, and would never hear of the end.
        send(process.pid, signal.SIGCONT)
    process.wait(PATIENCE_S)


def wrong_with_record(path: Path, what: Round) -> Iterator[str]:
    """What is not as it should be in a record that a signal has cut short."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    records = whole_lines(text)
    whole = bool(records) and records[-1]["type"] == "end"
    if what.signal in ASKS and records and not whole:
        yield "the record has no end, though the signal lets the runner complete it"
    try:
        read_results(path)
        if not whole:
            yield "the reader takes a record without its end for a whole one"
    except ReportError as error:
        expected = 'no "end" record' if records else "empty"
        if whole or (records or not text) and expected not in str(error):
            yield f"the reader says: {error}"
    if records and len(read_results(path, allow_truncated=True).executions) != len(records) - 1 - whole:
        yield "the reader finds other cases than there are"


def settled(world: World, before: set[str]) -> set[str]:
    """What there is when processes that were killed have had the time to go, which they need a processor for."""
    until = time.monotonic() + GONE_S
    while True:
        after = world.things()
        if time.monotonic() > until or not any(thing.startswith("process ") for thing in after - before):
            return after
        time.sleep(0.01)


def play(world: World, what: Round) -> list[str]:
    """One round; what was wrong with it."""
    before = world.things()
    record = world.make_empty(world.path / "record")
    command = world.command(
        "env", f"TMPDIR={world.tmp}", str(world.binary),
        "run", "--format", "ndjson", "-o", str(record), *what.words, user=what.user, core=0,
    )
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )
    pid = runner_of(process, world)
    if pid is None:
        process.kill()
        process.wait()
        return ["the runner did not start"]
    end(process, pid, what)
    wrong = [*wrong_with_record(world.outside(record), what)]
    if what.small:
        ran = world.run("pipe.create.*", user=what.user)
        if ran.status != 0:
            wrong.append(f"the next run ended with status {ran.status}: {ran.stderr}")
    else:
        world.sweep(user=what.user)
    after = settled(world, before)
    wrong += [f"left: {thing}" for thing in sorted(after - before)]
    wrong += [f"somebody else's is gone: {thing}" for thing in sorted(before - after)]
    return wrong


def add_bystanders(world: World) -> None:
    """What somebody else has made, as like to ours as can be."""
    names = " ".join(f"/dev/shm/{name}" for name in ("ic.deadbeef.0.x", "sem.ic.deadbeef.0.y", "ic.other"))
    world.sh(
        "ipcmk -Q && ipcmk -M 4096 && ipcmk -S 3 && "
        f"touch {names} {world.path}/mq/ic.deadbeef.0.q && mkdir {world.tmp}/ipclaim-of-others && "
        f"cd {world.tmp}/ipclaim-of-others && (exec sleep infinity >/dev/null 2>&1 </dev/null) &"
    )


def play_some(binary: Path, rounds: list[Round]) -> Iterator[tuple[Round, list[str]]]:
    """Rounds one after the other in a world of their own."""
    world = World(binary)
    try:
        add_bystanders(world)
        for what in rounds:
            yield what, play(world, what)
    finally:
        world.close()


def kills(binary: Path, rounds: int, seed: int, say: bool = True) -> dict[int, list[str]]:
    """All rounds, a few at a time; by number, what was wrong."""
    workers = os.cpu_count() or 1
    plans = [[Round.of(seed, n) for n in range(first, rounds, workers)] for first in range(workers)]
    found: dict[int, list[str]] = {}
    done = 0

    def work(plan: list[Round]) -> None:
        nonlocal done
        for what, wrong in play_some(binary, plan):
            done += 1
            if wrong:
                found[what.number] = [str(what), *wrong]
            if say and wrong:
                print("\n  ".join(found[what.number]), file=sys.stderr, flush=True)
            if say and done % 50 == 0:
                print(f"{done} of {rounds} killed, {len(found)} not as it should be", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(workers) as pool:
        for future in as_completed([pool.submit(work, plan) for plan in plans if plan]):
            future.result()
    return found


def main(binary: str, rounds: str, seed: str) -> int:
    number = int(seed) if seed else random.SystemRandom().randrange(10**6)
    began = time.monotonic()
    print(f"{rounds} runs are killed, {len(SIGNALS)} signals, seed {number}", file=sys.stderr, flush=True)
    found = kills(Path(binary).resolve(), int(rounds), number)
    took = time.monotonic() - began
    verdict = "every record valid, nothing left, nobody else's touched"
    if found:
        verdict = f"{len(found)} not as they should be"
    print(f"{rounds} runs killed with {len(SIGNALS)} signals in {took:.0f} s, seed {number}: {verdict}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
