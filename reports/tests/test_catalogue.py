"""The catalogue as committed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "reports"))

from ipclaim_reports.catalogue import (  # noqa: E402
    ASSIGNMENTS,
    MECHANISMS,
    Catalogue,
    Claim,
    load_catalogue,
)
from ipclaim_reports.tables import read_table  # noqa: E402

# A mechanism's folder may prove claims of these, which have no facility of their own to test, and
# a folder of these compares mechanisms, or asks a tool about them.
SHARED_MECHANISMS = {"cross", "isolation", "tool"}
CASE_CLAIM = re.compile(r'\b(?:PROVES|REFUTES)\(\s*"([^"]*)"')
CASE_HEAD = re.compile(r"^CASE\((.*?)\)\s*\{", re.MULTILINE | re.DOTALL)
CASE_CONDITION = re.compile(r'\bCONDITION\(\s*"([^"]*)"')
HEADING = re.compile(r"#+ ")
BOLD_HEADING = re.compile(r"(?:\d+\. )?\*\*(.+?)[：:]?\*\*[：:]?")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT)


@pytest.fixture(scope="module")
def seed_claims(catalogue: Catalogue) -> list[Claim]:
    return [claim for claim in catalogue.claims.values() if claim.origin == "seed"]


@pytest.fixture(scope="module")
def document() -> list[str]:
    (file,) = (ROOT / "seed").glob("*.txt")
    return file.read_text(encoding="utf-8").split("\n")


def claims_of_assignments() -> list[dict[str, Any]]:
    table = read_table(ROOT / "cases" / ASSIGNMENTS / "claims.toml")
    schema = json.loads((ROOT / "cases" / "catalogue.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(table)
    return list(table["claim"])


def published_ids() -> list[str]:
    return (ROOT / "cases" / "ids.txt").read_text(encoding="ascii").splitlines()


def test_every_claim_in_the_files_is_loaded_under_its_mechanism(catalogue: Catalogue) -> None:
    written = {
        mechanism: (ROOT / "cases" / mechanism / "claims.toml")
        .read_text(encoding="utf-8")
        .count("\n[[claim]]\n")
        for mechanism in MECHANISMS
    }
    loaded = {mechanism: len(claims) for mechanism, claims in catalogue.by_mechanism().items()}
    assert loaded == written
    assert sum(loaded.values()) == len(catalogue.claims)


def test_ids_are_published_and_never_vanish(catalogue: Catalogue) -> None:
    published = published_ids()
    assert published == sorted(set(published)), "sort cases/ids.txt: LC_ALL=C sort -u"
    vanished = sorted(set(published) - set(catalogue.claims))
    assert not vanished, "an id is for ever: reword the claim, keep its id"
    unpublished = sorted(set(catalogue.claims) - set(published))
    assert not unpublished, "add the ids of new claims to cases/ids.txt"


def test_list_of_ids_only_ever_grew() -> None:
    history = subprocess.run(
        ["git", "log", "--format=", "--patch", "--unified=0", "--", "cases/ids.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if history.returncode != 0:
        pytest.skip("not a git checkout: the history of cases/ids.txt is not at hand")
    removed = {line[1:] for line in history.stdout.splitlines() if re.match(r"-[a-z0-9]", line)}
    assert not removed - set(published_ids()), "an id is for ever: put it back"


def test_quotes_are_verbatim(seed_claims: list[Claim], document: list[str]) -> None:
    text = "\n".join(document)
    assert [claim.id for claim in seed_claims if (claim.quote or "") not in text] == []


def test_lines_contain_the_quote(seed_claims: list[Claim], document: list[str]) -> None:
    wrong = []
    for claim in seed_claims:
        first = (claim.quote or "").split("\n")[0]
        in_range = all(line <= len(document) for line in claim.lines)
        if not in_range or not any(first in document[line - 1] for line in claim.lines):
            wrong.append(claim.id)
    assert wrong == []


def test_lines_ascend_and_skip_what_says_nothing(
    seed_claims: list[Claim], document: list[str]
) -> None:
    for claim in seed_claims:
        assert list(claim.lines) == sorted(set(claim.lines)), claim.id
        for line in claim.lines:
            text = document[line - 1].strip()
            assert text and not text.startswith("```"), f"{claim.id}: line {line}"


def headings_above(document: list[str]) -> list[str]:
    """For each line its headings joined as `section` has them."""
    levels: dict[int, str] = {}
    bold = ""
    in_code = False
    above = []
    for line in document:
        if line.startswith("```"):
            in_code = not in_code
        if not in_code and HEADING.match(line):
            level = line.index(" ")
            levels = {at: text for at, text in levels.items() if at < level}
            levels[level] = line[level + 1 :]
            bold = ""
        elif (match := BOLD_HEADING.fullmatch(line)) and match[1] != "答案":
            bold = match[1]
        parts = [levels[level] for level in sorted(levels) if level > 1]
        above.append(" / ".join(parts + [bold] if bold else parts))
    return above


def test_sections_are_the_headings_above_the_quote(
    seed_claims: list[Claim], document: list[str]
) -> None:
    above = headings_above(document)
    for claim in seed_claims:
        first = (claim.quote or "").split("\n")[0]
        quoted = next(line for line in claim.lines if first in document[line - 1])
        assert claim.section == above[quoted - 1], claim.id


def test_seed_claims_come_first_in_the_document_order(catalogue: Catalogue) -> None:
    claims = list(catalogue.claims.values())
    origins = [claim.origin == "seed" for claim in claims]
    assert origins == sorted(origins, reverse=True)
    first_lines = [claim.lines[0] for claim in claims if claim.origin == "seed"]
    assert first_lines == sorted(first_lines)


def family(mechanism: str) -> str:
    """The document speaks of queues and semaphores, and both interfaces can show a claim."""
    return {"posix_mq": "sysv_msg", "posix_sem": "sysv_sem"}.get(mechanism, mechanism)


def test_cases_name_claims_of_their_own_folder(catalogue: Catalogue) -> None:
    assigned = {claim["id"] for claim in claims_of_assignments()}
    wrong = []
    for file in sorted((ROOT / "cases").glob("*/*.c")):
        for id in CASE_CLAIM.findall(file.read_text(encoding="utf-8")):
            claim = catalogue.claims.get(id)
            place = file.relative_to(ROOT)
            if file.parent.name == ASSIGNMENTS and id in assigned:
                continue
            if claim is None:
                wrong.append(f"{place}: no claim {id} in the catalogue")
            elif SHARED_MECHANISMS & {claim.mechanism, file.parent.name}:
                continue
            elif family(claim.mechanism) != family(file.parent.name):
                wrong.append(f"{place}: {id} belongs in cases/{claim.mechanism}/")
    assert wrong == []


def test_claims_of_assignments_are_asked_of_nobody_else(catalogue: Catalogue) -> None:
    assert not [claim.id for claim in catalogue.claims.values() if claim.origin == "assignment"]
    asked = "".join(
        file.read_text(encoding="utf-8")
        for file in (ROOT / "fixtures" / "assignments").glob("*/assignment.toml")
    )
    cases = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "cases" / ASSIGNMENTS).glob("*.c")
    )
    claims = claims_of_assignments()
    assert len({claim["id"] for claim in claims}) == len(claims)
    for claim in claims:
        # So that whoever selects the origin by a glob has all of them, and nothing else.
        assert claim["id"].startswith("assignment.") and claim["origin"] == "assignment"
        assert f'PROVES("{claim["id"]}")' in cases, f"{claim['id']}: no case shows it"
        assert f'"{claim["id"]}"' in asked, f"{claim['id']}: no row of an assignment asks for it"


def test_cases_use_the_conditions_that_the_catalogue_names(catalogue: Catalogue) -> None:
    wrong = []
    for file in sorted((ROOT / "cases").glob("*/*.c")):
        for head in CASE_HEAD.findall(file.read_text(encoding="utf-8")):
            claim = catalogue.claims.get(CASE_CLAIM.findall(head)[0])
            for condition in CASE_CONDITION.findall(head):
                if claim is not None and condition not in claim.conditions:
                    place = f"cases/{claim.mechanism}/claims.toml"
                    wrong.append(f'{place}: list "{condition}" in `conditions` of {claim.id}')
    assert wrong == []
