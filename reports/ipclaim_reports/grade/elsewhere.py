"""What a submission's mistakes look like, and which real systems make the same ones: from the table of mutants, and
from what is on record for systems.

A mutant is one defect with the claims that must notice it. If just those failed, the submission behaves as the mutant
does; where the table names a system that the defect was taken from, so does that system. Otherwise it may still fail
where a system is known to: whether in the same way, who reads the record's words can tell, and nobody else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, Mapping, Sequence

from ..errors import ReportError
from ..mutants.table import Mutant, load_table
from ..record import Divergence, load_record, record_for
from ..session import ROOT
from ..systems import SYSTEMS
from ..text import sentence
from .score import NOT_ATTEMPTED, Scored

MUTANTS = ROOT / "fixtures" / "subjects" / "mutants"
RECORDS = ROOT / "reports" / "record"
# Where a divergence comes from, by its status.
KNOWN_BY = {"confirmed": "measured there", "predicted": "from the source code"}
MOST = 2


def defects_of(calls: Iterable[str]) -> list[Mutant]:
    """The defects of an assignment's calls; none where the table did not come with the program."""
    every = set(calls)
    try:
        table = load_table(MUTANTS)
    except ReportError:
        return []
    return [one for one in table.mutants.values() if one.claims and every.issuperset(one.calls)]


def diverging() -> list[tuple[str, Divergence]]:
    """Systems by name, with what they do not do as it is claimed, whatever the processor and the library."""
    return [
        (name, one)
        for key, name in SYSTEMS.items()
        for one in load_record(record_for(key, RECORDS), must_exist=False).divergences
        if one.verdict == "refuted" and not one.where
    ]


def likened(
    rows: Sequence[Scored],
    planned: Mapping[str, Sequence[str]],
    defects: Sequence[Mutant],
    systems: Sequence[tuple[str, Divergence]] = (),
) -> list[Scored]:
    """The rows, and with those that lost points what their losses look like."""
    answered = [row for row in rows if row.state != NOT_ATTEMPTED and not row.why]
    tried = {_claim(case) for row in answered for case in planned[row.row.id]}
    failed = {_claim(lost.id) for row in answered for lost in row.lost}
    told = []
    for row in rows:
        # A mistake that has a name is told by that.
        here = {_claim(lost.id) for lost in row.lost if not lost.fault}
        alike = [one for one in defects if here and _is_like(one, here, failed, tried)]
        # A system that behaves so tells more than a guess, and of several guesses each may be wrong.
        sourced = [one for one in alike if one.source]
        alike = sourced or (alike if len(alike) == 1 else [])
        says = [_say(one) for one in alike[:MOST]]
        # Who does nothing yet does not behave as a system that has an answer of its own.
        if not sourced and row.passed:
            says += _on_record([lost.id for lost in row.lost if not lost.fault], systems)
        told.append(replace(row, elsewhere=tuple(says)))
    return told


def _on_record(cases: Sequence[str], systems: Sequence[tuple[str, Divergence]]) -> list[str]:
    """Of the first claims that are on record, what each system does, once for all that do the same."""
    first = {_claim(case): case for case in reversed(cases)}
    told = []
    for claim in dict.fromkeys(map(_claim, cases)):
        found: dict[tuple[str, str], list[str]] = {}
        for name, one in systems:
            if one.claim == claim:
                found.setdefault((" ".join(one.reason.split()), one.status), []).append(name)
        does = [f"{', '.join(n)} ({KNOWN_BY[status]}): {why}" for (why, status), n in found.items()]
        if does:
            told.append(f"Not every system passes “{_asked(first[claim])}”. {' '.join(does)}")
    return told[:MOST]


def _asked(case: str) -> str:
    """The sentence that a case proves."""
    return sentence(case.partition("/")[2].partition("[")[0])


def _claim(case: str) -> str:
    return case.partition("/")[0]


def _is_like(one: Mutant, here: set[str], failed: set[str], tried: set[str]) -> bool:
    """All that must notice has failed, and it explains the row: most of it as what must fail, the rest as what may."""
    must = tried.intersection(one.claims)
    explains = all(one.expects(claim) for claim in here)
    return bool(must) and must <= failed and explains and 2 * len(must & here) >= len(here)


def _say(one: Mutant) -> str:
    so = f" Real systems that do so: {one.source.rstrip('.')}." if one.source else ""
    return f"This looks like: {one.defect}{so}"
