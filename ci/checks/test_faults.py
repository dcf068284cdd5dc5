"""Every subject with a seeded fault is caught by the claims that must notice, and by a real verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from running import run

try:
    import tomllib
except ImportError:
    import tomli as tomllib  # type: ignore[no-redef]

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = ROOT / "fixtures" / "subjects"
FAULTS = tomllib.loads((SUBJECTS / "faults.toml").read_text(encoding="utf-8"))
CAUGHT = {"fail", "crash", "timeout"}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_fault_is_caught(build: Path, tmp_path: Path, name: str) -> None:
    claims = FAULTS[name]["claims"]
    library = build / "subjects" / f"{name}.so"
    result = run(build / "ipclaim", "--subject", str(library), "-j", "4", *claims, tmp=tmp_path)
    noticed = {case["claim"] for case in result.cases if case["outcome"] in CAUGHT}
    assert noticed == set(claims), f"not noticed by {sorted(set(claims) - noticed)}"


def test_every_subject_is_listed() -> None:
    files = {path.stem for path in SUBJECTS.glob("*.c")}
    assert files == set(FAULTS)
    for name, fault in FAULTS.items():
        assert fault.get("defect"), f"{name} does not say what its defect is"
