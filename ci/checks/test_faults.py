"""Every subject with a seeded fault is caught by the claims that must notice, and by a real verdict."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Iterator

import pytest

from running import Run, run

try:
    import tomllib
except ImportError:
    import tomli as tomllib  # type: ignore[no-redef]

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = ROOT / "fixtures" / "subjects"
FAULTS = tomllib.loads((SUBJECTS / "faults.toml").read_text(encoding="utf-8"))
CAUGHT = {"fail", "crash", "timeout"}


def run_subject(build: Path, name: str) -> Run:
    library = build / "subjects" / f"{name}.so"
    with tempfile.TemporaryDirectory() as folder:
        # A lost wake-up is waited for until the harness gives up, so most of these runs wait and do nothing.
        return run(
            build / "ipclaim", "--subject", str(library), "-j", "8", "--timeout-scale", "0.5",
            *FAULTS[name]["claims"], tmp=Path(folder),
        )


@pytest.fixture(scope="module")
def runs(build: Path) -> Iterator[dict[str, Future[Run]]]:
    """The runs of all subjects, several at a time; a test waits for its own."""
    with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
        yield {name: pool.submit(run_subject, build, name) for name in sorted(FAULTS)}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_fault_is_caught(runs: dict[str, Future[Run]], name: str) -> None:
    claims = set(FAULTS[name]["claims"])
    noticed = {case["claim"] for case in runs[name].result().cases if case["outcome"] in CAUGHT}
    assert noticed >= claims, f"not noticed by {sorted(claims - noticed)}"


def test_every_subject_is_listed() -> None:
    files = {path.stem for path in SUBJECTS.glob("*.c")}
    assert files == set(FAULTS)
    for name, fault in FAULTS.items():
        assert fault.get("defect"), f"{name} does not say what its defect is"
