"""What has changed from one report to another, by claim and by case. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Iterable, Mapping

from ..language import Text
from ..matrix.model import steady_values
from ..model import Case, JudgedClaim, Report

KINDS = ("added", "gone", "changed", "same")


@dataclass(frozen=True)
class Thing:
    """A claim or a case in one report: its verdict or outcome, and what it can be compared by."""

    title: str
    word: str
    parts: Mapping[str, object]


@dataclass(frozen=True)
class Part:
    """A condition's verdict or an observed value that is another one now; None where there was none."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Change:
    """One claim or case in both reports; `before` or `after` is None where a report has it not."""

    kind: str
    id: str
    title: str
    before: str | None
    after: str | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Section:
    """All things of one sort: "claims", "cases"."""

    name: str
    changes: tuple[Change, ...]

    def tally(self) -> dict[str, int]:
        """How many of each kind."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def differing(self) -> list[Change]:
        """All but what stayed the same."""
        return [change for change in self.changes if change.kind != "same"]


@dataclass(frozen=True)
class Run:
    """What one side of the comparison is: the system, and what makes it less than it looks."""

    product: Text
    started: str
    cases: int
    notices: tuple[Text, ...]


@dataclass(frozen=True)
class Diff:
    """Two runs, and their differences section by section."""

    before: Run
    after: Run
    sections: tuple[Section, ...]

    @property
    def alike(self) -> bool:
        """Whether nothing differs."""
        return not any(section.differing for section in self.sections)


def sections_of(before: Report, after: Report) -> tuple[Section, ...]:
    """The sections of two reports. What neither has run is in none."""
    return (
        compared("claims", _claims(before), _claims(after)),
        compared("cases", _cases(before), _cases(after)),
    )


def compared(name: str, before: Mapping[str, Thing], after: Mapping[str, Thing]) -> Section:
    """One section, in the order of the newer report, what is gone last."""
    ids = [*after, *(id for id in before if id not in after)]
    return Section(name, tuple(_change(id, before.get(id), after.get(id)) for id in ids))


def _change(id: str, before: Thing | None, after: Thing | None) -> Change:
    thing = after or before
    assert thing is not None
    parts = tuple(_parts(before, after)) if before and after else ()
    if before is None:
        kind = "added"
    elif after is None:
        kind = "gone"
    else:
        kind = "changed" if parts or before.word != after.word else "same"
    return Change(
        kind, id, thing.title, before.word if before else None, after.word if after else None, parts
    )


def _parts(before: Thing, after: Thing) -> Iterable[Part]:
    for name in dict.fromkeys([*before.parts, *after.parts]):
        was, now = before.parts.get(name), after.parts.get(name)
        # A value that only one run has comes of what it did otherwise, which its outcome says.
        if was is not None and now is not None and was != now:
            yield Part(name, was, now)


def _claims(report: Report) -> dict[str, Thing]:
    judged = [one for one in report.claims + report.strangers if one.verdict != "untested"]
    return {one.claim.id: _claim(one) for one in judged}


def _claim(judged: JudgedClaim) -> Thing:
    return Thing(judged.claim.title, judged.verdict, dict(judged.judgement.conditions))


def _cases(report: Report) -> dict[str, Thing]:
    return {case.id: _case(case) for case in report.cases}


def _case(case: Case) -> Thing:
    return Thing(case.title, case.outcome, dict(steady_values(case)))
