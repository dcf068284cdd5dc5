"""A bench file as `ipclaim bench` wrote it, small, to be changed record by record."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any, Sequence

import samples

RECORDED = Path(__file__).parent / "recorded" / "bench.ndjson"


def recorded() -> list[dict[str, Any]]:
    """Its records, as if they were of the system that all other samples are of."""
    records = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    records[0]["environment"] = samples.run(0)["environment"]
    return records


def calls(**more: Any) -> dict[str, Any]:
    """A count of system calls."""
    return {
        "type": "calls",
        "mechanism": "pipe",
        "definition": "pair",
        "method": "ptrace",
        "status": "measured",
        "reason": None,
        "per_transfer": 2,
        "names": "write read",
        **more,
    }


def copies(mechanism: str, kernel: int | None, program: int | None, **more: Any) -> dict[str, Any]:
    """A count of copies; each of both was made half by taking and half by putting."""
    halves = {
        f"{what}_by_{who}": None if count is None else count / 2
        for who, count in (("kernel", kernel), ("program", program))
        for what in ("taken", "put")
    }
    rest = {"bytes": 4096, "status": "measured", "reason": None}
    return {"type": "copies", "mechanism": mechanism, **rest, **halves, **more}


def faults() -> dict[str, Any]:
    """A count of page faults."""
    own = {"first": 256, "again": 0, "other": 256}
    rest = {"status": "measured", "reason": None}
    return {"type": "faults", "mechanism": "posix-shm", "pages": 256, **rest, **own}


def whole() -> list[dict[str, Any]]:
    """A stream with every type of record."""
    *records, end = recorded()
    counts = [calls(), calls(method="tracepoint"), *all_copies(), faults()]
    return [*records, *counts, end]


def all_copies() -> list[dict[str, Any]]:
    """Of what the kernel copies, of what it does not, and of what nobody could count."""
    denied = {"status": "unsupported", "reason": "watching a byte: Permission denied"}
    found = [copies("pipe", 2, 0), copies("shm-posix-sem", 0, 2), copies("shm-spin", 0, 2)]
    # A count that is missing is null, whatever the status is.
    half = copies("posix-shm", None, 2)
    return [*found, copies("fifo", None, None, **denied), half]


def block(number: int, value: float, kept: bool = True) -> dict[str, Any]:
    """One block, of which a comparison takes the round and the value alone."""
    rest = dict.fromkeys(("p50", "p90", "p99", "max", "stalls"))
    own = {"round": number, "order": number, "n": 1, "value": value, "mean": value, "kept": kept}
    return {**own, **rest, "canary": [100.0, 100.0]}


def variant(id: str, values: Sequence[float], **more: Any) -> dict[str, Any]:
    """A latency or a throughput of those blocks, one a round."""
    measure, mechanism, definition, payload = id.split("/")
    blocks = [block(number, value) for number, value in enumerate(values)]
    summary = {
        **dict.fromkeys(("low", "high", "confidence", "p90", "p99", "max", "stalls")),
        **{"median": statistics.median(values), "mean": statistics.fmean(values)},
        **{"blocks": len(blocks), "kept": len(blocks), "noisy": False},
    }
    return {
        "type": "bench",
        "id": id,
        "mechanism": mechanism,
        "title": mechanism,
        "family": mechanism,
        "measure": measure,
        "definition": definition,
        "distance": None,
        "payload": int(payload),
        "processes": 2,
        "subject": "native",
        "unit": "bytes/s" if measure == "throughput" else "ns",
        "status": "measured",
        "reason": None,
        "verified": True,
        "batch": 1,
        "blocks": blocks,
        "summary": summary,
        "quantiles": None,
        **more,
    }


def ratio(of: dict[str, Any], to: dict[str, Any]) -> dict[str, Any]:
    """The ratio of two variants, without an interval, which a comparison makes itself."""
    values = [a["value"] / b["value"] for a, b in zip(of["blocks"], to["blocks"])]
    interval = {**dict.fromkeys(("low", "high", "confidence")), "median": statistics.median(values)}
    none = dict.fromkeys(("median", "low", "high", "confidence"))
    ids = {"of": of["id"], "to": to["id"]}
    return {"type": "ratio", **ids, "difference": none, "pairs": len(values), **interval}


def stream(variants: Sequence[dict[str, Any]], **machine: Any) -> list[dict[str, Any]]:
    """A whole run of those variants, with the ratio of each to the first where both are of one sort."""
    run, end = recorded()[0], recorded()[-1]
    first, *others = variants or [None]
    ratios = [ratio(v, first) for v in others if first and first["unit"] == v["unit"]]
    run = {**run, "planned": len(variants), "machine": {**run["machine"], **machine}}
    blocks = sum(len(v["blocks"]) for v in variants)
    return [run, *variants, *ratios, {**end, "blocks": blocks, "kept": blocks}]
