"""What has changed from one bench file to another, by variant and by ratio, from intervals alone. Pure.

Each number is compared by the blocks of both runs: B's by A's, as a factor with an interval. There
are hundreds of numbers, and of hundreds of intervals of 95 % some miss by chance. So the error of
5 % is shared out (Bonferroni), and a number is called slower or faster only if an interval says so
that is right with 95 % together with all others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Iterator, Mapping, Sequence

from ..bench.records import Variant
from ..bench.statistics import Factor, factors
from ..bench.stream import Bench
from ..model import product_line

ERROR = 0.05
TOLERANCE = 0.10
# As `ipclaim bench` has it: with fewer blocks that are kept, or less than half, all of them count.
LEAST = 6
WORDS = ("slower", "faster", "same", "cannot tell", "added", "gone")
COUNT_WORDS = ("changed", "same", "added", "gone")
# Counts by the other method are averages.
EXACT = ("ptrace", "seccomp")
# Beyond these a quotient of two is no number any more; no machine is so fast, or so slow.
USABLE = (1e-100, 1e100)


@dataclass(frozen=True)
class Samples:
    """One number in both runs, by block: a variant's value, or its ratio to another of the same round."""

    of: Variant
    to: str | None
    medians: tuple[float | None, float | None]
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True)
class Compared:
    """What follows: `alone` is right with 95 % for itself, `together` with all others of the comparison."""

    word: str
    of: Variant
    to: str | None
    before: float | None
    after: float | None
    alone: Factor | None = None
    together: Factor | None = None
    why: str = ""


@dataclass(frozen=True)
class Counted:
    """An exact count for one transfer in both runs; None where one has not counted it."""

    word: str
    mechanism: str
    definition: str
    by: str  # of system calls the method; of copies who makes them
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Speeds:
    """Two bench files, and their differences."""

    before: Bench
    after: Bench
    tolerance: float
    comparisons: int
    differing: tuple[tuple[str, str, str], ...]
    times: tuple[Compared, ...]
    ratios: tuple[Compared, ...]
    calls: tuple[Counted, ...]
    copies: tuple[Counted, ...]

    @property
    def alike(self) -> bool:
        """Whether no ratio, no exact count and no variant differs. Times alone are a machine's mood."""
        own = {one.word for one in self.ratios} & {"slower", "faster"}
        own |= {one.word for one in self.times} & {"added", "gone"}
        return not own and all(one.word != "changed" for one in (*self.calls, *self.copies))


def tally(words: Sequence[str], things: Sequence[Compared] | Sequence[Counted]) -> dict[str, int]:
    """How many things there are of each word."""
    counted = Counter(thing.word for thing in things)
    return {word: counted[word] for word in words}


def compare(before: Bench, after: Bench, tolerance: float = TOLERANCE) -> Speeds:
    """Compare two bench files; TOLERANCE is the share by which what is the same may differ."""
    times, ratios = list(_times(before, after)), list(_ratios(before, after))
    comparisons = len(times) + len(ratios)
    return Speeds(
        before,
        after,
        tolerance,
        comparisons,
        tuple(_differing(before, after)),
        (*(_judged(one, comparisons, tolerance) for one in times), *_lone(before, after)),
        tuple(_judged(one, comparisons, tolerance) for one in ratios),
        tuple(_counted(_calls(before), _calls(after))),
        tuple(_counted(_copies(before), _copies(after))),
    )


def _judged(one: Samples, comparisons: int, tolerance: float) -> Compared:
    found = factors(one.after, one.before, (ERROR, ERROR / comparisons))
    alone, together = found or (None, None)
    word = _word(alone, together, tolerance, one.of.unit)
    why = "too few blocks" if together is None or together.low is None else ""
    return Compared(word, one.of, one.to, *one.medians, alone, together, why)


def _word(alone: Factor | None, together: Factor | None, tolerance: float, unit: str) -> str:
    if alone and alone.low is not None and alone.high is not None:
        if alone.low >= 1 / (1 + tolerance) and alone.high <= 1 + tolerance:
            return "same"
    if together and together.low is not None and together.high is not None:
        if together.low > 1:
            return "slower" if unit == "ns" else "faster"
        if together.high < 1:
            return "faster" if unit == "ns" else "slower"
    return "cannot tell"


def _times(before: Bench, after: Bench) -> Iterator[Samples]:
    for id, variant in after.variants.items():
        was = before.variants.get(id)
        if was and was.summary and variant.summary:
            medians = (was.summary.median, variant.summary.median)
            yield Samples(variant, None, medians, _values(was), _values(variant))


def _lone(before: Bench, after: Bench) -> Iterator[Compared]:
    """What only one of the runs has measured, and where the other has tried, why it has not."""
    for word, own, other in (("added", after, before), ("gone", before, after)):
        for id, variant in own.variants.items():
            twin = other.variants.get(id)
            if variant.summary is None or (twin and twin.summary):
                continue
            why = twin.reason or twin.status if twin else "not part of the run"
            median = variant.summary.median
            was, now = (None, median) if word == "added" else (median, None)
            yield Compared(word, variant, None, was, now, why=why)


def _values(variant: Variant) -> tuple[float, ...]:
    noisy = variant.summary is not None and variant.summary.noisy
    values = (block["value"] for block in variant.blocks if block["kept"] or noisy)
    return tuple(value for value in values if USABLE[0] < value < USABLE[1])


def _ratios(before: Bench, after: Bench) -> Iterator[Samples]:
    for (of, to), ratio in after.ratios.items():
        was = before.ratios.get((of, to))
        if was:
            medians = (was.median, ratio.median)
            samples = (_paired(before, of, to), _paired(after, of, to))
            yield Samples(after.variants[of], to, medians, *samples)


def _paired(bench: Bench, of: str, to: str) -> tuple[float, ...]:
    """The ratio in each round in which both blocks are kept; in all rounds, where those are too few."""
    others = {block["round"]: block for block in bench.variants[to].blocks}
    own = bench.variants[of].blocks
    pairs = [(block, others[block["round"]]) for block in own if block["round"] in others]
    kept = [pair for pair in pairs if pair[0]["kept"] and pair[1]["kept"]]
    if len(kept) < LEAST or 2 * len(kept) < len(own):
        kept = pairs
    low, high = USABLE
    values = ((one["value"], other["value"]) for one, other in kept)
    return tuple(a / b for a, b in values if low < a < high and low < b < high)


_Counts = Mapping[tuple[str, str, str], float]


def _counted(was: _Counts, now: _Counts) -> Iterator[Counted]:
    """Nothing where one run has counted nothing at all: that says what it could do, and not what has changed."""
    if not was or not now:
        return
    for key in dict.fromkeys([*now, *was]):
        a, b = was.get(key), now.get(key)
        word = "added" if a is None else "gone" if b is None else "same" if a == b else "changed"
        yield Counted(word, *key, a, b)


def _calls(bench: Bench) -> _Counts:
    return {
        (one.mechanism, one.definition, one.method): one.per_transfer
        for one in bench.calls
        if one.method in EXACT and one.per_transfer is not None
    }


def _copies(bench: Bench) -> _Counts:
    return {
        (one.mechanism, "pair", who): copies
        for one in bench.copies
        for who, copies in (("kernel", one.by_kernel), ("program", one.by_program))
        if copies is not None
    }


def _differing(before: Bench, after: Bench) -> Iterator[tuple[str, str, str]]:
    """What makes the runs differ besides their numbers: the machine, the system, the tool, the way."""
    for name, was in _surroundings(before).items():
        now = _surroundings(after)[name]
        if was != now:
            yield name, was, now


def _surroundings(bench: Bench) -> dict[str, str]:
    run = bench.run
    machine = {name: run.machine.get(name) for name in ("model", "cpus", "distance")}
    virtual: bool | None = run.machine.get("hypervisor")
    tool = run.tool
    return {
        "processor": str(machine["model"] or "unknown"),
        "processors": str(machine["cpus"]),
        "virtual machine": "unknown" if virtual is None else "yes" if virtual else "no",
        "distance of two processors": str(machine["distance"] or "none"),
        "system": product_line(run.environment),
        "tool": " ".join(filter(None, (tool["name"], tool["version"], tool.get("commit")))),
        "subject": run.subject,
        "block": f"{run.block_ms:g} ms",
    }
