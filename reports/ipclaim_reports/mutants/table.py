"""The table of mutants: what each replaces, what is wrong with it, and which claims must notice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

from ..errors import ReportError, brief, place
from ..tables import read_table

TABLE = "mutants.toml"
_LISTS = ("calls", "claims", "also")
_TEXTS = ("defect", "source", "equivalent")


@dataclass(frozen=True)
class Mutant:
    """One subject with one defect."""

    name: str
    calls: tuple[str, ...]  # the functions that it replaces
    defect: str
    claims: tuple[str, ...] = ()  # that must notice
    also: tuple[str, ...] = ()  # globs over claims that may notice
    source: str = ""
    equivalent: str = ""  # why no case can notice
    error: str = ""  # of a mutant with a wrong error number: the one that is due
    given: str = ""  # and the one that comes instead

    def expects(self, claim: str) -> bool:
        """Whether the claim may speak against this mutant."""
        return claim in self.claims or any(fnmatchcase(claim, glob) for glob in self.also)


@dataclass(frozen=True)
class Table:
    """All mutants, and the calls that need none."""

    file: Path
    mutants: Mapping[str, Mutant]
    without: Mapping[str, str]

    def select(self, words: Sequence[str]) -> list[Mutant]:
        """The mutants that a word names by name, call or claim, itself or as a glob; all for none."""
        for word in words:
            if not any(_is_meant(mutant, word) for mutant in self.mutants.values()):
                raise ReportError(
                    f"{brief(word)}: no mutant has this name, call or claim;"
                    " see ipclaim mutants --list"
                )
        return [
            mutant
            for mutant in self.mutants.values()
            if not words or any(_is_meant(mutant, word) for word in words)
        ]


def _is_meant(mutant: Mutant, word: str) -> bool:
    return any(fnmatchcase(name, word) for name in (mutant.name, *mutant.calls, *mutant.claims))


def load_table(folder: Path) -> Table:
    """Read the table of a folder, or raise a ReportError that names the entry and the remedy."""
    file = folder / TABLE
    try:
        raw = read_table(file)
    except OSError as error:
        raise ReportError(
            f"{place(file)}: cannot be read: {error.strerror};"
            " build ipclaim with its tests, or give --mutants DIR"
        ) from error
    except ValueError as error:
        raise ReportError(f"{place(file)}: {error}; make it valid TOML in UTF-8") from error
    unknown = sorted(set(raw) - {"mutants", "errno", "everywhere", "without"})
    if unknown:
        raise ReportError(
            f"{place(file)}: unknown table {brief(unknown[0])};"
            " there are [mutants.NAME], [errno.CALL], [everywhere] and [without]"
        )
    everywhere, without = (_reasons(file, raw, key) for key in ("everywhere", "without"))
    mutants: dict[str, Mutant] = {}
    for name, entry in [*raw.get("mutants", {}).items(), *_wrong_errors(file, raw)]:
        if name in mutants:
            raise ReportError(f"{place(file)}: {brief(name)} is there twice; rename one of the two")
        mutant = _mutant(f"{place(file)}: {brief(name)}", name, entry)
        mutants[name] = replace(mutant, also=(*mutant.also, *everywhere))
    return Table(file, mutants, without)


def _reasons(file: Path, raw: Mapping[str, Any], key: str) -> Mapping[str, str]:
    reasons: Mapping[str, str] = raw.get(key, {})
    for name, reason in reasons.items():
        if not isinstance(reason, str) or not reason.strip():
            raise ReportError(f"{place(file)}: {key}.{brief(name)}: no reason; write one")
    return reasons


def errno_name(call: str, due: str, given: str) -> str:
    """The name of the mutant whose CALL fails with GIVEN where DUE is documented."""
    return f"{call}_{due}_is_{given}".lower()


def _wrong_errors(file: Path, raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for call, errors in raw.get("errno", {}).items():
        for due, entry in errors.items():
            given = entry.get("given") if isinstance(entry, dict) else None
            if not isinstance(given, str) or given == due:
                raise ReportError(
                    f"{place(file)}: errno.{brief(call)}.{brief(due)}: what comes instead is"
                    f' missing or the same; write {due} = {{ given = "…", claims = […] }}'
                )
            defect = f"{call} fails with {given} where {due} is due."
            whole = {"calls": [call], "defect": defect, "error": due, **entry}
            yield errno_name(call, due, given), whole


def _mutant(where: str, name: str, entry: Any) -> Mutant:
    if not isinstance(entry, dict):
        raise ReportError(f"{where}: is no table; write [mutants.{brief(name)}]")
    for key, value in entry.items():
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise ReportError(f'{where}: `{key}` is no list of names; write {key} = ["…"]')
        elif key in (*_TEXTS, "error", "given"):
            if not isinstance(value, str) or not value.strip():
                raise ReportError(f'{where}: `{key}` is empty; write {key} = "…", or remove it')
        else:
            known = ", ".join((*_LISTS, *_TEXTS))
            raise ReportError(f"{where}: unknown key {brief(key)}; use one of {known}")
    for key in ("calls", "defect"):
        if not entry.get(key):
            raise ReportError(f"{where}: `{key}` is missing; add it")
    if bool(entry.get("claims")) == bool(entry.get("equivalent")):
        raise ReportError(
            f"{where}: give `claims`, which must notice, or `equivalent`, why none can; not both"
        )
    fields: dict[str, Any] = {key: tuple(entry.get(key, ())) for key in _LISTS}
    fields.update({key: entry.get(key, "") for key in (*_TEXTS, "error", "given")})
    return Mutant(name=name, **fields)
