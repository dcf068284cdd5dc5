"""The matrix as data: a row a claim, a column a target, and who makes the difference. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import Iterable, Mapping, Sequence

from ..catalogue import Claim
from ..github import Alarm, alarms_of
from ..language import Said, Text
from ..model import Case, JudgedClaim, Report
from ..reasons import reason_of
from ..summary import conformance_line, decided_line, product
from ..verdicts import DECIDED
from ..views import spread
from .sides import Side, Sides, sides_of

# An untested or inconclusive claim says nothing of its target, and so nothing of what sets it apart.
TELLING = DECIDED + ("observed", "unsupported")


@dataclass(frozen=True)
class Value:
    """A value that the cases of a claim observed, as it is shown."""

    name: str
    text: Text


@dataclass(frozen=True)
class Cell:
    """What one target makes of one claim.

    `answers` are what can be compared with another target's: the verdict, or that of each condition
    that was decided, for a condition that was not run makes no difference; and where the claim
    leaves a value open, what each case observed.
    """

    verdict: str
    comparison: str | None
    why: Said
    anchor: str
    values: tuple[Value, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)

    @property
    def telling(self) -> bool:
        """Whether it says anything of the target."""
        return self.verdict in TELLING

    @property
    def surprising(self) -> bool:
        """Whether it is not simply as it was expected."""
        return self.comparison not in (None, "expected")

    def agrees(self, other: Cell) -> bool:
        """Whether both say the same, as far as both say anything."""
        shared = self.answers.keys() & other.answers.keys()
        return all(self.answers[key] == other.answers[key] for key in shared)


@dataclass(frozen=True)
class Column:
    """One target. `link` leads to its report, from the folder where the matrix is."""

    name: str
    about: str
    sides: Sides
    product: Said
    link: str
    exit_status: int
    decided: Said
    conformance: Said
    words: Mapping[str, int]
    claims: tuple[Claim, ...] = field(repr=False)
    cells: Mapping[str, Cell] = field(repr=False)
    alarms: tuple[Alarm, ...] = field(repr=False, default=())


@dataclass(frozen=True)
class Cause:
    """A side that makes a difference, and two targets that differ in nothing else and show it."""

    side: str
    witnesses: tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One claim on every target; a target that has never heard of it has no cell."""

    claim: Claim
    cells: tuple[Cell | None, ...]
    differs: bool
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Matrix:
    """All of it, the claims in the order of the catalogue."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> list[Row]:
        """The claims that do not come out alike everywhere."""
        return [row for row in self.rows if row.differs]

    def tally(self) -> dict[str, int]:
        """How many of the differing claims each side makes differ; "" counts those of none."""
        counted: Counter[str] = Counter()
        for row in self.differing:
            counted.update({cause.side for cause in row.causes} or {""})
        return {side: counted[side] for side in (*Side.ALL, "") if counted[side]}


def column_of(report: Report, link: str, about: str = "", kind: str = "native") -> Column:
    """The column of one target; transcripts are let go."""
    judged = report.claims + report.strangers
    return Column(
        report.target,
        about,
        sides_of(report.environment, kind),
        product(report),
        link,
        report.exit_status,
        decided_line(report),
        conformance_line(report),
        dict(Counter(one.comparison.word or "" for one in judged)),
        tuple(one.claim for one in judged),
        {one.claim.id: _cell(one) for one in judged},
        tuple(alarms_of(report)),
    )


def matrix_of(columns: Sequence[Column]) -> Matrix:
    """The columns side by side."""
    claims: dict[str, Claim] = {}
    for column in columns:
        claims |= {claim.id: claim for claim in column.claims if claim.id not in claims}
    return Matrix(tuple(columns), tuple(_row(claim, columns) for claim in claims.values()))


def _cell(judged: JudgedClaim) -> Cell:
    answers: dict[str, object] = {
        f"condition {name}": verdict
        for name, verdict in judged.judgement.conditions.items()
        if verdict in TELLING
    }
    if not judged.judgement.conditions:
        answers["verdict"] = judged.verdict
    if judged.verdict == "observed" or judged.claim.kind == "limit":
        # Elsewhere values are counted by the way, and no two runs count alike.
        answers |= {
            f"value {case.id} {name}": value
            for case in judged.cases
            for name, value in steady_values(case)
        }
    return Cell(
        judged.verdict,
        judged.comparison.word,
        judged.comparison.why or reason_of(judged),
        judged.anchor,
        tuple(_values(judged)),
        answers,
    )


def steady_values(case: Case) -> list[tuple[str, object]]:
    """What a case observed that is no matter of chance: no shares, and nothing that varied between rounds."""
    seen: dict[str, list[object]] = {}
    for execution in case.executions:
        for o in execution.observations:
            seen.setdefault(o.name, []).extend([] if o.is_share else [o.value])
    return [(name, values[0]) for name, values in seen.items() if len(set(values)) == 1]


def _values(judged: JudgedClaim) -> Iterable[Value]:
    seen: dict[tuple[str, str], list[object]] = {}
    for case in judged.cases:
        for execution in case.executions:
            for o in execution.observations:
                seen.setdefault((o.name, o.unit), []).append(o.value)
    return (Value(name, spread(values, unit)) for (name, unit), values in seen.items())


def _row(claim: Claim, columns: Sequence[Column]) -> Row:
    cells = tuple(column.cells.get(claim.id) for column in columns)
    causes: dict[str, Cause] = {}
    differs = False
    for (one, here), (other, there) in combinations(zip(columns, cells), 2):
        if here and there and here.telling and there.telling and not here.agrees(there):
            differs = True
            side = one.sides.only_difference(other.sides)
            if side and side not in causes:
                causes[side] = Cause(side, (one.name, other.name))
    ordered = tuple(causes[side] for side in Side.ALL if side in causes)
    return Row(claim, cells, differs, ordered)
