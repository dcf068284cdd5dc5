"""The catalogue as committed, its loader's complaints, and its copy inside the binary."""

from __future__ import annotations

import json
import re
import shutil
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
    CatalogueError,
    Claim,
    Expectation,
    fold,
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


# The files as committed.


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


# What the loader says of a file that is wrong.

POSIX_CLAIM = '''
[[claim]]
id = "pipe.a.b"
title = "A pipe is a pipe"
kind = "semantics"
origin = "posix"
reference = "XSH pipe()"
method = """
Make one,
then look."""
[claim.expect]
linux = { verdict = "holds", note = "seen", evidence = ["src"], source = "fs/pipe.c" }
'''


def catalogue_of(tmp_path: Path, toml: str, mechanism: str = "pipe") -> Path:
    folder = tmp_path / "cases" / mechanism
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.toml").write_text(toml, encoding="utf-8")
    shutil.copy(ROOT / "cases" / "catalogue.schema.json", tmp_path / "cases")
    return tmp_path


def complaint(root: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(root)
    return str(caught.value).replace(str(root), "")


def test_a_good_claim_is_read_whole(tmp_path: Path) -> None:
    claim = load_catalogue(catalogue_of(tmp_path, POSIX_CLAIM)).claims["pipe.a.b"]
    assert claim.mechanism == "pipe"
    assert claim.method == "Make one, then look."
    assert claim.expect["linux"].evidence == ("src",)
    assert claim.expect["linux"].source == "fs/pipe.c"
    assert (claim.verdict, claim.quote, claim.section, claim.lines) == (None, None, None, ())


def test_claims_cannot_be_changed(tmp_path: Path) -> None:
    claim = load_catalogue(catalogue_of(tmp_path, POSIX_CLAIM)).claims["pipe.a.b"]
    with pytest.raises(AttributeError):
        claim.title = "something else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        claim.expect["linux"] = claim.expect["linux"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'kind = "semantics"\n',
            "",
            "/cases/pipe/claims.toml, claim pipe.a.b, key `kind`: missing; add `kind = ...`",
        ),
        (
            '"holds"',
            '"hold"',
            "/cases/pipe/claims.toml, claim pipe.a.b, key `expect.linux.verdict`: "
            "'hold' is no such word; use one of holds, refuted, depends, unsupported, unknown, "
            "expected, n/a",
        ),
        (
            'origin = "posix"\n',
            'origin = "posix"\nlines = [3]\n',
            "/cases/pipe/claims.toml, claim pipe.a.b, key `lines`: only seed claims have it; "
            'remove it, or say origin = "seed"',
        ),
        (
            'origin = "posix"\n',
            'origin = "seed"\n',
            "/cases/pipe/claims.toml, claim pipe.a.b, key `verdict`: missing; "
            "add `verdict = ...`",
        ),
        (
            'note = "seen"',
            'note = "seen [run]"',
            "/cases/pipe/claims.toml, claim pipe.a.b, key `expect.linux.note`: "
            "evidence tag in the text; move the tag to `evidence`",
        ),
        (
            'id = "pipe.a.b"\n',
            "",
            "/cases/pipe/claims.toml, claim number 1, key `id`: missing; add `id = ...`",
        ),
    ],
)
def test_a_fault_names_file_claim_key_and_remedy(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in POSIX_CLAIM
    assert complaint(catalogue_of(tmp_path, POSIX_CLAIM.replace(old, new, 1))) == says


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    toml = POSIX_CLAIM.replace("method =", 'methods = "x"\nmethod =')
    said = complaint(catalogue_of(tmp_path, toml))
    assert said.startswith(
        "/cases/pipe/claims.toml, claim pipe.a.b, key `methods`: unknown key; remove it, or use"
    )


def test_a_malformed_id_is_refused(tmp_path: Path) -> None:
    said = complaint(catalogue_of(tmp_path, POSIX_CLAIM.replace("pipe.a.b", "pipe.A_b")))
    assert "claim pipe.A_b, key `id`: 'pipe.A_b' does not match" in said


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    catalogue_of(tmp_path, POSIX_CLAIM, "fifo")
    said = complaint(catalogue_of(tmp_path, POSIX_CLAIM))
    assert said == (
        "/cases/fifo/claims.toml, claim pipe.a.b, key `id`: "
        "already used in /cases/pipe/claims.toml; give the newer of the two claims another id"
    )


def test_a_folder_that_is_no_mechanism_is_refused(tmp_path: Path) -> None:
    assert "sysv-msg is not a mechanism; move it to one of pipe, " in complaint(
        catalogue_of(tmp_path, POSIX_CLAIM, "sysv-msg")
    )


def test_bad_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    said = complaint(catalogue_of(tmp_path, "[[claim]]\nid = \n"))
    assert said.startswith("/cases/pipe/claims.toml: ") and "line 2" in said


def test_an_empty_root_is_refused(tmp_path: Path) -> None:
    assert complaint(tmp_path) == (
        "/cases: no catalogue here; give the root of a checkout of ipclaim"
    )


def test_folding_joins_lines_and_keeps_chinese_together() -> None:
    assert fold("\none\n  two\n") == "one two"
    assert fold("管道\n先进先出") == "管道先进先出"
    assert fold("管道\npipe") == "管道 pipe"


# The copy inside the binary.

DUMP = r"""
#include "runner/catalogue.h"
#include <stdio.h>

static void put(const char *text)
{
    if (text == NULL) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            fputs("\\n", stdout);
        else if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else
            putchar(*text);
    }
    putchar('"');
}

int main(void)
{
    putchar('[');
    for (size_t i = 0; i < catalogue_count; i++) {
        const struct claim *c = &catalogue_claims[i];
        const char *texts[] = { c->id, c->title, c->mechanism, c->kind, c->origin, c->reference,
                                c->method, c->verdict, c->quote, c->section, c->lines };
        fputs(i == 0 ? "[" : ",[", stdout);
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            put(texts[k]);
            putchar(',');
        }
        putchar('[');
        for (size_t k = 0; k < c->expect_count; k++) {
            fputs(k == 0 ? "[" : ",[", stdout);
            put(c->expect[k].os);
            putchar(',');
            put(c->expect[k].verdict);
            putchar(',');
            put(c->expect[k].note);
            putchar(']');
        }
        fputs("]]", stdout);
    }
    puts("]");
    return 0;
}
"""


def embed(tmp_path: Path, *files: Path) -> Path:
    out = tmp_path / "catalogue.c"
    command = [sys.executable, str(ROOT / "ci" / "embed-catalogue.py"), str(out)]
    subprocess.run(command + [str(file) for file in files], check=True)
    return out


def run_embedded(tmp_path: Path, *files: Path) -> list[list[object]]:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    (tmp_path / "dump.c").write_text(DUMP, encoding="ascii")
    flags = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{ROOT}"]
    sources = [str(embed(tmp_path, *files)), str(tmp_path / "dump.c")]
    program = str(tmp_path / "dump")
    subprocess.run([compiler, *flags, "-o", program, *sources], check=True)
    dumped = subprocess.run([program], check=True, capture_output=True)
    rows: list[list[object]] = json.loads(dumped.stdout.decode("utf-8"))
    return rows


def test_the_embedded_catalogue_says_the_same(tmp_path: Path, catalogue: Catalogue) -> None:
    files = sorted((ROOT / "cases").glob("*/claims.toml"))
    rows = run_embedded(tmp_path, *(file for file in files if file.parent.name != ASSIGNMENTS))
    assert [row[0] for row in rows] == sorted(catalogue.claims)
    for row in rows:
        claim = catalogue.claims[str(row[0])]
        lines = ", ".join(str(line) for line in claim.lines) or None
        assert row[:11] == [
            claim.id,
            claim.title,
            claim.mechanism,
            claim.kind,
            claim.origin,
            claim.reference,
            claim.method,
            claim.verdict,
            claim.quote,
            claim.section,
            lines,
        ]
        assert row[11] == [
            [system, value.verdict, note_with_evidence(value)]
            for system, value in claim.expect.items()
        ]


def note_with_evidence(value: Expectation) -> str:
    if not value.evidence:
        return value.note
    tag = ", ".join(value.evidence) + (f": {value.source}" if value.source else "")
    return f"{value.note} [{tag}]".strip()


def test_any_text_survives_the_embedding(tmp_path: Path) -> None:
    awkward = r'??= ??/ "\x" \n 7管道7 é1 \\'
    toml = POSIX_CLAIM.replace('"""\nMake one,\nthen look."""', f"'''{awkward}'''")
    toml = toml.replace("A pipe is a pipe", "长" * 2000)
    root = catalogue_of(tmp_path, toml)
    (row,) = run_embedded(tmp_path, root / "cases" / "pipe" / "claims.toml")
    assert row[1] == "长" * 2000
    assert row[6] == awkward
