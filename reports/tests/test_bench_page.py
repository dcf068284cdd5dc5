"""The section of the page on what was measured: closed, in both languages, small, and with plots or a word why not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import benches
import plays
import pytest
import samples
from test_pages import Page, hostile

from ipclaim_reports.bench import plots
from ipclaim_reports.bench.stream import Bench, read_bench
from ipclaim_reports.bench.svg import tidy
from ipclaim_reports.catalogue import load_catalogue
from ipclaim_reports.document import document_lines
from ipclaim_reports.html import render_html
from ipclaim_reports.model import build_report
from ipclaim_reports.record import Record
from ipclaim_reports.session import REPORTS, ROOT
from ipclaim_reports.stream import read_results

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt"
 viewBox="0 0 9 9"><metadata>m</metadata><defs><style type="text/css">*{}</style><path id="m1" d="M 0.123456 1.0"
 style="stroke: #000000; fill: none; font: 9px x; fill-opacity: 0.25"/></defs><g id="g_1"><use xlink:href="#m1"
 clip-path="url(#m1)"/><text style="text-anchor: middle">a &lt; b</text></g></svg>"""


def page_of(folder: Path, records: list[dict[str, Any]]) -> str:
    bench = read_bench(samples.write(folder / "bench.ndjson", records))
    results = read_results(samples.write(folder / "r", samples.stream(plays.full_pipe())))
    lines = document_lines(ROOT)
    return render_html(
        build_report(load_catalogue(ROOT), [results], Record(None), lines=lines, bench=bench)
    )


@pytest.fixture(params=["plain", "hostile"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    records = benches.whole()
    if request.param == "hostile":
        for record in records:
            for key in ("title", "reason", "names", "why", "belief", "condition"):
                if isinstance(record.get(key), str):
                    record[key] = hostile(record[key]) + "$\\frac{$ \x1b[2J\u202e"
    return page_of(tmp_path, records)


def test_the_page_stays_closed(page: str) -> None:
    seen = Page(page)
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [str(attrs["href"]) for _, attrs in seen.tags if "href" in attrs]
    assert [link for link in links if link[0] != "#" or link[1:] not in ids] == []
    assert not [attrs for _, attrs in seen.tags if "style" in attrs or "src" in attrs]
    assert [tag for tag, _ in seen.tags].count("style") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)
    assert ">alert(1)<" not in page
    assert '<h2 id="bench">' in page and 'href="#bench"' in page
    assert "一次传输的开销" in page


def test_the_section_is_small(tmp_path: Path) -> None:
    records = benches.whole()
    with_bench = page_of(tmp_path, records)
    bare = page_of(
        tmp_path, [{**records[0], "planned": 0}, {**records[-1], "blocks": 0, "kept": 0}]
    )
    assert len(with_bench) - len(bare) < 200_000


def test_without_matplotlib_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "matplotlib", None)
    page = page_of(tmp_path, benches.whole())
    assert "Without plots: this Python has no matplotlib" in page and 'class="plot"' not in page


def test_matplotlib_is_loaded_for_plots_only() -> None:
    pytest.importorskip("matplotlib", reason="python3-matplotlib is not installed")
    code = "import sys, ipclaim_reports.cli; print('matplotlib' in sys.modules, 'numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=REPORTS, capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "False"], ran.stderr


def test_the_reports_load_where_matplotlib_is_not() -> None:
    code = "import sys; sys.modules['matplotlib'] = None; import ipclaim_reports.bench.plots as p; print(p.available())"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPORTS, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_what_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="python3-matplotlib is not installed")
    bench: Bench = read_bench(samples.write(tmp_path / "b", benches.whole()))
    drawn = plots.plots_of(bench)
    assert (
        len(drawn["verdicts"]) == 1
        and "pipe/same-cpu / unix-stream/same-cpu" in drawn["verdicts"][0]
    )
    by_payload, distribution = drawn["latency-same-cpu"]
    assert "System V queue" in by_payload and ">4 KiB<" in by_payload and "µs<" in by_payload
    assert ">%<" in distribution
    assert len(drawn["throughput-cross-cpu"]) == 1
    assert drawn == plots.plots_of(bench), "the same drawing each time"
    assert all(
        "mathdefault" not in plot and len(plot) < 40_000 for own in drawn.values() for plot in own
    )


def test_a_drawing_is_made_fit_for_the_page() -> None:
    assert tidy(DRAWING, "p-") == (
        '<svg class="plot" viewBox="0 0 9 9" aria-hidden="true"><defs>'
        '<path id="p-m1" d="M 0.1 1" stroke="currentColor" fill="none" fill-opacity="0.25" /></defs>'
        '<g><use href="#p-m1" clip-path="url(#p-m1)" /><text text-anchor="middle">a &lt; b</text></g></svg>'
    )
