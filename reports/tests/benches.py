"""A bench file as `ipclaim bench` wrote it, small, to be changed record by record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


def whole() -> list[dict[str, Any]]:
    """A stream with every type of record."""
    *records, end = recorded()
    return [*records, calls(), calls(method="tracepoint"), end]
