#!/usr/bin/env python3
"""Prints the wrong error numbers of mutants.toml for CMake: a line each, with name, call, error due, error given.

Usage: list-wrong-errors.py MUTANTS.TOML
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reports"))

from ipclaim_reports.mutants.table import load_table  # noqa: E402


def main() -> None:
    table = load_table(Path(sys.argv[1]).parent)
    for mutant in table.mutants.values():
        if mutant.error:
            print(mutant.name, *mutant.calls, mutant.error, mutant.given)


if __name__ == "__main__":
    main()
