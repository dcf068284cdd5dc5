"""Counts the outcomes of many runs: by case, by condition, and which of them should not be."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Mapping

from conditions import GENERIC

# What a case must never come to, whatever is done to it. Failures are for the record to judge; here they must not vary.
WRONG = ("broken", "crash", "timeout", "unresolved")
# What a case may rightly come to when an actor was taken out of a call; the harness and the processes stay whole.
DISTURBED = ("fail", "timeout", "unresolved")


@dataclass
class Totals:
    """What one condition has seen."""

    runs: int = 0
    seconds: float = 0.0
    stops: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(self.outcomes.values())


class Tally:
    """Outcomes by kind of run, case and condition."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, dict[str, Counter[str]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(Counter))
        )
        self.totals: dict[str, Totals] = {}
        self.lacking: dict[str, str] = {}
        self.evidence: list[dict[str, Any]] = []
        self.untold: Counter[tuple[str, str]] = Counter()
        # Kind, case and outcome, and then condition and calls of each time.
        self.disturbed: dict[tuple[str, str, str], list[tuple[str, list[int]]]] = defaultdict(list)

    def add(self, condition: str, kind: str, case: Mapping[str, Any], interrupted: Mapping[int, int]) -> None:
        """Counts one case of a run; INTERRUPTED has the calls in which processes were stopped, by their pids."""
        outcome = case["outcome"]
        if (case["reason"] or {}).get("code") == "interrupted":
            return
        calls = sorted({interrupted[actor["pid"]] for actor in case["actors"] if actor["pid"] in interrupted})
        if calls and outcome in DISTURBED:
            self.disturbed[kind, case["id"], outcome].append((condition, calls))
            return
        if self.cannot_tell(kind, case):
            self.untold[condition, case["id"]] += 1
            return
        before = self.outcomes(kind, case["id"])
        self.seen[kind][case["id"]][condition][outcome] += 1
        self.totals[condition].outcomes[outcome] += 1
        if outcome in WRONG or (before and outcome not in before):
            self.evidence.append({"under": condition, "kind": kind, **case})

    @staticmethod
    def cannot_tell(kind: str, case: Mapping[str, Any]) -> bool:
        """
        Whether a call was neither proved blocked nor seen to return where the system cannot be asked: on a machine that
        lets processes wait, time proves nothing, and to say so is right. Where it can be asked, this is wrong.
        """
        return kind.startswith(GENERIC) and (case["reason"] or {}).get("code") == "no-proof"

    def outcomes(self, kind: str, case: str) -> Counter[str]:
        return sum(self.seen[kind][case].values(), Counter())

    def excused(self) -> list[str]:
        """
        The outcomes that stops may have caused, which are not counted: those that the case has without such a stop, as
        a failure that is on record, need no excuse.
        """
        return [
            f"{case}: {len(found)} {outcome} after a stop in system call "
            + ", ".join(map(str, sorted({call for _, calls in found for call in calls})))
            for (kind, case, outcome), found in sorted(self.disturbed.items())
            if outcome not in self.outcomes(kind, case)
        ]

    def varying(self) -> dict[tuple[str, str], Counter[str]]:
        """Every case that had more than one outcome in one kind of run, or one that it must never have."""
        found = {}
        for kind, cases in sorted(self.seen.items()):
            for case in sorted(cases):
                seen = self.outcomes(kind, case)
                if len(seen) > 1 or any(word in seen for word in WRONG):
                    found[kind, case] = seen
        return found

    def left(self) -> list[str]:
        return [thing for totals in self.totals.values() for thing in totals.left]

    def fewest(self) -> int:
        """How often the case that was run least was run, all conditions together."""
        count: Counter[str] = Counter()
        for cases in self.seen.values():
            for case, conditions in cases.items():
                count[case] += sum(sum(seen.values()) for seen in conditions.values())
        return min(count.values(), default=0)

    def is_good(self) -> bool:
        return bool(self.seen) and not self.varying() and not self.left()

    def as_json(self) -> dict[str, Any]:
        return {
            "conditions": {
                name: {"runs": t.runs, "cases": t.cases, "seconds": round(t.seconds, 1), "stops": t.stops,
                       "outcomes": dict(t.outcomes), "left": t.left}
                for name, t in self.totals.items()
            },
            "not_possible_here": self.lacking,
            "fewest_repetitions_of_a_case": self.fewest(),
            "varying": [{"kind": kind, "case": case, "outcomes": dict(seen),
                         "by_condition": {name: dict(c) for name, c in self.seen[kind][case].items()}}
                        for (kind, case), seen in self.varying().items()],
            "caused_by_stops": self.excused(),
            "not_told_by_time": [
                {"condition": name, "case": case, "times": times} for (name, case), times in sorted(self.untold.items())
            ],
            "cases": {kind: {case: dict(self.outcomes(kind, case)) for case in sorted(cases)}
                      for kind, cases in sorted(self.seen.items())},
        }

    def report(self) -> list[str]:
        """For people: totals by condition, then only what should not be."""
        lines = [f"{'condition':18} {'cases':>8} {'seconds':>8}  outcomes"]
        for name, t in self.totals.items():
            stops = f" ({t.stops} stops)" if t.stops else ""
            listed = ", ".join(f"{n} {outcome}" for outcome, n in t.outcomes.most_common())
            lines.append(f"{name:18} {t.cases:8} {t.seconds:8.0f}  {listed}{stops}")
        lines += [f"{name:18} not possible here: {why}" for name, why in self.lacking.items()]
        if self.excused():
            lines.append("not counted, for a stop took an actor out of its call (signal(7)):")
            lines += [f"  {what}" for what in self.excused()]
        for name in sorted({name for name, _ in self.untold}):
            times = [n for (condition, _), n in self.untold.items() if condition == name]
            lines.append(f"{name}: time could not tell whether a call was blocked: {sum(times)} times, unresolved, "
                         f"in {len(times)} cases")
        varying = self.varying()
        lines.append(f"{len(varying)} case{'' if len(varying) == 1 else 's'} whose outcome varied or was wrong")
        for (kind, case), seen in varying.items():
            lines.append(f"  {case} ({kind}): {', '.join(f'{n} {outcome}' for outcome, n in seen.most_common())}")
            for name, counted in self.seen[kind][case].items():
                odd = {o: n for o, n in counted.items() if o in WRONG or o != seen.most_common(1)[0][0]}
                if odd:
                    lines.append(f"    {name}: {', '.join(f'{n} {outcome}' for outcome, n in odd.items())}")
        left = self.left()
        lines.append(f"{len(left)} things left behind")
        lines += [f"  {thing}" for thing in left]
        lines.append(f"every case was run {self.fewest()} times or more")
        return lines
