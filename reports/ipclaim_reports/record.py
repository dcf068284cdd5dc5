"""The record: what is known to differ on an OS. Exceptions only, each with reason and source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

from .errors import ReportError, brief, place
from .systems import system_key
from .tables import read_table

STATUSES = ("confirmed", "predicted")
RECORDABLE = ("holds", "refuted", "depends", "observed", "unsupported")
_TEXTS = ("claim", "verdict", "reason", "source", "status")
_TABLES = ("observed", "where")


@dataclass(frozen=True)
class Divergence:
    """One recorded exception: the verdict seen, the values that pin it, and where it applies."""

    claim: str
    verdict: str
    reason: str
    source: str
    status: str
    observed: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)

    def applies(self, environment: Mapping[str, Any]) -> bool:
        """Whether `where` describes this environment; without it, every one of this OS."""
        return all(_agrees(environment.get(key), want) for key, want in self.where.items())


@dataclass(frozen=True)
class Record:
    """All recorded divergences of one OS."""

    file: Path | None
    divergences: tuple[Divergence, ...] = ()

    def of(self, claim: str, environment: Mapping[str, Any]) -> Divergence | None:
        """The divergence that is on record for a claim in this environment.

        The one with the most conditions wins, so that a general entry can have exceptions.
        """
        fitting = [d for d in self.divergences if d.claim == claim and d.applies(environment)]
        return max(fitting, key=lambda d: len(d.where)) if fitting else None


def _agrees(have: Any, want: str) -> bool:
    """`musl` agrees with "musl 1.2.5" and `6.18` with "6.18.44", but `6.1` does not."""
    text = have if isinstance(have, str) else "" if have is None else str(have)
    return re.match(re.escape(want) + r"(?![A-Za-z0-9])", text, re.IGNORECASE) is not None


def record_for(os: str, folder: Path) -> Path:
    """Where the record of an OS is kept."""
    return folder / f"{system_key(os)}.toml"


def load_record(file: Path, must_exist: bool) -> Record:
    """Read a record, or raise a ReportError that names the file, the entry and the remedy."""
    try:
        table = read_table(file)
    except FileNotFoundError:
        if must_exist:
            raise ReportError(f"{place(file)}: no such record; name an existing file") from None
        return Record(None)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError(f"{place(file)}: cannot be read: {why}; name a record") from error
    except ValueError as error:
        raise ReportError(f"{place(file)}: {error}; make it valid TOML in UTF-8") from error
    unknown = sorted(set(table) - {"divergence"})
    if unknown:
        raise ReportError(f"{place(file)}: unknown key {brief(unknown[0])}; use [[divergence]]")
    entries = table.get("divergence", [])
    if not isinstance(entries, list):
        raise ReportError(f"{place(file)}: `divergence` is no list; write [[divergence]]")
    divergences = tuple(_entry(file, number, entry) for number, entry in enumerate(entries, 1))
    _refuse_twins(file, divergences)
    return Record(file, divergences)


def _entry(file: Path, number: int, entry: Any) -> Divergence:
    named = entry.get("claim") if isinstance(entry, dict) else None
    where = f"{place(file)}: divergence {number}" + (f" ({brief(named)})" if named else "")
    if not isinstance(entry, dict):
        raise ReportError(f"{where}: is no table; write [[divergence]]")
    for key in _TEXTS:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ReportError(f'{where}: `{key}` is missing or empty; add {key} = "…"')
    for key in _TABLES:
        if not isinstance(entry.get(key, {}), dict):
            raise ReportError(f'{where}: `{key}` is no table; write {key} = {{ name = "…" }}')
    for key in entry:
        if key not in _TEXTS + _TABLES:
            raise ReportError(f"{where}: unknown key {brief(key)}; remove it")
    for key, words in (("verdict", RECORDABLE), ("status", STATUSES)):
        if entry[key] not in words:
            allowed = ", ".join(words)
            raise ReportError(f"{where}: {key} {brief(entry[key])} is no such word; use {allowed}")
    for key, want in entry.get("where", {}).items():
        if not isinstance(want, str):
            shown = brief(key)
            raise ReportError(f'{where}: `where.{shown}` is no string; write {shown} = "…"')
    return Divergence(**entry)


def _refuse_twins(file: Path, divergences: tuple[Divergence, ...]) -> None:
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for divergence in divergences:
        key = (divergence.claim, tuple(sorted(divergence.where.items())))
        if key in seen:
            raise ReportError(
                f"{place(file)}: {brief(divergence.claim)} is recorded twice for the same place;"
                " keep one of the two"
            )
        seen.add(key)
