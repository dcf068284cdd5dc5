"""Catalogues and records that somebody has damaged: read, or refused with one error that names the place."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

import hostile
import pytest
from hypothesis import given

from ipclaim_reports.catalogue import CatalogueError, load_catalogue
from ipclaim_reports.errors import ReportError
from ipclaim_reports.record import load_record
from ipclaim_reports.session import ROOT
from ipclaim_reports.tables import tomllib

HOME = Path(__file__).parent / "data" / "cases" / "pipe" / "claims.toml"
CLAIMS = tomllib.loads(HOME.read_text(encoding="utf-8"))
RECORD = {
    "divergence": [
        {
            "claim": "pipe.write.epipe",
            "verdict": "refuted",
            "reason": "a reason",
            "source": "a source",
            "status": "confirmed",
            "observed": {"pipe.capacity": 65536},
            "where": {"release": "6.18"},
        }
    ]
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root of which only the claims of one mechanism change."""
    place = tmp_path_factory.mktemp("catalogue")
    (place / "cases" / "pipe").mkdir(parents=True)
    (place / "record").mkdir()
    shutil.copy(ROOT / "cases" / "catalogue.schema.json", place / "cases")
    return place


def script(name: str) -> ModuleType:
    """A script of ci/, which no package holds."""
    spec = importlib.util.spec_from_file_location(
        name.replace("-", "_"), ROOT / "ci" / f"{name}.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


EMBED = script("embed-catalogue")
SAMPLES = script("embed-samples")


def embedded(file: Path, out: Path) -> None:
    """The build's own readers say in one line what is wrong, since a maintainer reads it in a build's log."""
    try:
        with hostile.bounded():
            EMBED.main([str(out), str(file)])
    except SystemExit as error:
        message = str(error)
        assert message.startswith("embed-catalogue.py: ") and message.isprintable(), ascii(message)
        assert len(message) < 1000
    else:
        assert out.read_text(encoding="ascii")


def read_claims(raw: bytes, place: Path) -> None:
    file = place / "cases" / "pipe" / "claims.toml"
    file.write_bytes(raw)
    try:
        with hostile.bounded():
            load_catalogue(place)
    except CatalogueError as error:
        hostile.check_message(str(error), file)
    embedded(file, place / "catalogue.c")


def read_record(raw: bytes, place: Path) -> None:
    file = place / "record" / "linux.toml"
    file.write_bytes(raw)
    try:
        with hostile.bounded():
            record = load_record(file, must_exist=True)
            for divergence in record.divergences:
                record.of(divergence.claim, {"release": "6.18.1", "os": None, "cpus": 2})
    except ReportError as error:
        hostile.check_message(str(error), file)
    claims = place / "cases" / "pipe" / "claims.toml"
    claims.write_bytes(HOME.read_bytes())
    try:
        with hostile.bounded():
            EMBED.main([str(place / "catalogue.c"), str(claims), str(file)])
    except SystemExit as error:
        assert (
            str(error).startswith(f"embed-catalogue.py: {file}") and str(error).isprintable()
        ), ascii(str(error))


@pytest.mark.parametrize("kind, reads", [("catalogue", read_claims), ("record", read_record)])
def test_corpus(kind: str, reads: Callable[[bytes, Path], None], place: Path) -> None:
    for file in sorted((hostile.CORPUS / kind).iterdir()):
        reads(file.read_bytes(), place)


@given(raw=hostile.corrupted(HOME.read_bytes()))
def test_bytes_of_claims_that_were_changed(raw: bytes, place: Path) -> None:
    read_claims(raw, place)


@given(table=hostile.damaged(CLAIMS))
def test_claims_that_were_changed(table: Any, place: Path) -> None:
    read_claims(hostile.toml(table).encode("utf-8", "surrogatepass"), place)


@given(raw=hostile.corrupted(hostile.toml(RECORD).encode()))
def test_bytes_of_a_record_that_were_changed(raw: bytes, place: Path) -> None:
    read_record(raw, place)


@given(table=hostile.damaged(RECORD, most=2))
def test_a_record_that_was_changed(table: Any, place: Path) -> None:
    read_record(hostile.toml(table).encode("utf-8", "surrogatepass"), place)


@pytest.mark.parametrize("name", ["claims.toml", "catalogue.schema.json"])
def test_what_cannot_be_read(name: str, place: Path, tmp_path: Path) -> None:
    """A folder where a file should be, and a schema that is none."""
    root = tmp_path / "root"
    shutil.copytree(place / "cases", root / "cases")
    (file,) = root.rglob(name) if name.endswith("json") else [root / "cases" / "pipe" / name]
    file.unlink(missing_ok=True)
    (root / "cases" / "pipe").mkdir(exist_ok=True)
    if name.endswith("toml"):
        file.mkdir()
    else:
        (root / "cases" / "pipe" / "claims.toml").write_bytes(HOME.read_bytes())
        file.write_text("{")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(root)
    hostile.check_message(str(caught.value), file)


def test_a_record_without_end(place: Path) -> None:
    with pytest.raises(ReportError) as caught, hostile.bounded():
        load_record(Path("/dev/zero"), must_exist=True)
    hostile.check_message(str(caught.value), "/dev/zero")


@given(raw=hostile.corrupted('# Go\n```go\nfunc main() {\n\t"é\\" ??/"\n}\n```\n'.encode()))
def test_a_document_that_was_changed(raw: bytes, place: Path) -> None:
    file = place / "document.txt"
    file.write_bytes(raw)
    try:
        with hostile.bounded():
            assert SAMPLES.render(file).encode("ascii")
    except SystemExit as error:
        assert str(error).startswith("embed-samples.py: ") and str(error).isprintable()
