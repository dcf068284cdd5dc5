"""What a trial says of a mutant: killed, survived, or killed for the wrong reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Mapping, Sequence

from .table import Mutant
from .trial import NOTICED, Trial


class Fate(str, Enum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    WRONG_REASON = "killed for the wrong reason"
    EQUIVALENT = "equivalent"
    NOT_EQUIVALENT = "not equivalent"
    UNDECIDED = "undecided"

    @property
    def good(self) -> bool:
        """Whether the suite and the table are as they should be."""
        return self in (Fate.KILLED, Fate.EQUIVALENT)


@dataclass(frozen=True)
class Verdict:
    """A mutant's fate, and the evidence."""

    mutant: Mutant
    fate: Fate
    by: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # claims that noticed: their cases
    missed: Sequence[str] = ()  # claims that must notice and did not
    strays: Mapping[str, Sequence[str]] = field(default_factory=dict)  # noticed, and should not
    seconds: float = 0.0
    why: str = ""  # there is no decision


def judge(mutant: Mutant, trial: Trial) -> Verdict:
    """Judge one trial. A case that broke the harness counts as one that failed, but proves nothing."""
    by = trial.claims_of(*NOTICED)
    missed = [claim for claim in mutant.claims if claim not in by]
    heard = trial.claims_of(*NOTICED, "broken")
    strays = {claim: cases for claim, cases in heard.items() if not mutant.expects(claim)}
    if mutant.equivalent:
        fate = Fate.NOT_EQUIVALENT if heard else Fate.EQUIVALENT
    elif missed:
        fate = Fate.SURVIVED
    else:
        fate = Fate.WRONG_REASON if strays else Fate.KILLED
    return Verdict(mutant, fate, by, missed, strays, trial.seconds)
