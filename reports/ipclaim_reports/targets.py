"""The targets of ci/targets.toml: where the cases run, and how. Pure."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import zip_longest
from pathlib import Path
from typing import Any, Iterable, Mapping, Sequence

import jsonschema

from .errors import ReportError, brief, place
from .model import Report
from .tables import read_table

SCHEMA = Path(__file__).resolve().parent.parent / "schema" / "targets.schema.json"
SETS = ("quick", "full")
ALL = "all"


@dataclass(frozen=True)
class Target:
    """One place to run. `build` names how the binary is made, `lacks` what may be absent there."""

    name: str
    about: str
    build: str
    run: str
    kind: str
    set: str
    setup: str = ""
    arguments: str = ""
    time_scale: float = 1.0
    minutes: float = 15.0
    lacks: tuple[str, ...] = ()

    def command(self, words: Sequence[str]) -> list[str]:
        """The command that runs those words there."""
        pieces = [words if word == "{}" else [word] for word in shlex.split(self.run)]
        return [word for piece in pieces for word in piece]

    def run_arguments(self, more: Sequence[str]) -> list[str]:
        """What follows `ipclaim run` there; what somebody adds comes last, and so wins."""
        scale = ["--timeout-scale", f"{self.time_scale:g}"] if self.time_scale != 1.0 else []
        return ["--format", "ndjson", *scale, *shlex.split(self.arguments), *more]


def load_targets(file: Path) -> dict[str, Target]:
    """Read the targets, or raise a ReportError that names the file, the place and the remedy."""
    try:
        table = read_table(file)
    except OSError as error:
        raise ReportError(f"{place(file)}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ReportError(f"{place(file)}: {error}; make it valid TOML in UTF-8") from error
    checker = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    wrong = jsonschema.exceptions.best_match(checker.iter_errors(table))
    if wrong is not None:
        raise ReportError(
            f"{place(file)}: {_told(wrong)}; {place(SCHEMA)} says what may stand there"
        )
    return {name: _target(name, dict(entry)) for name, entry in table["target"].items()}


def _target(name: str, entry: dict[str, Any]) -> Target:
    lacks = tuple(entry.pop("lacks", ()))
    return Target(name, lacks=lacks, **entry)


def _told(wrong: Any) -> str:
    where = ".".join(str(key) for key in wrong.absolute_path) or "the file"
    if wrong.validator == "pattern" and wrong.absolute_path and wrong.absolute_path[-1] == "run":
        return f"{where}: {brief(wrong.instance)} has no {{}} as a word of its own, where the binary goes"
    return f"{where}: {brief(wrong.message, 200)}"


def choose(targets: Mapping[str, Target], words: Iterable[str]) -> list[Target]:
    """The targets that the words name: each a name, or a set, or several of them with commas."""
    chosen: dict[str, Target] = {}
    for word in (part for words_ in words for part in words_.split(",") if part):
        if word == ALL:
            # A target that only its name selects needs something of the reader's own.
            found = [t for t in targets.values() if t.set in SETS]
        elif word in SETS:
            found = [t for t in targets.values() if t.set == word]
        elif word in targets:
            found = [targets[word]]
        else:
            known = ", ".join([*targets, *SETS, ALL])
            raise ReportError(f"--target {brief(word)}: no such target; there are {known}")
        chosen |= {target.name: target for target in found}
    return list(chosen.values())


def dealt(targets: Sequence[Target]) -> list[Target]:
    """The order in which workers get them: a slow one comes with a quick one.

    pytest-xdist deals two to each at first, and what is dealt stays where it is.
    """
    slow_first = sorted(targets, key=lambda target: -target.time_scale)
    half = (len(slow_first) + 1) // 2
    quick_first = slow_first[half:][::-1]
    return [
        target
        for pair in zip_longest(slow_first[:half], quick_first)
        for target in pair
        if target is not None
    ]


def hidden_skips(report: Report, lacks: Iterable[str]) -> list[str]:
    """The cases that were not decided for a reason that the target does not own up to.

    Something absent must not go unnoticed among the skipped: each line is a case and its reason.
    """
    patterns = list(lacks)
    found = []
    for case in report.cases:
        if case.outcome in ("unsupported", "skipped"):
            why = case.chosen.reason.message if case.chosen.reason else ""
            if not any(fnmatchcase(why, pattern) for pattern in patterns):
                found.append(f"{case.id}: {case.outcome}: {why}")
    return found
