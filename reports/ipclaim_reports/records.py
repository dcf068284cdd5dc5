"""The three records of a results stream, checked field by field and held as plain objects.

The rules here and `schema/results.schema.json` are one contract; a test holds them together. They
are written out by hand because a message must name the field and the remedy, and because a stream
of many megabytes has to be read in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Mapping

from .errors import brief
from .fields import check, fault, is_count, is_number

SCHEMA = "ipclaim-results"
VERSION = 1

# Worst first: the order in which a case executed several times is summed up.
OUTCOMES = (
    "broken",
    "crash",
    "timeout",
    "fail",
    "unresolved",
    "unsupported",
    "skipped",
    "observed",
    "pass",
)


@dataclass(frozen=True)
class Run:
    """Where, when and how the binary ran."""

    id: str
    tool: Mapping[str, Any]
    started: str
    argv: tuple[str, ...]
    seed: int
    shuffle: bool
    jobs: int
    repeat: int
    timeout_scale: float
    subject: str
    planned: int
    environment: Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why an outcome is what it is."""

    code: str
    stage: str
    message: str
    file: str
    line: int


@dataclass(frozen=True)
class Observation:
    """A value measured on the way."""

    name: str
    value: Any
    unit: str

    @property
    def is_share(self) -> bool:
        """Whether chance made it ("%", "of 1000 messages"), so that no two runs need agree."""
        return self.unit == "%" or self.unit.startswith("of ")


@dataclass(frozen=True)
class Actor:
    """A process that the judge directed."""

    name: str
    pid: int
    parent: str | None
    end: str


@dataclass(frozen=True)
class Execution:
    """One execution of one case."""

    id: str
    claim: str
    name: str
    variant: str | None
    mechanism: str
    topic: str
    file: str
    line: int
    shows: str
    condition: str | None
    round: int
    outcome: str
    reason: Reason | None
    started_us: float
    duration_us: float
    observations: tuple[Observation, ...]
    actors: tuple[Actor, ...]
    transcript: tuple[Mapping[str, Any], ...]
    transcript_dropped: int
    left: tuple[str, ...]
    output: str
    output_dropped: int

    @property
    def interrupted(self) -> bool:
        """Whether it was under way when the run was stopped, and came to no end of its own."""
        return self.outcome == "skipped" and (self.reason and self.reason.code) == "interrupted"

    def without_transcript(self) -> Execution:
        """The same execution, light enough to be kept by the thousand."""
        return replace(self, transcript=(), output="")


@dataclass(frozen=True)
class End:
    """The seal: without it the stream is not complete."""

    run: str
    finished: str
    duration_us: float
    cases: int
    outcomes: Mapping[str, int] = field(default_factory=dict)
    interrupted: str | None = None
    exit: int = 0


_RUN = {
    "run": "text",
    "tool": "object",
    "started": "text",
    "argv": "strings",
    "seed": "integer",
    "shuffle": "bool",
    "jobs": "count",
    "repeat": "count",
    "timeout_scale": "time",
    "subject": "text",
    "planned": "count",
    "environment": "object",
}
_ENVIRONMENT = {"os": "text", "release": "string", "machine": "string", "libc": "string"}
_TABLES = ("filesystems", "limits", "settings", "namespaces", "sysconf")


def run_of(record: Mapping[str, Any]) -> Run:
    """The `run` record; its schema and version are checked by the caller, who knows the remedy."""
    check(record, _RUN)
    check(record["tool"], {"name": "text", "version": "text"}, "tool.")
    check(record["environment"], _ENVIRONMENT, "environment.")
    for table in _TABLES:
        if not isinstance(record["environment"].get(table, {}), dict):
            raise fault(f"environment.{table}", record["environment"][table], "an object")
    values = {name: record[name] for name in _RUN if name not in ("run", "argv")}
    return Run(id=record["run"], argv=tuple(record["argv"]), **values)


_CASE = {
    "id": "text",
    "claim": "text",
    "name": "text",
    "variant": "string?",
    "mechanism": "text",
    "topic": "string",
    "file": "string",
    "line": "count",
    "shows": "text",
    "condition": "string?",
    "round": "count",
    "outcome": "text",
    "started_us": "time",
    "duration_us": "time",
    "observations": "list",
    "actors": "list",
    "transcript": "list",
    "transcript_dropped": "count",
    "left": "strings",
    "output": "string",
    "output_dropped": "count",
}
_NESTED = ("observations", "actors", "transcript", "left", "outcome")


def case_of(record: Mapping[str, Any]) -> Execution:
    """A `case` record."""
    check(record, _CASE)
    for name, words in (("outcome", OUTCOMES), ("shows", ("proves", "refutes"))):
        if record[name] not in words:
            raise fault(name, record[name], "one of " + ", ".join(words))
    variant = record["variant"]
    whole = f"{record['claim']}/{record['name']}" + ("" if variant is None else f"[{variant}]")
    if record["id"] != whole:
        raise fault("id", record["id"], f"{brief(whole, 90)}, from claim, name and variant")
    values = {name: record[name] for name in _CASE if name not in _NESTED}
    return Execution(
        outcome=record["outcome"],
        reason=_reason(record.get("reason")),
        observations=tuple(_observation(item) for item in record["observations"]),
        actors=tuple(_actor(item) for item in record["actors"]),
        transcript=tuple(_event(item) for item in record["transcript"]),
        left=tuple(record["left"]),
        **values,
    )


def _reason(value: Any) -> Reason | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise fault("reason", value, "an object or null")
    check(value, {"code": "text", "message": "string"}, "reason.")
    for name in ("stage", "file"):
        if not isinstance(value.get(name), (str, type(None))):
            raise fault(f"reason.{name}", value[name], "a string or null")
    line = value.get("line", 0)
    if not is_count(line):
        raise fault("reason.line", line, "a whole number that is not negative")
    stage, file = value.get("stage") or "", value.get("file") or ""
    return Reason(value["code"], stage, value["message"], file, line)


def _observation(value: Any) -> Observation:
    if not isinstance(value, dict):
        raise fault("observations", value, "a list of objects")
    check(value, {"name": "text", "unit": "string"}, "observations.")
    measured = value.get("value")
    if not (isinstance(measured, str) or is_number(measured)):
        raise fault("observations.value", measured, "a number or a string")
    return Observation(value["name"], measured, value["unit"])


def _actor(value: Any) -> Actor:
    if not isinstance(value, dict):
        raise fault("actors", value, "a list of objects")
    check(
        value, {"name": "text", "pid": "integer", "parent": "string?", "end": "string"}, "actors."
    )
    return Actor(value["name"], value["pid"], value["parent"], value["end"])


_EVENT = {
    "call": {"call": "text", "args": "string", "seq": "count"},
    "return": {"call": "text", "seq": "count", "errno": "string?"},
    "blocked": {"call": "text", "seq": "count", "how": "text"},
    "fork": {"child": "text"},
    "signal": {"detail": "string"},
    "end": {"detail": "string"},
    "expect": {"ok": "bool", "detail": "string"},
    "must": {"ok": "bool", "detail": "string"},
    "note": {"detail": "string"},
}


def _event(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise fault("transcript", value, "a list of objects")
    check(value, {"t": "time", "actor": "text", "event": "text"}, "transcript.")
    check(value, _EVENT.get(value["event"], {}), "transcript.")
    return value


_END = {
    "run": "text",
    "finished": "text",
    "duration_us": "time",
    "cases": "count",
    "outcomes": "object",
    "interrupted": "string?",
    "exit": "integer",
}


def end_of(record: Mapping[str, Any]) -> End:
    """The `end` record."""
    check(record, _END)
    for outcome, count in record["outcomes"].items():
        if outcome not in OUTCOMES:
            raise fault("outcomes", outcome, "one of " + ", ".join(OUTCOMES))
        if not is_count(count):
            raise fault(f"outcomes.{outcome}", count, "a whole number that is not negative")
    return End(**{name: record[name] for name in _END})
