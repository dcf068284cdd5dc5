"""What a report says, ready to be written in any format: claims with verdicts, cases, counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Iterable, Mapping, Sequence

from .bench.records import Verdict
from .bench.stream import Bench
from .catalogue import Catalogue, Claim, Expectation
from .compare import Comparison, compare, exit_status, expectation_of, not_compared
from .record import Divergence, Record
from .records import Execution, Run
from .stream import Results
from .text import sentence, slug
from .verdicts import DECIDED, VERDICTS, Judgement, judge, judge_timed, worst


@dataclass(frozen=True)
class Case:
    """One case with all its executions; `chosen` is the one that is shown, of the worst outcome."""

    id: str
    anchor: str
    executions: tuple[Execution, ...]
    chosen: Execution
    run: Run
    outcome: str
    tally: Mapping[str, int]

    @property
    def title(self) -> str:
        """The sentence that the case proves, and its variant."""
        return sentence(self.chosen.name) + (f" [{self.variant}]" if self.variant else "")

    @property
    def variant(self) -> str | None:
        """The named variant."""
        return self.chosen.variant

    @property
    def rounds(self) -> int:
        """How many times it was executed."""
        return len(self.executions)

    @property
    def flaky(self) -> bool:
        """Whether its outcome varied."""
        return len(self.tally) > 1

    @property
    def duration_us(self) -> float:
        """The median of its durations."""
        return median(e.duration_us for e in self.executions)

    @property
    def left(self) -> list[str]:
        """What it left behind, in any round."""
        return list(dict.fromkeys(item for e in self.executions for item in e.left))


@dataclass(frozen=True)
class JudgedClaim:
    """One claim with its verdict on this target; `timed` is what measurements say of it, if they decide."""

    claim: Claim
    anchor: str
    cases: tuple[Case, ...]
    judgement: Judgement
    expectation: Expectation | None
    divergence: Divergence | None
    comparison: Comparison
    catalogued: bool = True
    timed: tuple[Verdict, ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict of the claim."""
        return self.judgement.verdict

    @property
    def decided(self) -> bool:
        """Whether the verdict answers the claim's question."""
        return self.verdict in DECIDED


@dataclass(frozen=True)
class Report:
    """One target's report."""

    target: str
    results: tuple[Results, ...]
    claims: tuple[JudgedClaim, ...]
    strangers: tuple[JudgedClaim, ...]
    cases: tuple[Case, ...]
    record: Record
    lines: tuple[str, ...] = field(repr=False, default=())
    by_id: Mapping[str, JudgedClaim] = field(repr=False, default_factory=dict)
    bench: Bench | None = None

    @property
    def environment(self) -> Mapping[str, object]:
        """The fingerprint of the target, from its first run."""
        return self.results[0].run.environment

    @property
    def truncated(self) -> bool:
        """Whether a run has no seal."""
        return any(results.truncated for results in self.results)

    @property
    def interrupted(self) -> list[str]:
        """The signals that stopped runs."""
        return [r.end.interrupted for r in self.results if r.end and r.end.interrupted]

    @property
    def missing(self) -> int:
        """How many planned executions have no record of their end, stopped runs included."""
        return sum(_missing(results) for results in self.results)

    @property
    def exit_status(self) -> int:
        """The exit status that sums the report up."""
        judged = self.claims + self.strangers
        return exit_status(
            (claim.comparison.word for claim in judged),
            (claim.verdict for claim in judged),
            (case.outcome for case in self.cases),
            self.truncated or bool(self.interrupted) or self.missing > 0,
        )

    @property
    def known(self) -> list[JudgedClaim]:
        """The claims that differ as it is on record."""
        return [claim for claim in self.claims if claim.comparison.word == "known"]

    def tally(self, origin: str | None = None) -> dict[str, int]:
        """The number of catalogued claims by verdict, of one origin or of all."""
        counted = Counter(
            c.verdict for c in self.claims if origin is None or c.claim.origin == origin
        )
        return {verdict: counted[verdict] for verdict in VERDICTS}

    def outcomes(self) -> dict[str, int]:
        """The number of cases by outcome, each case once."""
        return dict(Counter(case.outcome for case in self.cases))


def _missing(results: Results) -> int:
    ended = sum(1 for execution in results.executions if not execution.interrupted)
    return max(0, results.run.planned - ended)


def product_line(environment: Mapping[str, object]) -> str:
    """What was tested, in one line: system, machine, libc."""
    name = " ".join(str(environment.get(key, "")) for key in ("os", "release", "machine"))
    libc = str(environment.get("libc", ""))
    return ", ".join(part for part in (" ".join(name.split()), libc) if part)


def target_name(results: Results) -> str:
    """The folder of a target when nobody named it."""
    subject = results.run.subject
    extra = "" if subject == "native" else " subject " + subject.rsplit("/", 1)[-1]
    return slug(product_line(results.run.environment) + extra)


def build_report(
    catalogue: Catalogue,
    results: Sequence[Results],
    record: Record,
    target: str = "",
    lines: Sequence[str] = (),
    bench: Bench | None = None,
) -> Report:
    """Judge and compare every claim of the catalogue. All results are of one target.

    `lines` are those of the document, by which its claims are put in order. `bench` was measured on
    the same target, and decides the claims that no case is for.
    """
    anchors = _Anchors()
    cases = [_case(anchors, group) for group in _group(results)]
    of_claim: dict[str, list[Case]] = {}
    for case in cases:
        of_claim.setdefault(case.chosen.claim, []).append(case)
    environment = results[0].run.environment
    # What a system cannot know of itself, its target does: that it is translated, say.
    place = {**environment, "target": target}

    def judged(claim: Claim, catalogued: bool) -> JudgedClaim:
        own = tuple(of_claim.get(claim.id, ()))
        executions = [e for case in own for e in case.executions]
        timed = verdicts_on(bench, claim.id) if bench and not own else ()
        judgement = judge_timed(timed) if timed else judge(executions)
        expectation = expectation_of(claim, environment)
        divergence = record.of(claim.id, place)
        comparison = (
            not_compared()
            if timed
            else compare(claim, judgement, executions, divergence, expectation)
        )
        anchor = anchors.take(f"claim-{claim.id}")
        return JudgedClaim(
            claim, anchor, own, judgement, expectation, divergence, comparison, catalogued, timed
        )

    claims = tuple(judged(claim, True) for claim in catalogue.claims.values())
    strangers = tuple(
        judged(_stranger(id, own[0].chosen), False)
        for id, own in of_claim.items()
        if id not in catalogue.claims
    )
    by_id = {claim.claim.id: claim for claim in claims + strangers}
    name = target or target_name(results[0])
    return Report(
        name, tuple(results), claims, strangers, tuple(cases), record, tuple(lines), by_id, bench
    )


def verdicts_on(bench: Bench, claim: str) -> tuple[Verdict, ...]:
    """What a bench file says of a claim."""
    return tuple(verdict for verdict in bench.verdicts.values() if verdict.claim == claim)


def _group(results: Iterable[Results]) -> list[list[tuple[Run, Execution]]]:
    groups: dict[str, list[tuple[Run, Execution]]] = {}
    for file in results:
        for execution in file.executions:
            groups.setdefault(execution.id, []).append((file.run, execution))
    return [groups[id] for id in sorted(groups)]


def _case(anchors: _Anchors, group: list[tuple[Run, Execution]]) -> Case:
    executions = tuple(execution for _, execution in group)
    # A round that was stopped on its way says nothing beside one that came to its end.
    whole = [(run, e) for run, e in group if not e.interrupted] or group
    tally = dict(Counter(e.outcome for _, e in whole))
    outcome = worst(tally)
    run, chosen = next((run, e) for run, e in whole if e.outcome == outcome)
    anchor = anchors.take(f"case-{chosen.id}")
    return Case(chosen.id, anchor, executions, chosen, run, outcome, tally)


def _stranger(id: str, execution: Execution) -> Claim:
    """A claim that the catalogue does not have, as far as its cases describe it."""
    return Claim(
        id=id,
        title=id,
        mechanism=execution.mechanism,
        kind="semantics",
        origin="unknown",
        reference="",
        method="",
    )


class _Anchors:
    """Names for links. What a stranger's file calls its cases must not make two of them alike."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, text: str) -> str:
        base = slug(text)
        name, number = base, 2
        while name in self.taken:
            name, number = f"{base}-{number}", number + 1
        self.taken.add(name)
        return name
