"""What the checks of the whole have in common: where the build is, and how to look for leftovers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator

import pytest

from outside import World

ROOT = Path(__file__).resolve().parents[2]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "beside: counts nothing that the system has, so that it can run beside any other"
    )
    config.addinivalue_line("markers", "grading: grades much, and is for ci/grading")


@pytest.fixture(scope="session")
def build() -> Path:
    """The folder of the build; ci/test says which."""
    return ROOT / os.environ.get("IPCLAIM_BUILD", "build")


@pytest.fixture(scope="session")
def binary(build: Path) -> Path:
    path = build / "ipclaim"
    assert path.exists(), f"{path} is not there: build first, as ci/test does"
    return path


@pytest.fixture
def world(binary: Path) -> Iterator[World]:
    """A world of a check's own (outside.py), in which faults are made."""
    made = World(binary)
    yield made
    made.close()
