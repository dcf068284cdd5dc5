"""The section on what was measured, part by part, as every format shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from .. import words
from ..language import Said, Text, join, said, say
from .records import Variant
from .sentences import belief, missing_line, title_of
from .stream import Bench
from .views import COLUMNS, Group, fastest, groups, named, ratio_to_base, redrawn
from .words import (
    NONE,
    allowed,
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
    """A heading and what is below it; `name` is the one under which plots are drawn for it."""

    name: str
    title: Said
    notes: tuple[Text, ...] = ()
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
        *_fastest(bench),
        *(_group(bench, group) for group in groups(bench)),
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
        (*heads, say("bench.calls")),
        tuple(
            (
                f"{row.claimed.name}: {row.title}",
                " · ".join(filter(None, (row.claimed.relative, row.claimed.time))),
                *(value_of(row.latencies[name]) for name in COLUMNS),
                *(with_interval(row.speeds[name], "") for name in COLUMNS[1:]),
                f"{row.claimed.calls} / {row.calls or NONE}",
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
        yield Part("verdicts", title, notes=(note,), tables=(table,))


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
        tables.append(Table((*heads, say("bench.stalls"), "p99"), details))
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
    return Part(name, title_of(group), tables=tuple(tables), after=missing)


def _details(bench: Bench, variant: Variant) -> tuple[Text, ...]:
    summary = variant.summary
    assert summary is not None
    return (
        row_name(variant),
        value_of(variant),
        with_interval(ratio_to_base(bench, variant), ""),
        share(summary.stalls),
        quantity(summary.p99, variant.unit),
    )


def _median(variant: Variant | None) -> str:
    if variant is None or variant.summary is None:
        return NONE
    return marked(variant, quantity(variant.summary.median, variant.unit))
