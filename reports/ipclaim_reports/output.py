"""Writes the files of a report so that a reader never meets half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Callable, Mapping

from .errors import ReportError, place
from .html import render_html
from .jsonout import render_json
from .junit import render_junit
from .markdown import render_markdown
from .model import Report
from .ndjson import open_results


BENCH = "bench.ndjson"


def write_report(report: Report, out: Path, language: str = "en") -> list[Path]:
    """Write all files of a report below `out`/<target>/ and return where they are."""
    folder = out / report.target
    texts = {
        "report.html": render_html(report, language),
        "report.md": render_markdown(report, language),
        "report.json": render_json(report),
        "junit.xml": render_junit(report),
    }
    files = write_files(texts, folder, lambda fresh: _copy_results(report, fresh))
    for old in (*folder.glob("results-*.ndjson"), folder / BENCH):
        if old not in files:
            old.unlink(missing_ok=True)
    return files


def write_files(
    texts: Mapping[str, str], folder: Path, more: Callable[[Path], list[str]] = lambda fresh: []
) -> list[Path]:
    """Write texts into a folder, and what `more` puts there, whose names it returns.

    All are complete before the first takes its place, so a full disk leaves the old files whole.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as waste:
            made = tempfile.mkdtemp(prefix=".new-", dir=folder)
            waste.callback(shutil.rmtree, made, ignore_errors=True)
            fresh = Path(made)
            for name, text in texts.items():
                (fresh / name).write_text(text, encoding="utf-8")
            names = [*texts, *more(fresh)]
            for name in names:
                os.replace(fresh / name, folder / name)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(
            f"{place(folder)}: cannot write the report: {why};" " name another folder with --out"
        ) from error
    return [folder / name for name in names]


def _copy_results(report: Report, folder: Path) -> list[str]:
    names = []
    for number, results in enumerate(report.results, 1):
        name = "results.ndjson" if number == 1 else f"results-{number}.ndjson"
        with open_results(results.file) as source, (folder / name).open("wb") as copy:
            shutil.copyfileobj(source, copy)
        names.append(name)
    if report.bench:
        with open_results(report.bench.file) as source, (folder / BENCH).open("wb") as copy:
            shutil.copyfileobj(source, copy)
        names.append(BENCH)
    return names
