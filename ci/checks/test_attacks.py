"""Hostile submissions get what their honest part deserves, for the reason that is stated, and harm nobody.

They share a session, as submissions of a class do; so each also shows that those before it have left nothing.
"""

from __future__ import annotations

import io
import shutil
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reports"))
from ipclaim_reports.errors import ReportError  # noqa: E402
from ipclaim_reports.grade import build, leavings  # noqa: E402
from ipclaim_reports.grade.assignment import (  # noqa: E402
    SHIPPED,
    Assignment,
    Wrong,
    load_assignment,
)
from ipclaim_reports.grade.prove import make_wrong  # noqa: E402
from ipclaim_reports.grade.session import Session  # noqa: E402
from ipclaim_reports.tables import read_table  # noqa: E402

pytestmark = pytest.mark.beside

HERE = SHIPPED / "attacks"
ATTACKS: dict[str, dict[str, Any]] = {
    attack["name"]: attack for attack in read_table(HERE / "attacks.toml")["attack"]
}
ROWS = ("basics", "types", "receive_blocks", "signals")
LEAST = 30
SECONDS = 20  # for a row: some attacks last as long as they may
BUILDING = 15  # for a build, likewise


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    whole = load_assignment("message_queue")
    return replace(
        whole,
        rows=tuple(replace(row, seconds=SECONDS) for row in whole.rows if row.id in ROWS),
    )


@pytest.fixture(scope="module")
def session(binary: Path, assignment: Assignment) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch, Session(assignment, binary) as made:
        patch.setattr(build, "SECONDS", BUILDING)
        yield made


def submission(attack: dict[str, Any], assignment: Assignment, folder: Path) -> Path:
    name: str = attack["name"]
    if "archive" in attack:
        return pack(attack, folder)
    if "upon" in attack:
        wrong = {one.name: one for one in assignment.wrong}
        edits = tuple((edit["replace"], edit["with"]) for edit in attack.get("edit", ()))
        base = wrong.get(attack["upon"]) or Wrong(name, "", edits, 0, (), "")
        made = make_wrong(assignment, base, folder / name)
        if (HERE / name).is_dir():
            shutil.copytree(HERE / name, made, dirs_exist_ok=True)
        return made
    return HERE / name if (HERE / name).is_dir() else HERE / f"{name}.c"


def pack(attack: dict[str, Any], folder: Path) -> Path:
    file = folder / f"{attack['name']}.{attack['archive']}"
    if attack["archive"] == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for entry in attack["entries"]:
                info = zipfile.ZipInfo(entry["name"])
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (0o120777 if "link" in entry else 0o100644) << 16
                made.writestr(info, content_of(entry))
        return file
    with tarfile.open(file, f"w:{attack['archive'].partition('.')[2]}") as packed:
        for entry in attack["entries"]:
            member = tarfile.TarInfo(entry["name"])
            if "link" in entry:
                member.type, member.linkname = tarfile.SYMTYPE, entry["link"]
            member.size = 0 if "link" in entry else len(content_of(entry))
            packed.addfile(member, io.BytesIO(content_of(entry)))
    return file


def content_of(entry: dict[str, Any]) -> bytes:
    text = entry.get("text", entry.get("link", "")).encode()
    return text + b"\0" * entry.get("zeroes", 0)


def parts_told(attack: dict[str, Any]) -> list[str]:
    told = attack["told"]
    return told if isinstance(told, list) else [told]


def told_by(session: Session, source: Path) -> tuple[float, str]:
    """The score, and all that there is to tell the student."""
    grade = session.grade(source)
    told = [grade.built.said, f"not defined: {', '.join(grade.built.missing)}"]
    told += [row.why for row in grade.rows]
    told += [f"{lost.outcome}: {lost.why}" for row in grade.rows for lost in row.lost]
    return grade.score, "\n".join([*told, *grade.submission.ignored])


def test_the_table_has_every_attack() -> None:
    there = {path.stem for path in HERE.iterdir() if path.name != "attacks.toml"}
    stored = {name for name, attack in ATTACKS.items() if not {"archive", "edit"} & attack.keys()}
    assert there == stored
    assert len(ATTACKS) >= LEAST


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_what_its_honest_part_deserves(
    session: Session, assignment: Assignment, tmp_path: Path, name: str
) -> None:
    attack = ATTACKS[name]
    source = submission(attack, assignment, tmp_path)
    if attack.get("refused"):
        with pytest.raises(ReportError) as caught:
            session.grade(source)
        assert any(part in str(caught.value) for part in parts_told(attack))
        return
    score, text = told_by(session, source)
    assert any(part in text for part in parts_told(attack)), text
    assert score == attack.get("score", 0), text
    if session.box.user is not None:
        assert not leavings.processes_of(session.box.user)


def test_an_attack_changes_nothing_for_the_next_submission(
    session: Session, assignment: Assignment
) -> None:
    for name in ("kills_everybody", "removes_the_ground", "lives_on"):
        assert told_by(session, HERE / f"{name}.c")[0] == 0
        score, text = told_by(session, assignment.reference)
        assert score == assignment.points, text
