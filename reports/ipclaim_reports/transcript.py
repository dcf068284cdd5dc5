"""Turns the events of a case into the steps that a table and a diagram show. Pure.

A step is one thing that a reader follows: a call that returned at once is one step, a call during
which something else happened is two or three (it began, it was found blocked, it returned).
Repetition is folded, and what does not fit is cut in the middle, always with the number of steps
that are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Mapping, Sequence

from .language import Said, Text, said, say

JUDGE = "judge"
# Calls that return an address, which nobody can read as a decimal. MAP_FAILED and the failure of
# shmat are -1, and are left as manuals write them.
POINTERS = ("mmap", "shmat", "sem_open")
FAILED = -1
# What a step that is no call begins with.
SIGNS = {"signal": "⚡ ", "end": "× ", "fold": "↻ ", "cut": "⋮ "}
# A pattern of up to so many steps that repeats at least so often is folded to one round of it.
LONGEST_PATTERN = 4
FEWEST_REPEATS = 3


@dataclass(frozen=True)
class Step:
    """One line of a transcript."""

    kind: str  # call, begin, blocked, return, fork, signal, end, expect, must, note, fold, cut
    time: float | None
    actor: str
    text: Text
    result: str = ""
    detail: str = ""
    target: str = ""
    seq: int = -1
    ok: bool = True
    count: int = 1

    @property
    def likeness(self) -> tuple[Any, ...]:
        """What makes two steps the same but for their time and number."""
        return (self.kind, self.actor, self.text, self.result, self.detail, self.target, self.ok)


def result_of(event: Mapping[str, Any]) -> str:
    """What a call came back with: its result, and the errno where it failed."""
    shown = event.get("result")
    text = "" if shown is None else str(shown)
    if event.get("call") in POINTERS and isinstance(shown, int) and shown != FAILED:
        text = hex(shown) if shown else "NULL"
    return f"{text} {event['errno']}".strip() if event.get("errno") else text


def steps_of(events: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Every event as a step, a call and its immediate return as one."""
    steps: list[Step] = []
    skip = -1
    for index, event in enumerate(events):
        if index == skip:
            continue
        following = events[index + 1] if index + 1 < len(events) else None
        if _returns_at_once(event, following):
            skip = index + 1
            steps.append(replace(_step(event), kind="call", **_outcome(following or {})))
        else:
            steps.append(_step(event))
    return steps


def _returns_at_once(event: Mapping[str, Any], following: Mapping[str, Any] | None) -> bool:
    return (
        following is not None
        and event["event"] == "call"
        and following["event"] == "return"
        and (following["actor"], following["seq"]) == (event["actor"], event["seq"])
    )


def _outcome(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "result": result_of(event),
        "detail": str(event.get("detail") or ""),
        "ok": not event.get("errno"),
    }


def _step(event: Mapping[str, Any]) -> Step:
    kind, time, actor = event["event"], float(event["t"]), event["actor"]
    detail = str(event.get("detail") or "")
    if kind == "call":
        text = f"{event['call']}({event['args']})"
        return Step("begin", time, actor, text, seq=event["seq"])
    if kind == "return":
        return Step("return", time, actor, event["call"], seq=event["seq"], **_outcome(event))
    if kind == "blocked":
        how: Text = detail or say("step.blocked", call=event["call"])
        return Step("blocked", time, actor, how, detail=event["how"], seq=event["seq"])
    if kind == "fork":
        return Step("fork", time, actor, f"fork {event['child']}", target=event["child"])
    if kind in ("expect", "must"):
        return Step(kind, time, actor, detail, ok=event["ok"])
    if kind == "signal":
        _, _, target = detail.rpartition(" to ")
        return Step("signal", time, actor, detail, target=target)
    if kind in ("end", "note"):
        return Step(kind, time, actor, detail)
    # A kind that a later version adds is shown as it is rather than lost.
    return Step("note", time, actor, f"{kind} {detail}".strip())


def fold(steps: Sequence[Step]) -> list[Step]:
    """Repetition folded: a pattern is shown once, followed by how often it came in all."""
    folded: list[Step] = []
    index = 0
    while index < len(steps):
        length, times = _pattern(steps, index)
        if times < FEWEST_REPEATS:
            folded.append(steps[index])
            index += 1
            continue
        last = steps[index + length * times - 1]
        if length == 1:
            folded.append(replace(steps[index], count=times))
        else:
            folded.extend(steps[index : index + length])
            text = say("step.fold", length=length, times=times)
            folded.append(Step("fold", last.time, last.actor, text, count=length * (times - 1)))
        index += length * times
    return folded


def _pattern(steps: Sequence[Step], start: int) -> tuple[int, int]:
    """The pattern that begins at `start` and saves most lines: its length, and how often it comes.

    Only whole calls and expectations are folded. A blocked call is what a transcript is read for.
    """
    best = (1, 1)
    for length in range(1, LONGEST_PATTERN + 1):
        pattern = [step.likeness for step in steps[start : start + length]]
        if len(pattern) < length or any(step[0] not in ("call", "expect") for step in pattern):
            break
        times = 1
        while True:
            at = start + length * times
            if [step.likeness for step in steps[at : at + length]] != pattern:
                break
            times += 1
        if length * (times - 1) > best[0] * (best[1] - 1):
            best = (length, times)
    return best


def cut(steps: Sequence[Step], limit: int) -> list[Step]:
    """At most about `limit` steps: the beginning, a line that counts what is left out, the end."""
    if len(steps) <= limit:
        return list(steps)
    head = max(1, limit * 2 // 3)
    tail = max(1, limit - head - 1)
    gone = steps[head : len(steps) - tail]
    hidden = sum(step.count for step in gone)
    text = say("step.cut", n=hidden)
    return [*steps[:head], Step("cut", None, JUDGE, text, count=hidden), *steps[-tail:]]


def step_text(step: Step) -> Said:
    """What a step says, without time and actor: signs, calls, and what the runner wrote."""
    text = said(step.text)
    times = f"  ×{step.count}" if step.count > 1 and step.kind == "call" else ""
    detail = f"  ({step.detail})" if step.detail else ""
    if step.kind == "call":
        return text + f" = {step.result}{detail}{times}"
    if step.kind == "begin":
        return text + " …"
    if step.kind == "return":
        return "… " + text + f" = {step.result}{detail}"
    if step.kind == "blocked":
        return "… " + text + detail
    if step.kind == "must":
        text = say("step.must", text=text)
    if step.kind in ("expect", "must"):
        return ("✓ " if step.ok else "✕ ") + text
    return SIGNS.get(step.kind, "") + text


def cast_of(steps: Sequence[Step], actors: Sequence[str]) -> list[str]:
    """The actors in the order of their entrance; the judge speaks from the margin."""
    seen = list(actors)
    for step in steps:
        for name in (step.actor, step.target if step.kind == "fork" else ""):
            if name and name != JUDGE and name not in seen:
                seen.append(name)
    return seen
