"""The real binary, where it was built: what it writes is what the schema and the reader expect."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from test_schemas import validator

from ipclaim_reports.binary import run_binary
from ipclaim_reports.session import ROOT, load_reports

BINARY = ROOT / "build" / "ipclaim"
pytestmark = pytest.mark.skipif(not BINARY.exists(), reason="build/ipclaim is not built")


def test_its_stream_is_valid_and_is_reported(tmp_path: Path) -> None:
    file = run_binary(BINARY, tmp_path / "r.ndjson", ["pipe.full.*", "--repeat", "2"])
    results = validator("results")
    for line in file.read_text(encoding="utf-8").splitlines():
        results.validate(json.loads(line))
    (report,) = load_reports([file])
    assert report.cases and not report.strangers
    assert report.missing == 0 and not report.truncated


@pytest.mark.parametrize("words", [["run"], ["list"]])
def test_one_case_is_one(words: list[str]) -> None:
    case, *_ = json.loads(subprocess.check_output([BINARY, "list", "--json", "pipe.full.block"]))
    told = subprocess.check_output([BINARY, *words, case["id"]], text=True)
    assert "1 case " in told or "1 case," in told
    assert "1 cases" not in told
