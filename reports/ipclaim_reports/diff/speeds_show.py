"""The differences of two bench files for people, for GitHub and for programs."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import Any, Iterable, Iterator

from ..bench.records import Variant
from ..bench.statistics import Factor
from ..bench.stream import Bench
from ..bench.views import named
from ..bench.words import NONE, quantity, size
from ..mdtext import code, md
from ..model import product_line
from ..text import clip, moment, plural, visible
from .speeds import COUNT_WORDS, ERROR, WORDS, Compared, Counted, Speeds, tally

SCHEMA = "ipclaim-bench-diff"
VERSION = 1
WIDTH = 80
NAME = 21
TOLD = ("slower", "faster")
LONE = ("added", "gone")
MAKERS = {"kernel": "the kernel", "program": "the program"}


def human(speeds: Speeds) -> str:
    """Lines for a terminal of 80 columns: what differs, and how much does not."""
    return "".join(visible(line, keep="") + "\n" for line in _human_lines(speeds))


def _human_lines(speeds: Speeds) -> Iterator[str]:
    for sign, bench in (("A", speeds.before), ("B", speeds.after)):
        first, *others = _about(bench)
        yield from _wrapped(f"{sign}: {first}", "   ")
        for line in others:
            yield from _wrapped(f"   {line}", "   ")
    for line in _differing(speeds):
        yield from _wrapped(line, "  ")
    yield ""
    yield from _tallies(speeds)
    for title, rows in _groups(speeds):
        yield ""
        told = [_row(one) for one in rows if one.word in TOLD]
        yield f"{clip(title, 36):37}{'A':>10}{'B':>10} B by A" if told else title
        yield from told
        for word, names, why in _lone(rows):
            yield from _wrapped(f"  {word:7}{names}: {why}", " " * 9)
    for title, counts in _counts(speeds):
        yield ""
        yield title
        for count in counts:
            yield from _wrapped(f"  {count.word:9}{_count(count)}", " " * 11)
    yield ""
    yield from _wrapped(_legend(speeds), "")


def _wrapped(line: str, indent: str) -> list[str]:
    return wrap(visible(line, keep=""), WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _about(bench: Bench) -> list[str]:
    """What a run is, in sentences without ends."""
    run, machine = bench.run, bench.run.machine
    cpu = str(machine.get("model") or "a processor without a name")
    stopped = f"; stopped by {bench.end.interrupted}" if bench.end.interrupted else ""
    return [
        f"{moment(run.started)}, {run.profile}, {plural(run.rounds, 'round')}{stopped}",
        f"{product_line(run.environment)}; {cpu}, {plural(machine['cpus'], 'processor')}",
        bench.end.belief,
    ]


def _differing(speeds: Speeds) -> list[str]:
    if not speeds.differing:
        return []
    parts = (f"{name} {was} in A, {now} in B" for name, was, now in speeds.differing)
    return [f"They differ in more than speed: {'; '.join(parts)}."]


def _tallies(speeds: Speeds) -> Iterator[str]:
    for name, things, words in _sections(speeds):
        if things:
            told = ", ".join(f"{n} {word}" for word, n in tally(words, things).items())
            yield f"{name + ':':8}{told}"


def _sections(speeds: Speeds) -> list[tuple[str, Any, tuple[str, ...]]]:
    return [
        ("times", speeds.times, WORDS),
        ("ratios", speeds.ratios, WORDS[:4]),
        ("calls", speeds.calls, COUNT_WORDS),
        ("copies", speeds.copies, COUNT_WORDS),
    ]


def _counts(speeds: Speeds) -> Iterator[tuple[str, list[Counted]]]:
    """Counts that differ, by what was counted."""
    titles = ("system calls for one transfer", "copies of each byte in one transfer")
    for title, counts in zip(titles, (speeds.calls, speeds.copies)):
        changed = [one for one in counts if one.word != "same"]
        if changed:
            yield title, changed


def _groups(speeds: Speeds) -> Iterator[tuple[str, list[Compared]]]:
    """What differs, by measure and definition: the numbers themselves, and then their ratios."""
    groups: dict[str, list[Compared]] = {}
    for one in (*speeds.times, *speeds.ratios):
        if one.word in TOLD + LONE:
            title = ", ".join(filter(None, (one.of.measure, one.of.definition)))
            if one.to is not None:
                title = f"{_base(one.of)}: {title}"
            groups.setdefault(title, []).append(one)
    yield from groups.items()


def _base(variant: Variant) -> str:
    """What `ipclaim bench` divides a variant by, in words."""
    if variant.subject != "native":
        return "to the native one"
    words = {"connect": "to a Unix stream", "contention": "to one process"}
    return words.get(variant.measure, "to the pipe")


def _row(one: Compared) -> str:
    name = clip(_name(one.of), NAME)
    bytes_ = size(one.of.payload) if one.of.payload else ""
    was, now = _values(one)
    return f"  {one.word:7}{name:{NAME}}{bytes_:>7}{was:>10}{now:>10} {_factor(one.together)}"


def _name(variant: Variant) -> str:
    if variant.measure == "contention":
        return f"{named(variant)} × {variant.processes}"
    return named(variant)


def _values(one: Compared) -> tuple[str, str]:
    unit = "" if one.to else one.of.unit
    return quantity(one.before, unit), quantity(one.after, unit)


def _factor(found: Factor | None) -> str:
    if found is None:
        return NONE
    shown = quantity(found.value, "")
    if found.low is None:
        return shown
    return f"{shown} [{quantity(found.low, '')}–{quantity(found.high, '')}]"


def _lone(rows: Iterable[Compared]) -> Iterator[tuple[str, str, str]]:
    """What one run lacks: a line for each mechanism and reason, with all its sizes."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    for one in rows:
        if one.word in LONE:
            key = (one.word, named(one.of), one.why)
            lines.setdefault(key, []).append(_variety(one.of))
    for (word, name, why), varieties in lines.items():
        own = ", ".join(filter(None, varieties))
        yield word, f"{name} ({own})" if own else name, why


def _variety(variant: Variant) -> str:
    if variant.measure == "contention":
        return f"× {variant.processes}"
    return f"{size(variant.payload)} B" if variant.payload else ""


def _count(one: Counted) -> str:
    was, now = (NONE if n is None else f"{n:g}" for n in (one.before, one.after))
    by = MAKERS.get(one.by, one.by)
    return f"{one.mechanism}, {one.definition}, by {by}: {was} → {now}"


def _legend(speeds: Speeds) -> str:
    sure = round(100 * (1 - ERROR))
    return (
        "B by A: the median of all quotients of B's blocks by A's, and in brackets the interval that"
        f" is right with {sure} % together with those of all {plural(speeds.comparisons, 'comparison')}."
        " It decides what is slower or faster; what it leaves open cannot be told, and more rounds or"
        f" a quieter machine may help. Same: the interval that is right with {sure} % for itself lies"
        f" within {100 * speeds.tolerance:g} %. Ratios, counts, and variants that are added or gone make"
        " the exit status 1; times alone never do."
    )


def markdown(speeds: Speeds) -> str:
    """The same with tables."""
    return "\n".join(_markdown_lines(speeds)) + "\n"


def _markdown_lines(speeds: Speeds) -> Iterator[str]:
    yield "# What has changed in speed"
    yield ""
    for sign, bench in (("A", speeds.before), ("B", speeds.after)):
        yield f"- {sign}: {md('; '.join(_about(bench)))}"
    yield from (f"- {md(line)}" for line in _differing(speeds))
    yield ""
    yield from (f"- {' '.join(line.split())}" for line in _tallies(speeds))
    for title, rows in _groups(speeds):
        yield ""
        yield f"## {md(title)}"
        yield ""
        yield "| | what | A | B | B by A |"
        yield "| --- | --- | ---: | ---: | ---: |"
        for one in rows:
            was, now = map(md, _values(one))
            last = md(one.why if one.word in LONE else _factor(one.together))
            yield f"| {one.word} | {code(one.of.id)} | {was} | {now} | {last} |"
    for title, counts in _counts(speeds):
        yield ""
        yield f"## {title[0].upper()}{title[1:]}"
        yield ""
        yield from (f"- {count.word}: {md(_count(count))}" for count in counts)
    yield ""
    yield md(_legend(speeds))


def as_json(speeds: Speeds) -> str:
    """Everything, what stayed the same too; reports/schema/bench-diff.schema.json describes it."""
    document = {
        "schema": SCHEMA,
        "version": VERSION,
        "alike": speeds.alike,
        "confidence": 1 - ERROR,
        "comparisons": speeds.comparisons,
        "tolerance": speeds.tolerance,
        "a": _run(speeds.before),
        "b": _run(speeds.after),
        "differing": [{"name": name, "a": a, "b": b} for name, a, b in speeds.differing],
        "tally": {name: tally(words, things) for name, things, words in _sections(speeds)},
        "times": [_compared(one) for one in speeds.times],
        "ratios": [{**_compared(one), "to": one.to} for one in speeds.ratios],
        "calls": [
            _counted(one, definition=one.definition, method=one.by) for one in speeds.calls
        ],
        "copies": [_counted(one, definition=one.definition, by=one.by) for one in speeds.copies],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _run(bench: Bench) -> dict[str, Any]:
    run = bench.run
    return {
        "run": run.id,
        "started": run.started,
        "profile": run.profile,
        "rounds": run.rounds,
        "system": product_line(run.environment),
        "machine": dict(run.machine),
        "canary_ns": bench.end.canary["mode_ns"],
        "belief": bench.end.belief,
        "interrupted": bench.end.interrupted,
    }


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "word": one.word,
        "of": one.of.id,
        "mechanism": one.of.mechanism,
        "measure": one.of.measure,
        "definition": one.of.definition,
        "payload": one.of.payload,
        "processes": one.of.processes,
        "unit": one.of.unit if one.to is None else None,
        "a": one.before,
        "b": one.after,
        "factor": one.alone.value if one.alone else None,
        "alone": _ends(one.alone),
        "together": _ends(one.together),
        "why": one.why or None,
    }


def _ends(found: Factor | None) -> list[float | None] | None:
    return None if found is None or found.low is None else [found.low, found.high]


def _counted(one: Counted, **how: str) -> dict[str, Any]:
    own = {"word": one.word, "mechanism": one.mechanism}
    return {**own, **how, "a": one.before, "b": one.after}
