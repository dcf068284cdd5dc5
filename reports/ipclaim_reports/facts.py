"""What stands beside a verdict: the truth, measured facts on advice, other systems. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from . import words
from .compare import expectation_of
from .language import Said, join, say
from .model import JudgedClaim, Report
from .reasons import observations_line
from .systems import SYSTEMS

CONTRADICTED = ("refuted", "depends")
# Expectations that say nothing which could differ from what was seen here.
SILENT = ("unknown", "n/a")
SIDES = ("supports", "partly", "contradicts", "open")


@dataclass(frozen=True)
class Standing:
    """How a claim stands at first sight: a sign, a word, and the class of its colours."""

    sign: str
    word: Said
    style: str


@dataclass(frozen=True)
class Truth:
    """What is true instead of a sentence, how far, and where that is promised."""

    title: Said
    text: Said
    clause: str


@dataclass(frozen=True)
class Fact:
    """A claim that bears on a piece of advice, and whether it speaks for it."""

    judged: JudgedClaim
    side: str
    word: Said


@dataclass(frozen=True)
class Elsewhere:
    """What the catalogue expects of a system where this run did not take place."""

    system: str
    verdict: str
    text: Said


def standing(judged: JudgedClaim) -> Standing:
    """The verdict, except of advice that nothing judged: it is not untested, it has none."""
    if judged.claim.kind == "advice" and judged.verdict == "untested":
        return Standing("☞", say("verdict.advice"), "advice")
    verdict = judged.verdict
    return Standing(words.VERDICT_SIGNS[verdict], words.verdict(verdict), verdict)


def truth_of(judged: JudgedClaim) -> Truth | None:
    """The truth beside a sentence that this run or the catalogue contradicts."""
    claim = judged.claim
    if not claim.truth_en or not claim.truth_zh:
        return None
    if judged.verdict in CONTRADICTED:
        title = say(f"page.truth_{judged.verdict}")
    elif claim.verdict in CONTRADICTED:
        title = say("page.truth_holds" if judged.verdict == "holds" else "page.truth_unmeasured")
    else:
        return None
    clause = "" if claim.reference.startswith("n/a") else claim.reference
    return Truth(title, Said(claim.truth_en, claim.truth_zh), clause)


def facts_of(judged: JudgedClaim, report: Report) -> list[Fact]:
    """The claims that the catalogue names beside a piece of advice, as this run found them."""
    claim = judged.claim
    named = [(id, True) for id in claim.evidence_claims]
    named += [(id, False) for id in claim.counter_claims]
    facts = []
    for id, supporting in named:
        if id in report.by_id:
            side = _side(report.by_id[id].verdict, supporting)
            facts.append(Fact(report.by_id[id], side, say(f"advice.{side}")))
    return facts


def _side(verdict: str, supporting: bool) -> str:
    if verdict in ("holds", "refuted"):
        return "supports" if (verdict == "holds") == supporting else "contradicts"
    return "partly" if verdict == "depends" else "open"


def advice_line(facts: list[Fact]) -> Said:
    """How many of the facts speak for a piece of advice, and how many against it."""
    sides = [fact.side for fact in facts]
    counted = [say(f"tally.{side}", n=sides.count(side)) for side in SIDES if side in sides]
    return say("advice.tally", counts=join(say("list.comma"), counted))


def elsewhere(judged: JudgedClaim, report: Report) -> list[Elsewhere]:
    """The systems of which the catalogue expects another verdict than the one found here."""
    here = expectation_of(judged.claim, report.environment)
    if not judged.decided:
        return []
    found = []
    for key, expected in judged.claim.expect.items():
        verdict = "holds" if expected.verdict == "expected" else expected.verdict
        if expected is here or verdict in SILENT or verdict == judged.verdict:
            continue
        word = words.verdict(verdict)
        text = say("elsewhere.row", verdict=word, note=expected.note) if expected.note else word
        found.append(Elsewhere(SYSTEMS.get(key, key), verdict, text))
    return found


def observed_by(judged: JudgedClaim) -> list[Said]:
    """What the cases of a claim measured, where its reason does not say it already."""
    if judged.verdict == "observed":
        return []
    lines = [observations_line(c.chosen) for c in judged.cases if c.chosen.observations]
    return lines[:2]
