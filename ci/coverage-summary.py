#!/usr/bin/env python3
"""Prints a tracefile of lcov by folder, and the files with the least; fails when too few lines were executed.

Usage: ci/coverage-summary.py --least PERCENT [--missing] coverage.info
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FEWEST_SHOWN = 8


@dataclass
class File:
    """How often each line, function and branch was executed; a file that is compiled twice has each once."""

    lines: Counter[int] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    branches: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> list[int]:
        return sorted(line for line, hits in self.lines.items() if not hits)


@dataclass
class Row:
    """Of lines, functions and branches: executed, and all."""

    hit: list[int] = field(default_factory=lambda: [0, 0, 0])
    found: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, file: File) -> None:
        for i, counts in enumerate((file.lines, file.functions, file.branches)):
            self.hit[i] += sum(1 for hits in counts.values() if hits)
            self.found[i] += len(counts)

    def percent(self, i: int = 0) -> float:
        return 100 * self.hit[i] / self.found[i] if self.found[i] else 100.0

    def text(self, name: str) -> str:
        cells = (f"{self.percent(i):5.1f} % {f'{self.hit[i]}/{self.found[i]}':>10}" for i in range(3))
        return f"{name:<27}" + "".join(f"  {cell}" for cell in cells)


def read(tracefile: Path) -> dict[str, File]:
    """The files by their paths in the repository; geninfo(1) has the format."""
    files: dict[str, File] = defaultdict(File)
    for record in tracefile.read_text(encoding="utf-8").splitlines():
        key, _, value = record.partition(":")
        if key == "SF":
            file = files[str(Path(value).resolve().relative_to(REPOSITORY))]
        elif key == "DA":
            line, hits = value.split(",")[:2]
            file.lines[int(line)] += int(hits)
        elif key == "FNDA":
            hits, name = value.split(",", 1)
            file.functions[name] += int(hits)
        elif key == "BRDA":
            branch, hits = value.rsplit(",", 1)
            file.branches[branch] += 0 if hits == "-" else int(hits)
    return files


def ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 as "1-3 7"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in spans)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--least", type=float, required=True, help="percent of a folder's lines")
    parser.add_argument("--missing", action="store_true", help="name the lines that were not executed")
    parser.add_argument("tracefile", type=Path)
    options = parser.parse_args()

    files = read(options.tracefile)
    rows: dict[str, Row] = defaultdict(Row)
    folders: dict[str, Row] = defaultdict(Row)
    wholes: dict[str, Row] = defaultdict(Row)
    for path, file in files.items():
        parts = Path(path)
        for row in (rows[path], folders[f"{parts.parent}/"], wholes[f"all of {parts.parts[0]}/"]):
            row.add(file)

    print(f"{'':<27}" + "".join(f"  {what:>18}" for what in ("lines", "functions", "branches")))
    for name, row in [*sorted(folders.items()), *sorted(wholes.items())]:
        print(row.text(name))
    print("\nThe files with the fewest lines executed:" if not options.missing else "\nWhat was not executed:")
    fewest = sorted((path for path in files if files[path].missing), key=lambda path: rows[path].percent())
    for path in fewest if options.missing else fewest[:FEWEST_SHOWN]:
        print(rows[path].text(path))
        if options.missing:
            print(f"    lines {ranges(files[path].missing)}")
    print("\nLines that only a process reached that was killed before it could say so count as missing.")

    poor = [f"{name} {row.percent():.1f} %" for name, row in wholes.items() if row.percent() < options.least]
    if poor:
        print(
            f"Of the lines at least {options.least:g} % are asked for: {', '.join(poor)}; "
            "ci/coverage --missing names the others",
            file=sys.stderr,
        )
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
