"""The whole suite, as different users run it, on the native subject."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Iterator

import pytest

from running import NOBODY, Place, run

# Failures are for the record to judge, which reports/conformance does; here they only must not vary.
WRONG = ("broken", "crash", "timeout", "unresolved")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    place = Place(NOBODY if "nobody" in request.node.name else None)
    yield place
    place.close()


@pytest.mark.parametrize("user", ["as I am", pytest.param("nobody", marks=needs_root)])
@pytest.mark.parametrize("program", ["ipclaim", "ipclaim-generic"])
def test_every_case_is_decided(build: Path, place: Place, user: str, program: str) -> None:
    binary = build / program
    if user == "nobody":
        # The checkout may lie where only its owner can pass.
        binary = Path(shutil.copy(binary, f"/tmp/icheck-{os.getpid()}-{program}"))
    try:
        result = run(binary, tmp=place.path, as_nobody=user == "nobody")
    finally:
        if user == "nobody":
            binary.unlink()
    assert not result.of(*WRONG)
    assert len(result.cases) == result.head["planned"]
    assert place.leftovers() == []
