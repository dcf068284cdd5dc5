"""What the page shows of each part, prepared so that the templates hold no logic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Mapping

from . import words
from .catalogue import MECHANISMS
from .diagram import draw
from .document import sections_of
from .language import Said, Text, join, say
from .model import Case, JudgedClaim, Report
from .reasons import outcome_reason, reproduce, tally_line, where_to_look
from .text import duration, measured, percent
from .transcript import Step, cut, fold, step_text, steps_of
from .verdicts import VERDICTS

# A page of a thousand long transcripts would open in no browser. A case may show so many steps,
# and once the page has shown its budget, further cases that passed show fewer.
STEPS_PER_CASE = 200
STEPS_PER_PAGE = 10_000
STEPS_WHEN_SPENT = 24
# A diagram takes thrice the room of the same steps in words.
DRAWN_PER_PAGE = 4_500
# The element of the page that says what a diagram is, once for all of them.
DIAGRAM_LABEL = "diagram-label"


@dataclass(frozen=True)
class Bar:
    """One part of the bar that shows how the claims of one origin came out."""

    verdict: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class CaseView:
    """One case as the page shows it. `twin` is a case with the same steps, which shows them."""

    case: Case
    reason: str
    source: str
    again: str
    tally: Said | None
    duration: str
    steps: tuple[Step, ...]
    twin: Case | None
    diagram: str

    @property
    def cut(self) -> bool:
        """Whether steps in the middle are left out."""
        return any(step.kind == "cut" for step in self.steps)


@dataclass(frozen=True)
class Measurement:
    """One observed value, and the cases that observed it."""

    name: str
    value: Text
    cases: tuple[Case, ...]


def case_views(report: Report) -> dict[str, CaseView]:
    """The views of all cases by id, within the page's budget of steps.

    Cases that did not simply pass are drawn, and the first of each claim while there is room, the
    document's before others. Of variants that went step by step the same way, the first shows them.
    """
    judged = report.claims + report.strangers
    first = {claim.cases[0].id: claim.claim.origin == "seed" for claim in judged if claim.cases}
    views: dict[str, CaseView] = {}
    seen: dict[tuple[object, ...], Case] = {}
    spent = lines = 0
    for case in sorted(
        report.cases, key=lambda c: (c.outcome == "pass", not first.get(c.id, False), c.id)
    ):
        shown = case.chosen
        limit = STEPS_PER_CASE if spent < STEPS_PER_PAGE else STEPS_WHEN_SPENT
        steps = cut(fold(steps_of(shown.transcript)), limit)
        likeness = (shown.claim, shown.name, case.outcome, *(step.likeness for step in steps))
        twin = seen.setdefault(likeness, case)
        wanted = case.id in first and lines < DRAWN_PER_PAGE
        drawn = wanted or case.outcome not in ("pass", "observed")
        lines += len(steps) if drawn else 0
        if twin is not case and not drawn:
            steps = []
        spent += len(steps)
        names = [actor.name for actor in shown.actors]
        views[case.id] = CaseView(
            case,
            outcome_reason(shown),
            where_to_look(shown),
            reproduce(case),
            tally_line(case) if case.rounds > 1 else None,
            duration(case.duration_us),
            tuple(steps),
            twin if twin is not case and not drawn and shown.transcript else None,
            draw(steps, names, DIAGRAM_LABEL) if drawn else "",
        )
    return views


def drawn_line(views: Mapping[str, CaseView]) -> Said:
    """What of the transcripts the page shows, and what it leaves out."""
    return say(
        "drawn",
        drawn=sum(bool(view.diagram) for view in views.values()),
        total=len(views),
        twins=sum(view.twin is not None for view in views.values()),
        cut=sum(view.cut for view in views.values()),
    )


def step_line(step: Step, width: int) -> Said:
    """A step as a line of a transcript whose longest name of an actor has `width` letters."""
    time = "" if step.time is None else f"{step.time:.1f}"
    return f"{time:>9}  {step.actor:<{width}}  " + step_text(step)


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
    found: dict[str, dict[tuple[str, Text], list[Case]]] = {}
    for case in report.cases:
        seen: dict[tuple[str, str], list[object]] = {}
        for execution in case.executions:
            for o in execution.observations:
                seen.setdefault((o.name, o.unit), []).append(o.value)
        own = found.setdefault(case.chosen.mechanism, {}) if seen else {}
        for (name, unit), values in seen.items():
            own.setdefault((name, spread(values, unit)), []).append(case)
    return {
        mechanism: [Measurement(*key, tuple(cases)) for key, cases in sorted(own.items(), key=str)]
        for mechanism, own in found.items()
    }


def spread(values: Iterable[object], unit: str) -> Text:
    """Several measurements of one value as one text: the value, a range, or a few."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return measured(distinct[0], unit)
    numbers = [value for value in distinct if isinstance(value, (int, float))]
    if len(numbers) == len(distinct):
        least, most = measured(min(numbers), ""), measured(max(numbers), unit)
        return say("value.range", least=least, most=most)
    return join(say("list.comma"), (measured(value, unit) for value in distinct[:5]))


@dataclass(frozen=True)
class Chapter:
    """The claims of POSIX and the extensions on one mechanism."""

    mechanism: str
    title: Said
    tested: tuple[JudgedClaim, ...]
    untested: tuple[JudgedClaim, ...]
    decided: Said


def chapters(report: Report) -> list[Chapter]:
    """All mechanisms that have claims beside the document's."""
    found = []
    for mechanism in MECHANISMS:
        own = [
            c for c in report.claims if c.claim.origin != "seed" and c.claim.mechanism == mechanism
        ]
        if own:
            decided = sum(c.decided for c in own)
            found.append(
                Chapter(
                    mechanism,
                    words.mechanism(mechanism),
                    tuple(c for c in own if c.verdict != "untested" or c.cases),
                    tuple(c for c in own if c.verdict == "untested" and not c.cases),
                    say(
                        "summary.chapter",
                        decided=decided,
                        total=len(own),
                        share=percent(decided, len(own)),
                    ),
                )
            )
    return found


@dataclass(frozen=True)
class Heading:
    """A heading of the document, as it is and in English; `top` is one with none above it."""

    title: str
    english: Said
    top: bool


@dataclass(frozen=True)
class SectionView:
    """The last heading above some claims, the new ones above that, and the claims."""

    title: str
    english: Said
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
            Heading(part, words.heading(part), depth == 0)
            for depth, part in enumerate(above)
            if depth >= same
        )
        views.append(SectionView(title, words.heading(title), fresh, section.claims))
        before = section.path
    return views
