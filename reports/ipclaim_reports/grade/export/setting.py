"""What a format needs to know besides the grade."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """Where a grade goes."""

    token: str = ""  # that nobody can guess who has had a part in the grade
    previous: int | None = None  # how often the student has handed in before; None: nobody has said
    leaderboard: str = ""  # the column of a leaderboard that the score goes to; empty: none is wanted
