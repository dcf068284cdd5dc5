"""The mutants' table is whole, each is killed by the claims that must notice, and the faithful subject passes."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from running import Run, run

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "reports"))

from ipclaim_reports.catalogue import load_catalogue  # noqa: E402
from ipclaim_reports.mutants.table import Mutant, load_table  # noqa: E402

SUBJECTS = ROOT / "fixtures" / "subjects"
TABLE = load_table(SUBJECTS / "mutants")
pytestmark = pytest.mark.beside
ERRNO_OF_A_CALL = re.compile(r"(\w+)\(.*\) returned (?:-1 )?(E[A-Z0-9]+)", re.DOTALL)


def symbols_by_name() -> dict[str, str]:
    """The tested calls of calls.def, and the functions that they are."""
    text = (ROOT / "fixtures" / "calls.def").read_text(encoding="utf-8")
    tested = text.partition("#ifndef TESTED_CALLS_ONLY")[0]  # no system has what follows
    found: list[tuple[str, str]] = re.findall(r"^CALL\((\w+), (\w+)", tested, re.MULTILINE)
    return dict(found)


SYMBOLS = symbols_by_name()


@pytest.fixture(scope="module")
def libraries(build: Path) -> Path:
    return build / "subjects" / "mutants"


@pytest.fixture(scope="module")
def fates(binary: Path, libraries: Path) -> dict[str, dict[str, Any]]:
    """What `ipclaim mutants` says of each."""
    done = subprocess.run(
        [str(binary), "mutants", "--json", "--quiet", "--mutants", str(libraries)],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return {mutant["name"]: mutant for mutant in document["mutants"]}


@pytest.fixture(scope="module")
def native(binary: Path) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return run(binary, tmp=Path(folder))


@pytest.mark.parametrize("mutant", TABLE.mutants.values(), ids=list(TABLE.mutants))
def test_mutant_is_killed(fates: dict[str, dict[str, Any]], mutant: Mutant) -> None:
    fate = fates[mutant.name]
    assert fate["fate"] == ("equivalent" if mutant.equivalent else "killed"), fate["missed"]


def test_every_mutant_stands_in_the_table() -> None:
    files = {path.stem for path in (SUBJECTS / "mutants").glob("*.c")}
    assert files == {name for name, mutant in TABLE.mutants.items() if not mutant.error}


def test_table_names_claims_of_the_catalogue() -> None:
    known = set(load_catalogue(ROOT).claims)
    for mutant in TABLE.mutants.values():
        unknown = [claim for claim in mutant.claims if claim not in known]
        assert not unknown, f"{mutant.name}: {unknown}"
        useless = [glob for glob in mutant.also if not fnmatch.filter(known, glob)]
        assert not useless, f"{mutant.name}: {useless} match no claim"


def test_libraries_export_the_calls_of_the_table(libraries: Path) -> None:
    paths = [str(libraries / f"{mutant.name}.so") for mutant in TABLE.mutants.values()]
    listed = subprocess.run(
        ["nm", "-D", "--defined-only", *paths], capture_output=True, text=True, check=True
    ).stdout
    sections = dict(re.findall(r"^\S*/(\w+)\.so:\n((?:.+\n)*)", listed, re.MULTILINE))
    for mutant in TABLE.mutants.values():
        exported = {line.split()[2] for line in sections[mutant.name].splitlines() if " T " in line}
        assert exported == set(mutant.calls), f"{mutant.name} exports {sorted(exported)}"
        assert exported <= set(SYMBOLS.values()), f"{mutant.name} replaces what is no tested call"


def test_every_tested_call_has_a_mutant_or_a_reason() -> None:
    replaced = {call for mutant in TABLE.mutants.values() for call in mutant.calls}
    symbols = set(SYMBOLS.values())
    assert symbols - replaced == set(TABLE.without)


def test_every_expected_error_has_a_mutant(native: Run) -> None:
    """What a case expects of a call's error number is documented by its claim; a wrong one must be noticed."""
    missing = set()
    for case in native.cases:
        for event in case["transcript"]:
            said = ERRNO_OF_A_CALL.match(event["detail"]) if event["event"] == "expect" else None
            if said and said[1] in SYMBOLS:
                call, error = SYMBOLS[said[1]], said[2]
                mutants = [m for m in TABLE.mutants.values() if m.calls == (call,) and m.error == error]
                if not any(mutant.expects(case["claim"]) for mutant in mutants):
                    missing.add(f"{call} {error}: {case['claim']}")
    assert not missing


def test_faithful_subject_passes_what_the_system_passes(build: Path, native: Run) -> None:
    with tempfile.TemporaryDirectory() as folder:
        faithful = run(
            build / "ipclaim", "--subject", str(build / "subjects" / "faithful.so"), tmp=Path(folder)
        )
    assert {case["id"]: case["outcome"] for case in faithful.cases} == {
        case["id"]: case["outcome"] for case in native.cases
    }
