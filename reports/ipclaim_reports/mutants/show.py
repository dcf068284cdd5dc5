"""Verdicts on mutants, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Mapping, Sequence

from ..text import plural, visible
from .judge import Fate, Verdict

SCHEMA = "ipclaim-mutants"
VERSION = 1
CLAIMS_SHOWN = 4


def line_of(verdict: Verdict) -> str:
    """One mutant: its fate, and by whom; what is wrong has lines of its own."""
    by = sorted(verdict.by, key=lambda claim: (claim not in verdict.mutant.claims, claim))
    shown = ", ".join(by[:CLAIMS_SHOWN])
    if len(by) > CLAIMS_SHOWN:
        shown += f" and {plural(len(by) - CLAIMS_SHOWN, 'more claim')}"
    what = verdict.mutant.equivalent if verdict.fate is Fate.EQUIVALENT else verdict.why or shown
    lines = [f"{verdict.fate.value} {verdict.mutant.name}" + (f": {what}" if what else "")]
    if not verdict.fate.good:
        lines.append(f"  defect: {verdict.mutant.defect}")
        lines += [f"  not noticed by {claim}" for claim in verdict.missed]
        for claim, cases in verdict.strays.items():
            lines += [f"  {claim} should not notice: {case}" for case in cases]
    return visible("\n".join(lines))


def totals_of(verdicts: Sequence[Verdict], seconds: float) -> str:
    """How many had which fate, the rate, the time, and which took longest."""
    counts = Counter(verdict.fate for verdict in verdicts)
    fates = ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate if counts[fate])
    killed, decided = _rate(counts)
    share = f"; {100 * killed / decided:.1f} % of those that are not equivalent" if decided else ""
    return f"{plural(len(verdicts), 'mutant')} in {seconds:.1f} s: {fates or 'none'}{share}"


def json_of(verdicts: Sequence[Verdict], whole: bool, seconds: float) -> str:
    """All of it, as one JSON document."""
    counts = Counter(verdict.fate for verdict in verdicts)
    killed, decided = _rate(counts)
    totals = {
        "mutants": len(verdicts),
        "killed": killed,
        "decided": decided,
        "fates": {fate.value: counts[fate] for fate in Fate},
        "seconds": round(seconds, 3),
    }
    mutants = [_mutant_json(verdict) for verdict in sorted(verdicts, key=lambda v: v.mutant.name)]
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "depth": "whole" if whole else "claims",
        "mutants": mutants,
        "totals": totals,
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _mutant_json(verdict: Verdict) -> Mapping[str, Any]:
    mutant = verdict.mutant
    return {
        "name": mutant.name,
        "calls": mutant.calls,
        "defect": mutant.defect,
        "source": mutant.source or None,
        "equivalent": mutant.equivalent or None,
        "fate": verdict.fate.value,
        "claims": mutant.claims,
        "killed_by": verdict.by,
        "missed": verdict.missed,
        "strays": verdict.strays,
        "why": verdict.why or None,
        "seconds": round(verdict.seconds, 3),
    }


def _rate(counts: Counter[Fate]) -> tuple[int, int]:
    return counts[Fate.KILLED], sum(counts.values()) - counts[Fate.EQUIVALENT]
