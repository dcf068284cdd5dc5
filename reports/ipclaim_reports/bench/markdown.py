"""The section of report.md on what a transfer costs."""

from __future__ import annotations

from typing import Iterable, Iterator

from .. import words
from ..language import Said, Text, join, said, say
from ..mdtext import code, md
from .records import Variant
from .sentences import belief, lead, missing_line, title_of
from .stream import Bench
from .views import (
    COLUMNS,
    Group,
    fastest,
    groups,
    named,
    ratio_to_base,
    redrawn,
)
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


def section(bench: Bench, language: str) -> Iterator[str]:
    """The lines of the section, in one language."""
    yield from _Section(bench, language).lines()


class _Section:
    def __init__(self, bench: Bench, language: str) -> None:
        self.bench, self.language = bench, language

    def lines(self) -> Iterator[str]:
        yield from self._heading("##", say("bench.title"))
        yield self._in(lead(self.bench))
        yield ""
        yield from self._heading("###", say("bench.believe"))
        yield from (f"- {self._in(sentence)}" for sentence in belief(self.bench))
        yield ""
        yield from self._definitions()
        yield from self._document()
        yield from self._verdicts()
        yield from self._fastest()
        for group in groups(self.bench):
            yield from self._group(group)

    def _in(self, text: Text) -> str:
        return md(said(text)[self.language])

    def _heading(self, level: str, text: Said) -> Iterator[str]:
        yield f"{level} {self._in(text)}"
        yield ""

    def _table(self, heads: Iterable[Text], rows: Iterable[Iterable[Text]]) -> Iterator[str]:
        shown = [self._in(head) for head in heads]
        yield "| " + " | ".join(shown) + " |"
        yield "| --- |" + " ---: |" * (len(shown) - 1)
        for row in rows:
            yield "| " + " | ".join(self._in(cell) for cell in row) + " |"
        yield ""

    def _definitions(self) -> Iterator[str]:
        yield from self._heading("###", say("bench.what_is"))
        for definition in self.bench.run.definitions:
            if any(v.definition == definition for v in self.bench.variants.values()):
                yield f"- {code(definition)}: {self._in(say(f'bench.definition.{definition}'))}"
        yield ""

    def _document(self) -> Iterator[str]:
        rows = redrawn(self.bench)
        if not rows:
            return
        yield from self._heading("###", say("bench.document"))
        yield self._in(say("bench.document_note"))
        yield ""
        speeds = [say("bench.speed", definition=name) for name in COLUMNS[1:]]
        heads: list[Text] = [say("bench.mechanism"), say("bench.says"), *COLUMNS, *speeds]
        yield from self._table(
            [*heads, say("bench.calls")],
            (
                [
                    f"{row.claimed.name}: {row.title}",
                    " · ".join(filter(None, (row.claimed.relative, row.claimed.time))),
                    *(value_of(row.latencies[name]) for name in COLUMNS),
                    *(with_interval(row.speeds[name], "") for name in COLUMNS[1:]),
                    f"{row.claimed.calls} / {row.calls or NONE}",
                ]
                for row in rows
            ),
        )

    def _verdicts(self) -> Iterator[str]:
        if not self.bench.verdicts:
            return
        yield from self._heading("###", say("bench.verdicts"))
        yield self._in(say("bench.verdicts_note"))
        yield ""
        heads = [
            say("page.claim"),
            say("bench.measured"),
            say("bench.allowed"),
            say("page.verdict"),
        ]
        yield from self._table(heads, self._criteria())

    def _criteria(self) -> Iterator[list[Text]]:
        for verdict in self.bench.verdicts.values():
            for one in verdict.criteria:
                claim = verdict.claim + (f" ({verdict.condition})" if verdict.condition else "")
                what = subject_of(one) + f": {with_interval(one, one.unit)}"
                yield [claim, what, allowed(one), words.verdict(one.verdict)]

    def _fastest(self) -> Iterator[str]:
        found = fastest(self.bench)
        if not found:
            return
        yield from self._heading("###", say("bench.fastest"))
        yield self._in(say("bench.fastest_note"))
        yield ""
        yield from self._table(
            ["", say("bench.bytes"), say("bench.first"), say("bench.ties")],
            (
                [
                    title_of(one.group),
                    size(one.payload),
                    f"{named(one.first)} {value_of(one.first)}",
                    join(say("list.semicolon"), map(named, one.ties)) or say("bench.nobody"),
                ]
                for one in found
            ),
        )

    def _group(self, group: Group) -> Iterator[str]:
        yield from self._heading("###", title_of(group))
        rows = group.rows()
        if rows:
            heads: list[Text] = [say("bench.mechanism"), say("bench.median"), say("bench.to_pipe")]
            yield from self._table(
                [*heads, say("bench.stalls"), "p99"], (self._row(v) for v in rows)
            )
        if len([payload for payload in group.payloads if payload]) > 1:
            yield from self._sizes(group)
        missing = missing_line(group)
        if missing:
            yield self._in(missing)
            yield ""

    def _row(self, variant: Variant) -> list[Text]:
        summary = variant.summary
        assert summary is not None
        return [
            row_name(variant),
            value_of(variant),
            with_interval(ratio_to_base(self.bench, variant), ""),
            share(summary.stalls),
            quantity(summary.p99, variant.unit),
        ]

    def _sizes(self, group: Group) -> Iterator[str]:
        sizes = [payload for payload in group.payloads if payload]
        yield self._in(say("bench.by_payload"))
        yield ""
        yield from self._table(
            [say("bench.mechanism"), *(size(payload) for payload in sizes)],
            (
                [name, *(_median(own.get(payload)) for payload in sizes)]
                for name, own in group.by_mechanism().items()
            ),
        )


def _median(variant: Variant | None) -> str:
    if variant is None or variant.summary is None:
        return NONE
    return marked(variant, quantity(variant.summary.median, variant.unit))
