"""The sentences of the section on what was measured, for every format."""

from __future__ import annotations

from typing import Iterable

from ..language import Said, Text, join, said, say
from ..text import percent
from ..words import verdict as verdict_word
from .records import Verdict
from .stream import Bench
from .views import Group, mixtures, named
from .words import allowed, quantity, size, subject_of, with_interval


def lead(bench: Bench) -> Said:
    """Where and how it was measured."""
    run = bench.run
    cpu: Text = str(run.machine.get("model") or "") or say("bench.some_cpu")
    cpus = int(run.machine["cpus"])
    return say("bench.lead", cpu=cpu, cpus=cpus, rounds=run.rounds, seed=str(run.seed))


def belief(bench: Bench) -> list[Said]:
    """How much to believe, sentence by sentence; the first is the runner's own."""
    end, canary = bench.end, bench.end.canary
    told = [said(f"{end.belief}.")]
    if end.interrupted:
        told.append(say("bench.stopped", signal=end.interrupted))
    told.append(
        say(
            "bench.kept",
            kept=end.kept,
            blocks=end.blocks,
            share=percent(end.kept, end.blocks),
            mode=quantity(canary["mode_ns"], "ns"),
            low=quantity(canary["low_ns"], "ns"),
            high=quantity(canary["high_ns"], "ns"),
        )
    )
    if bench.run.machine.get("hypervisor"):
        told.append(say("bench.virtual"))
    return [*told, say("bench.interval_note"), say("bench.closed")]


def title_of(group: Group) -> Said:
    """The heading of a group."""
    return say(f"bench.measure.{group.measure}", definition=group.definition or "")


def missing_line(group: Group) -> Said | None:
    """What of a group could not be measured, and why; None: nothing."""
    missing = group.missing()
    if not missing:
        return None
    each = (say("bench.unmeasured_one", name=named(v), why=v.reason or v.status) for v in missing)
    return say("bench.unmeasured", names=join(say("list.semicolon"), each))


def mixture_line(bench: Bench, group: Group) -> Said | None:
    """That what is not pinned is a mixture of two, by size; None of what is pinned."""
    found = mixtures(bench, group)
    if not found:
        return None
    each = (
        say("bench.mixture_one", size=size(one.variant.payload), near=one.near, far=one.far)
        for one in found
    )
    return say("bench.mixture", each=join(say("list.semicolon"), each))


def timed_reason(verdicts: Iterable[Verdict]) -> Said:
    """Why a claim has its verdict: the criteria that decide, by condition."""
    return join(say("list.semicolon"), (_reason(v) for v in verdicts if v.criteria))


def _reason(verdict: Verdict) -> Said:
    deciding = [c for c in verdict.criteria if c.verdict == verdict.verdict] or verdict.criteria
    one = deciding[0]
    text = say(
        "bench.criterion",
        what=subject_of(one),
        value=with_interval(one, one.unit),
        allowed=allowed(one),
    )
    if verdict.verdict in ("inconclusive", "untested", "unsupported"):
        text = say("list.colon").map(lambda colon: f"{verdict.why}{colon}") + text
    if verdict.condition is None:
        return text
    word = verdict_word(verdict.verdict)
    return say("bench.of_condition", condition=verdict.condition, verdict=word, text=text)
