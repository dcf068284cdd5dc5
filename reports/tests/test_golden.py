"""A small report in every format, as it was reviewed.

After a wanted change: pytest reports/tests --regenerate, then read the difference.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable

import plays
import pytest

from ipclaim_reports.html import render_html
from ipclaim_reports.jsonout import render_json
from ipclaim_reports.junit import render_junit
from ipclaim_reports.markdown import render_markdown
from ipclaim_reports.model import Report
from samples import case, why

GOLDEN = Path(__file__).parent / "golden"
WRITERS = {
    "report.html": render_html,
    "report.md": render_markdown,
    "report.json": render_json,
    "junit.xml": render_junit,
}


def normalised(text: str) -> str:
    """The style and the script have files of their own; the page is compared without them."""
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", text, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-…", text)


@pytest.mark.parametrize("name", WRITERS)
def test_a_small_report(
    name: str, report_of: Callable[..., Report], request: pytest.FixtureRequest
) -> None:
    cases = [
        *plays.full_pipe("pipe", 3),
        plays.mtype(),
        plays.failing(),
        case("pipe.cond.depends", "same_cpu", condition="one CPU"),
        case(
            "pipe.cond.depends",
            "two_cpus",
            None,
            "fail",
            condition="two CPUs",
            reason=why("assertion", "expected 1, got 2"),
        ),
    ]
    text = normalised(WRITERS[name](report_of(cases)))
    golden = GOLDEN / name
    if request.config.getoption("--regenerate"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8"), "pytest reports/tests --regenerate"
