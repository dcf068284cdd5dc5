"""What a submission's mistakes look like, and which real systems make the same ones: from the table of mutants. Pure.

A mutant is one defect with the claims that must notice it. If just those failed, the submission behaves as the mutant
does; where the table names a system that the defect was taken from, so does that system.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, Mapping, Sequence

from ..errors import ReportError
from ..mutants.table import Mutant, load_table
from ..session import ROOT
from .score import NOT_ATTEMPTED, Scored

MUTANTS = ROOT / "fixtures" / "subjects" / "mutants"
MOST = 2


def defects_of(calls: Iterable[str]) -> list[Mutant]:
    """The defects of an assignment's calls; none where the table did not come with the program."""
    every = set(calls)
    try:
        table = load_table(MUTANTS)
    except ReportError:
        return []
    return [one for one in table.mutants.values() if one.claims and every.issuperset(one.calls)]


def likened(
    rows: Sequence[Scored], planned: Mapping[str, Sequence[str]], defects: Sequence[Mutant]
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
        told.append(replace(row, elsewhere=tuple(map(_say, alike[:MOST]))))
    return told


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
