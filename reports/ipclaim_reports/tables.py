"""Reads TOML that somebody else may have written: all of it, or one ValueError that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

try:
    import tomllib
except ModuleNotFoundError:  # Python before 3.11
    import tomli as tomllib  # type: ignore[no-redef]

from .errors import brief
from .fields import nests_deeper

__all__ = ["read_table", "tomllib"]

LIMIT = 4 * 1024 * 1024
DEPTH = 20


def read_table(file: Path) -> dict[str, Any]:
    """The table of a file; an OSError or a ValueError tells why there is none."""
    with file.open("rb") as source:
        raw = source.read(LIMIT + 1)
    if len(raw) > LIMIT:
        raise ValueError(f"longer than {LIMIT // 2**20} MiB")
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as error:  # not UTF-8, not TOML, a number of too many digits
        raise ValueError(brief(str(error), 200)) from None
    # What comes after the parser goes deeper at each level than the parser itself.
    if nests_deeper(table, DEPTH):
        raise ValueError("nested too deeply")
    return table
