"""The one error that ends a report: a sentence for people, and never half a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .text import visible


class ReportError(Exception):
    """Wrong usage or unusable input. The message names the place, the value and the remedy."""


def place(file: Path | str, line: int = 0) -> str:
    """The file, and the line where there is one, in the form that editors jump to."""
    return f"{visible(str(file))}:{line}" if line else visible(str(file))


def brief(value: Any, limit: int = 60) -> str:
    """A value shortened for a message; a hostile file must not write to the terminal through it."""
    text = value if isinstance(value, str) else repr(value)
    shown = visible(text[: limit + 1], keep="")
    return shown[:limit] + "…" if len(shown) > limit else shown
