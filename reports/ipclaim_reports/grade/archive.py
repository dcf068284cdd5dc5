"""Reads what was handed in as one file: a zip, or a tar that may be packed. Nothing is ever written while reading.

Whoever made the archive may want to fill the disk or the memory: an entry is unpacked only when it is wanted, in
pieces, and no further than there is room for it.
"""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Callable, Iterator

from ..errors import ReportError, brief, place

ENTRIES_MOST = 5000
PACKED_MOST = 16 * 1024 * 1024
UNPACKED_MOST = 64 * 1024 * 1024  # of a packed tar, all of which has to be unpacked to see what is in it
PIECE = 1 << 16
# What xz may take to unpack; its files say how much they want, and the format allows 4 GiB.
XZ_MEMORY = 128 * 1024 * 1024
DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # RecursionError and NotImplementedError are some
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)

# An entry: its name, why it is not taken ("" if it may be), and what reads at most so many bytes of it.
Entry = tuple[str, str, Callable[[int], bytes]]


class TooMuch(Exception):
    """More than may be unpacked."""


class _Zlib:
    """zlib with the manners of its two siblings, which keep what they have not unpacked yet."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._kept = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._kept

    def decompress(self, data: bytes, most: int) -> bytes:
        unpacked = self._inner.decompress(self._kept + data, most)
        self._kept = self._inner.unconsumed_tail
        return unpacked


UNPACKERS: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", _Zlib),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)),
)
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
TAR_MAGIC, TAR_MAGIC_AT = b"ustar", 257
FOLDER = "a folder"
ENCRYPTED = 1


class _Unpacked(io.RawIOBase):
    """What a packed file comes to, as far as it may."""

    def __init__(self, packed: IO[bytes], unpacker: Any) -> None:
        self._packed, self._unpacker, self._room = packed, unpacker, UNPACKED_MOST

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        most = min(len(buffer), PIECE)
        while not self._unpacker.eof:
            data = self._packed.read(PIECE) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not data:
                raise EOFError("it is cut short")
            unpacked = self._unpacker.decompress(data, most)
            if unpacked:
                self._room -= len(unpacked)
                if self._room < 0:
                    raise TooMuch
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)
        return 0


def is_archive(file: Path) -> bool:
    """Whether the file begins as an archive does, whatever its name."""
    with file.open("rb") as source:
        head = source.read(512)
    magic = (*ZIPS, *(magic for magic, _ in UNPACKERS))
    return head.startswith(magic) or head[TAR_MAGIC_AT:].startswith(TAR_MAGIC)


def entries_of(file: Path) -> Iterator[Entry]:
    """What is in the archive, folders left out; a ReportError if it cannot be read, or is too much."""
    if file.stat().st_size > PACKED_MOST:
        raise ReportError(
            f"{place(file)}: is longer than {PACKED_MOST >> 20} MiB; hand in sources only"
        )
    with _explained(file), file.open("rb") as source:
        head = source.read(8)
        source.seek(0)
        entries = _zipped(source) if head.startswith(ZIPS) else _tarred(source, head)
        for count, (name, why, read) in enumerate(entries):
            if count == ENTRIES_MOST:
                raise ReportError(
                    f"{place(file)}: has more than {ENTRIES_MOST} entries; hand in sources only"
                )

            def explained(most: int, read: Callable[[int], bytes] = read) -> bytes:
                with _explained(file):
                    return read(most)

            if why != FOLDER:
                yield name, why, explained


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except TooMuch as error:
        raise ReportError(
            f"{place(file)}: unpacks to more than {UNPACKED_MOST >> 20} MiB; hand in sources only"
        ) from error
    except DAMAGED as error:
        raise ReportError(
            f"{place(file)}: cannot be unpacked: {brief(str(error) or type(error).__name__)};"
            " make the archive anew, as zip or tar, without a password"
        ) from error


def _zipped(source: IO[bytes]) -> Iterator[Entry]:
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            if info.flag_bits & ENCRYPTED:
                raise ValueError("it is encrypted")
            kind = info.external_attr >> 28  # of the mode that Unix has put there; 0 if none has
            why = FOLDER if info.is_dir() else "" if kind in (0, 0o10) else "no plain file"
            if not why and info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                why = "packed by a method other than deflate"

            def read(most: int, info: zipfile.ZipInfo = info) -> bytes:
                with archive.open(info) as entry:
                    return entry.read(most)

            yield info.filename, why, read


def _tarred(source: IO[bytes], head: bytes) -> Iterator[Entry]:
    stream: IO[bytes] = source
    for magic, unpacker in UNPACKERS:
        if head.startswith(magic):
            stream = io.BufferedReader(_Unpacked(source, unpacker()), PIECE)
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            plain = member.isreg() and not member.issparse()
            why = FOLDER if member.isdir() else "" if plain else "no plain file"

            def read(most: int, member: tarfile.TarInfo = member) -> bytes:
                entry = archive.extractfile(member)
                return entry.read(most) if entry else b""

            yield member.name, why, read
