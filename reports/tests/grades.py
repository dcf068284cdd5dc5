"""Documents of grades for the tests: valid ones, of which each test changes what it is about."""

from __future__ import annotations

from typing import Any

DIGEST = "0123456789abcdef" * 4


def step(kind: str = "call", **more: Any) -> dict[str, Any]:
    plain = {"time": 1.5, "actor": "sender", "text": "msgsnd(0)", "result": "0", "detail": "", "target": "", "seq": 1}
    return {"kind": kind, **plain, "ok": True, "count": 1, **more}


def lost(**more: Any) -> dict[str, Any]:
    plain = {
        "id": "sysvmsg.rcv.blocks/receiver_sleeps[one]",
        "title": "receiver sleeps [one]",
        "outcome": "fail",
        "fault": "",
        "why": "msgrcv of receiver returned 1, expected 2",
        "flake": "",
        "transcript": ["sender     msgsnd(0) = 0"],
        "actors": ["sender", "receiver"],
        "steps": [step(), step("expect", actor="judge", text="msgrcv returned 1, expected 2", ok=False)],
    }
    return {**plain, **more}


def row(id: str = "basics", score: float = 10, most: float = 10, **more: Any) -> dict[str, Any]:
    state = "full" if score >= most else "partial" if score else "none"
    plain = {
        "id": id,
        "title": f"What {id} is about",
        "state": state,
        "score": score,
        "max_score": most,
        "passed": 2 if state == "full" else 1,
        "planned": 2,
        "why": "",
        "asks": f"What POSIX asks of {id}.",
        "visibility": "visible",
        "bonus": False,
        "repeat": 1,
        "seed": 7,
        "flaky": False,
        "elsewhere": [],
        "lost": [] if state == "full" else [lost()],
    }
    return {**plain, **more}


def document(name: str = "alice", rows: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    rows = [row(), row("waiting", 2.5)] if rows is None else rows
    plain = {
        "schema": "ipclaim-grade",
        "version": 1,
        "assignment": "message_queue",
        "title": "Message queues",
        "status": "graded",
        "reason": "",
        "submission": {"name": name, "files": ["queue.c"], "sha256": DIGEST, "ignored": []},
        "built": True,
        "compiler": "",
        "missing": [],
        "score": sum(one["score"] for one in rows),
        "max_score": sum(one["max_score"] for one in rows if not one["bonus"]),
        "bonus": sum(one["max_score"] for one in rows if one["bonus"]),
        "seed": 1,
        "seconds": 1.25,
        "flaky": any(one["flaky"] for one in rows),
        "instructor": True,
        "withheld": {"rows": 0, "max_score": 0},
        "grader": {"assignment": DIGEST, "binary": DIGEST, "code": DIGEST},
        "rows": rows,
        "protections": {"in_force": ["resource limits"], "missing": [], "user": None},
    }
    return {**plain, **more}


def broken(name: str = "zoe", status: str = "broken", reason: str = "no room") -> dict[str, Any]:
    rows = [row("basics", 0, lost=[]), row("waiting", 0, lost=[])] if status == "ungradable" else []
    score = 0 if status == "ungradable" else None
    return document(name, rows, status=status, reason=reason, built=False, score=score, max_score=20)
