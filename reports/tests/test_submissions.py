"""What is taken of a submission, and what of an archive is not: whatever is in it, nothing is written elsewhere."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Callable

import pytest
from ipclaim_reports.errors import ReportError
from ipclaim_reports.grade import archive
from ipclaim_reports.grade.submission import BYTES_MOST, FILES_MOST, Submission, take

Entries = list[tuple[str, bytes]]
QUEUE = ("queue.c", b"int queue;\n")


def zipped(entries: Entries) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def tarred(entries: Entries) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return out.getvalue()


FORMS: dict[str, Callable[[Entries], bytes]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda entries: gzip.compress(tarred(entries)),
    "tar.bz2": lambda entries: bz2.compress(tarred(entries)),
    "tar.xz": lambda entries: lzma.compress(tarred(entries)),
}
every_form = pytest.mark.parametrize("form", FORMS)


def taken(tmp_path: Path, content: bytes, name: str = "handed-in") -> Submission:
    source = tmp_path / "in"
    source.mkdir(exist_ok=True)
    (source / name).write_bytes(content)
    submission = take(source / name, tmp_path / "taken")
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {f"in/{name}", *(f"taken/{file}" for file in submission.files)}
    return submission


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(ReportError) as caught:
        taken(tmp_path, content)
    assert not (tmp_path / "taken").exists()
    return str(caught.value)


@every_form
def test_sources_are_taken_from_any_archive_whatever_its_name(tmp_path: Path, form: str) -> None:
    content = FORMS[form]([QUEUE, ("own/list.h", b"int list;\n"), ("report.pdf", b"%PDF")])
    submission = taken(tmp_path, content)
    assert submission.files == ("own/list.h", "queue.c")
    assert submission.ignored == ("report.pdf: no source file",)
    assert (tmp_path / "taken/own/list.h").read_text() == "int list;\n"


def test_the_same_files_are_the_same_submission_however_packed(tmp_path: Path) -> None:
    digests = set()
    for form, made in FORMS.items():
        folder = tmp_path / form
        folder.mkdir()
        digests.add(taken(folder, made([("a/queue.c", b"1"), ("a/b.h", b"2")])).digest)
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "queue.c").write_bytes(b"1")
    (plain / "b.h").write_bytes(b"2")
    digests.add(take(plain, tmp_path / "copied").digest)
    assert len(digests) == 1


@every_form
@pytest.mark.parametrize(
    "name, why",
    [
        ("../../evil.c", "leads out"),
        ("a/../../evil.c", "leads out"),
        ("/etc/evil.c", "leads out"),
        ("..\\..\\evil.c", "leads out"),
        ("\033[2Jevil.c", "cannot be shown"),
        ("new\nline.c", "cannot be shown"),
        ("e" * 300 + ".c", "too long"),
        ("queue.c", "is there twice"),
        ("./queue.c", "is there twice"),
        ("queue.c/queue.c", "is there twice"),
        ("__MACOSX/._queue.c", "no source file"),
        ("queue.o", "no source file"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_are_not_taken(tmp_path: Path, form: str, name: str, why: str) -> None:
    submission = taken(tmp_path, FORMS[form]([QUEUE, (name, b"evil")]))
    assert submission.files == ("queue.c",)
    assert len(submission.ignored) == 1 and why in submission.ignored[0]
    assert submission.ignored[0].isprintable()
    assert (tmp_path / "taken/queue.c").read_bytes() == QUEUE[1]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_tar_members_that_are_no_files(tmp_path: Path, kind: bytes) -> None:
    out = io.BytesIO(tarred([QUEUE]))
    with tarfile.open(fileobj=out, mode="a") as made:
        member = tarfile.TarInfo("stolen.c")
        member.type, member.linkname = kind, "/etc/passwd"
        made.addfile(member)
    submission = taken(tmp_path, out.getvalue())
    assert submission.files == ("queue.c",) and submission.ignored == ("stolen.c: no plain file",)


def test_zip_entries_that_are_links(tmp_path: Path) -> None:
    out = io.BytesIO(zipped([QUEUE]))
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo("stolen.c")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert taken(tmp_path, out.getvalue()).ignored == ("stolen.c: no plain file",)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_methods_that_cannot_be_unpacked_piece_by_piece(tmp_path: Path, method: int) -> None:
    out = io.BytesIO(zipped([QUEUE]))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("other.c", b"x" * 1000, method)
    ignored = taken(tmp_path, out.getvalue()).ignored
    assert ignored == ("other.c: packed by a method other than deflate",)


def test_a_zip_with_a_password_says_so(tmp_path: Path) -> None:
    content = bytearray(zipped([QUEUE]))
    content[6] |= 1  # the flag in the entry's own head, and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    told = refusal(tmp_path, bytes(content))
    assert "it is encrypted" in told and "without a password" in told


def test_a_zip_bomb_is_unpacked_no_further_than_there_is_room(tmp_path: Path) -> None:
    content = zipped([("bomb.c", b"\0" * (16 * BYTES_MOST))])
    assert len(content) < BYTES_MOST // 16
    assert "more than 4 MiB of sources" in refusal(tmp_path, content)


@pytest.mark.parametrize("form", [form for form in FORMS if "." in form])
def test_a_tar_bomb_is_unpacked_no_further_than_there_is_room(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "UNPACKED_MOST", 1 << 20)
    # What is not taken has to be unpacked as well, to come to what follows.
    told = refusal(tmp_path, FORMS[form]([("not-taken", b"\0" * (4 << 20)), QUEUE]))
    assert "unpacks to more than 1 MiB" in told and "hand in sources only" in told


def test_an_xz_that_wants_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "XZ_MEMORY", 1 << 20)
    assert "cannot be unpacked: Memory usage limit" in refusal(tmp_path, lzma.compress(tarred([QUEUE])))


@every_form
def test_more_than_may_be_handed_in(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(f"{number}.c", b"") for number in range(FILES_MOST + 1)]
    assert f"more than {FILES_MOST} source files" in refusal(tmp_path, FORMS[form](many))
    monkeypatch.setattr(archive, "ENTRIES_MOST", 50)
    empty = [(f"{number}/", b"") for number in range(60)]
    assert "more than 50 entries" in refusal(tmp_path, FORMS[form]([*empty, QUEUE]))


def test_what_is_ignored_is_told_of_in_part_only(tmp_path: Path) -> None:
    content = zipped([QUEUE, *((f"{number}.o", b"") for number in range(300))])
    ignored = taken(tmp_path, content).ignored
    assert len(ignored) == 101 and ignored[-1] == "and more"


@every_form
def test_damaged_archives_are_read_or_refused(tmp_path: Path, form: str) -> None:
    """Never another exception, and never a file elsewhere."""
    chance = random.Random(form)
    whole = FORMS[form]([("folder/queue.c", b"int queue;\n" * 200), ("folder/list.h", b"")])
    for number in range(60):
        damaged = bytearray(whole[: chance.randrange(1, len(whole))] if number % 3 == 0 else whole)
        for _ in range(chance.choice((0, 1, 4, 40))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            taken(folder, bytes(damaged))
        except ReportError as error:
            assert str(error).isprintable()


def test_a_directory_of_a_zip_that_promises_much(tmp_path: Path) -> None:
    content = bytearray(zipped([QUEUE]))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 0xFFFFFFF0)  # how long it says that it is when unpacked
    try:
        assert taken(tmp_path, bytes(content)).files == ("queue.c",)
    except ReportError as error:
        assert "cannot be unpacked" in str(error)


def test_a_fifo_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in/pipe.c")
    (tmp_path / "in/Makefile").write_text("all:\n")
    (tmp_path / "in/queue.c").write_bytes(b"")
    submission = take(tmp_path / "in", tmp_path / "taken")
    assert submission.files == ("Makefile", "queue.c")
    assert submission.ignored == ("pipe.c: no plain file",)


def test_an_archive_without_sources_says_what_to_hand_in(tmp_path: Path) -> None:
    assert "has no .c file" in refusal(tmp_path, zipped([("queue.py", b"")]))
