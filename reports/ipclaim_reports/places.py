"""Where results lie: a file, the folder of a target, or a folder of such folders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

from .errors import ReportError, brief, place
from .text import clip, visible

FINGERPRINT = "fingerprint.json"
PATTERNS = ("results*.ndjson", "results*.ndjson.gz")
KINDS = ("native", "virtual", "translated")
LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """The results of one target, and what is said of it there; `name` is empty where nothing is."""

    files: tuple[Path, ...]
    folder: Path
    name: str = ""
    about: str = ""
    kind: str = "native"


def places_of(paths: Iterable[Path]) -> list[Place]:
    """The places that the paths name, in that order; a ReportError where one holds no results."""
    found = [one for path in paths for one in _places(path)]
    for number, one in enumerate(found):
        for other in found[:number]:
            if one.name and one.name == other.name:
                raise ReportError(
                    f"{place(one.folder)}: target {brief(one.name)} is in {place(other.folder)}"
                    " as well; give each target once"
                )
    return found


def _places(path: Path) -> list[Place]:
    if not path.is_dir():
        return [_place((path,), path.parent, named=False)]
    if own := _results_in(path):
        return [_place(own, path, named=True)]
    below = [
        _place(files, folder, named=True)
        for folder in sorted(path.iterdir())
        if folder.is_dir() and (files := _results_in(folder))
    ]
    if not below:
        raise ReportError(
            f"{place(path)}: no results are there; name a file that `ipclaim run --format ndjson"
            " -o FILE` wrote, or the folder of a report"
        )
    return below


def _results_in(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(file for pattern in PATTERNS for file in folder.glob(pattern)))


def _place(files: tuple[Path, ...], folder: Path, named: bool) -> Place:
    """What fingerprint.json says of the results beside it; else a folder's name is the target's."""
    file = folder / FINGERPRINT
    try:
        with file.open("rb") as source:
            told = json.loads(source.read(LIMIT).decode("utf-8"))
    except FileNotFoundError:
        return Place(files, folder, folder.resolve().name if named else "")
    except OSError as error:
        raise ReportError(f"{place(file)}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        raise ReportError(f"{place(file)}: not JSON; remove it, or run the target again") from None
    if not isinstance(told, dict) or not all(
        isinstance(told.get(key, ""), str) for key in ("target", "about", "kind")
    ):
        raise ReportError(
            f"{place(file)}: not what a run on a target leaves; remove it, or run the target again"
        )
    kind = told.get("kind", "native")
    if kind not in KINDS:
        raise ReportError(f"{place(file)}: kind {brief(kind)}: use {', '.join(KINDS)}")
    about = clip(visible(told.get("about", ""), keep=""), 200)
    return Place(files, folder, told.get("target", ""), about, kind)
