"""Memcheck and the sanitizers: what they report fails, and they report nothing of the harness and its cases."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checkers import TABLE, listed, unknown_names

pytestmark = pytest.mark.beside
CHECKERS = Path(__file__).with_name("checkers.py")


def checked(checker: str, binary: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", str(CHECKERS), checker, "--binary", str(binary), *more], capture_output=True, text=True
    )


@pytest.fixture(scope="session")
def memcheck() -> str:
    if not shutil.which("valgrind"):
        pytest.fail("valgrind is not installed; ci/test installs it")
    return "memcheck"


@pytest.fixture(scope="session")
def sanitized(build: Path) -> Path:
    """The build with sanitizers, which ci/test puts beside the other."""
    path = build.with_name(f"{build.name}-sanitize")
    assert (path / "ipclaim").exists(), f"{path}/ipclaim is missing: build with -DIPCLAIM_SANITIZE=ON, as ci/test does"
    return path


def test_table_names_only_what_there_is(binary: Path) -> None:
    assert unknown_names(listed(binary, [])) == []
    assert all(rule["reason"] for rules in TABLE.values() for rule in rules)


@pytest.mark.parametrize("who", ["judge", "actor"])
@pytest.mark.parametrize("how", ["beyond the end", "after it is freed"])
def test_memcheck_reports_a_misuse(build: Path, memcheck: str, who: str, how: str) -> None:
    case = f"self.limits/{who}_misuses_memory[{how}]"
    done = checked(memcheck, build / "runner" / "selftest" / "ipclaim-selftest", case)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{who}_misuses_memory" in done.stdout and "Invalid read of size 1" in done.stdout
    assert ("broken" in done.stdout) == (who == "judge")


@pytest.mark.parametrize("who", ["judge", "actor"])
@pytest.mark.parametrize(
    "how, said",
    [("beyond the end", "heap-buffer-overflow"), ("after it is freed", "heap-use-after-free"),
     ("overflow", "signed integer overflow")],
)
def test_sanitizers_report_a_misuse(build: Path, sanitized: Path, who: str, how: str, said: str) -> None:
    plain = build / "runner" / "selftest" / "ipclaim-selftest"
    binary = sanitized / "runner" / "selftest" / "ipclaim-selftest"
    done = checked("sanitizers", binary, "--plain", str(plain), f"self.limits/{who}_misuses_memory[{how}]")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"broken self.limits/{who}_misuses_memory[{how}]" in done.stdout and said in done.stdout


def test_memcheck_has_nothing_to_report_of_a_sample(binary: Path, memcheck: str) -> None:
    done = checked(memcheck, binary, "--sample")
    assert done.returncode == 0, done.stdout + done.stderr


def test_sanitizers_have_nothing_to_report_of_any_case(binary: Path, sanitized: Path) -> None:
    done = checked("sanitizers", sanitized / "ipclaim", "--plain", str(binary))
    assert done.returncode == 0, done.stdout + done.stderr
