"""Measured values as texts: three digits, the unit that fits, intervals in brackets."""

from __future__ import annotations

from ..language import Said, say
from .records import Criterion, Interval, Variant
from .views import named

NONE = "–"
_TIMES = ("ns", "µs", "ms", "s")
_RATES = ("B/s", "kB/s", "MB/s", "GB/s", "TB/s")


def digits(value: float) -> str:
    """A number with three digits that count, or all those before its point."""
    return f"{value:.{2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0}f}"


def quantity(value: float | None, unit: str) -> str:
    """A time or a rate with the prefix that fits; a ratio has the empty unit."""
    if value is None:
        return NONE
    if not unit:
        return _ratio(value)
    units = _TIMES if unit == "ns" else _RATES
    step = 0
    while abs(value) >= 999.5 and step + 1 < len(units):
        value, step = value / 1000, step + 1
    return f"{digits(value)} {units[step]}"


def _ratio(value: float) -> str:
    if 0 < abs(value) < 0.001:
        return "<0.001"
    return digits(value) if abs(value) >= 0.1 or value == 0 else f"{value:#.2g}"


def count(value: float | None) -> str:
    """What was counted for one transfer; averages are not whole."""
    return NONE if value is None else f"{value:.3g}"


def with_interval(found: Interval | None, unit: str) -> str:
    """A median and its interval: `2.64 µs [2.23 µs, 3.15 µs]`."""
    if found is None or found.median is None:
        return NONE
    shown = quantity(found.median, unit)
    if found.low is None:
        return shown
    return f"{shown} [{quantity(found.low, unit)}, {quantity(found.high, unit)}]"


def share(value: float | None) -> str:
    """A share as per cent."""
    return NONE if value is None else f"{100 * value:.0f} %"


def size(payload: int) -> str:
    """Bytes in binary steps where they come out even: 64, 4 Ki, 1 Mi."""
    for factor, prefix in ((2**20, "Mi"), (2**10, "Ki")):
        if payload and payload % factor == 0:
            return f"{payload // factor} {prefix}"
    return str(payload)


def marked(variant: Variant, text: str) -> str:
    """A value of which too few blocks were left at the machine's usual speed carries a sign."""
    return f"~ {text}" if variant.summary and variant.summary.noisy else text


def value_of(variant: Variant | None) -> str:
    """A variant's median and interval; nothing where it was not measured."""
    return marked(variant, with_interval(variant.summary, variant.unit)) if variant else NONE


def row_name(variant: Variant) -> str:
    """What a row is called: the mechanism, with its size or its number of processes."""
    if variant.measure == "contention":
        return f"{named(variant)} × {variant.processes}"
    return f"{named(variant)}, {size(variant.payload)} B" if variant.payload else named(variant)


def allowed(criterion: Criterion) -> Said:
    """The range that was declared with the claim."""
    least = quantity(criterion.least, criterion.unit)
    most = quantity(criterion.most, criterion.unit)
    if criterion.most is None:
        return say("bench.at_least", least=least)
    if criterion.least is None:
        return say("bench.at_most", most=most)
    return say("bench.between", least=least, most=most)


def subject_of(criterion: Criterion) -> Said:
    """What a criterion is of: one value, or the ratio of two."""
    of, to = criterion.of, criterion.to
    return say("bench.by", of=of, to=to) if to else Said(of, of)
