"""What the tests of the reports share: a small catalogue of their own, and a way to a report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Callable

import pytest
import samples

from ipclaim_reports.catalogue import load_catalogue
from ipclaim_reports.document import document_lines
from ipclaim_reports.model import Report, build_report
from ipclaim_reports.record import Record
from ipclaim_reports.session import ROOT
from ipclaim_reports.stream import read_results

DATA = Path(__file__).parent / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with a catalogue that only the tests change, under the real catalogue's schema."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(DATA, root, dirs_exist_ok=True)
    shutil.copy(ROOT / "cases" / "catalogue.schema.json", root / "cases")
    return root


@pytest.fixture
def report_of(root: Path, tmp_path: Path) -> Callable[..., Report]:
    """Builds a report from case records."""

    def build(cases: list[dict[str, Any]], record: Record = Record(None), **more: Any) -> Report:
        file = samples.write(tmp_path / "results.ndjson", samples.stream(cases, **more))
        results = read_results(file)
        lines = document_lines(root)
        return build_report(load_catalogue(root), [results], record, lines=lines)

    return build
