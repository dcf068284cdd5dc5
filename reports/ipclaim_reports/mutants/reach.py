"""Which cases a mutant can affect: those that make one of its calls, as a traced run shows.

The transcript does not have the calls of scenes, so a subject that passes every call on says which it
was asked for. Up to its first mutated call a case is played as it is without the mutant, so a case
that makes none is not affected. One that did not pass while it was traced counts as making all.
"""

from __future__ import annotations

import errno
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from .table import Mutant
from .trial import NOTICED, WORDS_MOST, Player, Seen

TRACED = "traced.so"
_LINE = re.compile(r"^traced (\w+)(?: (\d+))?$", re.MULTILINE)


@dataclass(frozen=True)
class Reach:
    """The calls that each case makes, with "" and the names of the errors that they failed with."""

    made: dict[str, frozenset[tuple[str, str]] | None]  # None: unknown, so all
    failing: frozenset[str]  # cases that do not pass without a mutant either: they tell nothing

    def words(self, mutant: Mutant) -> Sequence[str]:
        """What selects the cases that the mutant can affect; none selects all."""
        wanted = {(call, mutant.error) for call in mutant.calls}
        cases = {
            case.partition("[")[0]
            for case, made in self.made.items()
            if made is None or not wanted.isdisjoint(made)
        }
        words = sorted(cases.union(mutant.claims))
        return words if len(words) <= WORDS_MOST else ()


def reach_of(player: Player, traced: Path) -> Reach:
    """Run everything once as it is, and once traced."""
    failing = frozenset(c.id for c in player.run(None).cases if c.outcome in (*NOTICED, "broken"))
    return Reach({case.id: _made(case) for case in player.run(traced).cases}, failing)


def _made(case: Seen) -> frozenset[tuple[str, str]] | None:
    if case.outcome not in ("pass", "observed") or case.output_dropped:
        return None
    return frozenset(
        (call, errno.errorcode.get(int(number), number) if number else "")
        for call, number in _LINE.findall(case.output)
    )
