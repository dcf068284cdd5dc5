"""The rules of this repository that a reader of one file cannot see broken."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLEEP = re.compile(r"\b(sleep|usleep|nanosleep|clock_nanosleep)\s*\(")
OS_MACRO = re.compile(
    r"^\s*#\s*(if|ifdef|ifndef|elif)\b.*(__linux__|__APPLE__|__FreeBSD__|__NetBSD__|__OpenBSD__|__gnu_hurd__)"
)
CASE = re.compile(r"^CASE\(\s*(\w+)\s*,", re.MULTILINE)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def offending(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and "is_timed_sleep" not in line
    ]


def test_nobody_sleeps_to_wait() -> None:
    paths = tracked("cases/*.c", "cases/*.h", "fixtures/*.c", "runner/*.c")
    apart = ("fixtures/platform/", "fixtures/subjects/", "fixtures/assignments/", "selftest")
    paths = [p for p in paths if not any(word in str(p.relative_to(ROOT)) for word in apart)]
    assert not offending(SLEEP, paths)


def test_systems_are_told_apart_in_one_place() -> None:
    paths = [p for p in tracked("*.c", "*.h", "*.def") if "fixtures/platform" not in str(p)]
    assert not offending(OS_MACRO, paths)


def test_cases_are_sentences() -> None:
    names = [
        (path, name)
        for path in tracked("cases/*.c")
        for name in CASE.findall(path.read_text(encoding="utf-8"))
    ]
    assert names
    for path, name in names:
        assert "_" in name and not name.startswith("test_"), f"{path}: {name}"


def test_cases_use_only_what_case_h_gives() -> None:
    assert not offending(re.compile(r'#include\s+<check\.h>'), tracked("cases/*.c", "cases/*.h"))


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_open_in_the_code(word: str) -> None:
    found = offending(re.compile(rf"\b{word}\b"), tracked("*.c", "*.h", "*.def", "*.py", "ci/*"))
    assert not [line for line in found if "test_rules.py" not in line]


def test_readme_has_every_word(binary: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for word in ("broken", "skipped", "unsupported", "unresolved", "crash", "timeout", "fail", "observed", "pass",
                 "refuted", "inconclusive", "holds", "depends", "untested",
                 "expected", "known", "changed", "unexpected", "stale"):
        assert f"`{word}`" in readme, f"README.md does not explain `{word}`"
    listed = subprocess.run([str(binary), "--help"], capture_output=True, text=True, check=True).stdout
    for command in re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE):
        assert f"ipclaim {command}" in readme, f"README.md does not mention ipclaim {command}"
