"""What a run would change in the record: a diff of facts, with the reasons left to a person."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import plays
import pytest
import samples
from doors import CALM, report, results, run

from ipclaim_reports.catalogue import load_catalogue
from ipclaim_reports.errors import ReportError
from ipclaim_reports.record import load_record
from ipclaim_reports.record_text import blocks_of, entry_text
from ipclaim_reports.session import REPORTS, ROOT

RECORDS = sorted((REPORTS / "record").glob("*.toml"))
FAILING = plays.failing()  # of pipe.write.epipe
HEAD = "# A comment at the head.\n\n"


def entry(claim: str, verdict: str = "refuted", status: str = "confirmed", more: str = "") -> str:
    return (
        f'[[divergence]]\nclaim = "{claim}"\nverdict = "{verdict}"\n{more}'
        f'reason = "it is so"\nsource = "a book"\nstatus = "{status}"\n'
    )


@pytest.fixture
def propose(root: Path, tmp_path: Path) -> Any:
    """Proposes for a record of this text, applies the diff, and returns the command and the record."""

    def proposal(cases: list[dict[str, Any]], text: str | None) -> tuple[Any, str]:
        home = tmp_path / "home"
        shutil.copytree(root, home, dirs_exist_ok=True)
        record = home / "reports" / "record" / "linux.toml"
        record.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            record.write_text(text, encoding="utf-8")
        module = [sys.executable, "-m", "ipclaim_reports", "report", "--root", home]
        done = run(*module, "--results", results(tmp_path, cases), "--update-record", cwd=tmp_path)
        if done.stdout:
            subprocess.run(
                ["git", "apply", "-"], cwd=home, input=done.stdout, text=True, check=True
            )
        return done, record.read_text(encoding="utf-8") if record.exists() else ""

    return proposal


def test_what_is_unexpected_becomes_an_entry_without_a_reason(propose: Any, tmp_path: Path) -> None:
    done, text = propose([*CALM, FAILING], None)
    assert done.returncode == 1 and "1 entry of" in done.stderr
    assert 'claim = "pipe.write.epipe"\nverdict = "refuted"\nreason = ""\n' in text
    assert 'source = "run on Linux 6.18.44 x86_64, glibc 2.36; cases/pipe/full.c"' in text
    assert text.startswith("# What is known to differ on Linux.")
    assert not (tmp_path / "out").exists(), "it writes no report"
    file = tmp_path / "new.toml"
    file.write_text(text)
    with pytest.raises(ReportError, match="`reason` is missing or empty"):
        load_record(file, must_exist=True)
    file.write_text(text.replace('reason = ""', 'reason = "because"'))
    assert load_record(file, must_exist=True).divergences[0].status == "confirmed"


def test_what_is_gone_is_taken_out_and_comments_stay(propose: Any) -> None:
    first, last = entry("pipe.full.block", "refuted"), entry("pipe.write.epipe")
    done, text = propose([*CALM, FAILING], f"{HEAD}{first}\n# About the next.\n{last}")
    assert done.returncode == 1
    assert text == f"{HEAD}# About the next.\n{last}"


def test_another_verdict_wants_another_reason(propose: Any) -> None:
    done, text = propose([*CALM, FAILING], HEAD + entry("pipe.write.epipe", "unsupported"))
    assert 'verdict = "refuted"\nreason = ""\n' in text and "a book" not in text
    assert done.stdout.count("\n+") == 4, done.stdout


def test_another_value_is_pinned_and_the_reason_is_kept(propose: Any) -> None:
    pinned = 'observed = { "pipe.capacity" = 4096, gone = 1 }\n'
    done, text = propose(CALM, HEAD + entry("pipe.full.block", "holds", more=pinned))
    assert done.returncode == 1
    assert 'observed = { "pipe.capacity" = 65536 }\nreason = "it is so"\n' in text


def test_a_prediction_that_came_true_is_confirmed_by_the_run(propose: Any) -> None:
    text = HEAD + entry("pipe.write.epipe", status="predicted")
    done, text = propose([*CALM, FAILING], text)
    assert done.returncode == 0
    assert 'reason = "it is so"\nsource = "a book; run on Linux 6.18.44' in text
    assert 'status = "confirmed"' in text


def test_a_prediction_that_did_not_come_true_is_taken_out(propose: Any) -> None:
    done, text = propose(CALM, HEAD + entry("pipe.full.block", status="predicted"))
    assert done.returncode == 0
    assert text == HEAD


def test_nothing_is_proposed_where_nothing_is_new(propose: Any) -> None:
    text = HEAD + entry("pipe.write.epipe") + "\n" + entry("pipe.never.tried", status="predicted")
    done, after = propose([*CALM, FAILING], text)
    assert (done.returncode, done.stdout, after) == (0, "", text)
    assert "linux.toml is as this run has it" in done.stderr


def test_several_systems_are_refused(root: Path, tmp_path: Path) -> None:
    environment = {**samples.run(0)["environment"], "os": "Other"}
    other = results(tmp_path, CALM, "other.ndjson", environment=environment)
    done = report(root, tmp_path, "--results", results(tmp_path, CALM), other, "--update-record")
    assert done.returncode == 2 and "results of several targets" in done.stderr


def test_entries_that_cannot_be_told_apart_are_an_error() -> None:
    text = entry("a.b").replace('"it is so"', '"""\n[[divergence]]\n"""')
    with pytest.raises(ValueError, match="cannot be told apart"):
        blocks_of(text)


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_the_records_are_written_as_the_tool_writes_them(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    entries = [entry_text(one) for one in load_record(file, must_exist=True).divergences]
    assert blocks_of(text).joined(entries) == text


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_the_records_name_claims_of_the_catalogue(file: Path) -> None:
    claims = load_catalogue(ROOT).claims
    named = [one.claim for one in load_record(file, must_exist=True).divergences]
    assert [claim for claim in named if claim not in claims] == []


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_what_is_refuted_elsewhere_agrees_with_the_catalogue(file: Path) -> None:
    """A prediction and the catalogue's expectation of the same system come from the same sources."""
    claims = load_catalogue(ROOT).claims
    for one in load_record(file, must_exist=True).divergences:
        expected = claims[one.claim].expect.get(file.stem)
        if one.status == "predicted" and expected and one.verdict == "refuted":
            assert expected.verdict == "refuted", one.claim
