"""Runs the cases on one target again and again, each time in another order: does an outcome vary?

A target is trusted when none does, whatever else runs on the machine. Every run is one of its own: a
guest is booted anew for it.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Sequence

from .model import Report
from .session import ROOT, load_reports
from .summary import product
from .target_run import prepare_target, run_target
from .target_session import Conducted, faults_of, first_of
from .targets import Target
from .text import plural, visible

# Its folders lie in one of their own, so that what has run once is not taken for what ran often.
SOAK = "soak"
SUMMARY = "soak.json"


@dataclass
class Tally:
    """How often each case had which outcome, which runs went wrong, and how."""

    seeds: list[int] = field(default_factory=list)
    cases: dict[str, Counter[str]] = field(default_factory=dict)
    faults: dict[str, list[int]] = field(default_factory=dict)

    def add(
        self, seed: int, outcomes: Mapping[str, Mapping[str, int]], faults: Sequence[str]
    ) -> bool:
        """Count one run; returns whether it is odd: it has a fault, or an outcome that no run had."""
        self.seeds.append(seed)
        odd = bool(faults)
        for case, tally in outcomes.items():
            seen = self.cases.setdefault(case, Counter())
            odd = odd or bool(seen and set(tally) - set(seen))
            seen.update(tally)
        for fault in faults:
            self.faults.setdefault(fault, []).append(len(self.seeds))
        return odd

    @property
    def varying(self) -> dict[str, Counter[str]]:
        """The cases that had more than one outcome."""
        return {case: seen for case, seen in sorted(self.cases.items()) if len(seen) > 1}

    @property
    def outcomes(self) -> Counter[str]:
        """All outcomes of all runs."""
        return sum(self.cases.values(), Counter())

    def wrong(self) -> list[str]:
        """What should not be, a line each."""
        lines = [f"varied: {case}: {_listed(seen)}" for case, seen in self.varying.items()]
        for fault, runs in self.faults.items():
            which = ", ".join(str(run) for run in runs)
            lines.append(f"{fault} (in {'run' if len(runs) == 1 else 'runs'} {which})")
        return lines

    def summary(self) -> list[str]:
        """Two lines: how much has run, and whether an outcome varied."""
        runs, varied = len(self.seeds), len(self.varying)
        executions = plural(sum(self.outcomes.values()), "execution")
        return [
            f"{plural(runs, 'run')}, each in another order; {executions} of {plural(len(self.cases), 'case')}: "
            + _listed(self.outcomes),
            f"{plural(varied, 'case')} whose outcome varied" if varied else "no outcome varied",
        ]

    def as_json(self, target: Target) -> dict[str, Any]:
        """Everything but the outcomes that are alike in every run."""
        return {
            "target": target.name,
            "seeds": self.seeds,
            "cases": len(self.cases),
            "outcomes": dict(self.outcomes),
            "varying": {case: dict(seen) for case, seen in self.varying.items()},
            "faults": self.faults,
        }


def _listed(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())


def soak(
    target: Target,
    runs: int,
    out: Path,
    root: Path = ROOT,
    more: Sequence[str] = (),
    record: Path | None = None,
    binary: Path | None = None,
) -> Conducted:
    """Run so often; `out`/soak/<name>/ then has the tally, and the results of the first and of odd runs."""
    folder = out / SOAK / target.name
    if folder.exists():
        shutil.rmtree(folder)
    program = prepare_target(target, folder, ROOT, binary)
    tally = Tally()
    named = ""
    for number in range(1, runs + 1):
        # Drawn here: in virtual time, a guest draws the same each time.
        seed = random.SystemRandom().getrandbits(32)
        ran = run_target(target, program, folder, ROOT, [f"--shuffle={seed}", *more])
        [report] = load_reports([ran.results], root, record, target.name)
        named = visible(product(report).en, keep="")
        odd = tally.add(seed, _outcomes(report), faults_of(report, target, whole=not more))
        if odd or number == 1:
            ran.results.rename(folder / f"run-{number}.ndjson")
        else:
            ran.results.unlink()
        text = json.dumps(tally.as_json(target), indent=1, ensure_ascii=False)
        (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
    lines = [named, *tally.summary(), f"soak: {folder / SUMMARY}"]
    return Conducted(tuple(lines), first_of(tally.wrong(), folder / SUMMARY))


def _outcomes(report: Report) -> dict[str, Mapping[str, int]]:
    return {case.id: case.tally for case in report.cases}
