"""Compares verdicts with what is on record, and sums the comparison up as an exit status. Pure.

Only a verdict can be compared. An untested claim says nothing of the OS and an inconclusive one has
no evidence, so both are `None` here: never expected, never unexpected, and shown on their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable, Mapping, Sequence

from . import words
from .catalogue import Claim, Expectation
from .language import NOTHING, Said, join, said, say
from .record import Divergence
from .records import Execution, Observation
from .systems import system_key
from .text import measured
from .verdicts import DECIDED, Judgement

COMPARISONS = ("unexpected", "changed", "stale", "known", "expected")
ALARMING = ("unexpected", "changed", "stale")


@dataclass(frozen=True)
class Comparison:
    """How a verdict stands to the record: one of COMPARISONS, or None, and why."""

    word: str | None
    wanted: Said
    why: Said


def expectation_of(claim: Claim, environment: Mapping[str, object]) -> Expectation | None:
    """What the catalogue says of this system: its libc's own entry where there is one."""
    libc = str(environment.get("libc", "")).lower()
    system = system_key(str(environment.get("os", "")))
    keys = [*(["musl"] if libc.startswith("musl") else []), system]
    return next((claim.expect[key] for key in keys if key in claim.expect), None)


def acceptable(
    claim: Claim, expectation: Expectation | None, conditions: int = 0
) -> tuple[str, ...]:
    """The verdicts that are no surprise for a claim without a record; empty: nobody knows yet.

    `conditions` is the number of named conditions that gave an answer in this run.
    """
    said = expectation.verdict if expectation else None
    if claim.origin != "seed":
        # What POSIX requires has to hold or to be absent, whatever a source says of some system:
        # a system that is known to differ belongs on the record. What POSIX leaves open, the
        # catalogue calls `depends`, and then there is only something to see.
        open_ended = said == "depends" or claim.kind in ("limit", "performance", "advice")
        return ("holds", "unsupported") + (("observed", "depends") if open_ended else ())
    said = said or claim.verdict
    if said is None or said in ("unknown", "n/a"):
        return ()
    # A tool that is not installed says nothing of the system that lacks it.
    absent = ("unsupported",) if claim.kind == "tooling" else ()
    if said == "expected":
        return ("holds", "unsupported")
    if said in ("advice", "depends"):
        # Fewer than two conditions cannot show a difference, so then either answer agrees.
        return ("depends", "observed") + (("holds", "refuted") if conditions < 2 else ()) + absent
    if claim.kind in ("limit", "performance", "advice"):
        return (said, "observed")
    return (said, *absent)


def compare(
    claim: Claim,
    judgement: Judgement,
    executions: Sequence[Execution],
    divergence: Divergence | None,
    expectation: Expectation | None,
) -> Comparison:
    """Where one claim's verdict stands.

    A prediction excuses what it foretells, and nothing else: where it does not come true, the claim
    is compared as if nothing was on record. So none turns a run red before a run has confirmed it.
    """
    verdict = judgement.verdict
    answered = sum(word in DECIDED for word in judgement.conditions.values())
    accepted = acceptable(claim, expectation, answered)
    if divergence is None:
        return _against_catalogue(verdict, accepted)
    recorded = _against_record(verdict, executions, divergence, accepted)
    if divergence.status == "confirmed" or recorded.word in (None, "known"):
        return recorded
    plain = _against_catalogue(verdict, accepted)
    missed = say("compare.not_foretold", foretold=words.verdict(divergence.verdict))
    return replace(plain, why=plain.why or missed)


def not_compared() -> Comparison:
    """Of a verdict that one machine's speed has given: no run may turn red on nanoseconds."""
    return Comparison(None, NOTHING, say("bench.not_compared"))


def _against_catalogue(verdict: str, accepted: tuple[str, ...]) -> Comparison:
    wanted = join(say("list.or"), (words.verdict(word) for word in accepted))
    if verdict in ("untested", "inconclusive"):
        return Comparison(None, wanted, NOTHING)
    if not accepted:
        return Comparison(None, NOTHING, say("compare.unknown"))
    if verdict == "observed" and verdict not in accepted:
        return Comparison(None, wanted, say("compare.only_values"))
    return Comparison("expected" if verdict in accepted else "unexpected", wanted, NOTHING)


def _against_record(
    verdict: str,
    executions: Sequence[Execution],
    divergence: Divergence,
    accepted: tuple[str, ...],
) -> Comparison:
    wanted = say(
        "compare.divergence",
        verdict=words.verdict(divergence.verdict),
        status=say(f"status.{divergence.status}"),
        reason=divergence.reason,
    )
    if verdict in ("untested", "inconclusive"):
        return Comparison(None, wanted, NOTHING)
    if verdict == divergence.verdict:
        differing = _differing(executions, divergence.observed)
        if differing:
            return Comparison("changed", wanted, differing)
        return Comparison("known", wanted, said(divergence.reason))
    both = {"recorded": words.verdict(divergence.verdict), "verdict": words.verdict(verdict)}
    if verdict in accepted:
        return Comparison("stale", wanted, say("compare.gone", **both))
    return Comparison("changed", wanted, say("compare.other", **both))


def _differing(executions: Sequence[Execution], pinned: Mapping[str, object]) -> Said:
    """The first pinned value that was not seen, in words; every value seen has to be the pinned."""
    for name, value in pinned.items():
        seen = [o for e in executions for o in e.observations if o.name == name]
        if not seen:
            return say("compare.not_measured", name=name, value=str(value))
        for observation in seen:
            if not _same(observation, value):
                got = measured(observation.value, observation.unit)
                return say("compare.value", name=name, value=str(value), got=got)
    return NOTHING


def _same(observation: Observation, value: object) -> bool:
    if isinstance(observation.value, str) or isinstance(value, str):
        return str(observation.value) == str(value)
    return bool(observation.value == value)


def exit_status(
    comparisons: Iterable[str | None],
    verdicts: Iterable[str],
    outcomes: Iterable[str],
    incomplete: bool,
) -> int:
    """The exit status of a report, the most disabling fact first.

    3: a case is broken or the run did not come to its end, so the rest may not be all there is.
    1: unexpected, changed or stale. 4: nothing was decided. 0: nothing unexpected.
    """
    if incomplete or "broken" in set(outcomes):
        return 3
    if set(comparisons) & set(ALARMING):
        return 1
    return 0 if set(verdicts) & set(DECIDED) else 4
