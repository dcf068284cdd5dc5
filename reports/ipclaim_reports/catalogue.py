"""The catalogue of claims: what the files under `cases/` say, validated and immutable."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Iterable, Iterator, Mapping

import jsonschema

from .errors import brief, place
from .tables import read_table

MECHANISMS = (
    "pipe",
    "fifo",
    "sysv_msg",
    "posix_mq",
    "sysv_sem",
    "posix_sem",
    "sysv_shm",
    "posix_shm",
    "shm_sync",
    "socket",
    "isolation",
    "cross",
    "tool",
)
# The folder of the claims about what students make: they say nothing of a system, and no report
# has them.
ASSIGNMENTS = "assignments"


class CatalogueError(Exception):
    """The catalogue cannot be used. The message says which file, claim and key, and what to do."""

    def __init__(self, file: Path, claim: str, key: str, problem: str, remedy: str) -> None:
        self.file, self.claim, self.key = file, claim, key
        self.problem, self.remedy = problem, remedy
        parts = (place(file), claim and f"claim {brief(claim)}", key and f"key `{brief(key)}`")
        where = ", ".join(part for part in parts if part)
        super().__init__(f"{where}: {brief(problem, 200)}; {brief(remedy, 400)}")


@dataclass(frozen=True)
class Expectation:
    """What a claim is expected to give on one system."""

    verdict: str
    note: str = ""
    evidence: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Claim:
    """One checkable sentence. `verdict`, `quote`, `section` and `lines` are the seed's only.

    Of advice, `evidence_claims` are those whose holding speaks for it, `counter_claims` those whose
    holding speaks against it.
    """

    id: str
    title: str
    mechanism: str
    kind: str
    origin: str
    reference: str
    method: str
    expect: Mapping[str, Expectation] = field(default_factory=dict)
    verdict: str | None = None
    quote: str | None = None
    section: str | None = None
    lines: tuple[int, ...] = ()
    truth_en: str | None = None
    truth_zh: str | None = None
    conditions: tuple[str, ...] = ()
    note: str | None = None
    no_case: str | None = None
    evidence_claims: tuple[str, ...] = ()
    counter_claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All claims: those of the seed by their first line, then the others by mechanism."""

    claims: dict[str, Claim]

    def by_mechanism(self) -> dict[str, list[Claim]]:
        """The claims of each mechanism, mechanisms in their usual order, claims in ours."""
        groups: dict[str, list[Claim]] = {mechanism: [] for mechanism in MECHANISMS}
        for claim in self.claims.values():
            groups[claim.mechanism].append(claim)
        return {mechanism: claims for mechanism, claims in groups.items() if claims}


def fold(text: str) -> str:
    """Unwrap prose: a line break is a space, except inside Chinese, which has none."""
    folded = ""
    for line in (part.strip() for part in text.splitlines()):
        if not line:
            continue
        wide = folded and not folded[-1].isascii() and not line[0].isascii()
        folded += line if wide or not folded else " " + line
    return folded


def load_catalogue(root: Path) -> Catalogue:
    """Read the claims about systems, `cases/*/claims.toml` below `root`.

    Raises CatalogueError at the first fault.
    """
    cases = root / "cases"
    schema_file = cases / "catalogue.schema.json"
    found = (file for file in cases.glob("*/claims.toml") if file.parent.name != ASSIGNMENTS)
    files = sorted(found, key=_mechanism_rank)
    if not schema_file.is_file() or not files:
        raise CatalogueError(
            cases, "", "", "no catalogue here", "give the root of a checkout of ipclaim"
        )
    validator = _validator(schema_file)

    claims: dict[str, Claim] = {}
    homes: dict[str, Path] = {}
    for file in files:
        for claim in _read(file, validator):
            if claim.id in claims:
                raise CatalogueError(
                    file,
                    claim.id,
                    "id",
                    f"already used in {homes[claim.id]}",
                    "give the newer of the two claims another id",
                )
            claims[claim.id] = claim
            homes[claim.id] = file

    for claim in claims.values():
        for key in ("evidence_claims", "counter_claims"):
            for named in getattr(claim, key):
                if named not in claims or claims[named].kind == "advice":
                    problem = f"{named} is no claim that can be measured"
                    remedy = "name one that is, or remove it"
                    raise CatalogueError(homes[claim.id], claim.id, key, problem, remedy)

    # Sorting is stable, so claims on the same line keep the order of mechanism and file.
    ordered = sorted(claims.values(), key=lambda c: (c.origin != "seed", min(c.lines, default=0)))
    return Catalogue({claim.id: claim for claim in ordered})


def _validator(file: Path) -> Any:
    try:
        schema = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
    except (OSError, ValueError, RecursionError, jsonschema.SchemaError) as error:
        problem = f"no schema of a catalogue: {error}"
        raise CatalogueError(file, "", "", problem, "take the one of ipclaim") from error
    return jsonschema.Draft202012Validator(schema)


def _mechanism_rank(file: Path) -> tuple[int, str]:
    name = file.parent.name
    return (MECHANISMS.index(name) if name in MECHANISMS else len(MECHANISMS), name)


def _read(file: Path, validator: Any) -> Iterator[Claim]:
    mechanism = file.parent.name
    if mechanism not in MECHANISMS:
        raise CatalogueError(
            file,
            "",
            "",
            f"{mechanism} is not a mechanism",
            f"move it to one of {', '.join(MECHANISMS)}",
        )
    try:
        table = read_table(file)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or error}"
        raise CatalogueError(file, "", "", problem, "make it a file that you may read") from error
    except ValueError as error:
        raise CatalogueError(file, "", "", str(error), "make it valid TOML in UTF-8") from error
    fault = _first_fault(validator.iter_errors(table))
    if fault is not None:
        raise _explain(file, table, fault)
    for entry in table["claim"]:
        yield _claim(mechanism, entry)


def _claim(mechanism: str, entry: Mapping[str, Any]) -> Claim:
    prose = ("title", "reference", "method", "truth_en", "truth_zh", "note", "no_case")
    expect = {
        system: Expectation(
            verdict=value["verdict"],
            note=fold(value.get("note", "")),
            evidence=tuple(value.get("evidence", ())),
            source=fold(value.get("source", "")),
        )
        for system, value in entry["expect"].items()
    }
    return Claim(
        id=entry["id"],
        mechanism=mechanism,
        kind=entry["kind"],
        origin=entry["origin"],
        expect=MappingProxyType(expect),
        verdict=entry.get("verdict"),
        quote=entry.get("quote"),
        section=entry.get("section"),
        lines=tuple(entry.get("lines", ())),
        evidence_claims=tuple(entry.get("evidence_claims", ())),
        counter_claims=tuple(entry.get("counter_claims", ())),
        conditions=tuple(fold(condition) for condition in entry.get("conditions", ())),
        **{key: fold(entry[key]) for key in prose if key in entry},
    )


def _first_fault(errors: Iterable[Any]) -> Any:
    """The fault nearest to the top of the file, so that the message does not jump about."""
    return min(
        errors, key=lambda error: [str(p).zfill(6) for p in error.absolute_path], default=None
    )


def _explain(file: Path, table: Mapping[str, Any], fault: Any) -> CatalogueError:
    path = list(fault.absolute_path)
    claim = ""
    if len(path) >= 2 and path[0] == "claim":
        position = path[1]
        entry = table["claim"][position]
        named = isinstance(entry, Mapping) and isinstance(entry.get("id"), str)
        claim = entry["id"] if named else f"number {position + 1}"
        path = path[2:]
    if fault.validator == "required":
        missing = next(key for key in fault.validator_value if key not in fault.instance)
        path.append(missing)
        problem, remedy = "missing", f"add `{missing} = ...`"
    elif fault.validator == "additionalProperties":
        known = fault.schema.get("properties", {})
        extra = next(key for key in fault.instance if key not in known)
        path.append(extra)
        problem, remedy = "unknown key", f"remove it, or use one of {', '.join(known)}"
    elif fault.validator is None:
        problem, remedy = "only seed claims have it", 'remove it, or say origin = "seed"'
    elif fault.validator == "enum":
        allowed = ", ".join(fault.validator_value)
        problem, remedy = f"{fault.instance!r} is no such word", f"use one of {allowed}"
    elif fault.validator == "not":
        problem, remedy = "evidence tag in the text", "move the tag to `evidence`"
    else:
        problem = fault.message
        rule = fault.validator_value if fault.validator in ("type", "pattern") else ""
        remedy = f"see {fault.validator} {rule}".rstrip() + " in cases/catalogue.schema.json"
    return CatalogueError(file, claim, ".".join(str(part) for part in path), problem, remedy)
