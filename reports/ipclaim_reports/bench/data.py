"""What report.json says of a bench file: all but the single blocks, which the file itself has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .stream import Bench

LEFT_OUT = ("blocks", "quantiles")


def as_data(bench: Bench) -> dict[str, Any]:
    """A bench file as plain data."""
    run, end = bench.run, bench.end
    return {
        "run": run.id,
        "started": run.started,
        "finished": end.finished,
        "argv": list(run.argv),
        "seed": run.seed,
        "profile": run.profile,
        "subject": run.subject,
        "rounds": run.rounds,
        "machine": dict(run.machine),
        "blocks": end.blocks,
        "kept": end.kept,
        "canary": dict(end.canary),
        "belief": end.belief,
        "interrupted": end.interrupted,
        "variants": [
            {name: value for name, value in asdict(variant).items() if name not in LEFT_OUT}
            for variant in bench.variants.values()
        ],
        "ratios": [asdict(ratio) for ratio in bench.ratios.values()],
        "calls": [asdict(calls) for calls in bench.calls],
        "copies": [asdict(copies) for copies in bench.copies],
        "faults": [asdict(faults) for faults in bench.faults],
        "verdicts": [
            {**asdict(verdict), "criteria": [asdict(one) for one in verdict.criteria]}
            for verdict in bench.verdicts.values()
        ],
    }
