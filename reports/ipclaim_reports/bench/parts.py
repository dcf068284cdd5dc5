"""The section on what was measured, part by part, as every format shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from .. import words
from ..language import Said, Text, join, said, say
from .advice import weighed
from .records import Variant
from .sentences import belief, missing_line, mixture_line, title_of
from .stream import Bench
from .views import COLUMNS, Group, fastest, groups, named, ratio_to_base, redrawn
from .words import (
    NONE,
    allowed,
    count,
    marked,
    quantity,
    row_name,
    share,
    size,
    subject_of,
    value_of,
    with_interval,
)


@dataclass(frozen=True)
class Table:
    """Heads and rows; `title` stands above the second table of a part."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    title: Text = ""


@dataclass(frozen=True)
class Part:
    """A heading and what is below it; plots are drawn for it under its `name`, and `caption` explains them."""

    name: str
    title: Said
    notes: tuple[Text, ...] = ()
    caption: Text = ""
    items: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    after: Text = ""


def parts_of(bench: Bench) -> list[Part]:
    """All parts, in their order."""
    return [
        Part("believe", say("bench.believe"), items=tuple(belief(bench))),
        Part("definitions", say("bench.what_is"), items=tuple(_definitions(bench))),
        *_document(bench),
        *_verdicts(bench),
        *_advice(bench),
        *_fastest(bench),
        *(_group(bench, group) for group in groups(bench)),
        *_copies(bench),
        *_faults(bench),
    ]


def _definitions(bench: Bench) -> Iterator[Text]:
    used = dict.fromkeys(v.definition for v in bench.variants.values() if v.definition)
    for name in used:
        sentence = say(f"bench.definition.{name}")
        yield join(say("list.colon"), (name, sentence))


def _document(bench: Bench) -> Iterator[Part]:
    rows = redrawn(bench)
    if not rows:
        return
    speeds = [say("bench.speed", definition=name) for name in COLUMNS[1:]]
    heads: list[Text] = [say("bench.mechanism"), say("bench.says"), *COLUMNS, *speeds]
    table = Table(
        (*heads, say("bench.calls"), say("bench.copies_by_kernel")),
        tuple(
            (
                f"{row.claimed.name}: {row.title}",
                " · ".join(filter(None, (row.claimed.relative, row.claimed.time))),
                *(value_of(row.latencies[name]) for name in COLUMNS),
                *(with_interval(row.speeds[name], "") for name in COLUMNS[1:]),
                f"{row.claimed.calls} / {row.calls or NONE}",
                f"{row.claimed.copies} / {row.copies or NONE}",
            )
            for row in rows
        ),
    )
    yield Part(
        "document", say("bench.document"), notes=(say("bench.document_note"),), tables=(table,)
    )


def _verdicts(bench: Bench) -> Iterator[Part]:
    rows: list[tuple[Text, ...]] = []
    for verdict in bench.verdicts.values():
        claim = verdict.claim + (f" ({verdict.condition})" if verdict.condition else "")
        for one in verdict.criteria:
            what = subject_of(one) + f": {with_interval(one, one.unit)}"
            rows.append((claim, what, allowed(one), words.verdict(one.verdict)))
    if rows:
        heads = (say("page.claim"), say("bench.measured"), say("bench.allowed"))
        table = Table((*heads, say("page.verdict")), tuple(rows))
        title, note = say("bench.verdicts"), say("bench.verdicts_note")
        caption = say("bench.plot_verdicts")
        yield Part("verdicts", title, notes=(note,), caption=caption, tables=(table,))


def _advice(bench: Bench) -> Iterator[Part]:
    rows: list[tuple[Text, ...]] = []
    for one in weighed(bench):
        choices = join(
            say("list.semicolon"), (f"{named(v)} {_median(v)}" for v in one.choices)
        )
        best = join(say("list.semicolon"), map(named, one.best))
        rows.append((one.advised.quote, choices, best))
    if rows:
        heads = (say("bench.advised"), say("bench.choices"), say("bench.best"))
        table = Table(heads, tuple(rows))
        note = say("bench.advice_note")
        yield Part("advice", say("bench.advice"), notes=(note,), tables=(table,))


def _fastest(bench: Bench) -> Iterator[Part]:
    rows: list[tuple[Text, ...]] = []
    for one in fastest(bench):
        ties: Text = join(say("list.semicolon"), map(named, one.ties)) or say("bench.nobody")
        first = f"{named(one.first)} {value_of(one.first)}"
        rows.append((title_of(one.group), size(one.payload), first, ties))
    if rows:
        heads = ("", say("bench.bytes"), say("bench.first"), say("bench.ties"))
        note = say("bench.fastest_note")
        table = Table(heads, tuple(rows))
        yield Part("fastest", say("bench.fastest"), notes=(note,), tables=(table,))


def _group(bench: Bench, group: Group) -> Part:
    tables = []
    rows = group.rows()
    if rows:
        heads = (say("bench.mechanism"), say("bench.median"), say("bench.to_pipe"))
        details = tuple(_details(bench, variant) for variant in rows)
        more = (say("bench.mean"), "p90", "p99", say("bench.max"), say("bench.stalls"))
        tables.append(Table((*heads, *more), details))
    sizes = [payload for payload in group.payloads if payload]
    if len(sizes) > 1:
        tables.append(
            Table(
                (say("bench.mechanism"), *map(size, sizes)),
                tuple(
                    (name, *(_median(own.get(payload)) for payload in sizes))
                    for name, own in group.by_mechanism().items()
                ),
                say("bench.by_payload"),
            )
        )
    missing: Text = missing_line(group) or said("")
    name = f"{group.measure}-{group.definition}" if group.definition else group.measure
    mixture = mixture_line(bench, group)
    notes = (mixture,) if mixture else ()
    drawn = group.measure in ("latency", "throughput")
    caption: Text = say(f"bench.plot_{group.measure}") if drawn else ""
    return Part(name, title_of(group), notes, caption, tables=tuple(tables), after=missing)


def _copies(bench: Bench) -> Iterator[Part]:
    titles = {v.mechanism: v.title for v in bench.variants.values()}
    rows = tuple(
        (
            titles.get(one.mechanism, one.mechanism),
            str(one.bytes),
            count(one.by_kernel),
            count(one.by_program),
        )
        for one in bench.copies
        if one.status == "measured"
    )
    if rows:
        heads = (say("bench.mechanism"), say("bench.bytes"))
        whose = (say("bench.copies_by_kernel"), say("bench.copies_by_program"))
        table = Table((*heads, *whose), rows)
        yield Part("copies", say("bench.copies"), notes=(say("bench.copies_note"),), tables=(table,))


def _faults(bench: Bench) -> Iterator[Part]:
    titles = {v.mechanism: v.title for v in bench.variants.values()}
    counts = [one for one in bench.faults if one.status == "measured"]
    if counts:
        own = (say("bench.first_touch"), say("bench.second_touch"), say("bench.other_touch"))
        heads = (say("bench.mechanism"), say("bench.pages"), *own)
        rows = tuple(
            (
                titles.get(one.mechanism, one.mechanism),
                *(str(n) for n in (one.pages, one.first, one.again, one.other)),
            )
            for one in counts
        )
        note = say("bench.faults_note")
        yield Part("faults", say("bench.faults"), notes=(note,), tables=(Table(heads, rows),))


def _details(bench: Bench, variant: Variant) -> tuple[Text, ...]:
    summary = variant.summary
    assert summary is not None
    return (
        row_name(variant),
        value_of(variant),
        with_interval(ratio_to_base(bench, variant), ""),
        *(
            quantity(value, variant.unit)
            for value in (summary.mean, summary.p90, summary.p99, summary.max)
        ),
        share(summary.stalls),
    )


def _median(variant: Variant | None) -> str:
    if variant is None or variant.summary is None:
        return NONE
    return marked(variant, quantity(variant.summary.median, variant.unit))
