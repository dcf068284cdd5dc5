"""The gallery: results made small lose no verdict, and those that are committed can be read."""

from __future__ import annotations

import copy
import gzip
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import gallery

pytestmark = pytest.mark.beside
ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "reports" / "gallery"
TARGETS = sorted(folder.name for folder in GALLERY.iterdir() if folder.is_dir())


def case(outcome: str) -> dict[str, Any]:
    events = [{"t": 1, "actor": "judge", "event": "note", "detail": "x"}]
    return {"type": "case", "outcome": outcome, "transcript": events * 3, "transcript_dropped": 1, "left": []}


@pytest.mark.parametrize(("outcome", "kept", "dropped"), [("pass", 0, 4), ("observed", 0, 4), ("fail", 3, 1)])
def test_only_transcripts_of_cases_that_passed_go(outcome: str, kept: int, dropped: int) -> None:
    before = case(outcome)
    [after] = gallery.slim([copy.deepcopy(before)])
    assert (len(after["transcript"]), after["transcript_dropped"]) == (kept, dropped)
    for key in ("type", "outcome", "left"):
        assert after[key] == before[key]


def test_no_path_of_a_machine_is_kept() -> None:
    [run] = gallery.slim([{"type": "run", "argv": ["/home/me/build/ipclaim", "run", "-o", "/tmp/x"]}])
    assert run["argv"] == ["ipclaim", "run", "-o", "x"]


def test_the_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "results.ndjson").write_text(json.dumps(case("pass")) + "\n")
    (source / "fingerprint.json").write_text("{}")
    for name in ("a", "b"):
        gallery.pack(source, tmp_path / name)
    assert (tmp_path / "a/results.ndjson.gz").read_bytes() == (tmp_path / "b/results.ndjson.gz").read_bytes()


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_committed_is_small_and_names_no_machine(name: str) -> None:
    file = GALLERY / name / "results.ndjson.gz"
    assert file.stat().st_size < 256 * 1024
    text = gzip.decompress(file.read_bytes()).decode("utf-8")
    # Only what every system has, and names of objects; a folder of the machine that ran it would be another.
    assert set(re.findall(r"(?<![\w./-])/(\w+)", text)) <= {"bin", "dev", "ic"}


def test_the_matrix_can_be_made_from_it(tmp_path: Path, binary: Path) -> None:
    done = subprocess.run(
        [binary, "matrix", "--no-reports", "--out", tmp_path, GALLERY], capture_output=True, text=True, timeout=300
    )
    # Whether it is as on record changes with the record; that it can be read and is whole does not.
    assert done.returncode in (0, 1), done.stderr
    targets = json.loads((tmp_path / "matrix.json").read_text(encoding="utf-8"))["targets"]
    assert [target["name"] for target in targets] == TARGETS
    committed = (GALLERY / "matrix.md").read_text(encoding="utf-8")
    assert all(f"| {name} |" in committed for name in TARGETS)
