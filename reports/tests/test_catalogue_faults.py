"""What the loader of the catalogue takes, and what it says of a file that is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from catalogues import POSIX_CLAIM, ROOT, catalogue_of

sys.path.insert(0, str(ROOT / "reports"))

from ipclaim_reports.catalogue import CatalogueError, fold, load_catalogue  # noqa: E402


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
