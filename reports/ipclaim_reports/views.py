"""What the page shows of each part, prepared so that the templates hold no logic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Mapping

from . import words
from .diagram import draw
from .document import sections_of
from .items import step_text
from .model import Case, JudgedClaim, Report
from .reasons import outcome_reason, reproduce, tally_line, where_to_look
from .text import duration, measured, percent
from .transcript import Step, cut, fold, steps_of
from .verdicts import VERDICTS

# A page of a thousand long transcripts would open in no browser. A case may show so many steps,
# and once the page has shown its budget, further cases that passed show fewer.
STEPS_PER_CASE = 200
STEPS_PER_PAGE = 6_000
STEPS_WHEN_SPENT = 24


@dataclass(frozen=True)
class Bar:
    """One part of the bar that shows how the claims of one origin came out."""

    verdict: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class CaseView:
    """One case as the page shows it."""

    case: Case
    sign: str
    word: str
    reason: str
    source: str
    again: str
    tally: str
    duration: str
    steps: tuple[Step, ...]
    diagram: str


@dataclass(frozen=True)
class Measurement:
    """One observed value, and the cases that observed it."""

    name: str
    value: str
    cases: tuple[Case, ...]


def case_views(report: Report) -> dict[str, CaseView]:
    """The views of all cases by id, within the page's budget of steps."""
    views = {}
    spent = 0
    for case in sorted(report.cases, key=lambda c: (c.outcome == "pass", c.id)):
        shown = case.chosen
        limit = STEPS_PER_CASE if spent < STEPS_PER_PAGE else STEPS_WHEN_SPENT
        steps = cut(fold(steps_of(shown.transcript)), limit)
        spent += len(steps)
        sign, word = words.OUTCOMES[case.outcome]
        label = f"Sequence diagram of {case.title}; the table after it says the same in words"
        views[case.id] = CaseView(
            case,
            sign,
            word,
            outcome_reason(shown),
            where_to_look(shown),
            reproduce(case),
            tally_line(case) if case.rounds > 1 else "",
            duration(case.duration_us),
            tuple(steps),
            draw(steps, [actor.name for actor in shown.actors], label),
        )
    return views


def bars(tally: Mapping[str, int], width: float = 600) -> list[Bar]:
    """The parts of a bar, each wide enough to be seen where it is not empty."""
    total = sum(tally.values())
    if not total:
        return []
    least = 3.0
    sizes = {v: max(least, width * tally[v] / total) for v in VERDICTS if tally[v]}
    # What the small parts were given too much, the largest one gives back.
    largest = max(sizes, key=lambda verdict: sizes[verdict])
    sizes[largest] -= sum(sizes.values()) - width
    parts, x = [], 0.0
    for verdict, size in sizes.items():
        parts.append(Bar(verdict, round(x, 1), round(max(0.0, size - 1), 1), tally[verdict]))
        x += size
    return parts


def measurements(report: Report) -> dict[str, list[Measurement]]:
    """Observed values by mechanism; a value that differs between rounds is given as a range."""
    found: dict[str, dict[tuple[str, str], list[Case]]] = {}
    for case in report.cases:
        seen: dict[tuple[str, str], list[object]] = {}
        for execution in case.executions:
            for o in execution.observations:
                seen.setdefault((o.name, o.unit), []).append(o.value)
        own = found.setdefault(case.chosen.mechanism, {}) if seen else {}
        for (name, unit), values in seen.items():
            own.setdefault((name, _range(values, unit)), []).append(case)
    return {
        mechanism: [Measurement(*key, tuple(cases)) for key, cases in sorted(own.items())]
        for mechanism, own in found.items()
    }


def _range(values: Iterable[object], unit: str) -> str:
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return measured(distinct[0], unit)
    numbers = [value for value in distinct if isinstance(value, (int, float))]
    if len(numbers) == len(distinct):
        return f"{measured(min(numbers), '')} to {measured(max(numbers), unit)}"
    return ", ".join(measured(value, unit) for value in distinct[:5])


@dataclass(frozen=True)
class Chapter:
    """The claims of POSIX and the extensions on one mechanism."""

    mechanism: str
    title: str
    tested: tuple[JudgedClaim, ...]
    untested: tuple[JudgedClaim, ...]
    decided: str


def chapters(report: Report) -> list[Chapter]:
    """All mechanisms that have claims beside the document's."""
    found = []
    for mechanism, title in words.MECHANISMS.items():
        own = [
            c for c in report.claims if c.claim.origin != "seed" and c.claim.mechanism == mechanism
        ]
        if own:
            decided = sum(c.decided for c in own)
            found.append(
                Chapter(
                    mechanism,
                    title,
                    tuple(c for c in own if c.verdict != "untested" or c.cases),
                    tuple(c for c in own if c.verdict == "untested" and not c.cases),
                    f"{decided} of {len(own)} decided ({percent(decided, len(own))})",
                )
            )
    return found


@dataclass(frozen=True)
class Heading:
    """A heading of the document, as it is and in English; `top` is one with none above it."""

    title: str
    english: str
    top: bool


@dataclass(frozen=True)
class SectionView:
    """The last heading above some claims, the new ones above that, and the claims."""

    title: str
    english: str
    above: tuple[Heading, ...]
    claims: tuple[JudgedClaim, ...]


def section_views(report: Report) -> list[SectionView]:
    """The document's sections; of the headings above one, those that are new with it."""
    views = []
    before: tuple[str, ...] = ()
    for section in sections_of(report):
        *above, title = section.path
        same = 0
        while same < min(len(above), len(before)) and above[same] == before[same]:
            same += 1
        fresh = tuple(
            Heading(part, words.SECTIONS.get(part, ""), depth == 0)
            for depth, part in enumerate(above)
            if depth >= same
        )
        views.append(SectionView(title, words.SECTIONS.get(title, ""), fresh, section.claims))
        before = section.path
    return views


def step_words(step: Step) -> str:
    """A step in a table row, where time and actor have columns of their own."""
    return step_text(step)
