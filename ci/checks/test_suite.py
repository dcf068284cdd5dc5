"""The whole suite, as different users run it, on the native subject."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from running import leftovers, processor_hogs, run

WRONG = ("broken", "crash", "timeout", "unresolved")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def known_failures(result) -> list[str]:
    """Failures are for the record to judge (reports/conformance does); here they only must not vary."""
    return result.of("fail")


@pytest.mark.parametrize("user", ["as I am", pytest.param("nobody", marks=needs_root)])
@pytest.mark.parametrize("program", ["ipclaim", "ipclaim-generic"])
def test_every_case_is_decided(build: Path, tmp_path: Path, user: str, program: str) -> None:
    before = leftovers()
    result = run(build / program, "-j", "4", tmp=tmp_path, as_nobody=user == "nobody")
    assert not result.of(*WRONG)
    assert len(result.cases) == result.head["planned"]
    assert leftovers() == before


def test_no_outcome_varies_under_load(binary: Path, tmp_path: Path) -> None:
    cpus = os.cpu_count() or 1
    before = leftovers()
    with processor_hogs(2 * cpus):
        result = run(binary, "--repeat", "6", "--shuffle", "-j", "8", tmp=tmp_path)
    varying = {id: dict(seen) for id, seen in result.histogram().items() if len(seen) > 1}
    assert not varying
    assert not result.of(*WRONG)
    assert leftovers() == before
