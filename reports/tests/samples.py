"""Builds results streams as the binary writes them, so that the reports can be tested alone."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from ipclaim_reports.records import OUTCOMES

RUN = "20261122T204500Z-1a2b3c4d"


class Play:
    """Writes down what actors do, in the words of a transcript."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seq = 0
        self.events: list[dict[str, Any]] = []
        self.actors: list[dict[str, Any]] = []

    def _add(self, actor: str, event: str, **more: Any) -> None:
        self.now = round(self.now + 3.7, 1)
        self.events.append({"t": self.now, "actor": actor, "event": event, **more})

    def new(self, name: str, parent: str = "judge", end: str = "exited 0") -> None:
        self._add(parent, "fork", child=name)
        above = None if parent == "judge" else parent
        self.actors.append({"name": name, "pid": 4711, "parent": above, "end": end})

    def begin(self, actor: str, call: str, args: str) -> int:
        self.seq += 1
        self._add(actor, "call", call=call, args=args, seq=self.seq)
        return self.seq

    def blocked(self, actor: str, call: str, seq: int) -> None:
        detail = f"asleep in {call}(2)"
        self._add(actor, "blocked", call=call, seq=seq, how="probed", detail=detail)

    def finish(
        self,
        actor: str,
        call: str,
        seq: int,
        result: int,
        errno: str | None = None,
        detail: str = "",
    ) -> None:
        self._add(
            actor, "return", call=call, seq=seq, result=result, errno=errno, us=3.1, detail=detail
        )

    def do(self, actor: str, call: str, args: str, result: int = 0, **more: Any) -> None:
        self.finish(actor, call, self.begin(actor, call, args), result, **more)

    def expect(self, detail: str, ok: bool = True) -> None:
        self._add("judge", "expect", ok=ok, detail=detail)

    def say(self, event: str, actor: str = "judge", **more: Any) -> None:
        self._add(actor, event, **more)

    def end(self) -> None:
        for actor in self.actors:
            self._add(actor["name"], "end", detail=actor["end"])


def case(
    claim: str, name: str, play: Play | None = None, outcome: str = "pass", **more: Any
) -> dict[str, Any]:
    """A case record; whatever is not given is as plain as can be."""
    variant = more.get("variant")
    mechanism = more.get("mechanism", "pipe")
    topic = (claim.split(".") + [""])[1]
    return {
        "type": "case",
        "id": f"{claim}/{name}" + (f"[{variant}]" if variant else ""),
        "claim": claim,
        "name": name,
        "variant": variant,
        "mechanism": mechanism,
        "topic": topic,
        "file": f"cases/{mechanism}/{topic}.c",
        "line": 12,
        "shows": "proves",
        "condition": None,
        "round": 0,
        "outcome": outcome,
        "reason": None,
        "started_us": 1234,
        "duration_us": 812,
        "observations": [],
        "actors": play.actors if play else [],
        "transcript": play.events if play else [],
        "transcript_dropped": 0,
        "left": [],
        "output": "",
        "output_dropped": 0,
        **more,
    }


def why(code: str, message: str, stage: str | None = None, line: int = 31) -> dict[str, Any]:
    return {
        "code": code,
        "stage": stage,
        "message": message,
        "file": "cases/pipe/full.c",
        "line": line,
    }


def run(planned: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "run",
        "schema": "ipclaim-results",
        "version": 1,
        "run": RUN,
        "tool": {"name": "ipclaim", "version": "0.1.0", "commit": "abc1234"},
        "started": "2026-11-22T20:45:00Z",
        "argv": ["ipclaim", "run", "--format", "ndjson", "-o", "results.ndjson"],
        "seed": 12345,
        "shuffle": False,
        "jobs": 2,
        "repeat": 1,
        "timeout_scale": 1.0,
        "subject": "native",
        "planned": planned,
        "environment": {
            "os": "Linux",
            "release": "6.18.44",
            "version": "#1 SMP",
            "machine": "x86_64",
            "libc": "glibc 2.36",
            "compiler": "gcc 12.2.0",
            "page_size": 4096,
            "cpus": 2,
            "uid": 0,
            "euid": 0,
            "capabilities": "000001ffffffffff",
            "private_ipc_namespace": True,
            "blocked_proof": "probed",
            "filesystems": {"scratch": "ext4", "/dev/shm": "tmpfs"},
            "limits": {"RLIMIT_NOFILE": [1024, 1048576], "RLIMIT_MSGQUEUE": [819200, None]},
            "settings": {"kernel.msgmax": "8192", "fs.pipe-max-size": "1048576"},
            "namespaces": {"ipc": "ipc:[4026531839]"},
            "sysconf": {"_SC_PAGESIZE": 4096, "_PC_PIPE_BUF": 4096},
        },
        **more,
    }


def end(cases: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    counted = Counter(case["outcome"] for case in cases)
    return {
        "type": "end",
        "run": RUN,
        "finished": "2026-11-22T20:45:02Z",
        "duration_us": 2_000_000,
        "cases": len(cases),
        "outcomes": {outcome: counted[outcome] for outcome in OUTCOMES},
        "interrupted": None,
        "exit": 0,
        **more,
    }


def stream(cases: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    return [run(len(cases), **more), *cases, end(cases)]


def write(file: Path, records: list[dict[str, Any]]) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    file.write_text("".join(lines), encoding="utf-8")
    return file
