"""Two samples compared, whatever their distribution: how many times the one is the other, as an interval. Pure.

The interval is that of Hodges and Lehmann for a factor between two distributions, from the ranks of
Mann and Whitney: both ends are a value of the one by a value of the other. Where both samples come
from one distribution it covers 1 with the stated confidence, whatever that distribution is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, median
from typing import Sequence

# Up to this many values a sample the ranks are counted; of more they are as good as normal.
COUNTED = 60


@dataclass(frozen=True)
class Factor:
    """How many times one sample is the other; `low` and `high` are None where the values are too few."""

    value: float
    low: float | None
    high: float | None


def factors(of: Sequence[float], to: Sequence[float], errors: Sequence[float]) -> list[Factor]:
    """OF by TO, once for each of the errors: so probable it is at most that the interval misses the true
    factor. Values are above 0; no factors are returned where there are no values.
    """
    quotients = sorted(a / b for a in of for b in to)
    if not quotients:
        return []
    sizes = sorted((len(of), len(to)))
    return [_factor(quotients, _outside(sizes[0], sizes[1], error)) for error in errors]


def _factor(quotients: Sequence[float], left_out: int) -> Factor:
    if left_out < 0:
        return Factor(median(quotients), None, None)
    return Factor(median(quotients), quotients[left_out], quotients[-1 - left_out])


@lru_cache(maxsize=None)
def _outside(fewer: int, more: int, error: float) -> int:
    """How many of all quotients lie outside on each side, at most; -1 where not even all do."""
    if more > COUNTED:
        return _outside_by_normal(fewer, more, error)
    counts = _rank_sums(fewer, more)
    # As fractions of whole numbers, for a float has no room for how many orders there are.
    budget = math.floor(error / 2 * 2**60) * math.comb(fewer + more, fewer) >> 60
    below = 0
    for rank_sum, count in enumerate(counts):
        below += count
        if below > budget:
            return rank_sum - 1
    return len(counts) - 1


def _rank_sums(fewer: int, more: int) -> list[int]:
    """How many orders of two samples have 0, 1, 2 … pairs in which the one's value is the smaller;
    the first half, for the other mirrors it. (The coefficients of Gauss's binomial polynomial.)
    """
    half = fewer * more // 2
    counts = [1] + [0] * half
    for i in range(1, fewer + 1):
        for power in range(half, more + i - 1, -1):
            counts[power] -= counts[power - more - i]
        for power in range(i, half + 1):
            counts[power] += counts[power - i]
    return counts


def _outside_by_normal(fewer: int, more: int, error: float) -> int:
    spread = math.sqrt(fewer * more * (fewer + more + 1) / 12)
    ranks = fewer * more / 2 - 0.5 + NormalDist().inv_cdf(error / 2) * spread
    return max(math.floor(ranks), -1)
