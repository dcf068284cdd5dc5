"""The catalogue's copy inside the binary says the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from catalogues import POSIX_CLAIM, ROOT, catalogue_of

sys.path.insert(0, str(ROOT / "reports"))

from ipclaim_reports.catalogue import ASSIGNMENTS, Expectation, load_catalogue  # noqa: E402

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


def test_the_embedded_catalogue_says_the_same(tmp_path: Path) -> None:
    catalogue = load_catalogue(ROOT)
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
