"""The section of report.html on what a transfer costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

from markupsafe import Markup

from ..language import Said
from .parts import Part, parts_of
from .sentences import lead
from .stream import Bench


@dataclass(frozen=True)
class BenchView:
    """What the template shows."""

    lead: Said
    parts: Sequence[Part]
    plots: Mapping[str, Sequence[Markup]]
    drawable: bool


def bench_view(bench: Bench) -> BenchView:
    """The section; the plots are markup that matplotlib made and escaped, and svg.py stripped."""
    # matplotlib takes longer to load than all the rest, which most commands would wait for in vain.
    from .plots import available, plots_of

    plots = {name: [Markup(plot) for plot in own] for name, own in plots_of(bench).items()}
    return BenchView(lead(bench), parts_of(bench), plots, available())
