"""Reading the record of an OS."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipclaim_reports.errors import ReportError
from ipclaim_reports.record import load_record, record_for

ENTRY = """
[[divergence]]
claim = "a.b"
verdict = "refuted"
reason = "it is so"
source = "a run"
status = "confirmed"
"""


def load(text: str, folder: Path) -> object:
    file = folder / "linux.toml"
    file.write_text(text, encoding="utf-8")
    return load_record(file, must_exist=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[divergence]", "make it valid TOML"),
        ("[[divergense]]", "unknown key divergense"),
        ("divergence = 5", "is no list"),
        (ENTRY.replace('source = "a run"', ""), "divergence 1 (a.b): `source` is missing"),
        (ENTRY.replace('"a run"', '" "'), "`source` is missing or empty"),
        (ENTRY.replace('"refuted"', '"false"'), "verdict false is no such word"),
        (ENTRY.replace('"confirmed"', '"sure"'), "status sure is no such word"),
        (ENTRY + "extra = 1", "unknown key extra"),
        (ENTRY + "observed = 5", "`observed` is no table"),
        (ENTRY + "where = { release = 6 }", "`where.release` is no string"),
        (ENTRY + ENTRY, "a.b is recorded twice"),
    ],
)
def test_a_bad_record_is_one_clear_error(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        load(text, tmp_path)
    assert words in str(caught.value)
    assert "linux.toml" in str(caught.value)


def test_a_record_may_be_missing_unless_it_was_named(tmp_path: Path) -> None:
    file = record_for("FreeBSD", tmp_path)
    assert file.name == "freebsd.toml"
    assert load_record(file, must_exist=False).divergences == ()
    with pytest.raises(ReportError, match="no such record"):
        load_record(file, must_exist=True)


def test_the_name_of_a_system_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    assert record_for("../../etc/passwd", tmp_path) == tmp_path / "etcpasswd.toml"
    assert record_for("../", tmp_path) == tmp_path / "unknown.toml"


@pytest.mark.parametrize(
    ("want", "have", "applies"),
    [
        ('libc = "musl"', "musl 1.2.5", True),
        ('libc = "musl"', "glibc 2.36", False),
        ('release = "6.18"', "6.18.44", True),
        ('release = "6.1"', "6.18.44", False),
        ('novelty = "x"', None, False),
    ],
)
def test_where_a_divergence_applies(
    want: str, have: str | None, applies: bool, tmp_path: Path
) -> None:
    record = load(f"{ENTRY}where = {{ {want} }}\n", tmp_path)
    environment = {} if have is None else {want.split()[0]: have}
    assert (record.of("a.b", environment) is not None) is applies  # type: ignore[attr-defined]


def test_the_entry_with_most_conditions_wins(tmp_path: Path) -> None:
    special = ENTRY.replace("refuted", "unsupported") + 'where = { libc = "musl" }\n'
    record = load(ENTRY + special, tmp_path)
    musl = record.of("a.b", {"libc": "musl 1.2.5"})  # type: ignore[attr-defined]
    other = record.of("a.b", {"libc": "glibc 2.36"})  # type: ignore[attr-defined]
    assert (musl.verdict, other.verdict) == ("unsupported", "refuted")
