"""What was measured, drawn: with matplotlib, where there is one. Every plot shows what a table beside it says, too."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any, Callable, Iterable, Sequence

from ..text import clip, visible
from .records import Criterion, Variant
from .stream import Bench
from .svg import tidy
from .views import Group, groups, named, pinned
from .words import quantity, size

try:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator
except ImportError:
    matplotlib = None

# Legible on white and on black, and apart for those who do not see all colours (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7f7f7f", "#9467bd")
# The mechanisms that the document names, and what it says that one transfer takes, in nanoseconds.
NAMED = ("pipe", "fifo", "sysv-msg", "posix-mq", "unix-stream", "tcp", "shm-posix-sem", "shm-spin")
CLAIMED = {"pipe": (10_000, 10_000), "sysv-msg": (12_000, 12_000), "shm-spin": (100, 200)}
VERDICTS = {"holds": "#009e73", "refuted": "#d55e00"}
GREY = "#7f7f7f"
LONGEST = 64
SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ipclaim",
    "text.parse_math": False,
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def available() -> bool:
    """Whether there is a matplotlib to draw with."""
    return matplotlib is not None


def plots_of(bench: Bench) -> dict[str, list[str]]:
    """The drawings by the part that they belong to, as markup; none without matplotlib."""
    if not available():
        return {}
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    found: dict[str, list[str]] = {}
    with warnings.catch_warnings(), matplotlib.rc_context(SETTINGS):
        warnings.simplefilter("ignore")
        criteria = [c for v in bench.verdicts.values() for c in v.criteria if _drawable(c)]
        if criteria:
            found["verdicts"] = [_ratios(criteria, "plot-v-")]
        for number, group in enumerate(groups(bench)):
            drawn = []
            if sized := _by_size(group):
                drawn.append(_by_payload(group, sized, f"plot-{number}-0-"))
            if spread := _with_quantiles(bench, group):
                drawn.append(_distribution(spread, f"plot-{number}-1-"))
            if drawn:
                found[f"{group.measure}-{group.definition}"] = drawn
    return found


def _drawable(one: Criterion) -> bool:
    return one.to is not None and all(v is not None and v > 0 for v in (one.low, one.high))


def _native(group: Group) -> Iterable[Variant]:
    return (v for v in group.variants if v.mechanism in NAMED and v.subject == "native")


def _by_size(group: Group) -> list[Variant]:
    if group.measure not in ("latency", "throughput") or len(group.payloads) < 2:
        return []
    return [v for v in _native(group) if v.payload and v.summary and v.summary.median]


def _with_quantiles(bench: Bench, group: Group) -> list[Variant]:
    """Those of the reference size; beside what is not pinned, the two that it is a mixture of."""
    if group.measure != "latency":
        return []
    own = [v for v in _native(group) if v.quantiles and v.payload == group.reference]
    if group.definition != "unpinned":
        return own
    return [v for one in own for v in (one, *pinned(bench, one)) if v and v.quantiles]


def _axes(height: float) -> tuple[Any, Any]:
    figure = Figure(figsize=(7.4, height))
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def _markup(figure: Any, prefix: str) -> str:
    out = io.StringIO()
    figure.savefig(
        out, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None}
    )
    return tidy(out.getvalue(), prefix)


def _ticks(axis: Any, shown: Callable[[float], str]) -> None:
    """Labels as the tables write values, for matplotlib's own are formulas."""
    axis.set_major_formatter(lambda value, _: shown(value))
    axis.set_minor_formatter(lambda value, _: "")


def _label(text: str) -> str:
    return clip(visible(text, keep=""), LONGEST)


def _ratios(criteria: Sequence[Criterion], prefix: str) -> str:
    """Each ratio with its interval, over the range that its claim allows."""
    figure, axes = _axes(0.6 + 0.2 * len(criteria))
    low = min(0.5 * min(c.low or 1 for c in criteria), 0.05)
    high = max(2 * max(c.high or 1 for c in criteria), 20)
    for y, one in enumerate(criteria):
        least, most = one.least or low, one.most or high
        axes.fill_betweenx([y - 0.4, y + 0.4], least, most, color=GREY, alpha=0.25, linewidth=0)
        colour = VERDICTS.get(one.verdict, GREY)
        axes.plot([one.low, one.high], [y, y], color=colour, linewidth=2)
        axes.plot([one.median], [y], "o", color=colour, markersize=4)
    axes.set(xscale="log", xlim=(low, high), ylim=(len(criteria) - 0.4, -0.6))
    axes.set_yticks(
        range(len(criteria)), [_label(f"{_short(c.of)} / {_short(c.to or '')}") for c in criteria]
    )
    axes.axvline(1, color="black", linewidth=0.6)
    _ticks(axes.xaxis, lambda value: quantity(value, ""))
    return _markup(figure, prefix)


def _short(id: str) -> str:
    """An id without what most ids have in common."""
    return id.removeprefix("latency/").removesuffix("/64").removesuffix("/0")


def _by_payload(group: Group, own: Sequence[Variant], prefix: str) -> str:
    """Medians with their intervals against the size of a message, and what the document claims."""
    figure, axes = _axes(3.6)
    for number, mechanism in enumerate(NAMED):
        line = sorted((v for v in own if v.mechanism == mechanism), key=lambda v: v.payload)
        if not line:
            continue
        colour = COLOURS[number]
        sizes = [v.payload for v in line]
        values = [v.summary.median for v in line if v.summary]
        axes.plot(sizes, values, "o-", markersize=3, color=colour, label=_label(named(line[0])))
        ends = [v.summary for v in line if v.summary]
        lows, highs = [s.low or s.median for s in ends], [s.high or s.median for s in ends]
        axes.vlines(sizes, lows, highs, color=colour)
        if group.measure == "latency" and mechanism in CLAIMED:
            axes.axhspan(*CLAIMED[mechanism], color=colour, alpha=0.3, linestyle="--")
    axes.set(yscale="log")
    axes.set_xscale("log", base=2)
    axes.set_xticks(sorted({variant.payload for variant in own}))
    _ticks(axes.xaxis, lambda value: _bytes(round(value)))
    _ticks(axes.yaxis, lambda value: quantity(value, own[0].unit))
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return _markup(figure, prefix)


def _bytes(payload: int) -> str:
    shown = size(payload)
    return f"{shown}B" if shown.endswith("i") else f"{shown} B"


def _distribution(own: Sequence[Variant], prefix: str) -> str:
    """The share of samples that took at most so long; the last ones would take all the width."""
    figure, axes = _axes(3)
    mixed = len({variant.definition for variant in own}) > 1
    ends = []
    for number, variant in enumerate(own):
        quantiles = [max(value, 0.1) for value in variant.quantiles or ()]
        ends.append((quantiles[0], quantiles[-6]))
        name = f"{named(variant)}, {variant.definition}" if mixed else named(variant)
        colour = COLOURS[number if mixed else NAMED.index(variant.mechanism)]
        axes.step(quantiles, range(len(quantiles)), color=colour, label=_label(name))
    lows, highs = zip(*ends)
    axes.set(xscale="log", ylabel="%", xlim=(0.8 * min(lows), 2 * max(highs)))
    if max(highs) < 100 * min(lows):
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    _ticks(axes.xaxis, lambda value: quantity(value, own[0].unit))
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    return _markup(figure, prefix)
