#!/usr/bin/env python3
"""Write the catalogue of claims as a C file: embed-catalogue.py OUT.c CLAIMS.toml... RECORD.toml...

A file in a folder named `record` is the record of the system that it is named after.

The interface of the result is runner/catalogue.h. The build calls this, so it asks for nothing
but a Python with any of the three TOML readers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Callable, Iterator, NoReturn

# The length of a literal, its pieces joined, that every C11 compiler must accept (5.2.4.1).
LONGEST_LITERAL = 4095
WIDTH = 100
CLAIM_KEYS = ("id", "title", "mechanism", "kind", "origin", "reference", "method")
SEED_KEYS = ("verdict", "quote", "section")
RECORD_KEYS = ("claim", "verdict", "reason", "source", "status")


def die(message: str) -> NoReturn:
    # What a file says may hold what moves a terminal's cursor, and be of any length.
    shown = "".join(char if char.isprintable() else "?" for char in message)
    sys.exit(f"embed-catalogue.py: {shown[:600]}")


def read_tables(file: Path, key: str) -> list[dict[str, Any]]:
    """The tables [[key]] of a file."""
    try:
        table = toml_reader()(file.read_text(encoding="utf-8"))
    except RecursionError:
        die(f"{file}: nested too deeply; write [[{key}]]")
    except (OSError, ValueError) as error:
        die(f"{file}: {error}")
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        die(f"{file}: `{key}` is no list of tables; write [[{key}]]")
    return found


def text_of(place: str, table: dict[str, Any], key: str, default: str | None = None) -> str:
    """The text under a key, or the default where that is not None."""
    if key not in table and default is None:
        die(f"{place} has no {key}")
    value = table.get(key, default)
    if not isinstance(value, str):
        die(f'{place}: {key} is no text; write {key} = "..."')
    return value


def list_of(place: str, table: dict[str, Any], key: str, kind: type) -> list[Any]:
    """The list under a key, empty if there is none."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        die(f"{place}: {key} is no list of {kind.__name__}; see cases/catalogue.schema.json")
    return value


def table_of(place: str, table: dict[str, Any], key: str) -> dict[str, Any]:
    """The table under a key, empty if there is none."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        die(f"{place}: {key} is no table; write {key} = {{ name = ... }}")
    return value


def toml_reader() -> Callable[[str], dict[str, Any]]:
    for name in ("tomllib", "tomli", "toml"):
        try:
            reader: Callable[[str], dict[str, Any]] = __import__(name).loads
        except ModuleNotFoundError:
            continue
        return reader
    die(
        f"{sys.executable} cannot read TOML; use Python 3.11 or newer, "
        "or install python3-tomli (pip: tomli) or python3-toml (pip: toml)"
    )


def fold(text: str) -> str:
    """Unwrap prose; the reports' loader does the same."""
    folded = ""
    for line in (part.strip() for part in text.splitlines()):
        if line:
            wide = folded and not folded[-1].isascii() and not line[0].isascii()
            folded += line if wide or not folded else " " + line
    return folded


def escaped(data: bytes) -> Iterator[str]:
    """Each byte as it stands inside a literal."""
    simple = {0x0A: "\\n", 0x09: "\\t", 0x22: '\\"', 0x5C: "\\\\"}
    before = 0
    for byte in data:
        if byte in simple:
            yield simple[byte]
        elif byte == before == 0x3F:
            yield "\\?"  # Two question marks could begin a trigraph.
        elif 0x20 <= byte < 0x7F:
            yield chr(byte)
        else:
            yield f"\\{byte:03o}"  # Three digits end an octal escape; \x would swallow more.
        before = byte


class Strings:
    """Turns strings into C expressions, and keeps those too long for a literal as arrays."""

    def __init__(self) -> None:
        self.arrays: list[str] = []

    def express(self, text: str | None) -> str:
        if text is None:
            return "NULL"
        data = text.encode()
        if len(data) > LONGEST_LITERAL:
            return self._array(data)
        pieces = [""]
        for unit in escaped(data):
            if len(pieces[-1]) + len(unit) > WIDTH - 12:
                pieces.append("")
            pieces[-1] += unit
        return "\n        ".join(f'"{piece}"' for piece in pieces)

    def _array(self, data: bytes) -> str:
        # A plain char may be signed, and an initialiser of 200 for it would not be portable.
        codes = [str(byte - 256 if byte > 127 else byte) for byte in data + b"\0"]
        rows = [", ".join(codes[start : start + 18]) for start in range(0, len(codes), 18)]
        name = f"long_text_{len(self.arrays)}"
        body = ",\n    ".join(rows)
        self.arrays.append(f"static const char {name}[] = {{\n    {body},\n}};\n")
        return name


def note(place: str, value: dict[str, Any]) -> str:
    text = fold(text_of(place, value, "note", ""))
    evidence = ", ".join(list_of(place, value, "evidence", str))
    if not evidence:
        return text
    source = fold(text_of(place, value, "source", ""))
    tag = f"[{evidence}: {source}]" if source else f"[{evidence}]"
    return f"{text} {tag}".strip()


def read_records(files: list[Path]) -> list[dict[str, str]]:
    records = []
    for file in files:
        for number, entry in enumerate(read_tables(file, "divergence"), start=1):
            place = f"{file}: divergence {number}"
            where = table_of(place, entry, "where")
            system = " ".join([file.stem, *(f"{key} {value}" for key, value in where.items())])
            texts = {key: text_of(place, entry, key) for key in RECORD_KEYS}
            records.append({**texts, "os": system})
    return sorted(records, key=lambda entry: entry["claim"])


def render_records(records: list[dict[str, str]], strings: Strings) -> str:
    keys = ("claim", "os", "verdict", "reason", "source", "status")
    entries = [
        "    { " + ", ".join(strings.express(fold(entry[key])) for key in keys) + " },\n"
        for entry in records
    ]
    # An array must have an element, and the count says how many there are.
    return "".join(
        [
            "const struct claim_record catalogue_records[] = {\n",
            *entries,
            "    { NULL, NULL, NULL, NULL, NULL, NULL },\n};\n",
            f"const size_t catalogue_record_count = {len(entries)};\n",
        ]
    )


def read(files: list[Path]) -> dict[str, dict[str, Any]]:
    claims: dict[str, dict[str, Any]] = {}
    for file in files:
        for number, claim in enumerate(read_tables(file, "claim"), start=1):
            name = claim.get("id")
            if not isinstance(name, str):
                die(f"{file}: claim number {number} has no id")
            if name in claims:
                die(f"{file}: claim {name} is already in {claims[name]['file']}")
            claims[name] = {**claim, "file": file, "mechanism": file.resolve().parent.name}
    if not claims:
        die("no claims in the files given")
    return claims


def expectations(place: str, claim: dict[str, Any], strings: Strings) -> list[str]:
    """An initialiser for each system that something is expected of."""
    entries = []
    expect = table_of(place, claim, "expect")
    for system in expect:
        value = table_of(place, expect, system)
        inner = f"{place} expect.{system}"
        if "verdict" not in value:
            die(f"{place} has no expect.{system}.verdict")
        parts = (system, text_of(inner, value, "verdict"), note(inner, value))
        entries.append("    { " + ", ".join(strings.express(part) for part in parts) + " },\n")
    return entries


def rows(claims: dict[str, dict[str, Any]], strings: Strings) -> Iterator[tuple[str, str]]:
    """For each claim the array of its expectations and its own initialiser."""
    for index, name in enumerate(sorted(claims, key=str.encode)):
        claim = claims[name]
        place = f"{claim['file']}: claim {name}"
        values: list[tuple[str, str | None]] = [
            (key, fold(text_of(place, claim, key))) for key in CLAIM_KEYS
        ]
        values += [(key, text_of(place, claim, key) if key in claim else None) for key in SEED_KEYS]
        lines = ", ".join(str(line) for line in list_of(place, claim, "lines", int))
        values.append(("lines", lines or None))
        fields = [f".{key} = {strings.express(value)}" for key, value in values]
        entries = expectations(place, claim, strings)
        array = ""
        if entries:
            body = "".join(entries)
            array = f"static const struct claim_expectation expect_{index}[] = {{\n{body}}};\n"
            fields += [f".expect = expect_{index}", f".expect_count = {len(entries)}"]
        yield array, "    {\n      " + ",\n      ".join(fields) + "\n    },\n"


def render(claims: dict[str, dict[str, Any]], records: list[dict[str, str]]) -> str:
    strings = Strings()
    pairs = list(rows(claims, strings))
    recorded = render_records(records, strings)
    return "".join(
        [
            "/* Written by ci/embed-catalogue.py from cases/<mechanism>/claims.toml. */\n",
            '#include "runner/catalogue.h"\n\n',
            *strings.arrays,
            *(expectations for expectations, _ in pairs),
            "const struct claim catalogue_claims[] = {\n",
            *(initialiser for _, initialiser in pairs),
            "};\n",
            "const size_t catalogue_count =\n"
            "    sizeof catalogue_claims / sizeof catalogue_claims[0];\n",
            recorded,
        ]
    )


def main(arguments: list[str]) -> None:
    if len(arguments) < 2:
        sys.exit(f"usage: {Path(sys.argv[0]).name} OUT.c CLAIMS.toml...")
    out = Path(arguments[0])
    files = [Path(argument) for argument in arguments[1:]]
    recorded = [file for file in files if file.resolve().parent.name == "record"]
    text = render(read([file for file in files if file not in recorded]), read_records(recorded))
    # An interrupted build must not leave half a file that looks newer than its sources.
    unfinished = out.with_name(out.name + ".new")
    unfinished.write_bytes(text.encode("ascii"))
    os.replace(unfinished, out)


if __name__ == "__main__":
    main(sys.argv[1:])
