"""The runner is killed with every signal at random moments; ci/kills does it a thousand times."""

from __future__ import annotations

import random
from pathlib import Path

from kills import SIGNALS, kills


def test_killed_runs_leave_nothing(binary: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    found = kills(binary, len(SIGNALS), seed, say=False)
    assert not found, f"ci/kills {len(SIGNALS)} {seed} does the same again"
