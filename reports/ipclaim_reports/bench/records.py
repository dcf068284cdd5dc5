"""The records of a bench stream, checked field by field and held as plain objects.

The rules here and `schema/bench.schema.json` are one contract; a test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from ..errors import brief
from ..fields import check, fault, is_number

SCHEMA = "ipclaim-bench"
VERSION = 1

MEASURES = ("latency", "throughput", "setup", "connect", "contention")
DEFINITIONS = ("pair", "same-cpu", "cross-cpu", "cross-smt", "cross-node", "unpinned")
DISTANCES = (None, "smt", "core", "node")
STATUSES = ("measured", "unsupported", "failed")
VERDICTS = ("holds", "refuted", "depends", "inconclusive", "unsupported", "untested")


@dataclass(frozen=True)
class Interval:
    """A median, and between which values it lies with a probability of `confidence`; None: too few blocks."""

    median: float | None
    low: float | None
    high: float | None
    confidence: float | None


@dataclass(frozen=True)
class Summary(Interval):
    """What the blocks of a variant say together."""

    blocks: int
    kept: int
    noisy: bool
    mean: float
    p90: float | None
    p99: float | None
    max: float | None
    stalls: float | None


@dataclass(frozen=True)
class Variant:
    """One number that was to be found, of one mechanism by one definition, and what was found."""

    id: str
    mechanism: str
    title: str
    family: str
    measure: str
    definition: str | None
    distance: str | None
    payload: int
    processes: int
    subject: str
    unit: str
    status: str
    reason: str | None
    verified: bool | None
    batch: int
    blocks: tuple[Mapping[str, Any], ...]
    summary: Summary | None
    quantiles: tuple[float, ...] | None


@dataclass(frozen=True)
class Ratio(Interval):
    """One variant's value by another's, of one round each."""

    of: str
    to: str
    difference: Interval
    pairs: int


@dataclass(frozen=True)
class Calls:
    """System calls for one transfer."""

    mechanism: str
    definition: str
    method: str
    status: str
    reason: str | None
    per_transfer: float | None
    names: str


@dataclass(frozen=True)
class Copies:
    """How often each byte of a message is taken from its sender and put where its receiver wants it."""

    mechanism: str
    bytes: int
    status: str
    reason: str | None
    taken_by_kernel: float | None
    put_by_kernel: float | None
    taken_by_program: float | None
    put_by_program: float | None

    @property
    def by_kernel(self) -> float | None:
        """Copies that the kernel makes; None where they were not counted."""
        return _sum(self.taken_by_kernel, self.put_by_kernel)

    @property
    def by_program(self) -> float | None:
        """Copies that the processes make by themselves."""
        return _sum(self.taken_by_program, self.put_by_program)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


@dataclass(frozen=True)
class Faults:
    """Page faults of a store to each of some fresh pages: the first, again, and of a second process."""

    mechanism: str
    pages: int
    status: str
    reason: str | None
    first: int | None
    again: int | None
    other: int | None


@dataclass(frozen=True)
class Criterion(Interval):
    """What a claim allows, and what was measured; `confidence` is that of the measurement."""

    of: str
    to: str | None
    least: float | None
    most: float | None
    verdict: str

    @property
    def unit(self) -> str:
        """The unit of its values; none of a ratio and of a count."""
        if self.to is not None or self.of.startswith("calls/"):
            return ""
        return "bytes/s" if self.of.startswith("throughput/") else "ns"


@dataclass(frozen=True)
class Verdict:
    """What the intervals decide of a claim, under one condition; None: over all of them."""

    claim: str
    condition: str | None
    verdict: str
    why: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class BenchRun:
    """Where, when and how it was measured."""

    id: str
    tool: Mapping[str, Any]
    started: str
    argv: tuple[str, ...]
    seed: int
    profile: str
    subject: str
    rounds: int
    block_ms: float
    planned: int
    machine: Mapping[str, Any]
    definitions: Mapping[str, str]
    environment: Mapping[str, Any]


@dataclass(frozen=True)
class BenchEnd:
    """The seal, with how steady the machine was."""

    run: str
    finished: str
    duration_us: float
    blocks: int
    kept: int
    canary: Mapping[str, Any]
    belief: str
    interrupted: str | None
    exit: int


def _one_of(name: str, value: Any, words: tuple[Any, ...]) -> None:
    if not isinstance(value, (str, type(None))) or value not in words:
        raise fault(name, value, "one of " + ", ".join(str(w or "null") for w in words))


def _objects(name: str, values: list[Any]) -> list[Mapping[str, Any]]:
    for value in values:
        if not isinstance(value, dict):
            raise fault(name, value, "a list of objects")
    return values


_INTERVAL = {"median": "some", "low": "some", "high": "some", "confidence": "some"}


def _interval(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    check(record, _INTERVAL, prefix)
    low, median, high = (record[name] for name in ("low", "median", "high"))
    if (low is None) != (high is None) or (low is not None and median is None):
        raise fault(prefix + "low", low, "an interval with both ends and a median, or none")
    if low is not None and not low <= median <= high:
        raise fault(prefix + "median", median, f"a value between {low} and {high}")
    return {name: record[name] for name in _INTERVAL}


_RUN = {
    "run": "text",
    "tool": "object",
    "started": "text",
    "argv": "strings",
    "seed": "integer",
    "profile": "text",
    "subject": "text",
    "rounds": "count",
    "block_ms": "time",
    "planned": "count",
    "machine": "object",
    "definitions": "object",
    "environment": "object",
}
_MACHINE = {
    "cpus": "count",
    "cpu": "integer?",
    "partner": "integer?",
    "distance": "string?",
    "clock_cost_ns": "time",
}


def run_of(record: Mapping[str, Any]) -> BenchRun:
    """The `run` record; its schema and version are checked by the caller."""
    check(record, _RUN)
    check(record["tool"], {"name": "text", "version": "text"}, "tool.")
    check(record["machine"], _MACHINE, "machine.")
    _one_of("machine.distance", record["machine"]["distance"], DISTANCES)
    _one_of("profile", record["profile"], ("quick", "full"))
    for name, text in record["definitions"].items():
        if not isinstance(text, str):
            raise fault(f"definitions.{brief(name, 20)}", text, "a string")
    values = {name: record[name] for name in _RUN if name not in ("run", "argv")}
    return BenchRun(id=record["run"], argv=tuple(record["argv"]), **values)


_VARIANT = {
    "id": "text",
    "mechanism": "text",
    "title": "text",
    "family": "text",
    "measure": "text",
    "definition": "string?",
    "distance": "string?",
    "payload": "count",
    "processes": "count",
    "subject": "text",
    "unit": "text",
    "status": "text",
    "reason": "string?",
    "verified": "bool?",
    "batch": "count",
    "blocks": "list",
    "summary": "object?",
    "quantiles": "list?",
}
_BLOCK = {
    "round": "count",
    "order": "count",
    "n": "count",
    "value": "time",
    "mean": "time",
    "p50": "some",
    "p90": "some",
    "p99": "some",
    "max": "some",
    "stalls": "some",
    "canary": "list",
    "kept": "bool",
}
_SUMMARY = {
    "blocks": "count",
    "kept": "count",
    "noisy": "bool",
    "mean": "time",
    "p90": "some",
    "p99": "some",
    "max": "some",
    "stalls": "some",
}
_QUANTILES = 101


def variant_of(record: Mapping[str, Any]) -> Variant:
    """A `bench` record."""
    check(record, _VARIANT)
    _one_of("measure", record["measure"], MEASURES)
    _one_of("definition", record["definition"], (None, *DEFINITIONS))
    _one_of("distance", record["distance"], DISTANCES)
    _one_of("subject", record["subject"], ("native", "subject"))
    _one_of("unit", record["unit"], ("ns", "bytes/s"))
    _one_of("status", record["status"], STATUSES)
    blocks = _objects("blocks", record["blocks"])
    for block in blocks:
        _check_block(block)
    summary = _summary(record["summary"], blocks)
    values = {name: record[name] for name in _VARIANT if name not in _NESTED}
    return Variant(
        blocks=tuple(blocks), summary=summary, quantiles=_quantiles(record["quantiles"]), **values
    )


_NESTED = ("blocks", "summary", "quantiles")


def _check_block(block: Mapping[str, Any]) -> None:
    check(block, _BLOCK, "blocks.")
    canary = block["canary"]
    if len(canary) != 2 or not all(is_number(value) for value in canary):
        raise fault("blocks.canary", canary, "two numbers")


def _summary(record: Mapping[str, Any] | None, blocks: list[Mapping[str, Any]]) -> Summary | None:
    if record is None:
        if blocks:
            raise fault("summary", None, "an object, for there are blocks")
        return None
    check(record, _SUMMARY, "summary.")
    kept = sum(1 for block in blocks if block["kept"])
    for name, counted in (("blocks", len(blocks)), ("kept", kept)):
        if record[name] != counted:
            raise fault(f"summary.{name}", record[name], f"{counted}, as many as there are")
    return Summary(**_interval(record, "summary."), **{name: record[name] for name in _SUMMARY})


def _quantiles(values: list[Any] | None) -> tuple[float, ...] | None:
    if values is None:
        return None
    if len(values) != _QUANTILES or not all(is_number(value) for value in values):
        raise fault("quantiles", values, f"{_QUANTILES} numbers or null")
    return tuple(values)


def ratio_of(record: Mapping[str, Any]) -> Ratio:
    """A `ratio` record."""
    check(record, {"of": "text", "to": "text", "difference": "object", "pairs": "count"})
    difference = Interval(**_interval(record["difference"], "difference."))
    return Ratio(
        of=record["of"],
        to=record["to"],
        difference=difference,
        pairs=record["pairs"],
        **_interval(record),
    )


_CALLS = {
    "mechanism": "text",
    "definition": "text",
    "method": "text",
    "status": "text",
    "reason": "string?",
    "per_transfer": "some",
    "names": "string",
}


def calls_of(record: Mapping[str, Any]) -> Calls:
    """A `calls` record."""
    fields = _tried(record, _CALLS)
    _one_of("definition", fields["definition"], DEFINITIONS)
    _one_of("method", fields["method"], ("ptrace", "seccomp", "tracepoint"))
    return Calls(**fields)


_COPIES = {
    "mechanism": "text",
    "bytes": "count",
    "status": "text",
    "reason": "string?",
    "taken_by_kernel": "some",
    "put_by_kernel": "some",
    "taken_by_program": "some",
    "put_by_program": "some",
}


def copies_of(record: Mapping[str, Any]) -> Copies:
    """A `copies` record."""
    return Copies(**_tried(record, _COPIES))


_FAULTS = {
    "mechanism": "text",
    "pages": "count",
    "status": "text",
    "reason": "string?",
    "first": "integer?",
    "again": "integer?",
    "other": "integer?",
}


def faults_of(record: Mapping[str, Any]) -> Faults:
    """A `faults` record."""
    return Faults(**_tried(record, _FAULTS))


def _tried(record: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields of what was tried, and has a status."""
    check(record, fields)
    _one_of("status", record["status"], STATUSES)
    return {name: record[name] for name in fields}


def verdict_of(record: Mapping[str, Any]) -> Verdict:
    """A `verdict` record."""
    check(
        record,
        {
            "claim": "text",
            "condition": "string?",
            "verdict": "text",
            "why": "text",
            "criteria": "list",
        },
    )
    _one_of("verdict", record["verdict"], VERDICTS)
    criteria = tuple(_criterion(one) for one in _objects("criteria", record["criteria"]))
    names = ("claim", "condition", "verdict", "why")
    return Verdict(criteria=criteria, **{name: record[name] for name in names})


_CRITERION = {"of": "text", "to": "string?", "least": "some", "most": "some", "verdict": "text"}


def _criterion(record: Mapping[str, Any]) -> Criterion:
    check(record, _CRITERION, "criteria.")
    _one_of("criteria.verdict", record["verdict"], tuple(v for v in VERDICTS if v != "depends"))
    interval = _interval({"confidence": None, **record}, "criteria.")
    return Criterion(**interval, **{name: record[name] for name in _CRITERION})


_END = {
    "run": "text",
    "finished": "text",
    "duration_us": "time",
    "blocks": "count",
    "kept": "count",
    "canary": "object",
    "belief": "text",
    "interrupted": "string?",
    "exit": "integer",
}
_CANARY = {"mode_ns": "some", "tolerance": "time", "low_ns": "some", "high_ns": "some"}


def end_of(record: Mapping[str, Any]) -> BenchEnd:
    """The `end` record."""
    check(record, _END)
    check(record["canary"], _CANARY, "canary.")
    return BenchEnd(**{name: record[name] for name in _END})
