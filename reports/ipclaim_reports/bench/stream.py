"""Reads a bench file strictly: all of it is understood, or one error says why not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from typing import Any, Mapping, NoReturn

from ..errors import ReportError, brief
from ..ndjson import Lines, opened
from .records import (
    SCHEMA,
    VERSION,
    BenchEnd,
    BenchRun,
    Calls,
    Copies,
    Faults,
    Ratio,
    Variant,
    Verdict,
    calls_of,
    copies_of,
    end_of,
    faults_of,
    ratio_of,
    run_of,
    variant_of,
    verdict_of,
)

COMMAND = "ipclaim bench"
LATER = ("bench", "ratio", "calls", "copies", "faults", "verdict", "end")


@dataclass(frozen=True)
class Bench:
    """One bench file: what was measured, and what follows from it. It is always complete."""

    file: Path
    run: BenchRun
    end: BenchEnd
    variants: Mapping[str, Variant]
    ratios: Mapping[tuple[str, str], Ratio] = field(default_factory=dict)
    calls: tuple[Calls, ...] = ()
    verdicts: Mapping[tuple[str, str | None], Verdict] = field(default_factory=dict)
    faults: tuple[Faults, ...] = ()
    copies: tuple[Copies, ...] = ()


def read_bench(file: Path) -> Bench:
    """Read `file`, also one that gzip has packed (.gz), or raise a ReportError that names file, line,
    value and remedy.
    """
    with opened(file, COMMAND) as source:
        return _Reader(file, source).read()


def is_bench(file: Path) -> bool:
    """Whether a bench file begins here, whatever follows; also false of what cannot be read, or only once."""
    if not file.is_file():
        return False
    with suppress(ReportError), opened(file, COMMAND) as source:
        return Lines(file, source, COMMAND).first().get("schema") == SCHEMA
    return False


class _Reader:
    def __init__(self, file: Path, source: BufferedIOBase) -> None:
        self.file, self.lines = file, Lines(file, source, COMMAND)
        self.variants: dict[str, Variant] = {}
        self.ratios: dict[tuple[str, str], Ratio] = {}
        self.calls: list[Calls] = []
        self.copies: list[Copies] = []
        self.faults: list[Faults] = []
        self.verdicts: dict[tuple[str, str | None], Verdict] = {}

    def read(self) -> Bench:
        head = self.lines.head(SCHEMA, VERSION, LATER)
        with self.lines.checked():
            run = run_of(head)
        end = None
        for record in self.lines.rest():
            if record["type"] == "end":
                end = self._end(record, run)
            else:
                self._add(record)
        if end is None:
            self.lines.fail('no "end" record: the file was not written whole', self.lines.again)
        return Bench(
            self.file,
            run,
            end,
            self.variants,
            self.ratios,
            tuple(self.calls),
            self.verdicts,
            tuple(self.faults),
            tuple(self.copies),
        )

    def _add(self, record: dict[str, Any]) -> None:
        kind = record["type"]
        named = record.get("id", record.get("claim", record.get("of")))
        where = f"{kind} {brief(named, 90)}: " if isinstance(named, str) else ""
        with self.lines.checked(where):
            if kind == "bench":
                self._put(self.variants, variant := variant_of(record), variant.id)
            elif kind == "ratio":
                ratio = ratio_of(record)
                self._known(ratio.of, ratio.to)
                self._put(self.ratios, ratio, (ratio.of, ratio.to))
            elif kind == "calls":
                self.calls.append(calls_of(record))
            elif kind == "copies":
                self.copies.append(copies_of(record))
            elif kind == "faults":
                self.faults.append(faults_of(record))
            elif kind == "verdict":
                verdict = verdict_of(record)
                self._put(self.verdicts, verdict, (verdict.claim, verdict.condition))

    def _put(self, table: dict[Any, Any], thing: Any, key: Any) -> None:
        if key in table:
            name = " ".join(str(part) for part in key) if isinstance(key, tuple) else key
            self.lines.fail(f"{brief(name, 90)} was recorded already", self.lines.again)
        table[key] = thing

    def _known(self, *ids: str) -> None:
        for id in ids:
            if id not in self.variants:
                self.lines.fail(f"a ratio of {brief(id, 90)}, which was not recorded", self._lost())

    def _end(self, record: dict[str, Any], run: BenchRun) -> BenchEnd:
        with self.lines.checked():
            end = end_of(record)
        if end.run != run.id:
            self._wrong(f'"end" is of run {brief(end.run)}, the file is of run {brief(run.id)}')
        if run.planned != len(self.variants):
            self._wrong(f"{run.planned} were planned, the file holds {len(self.variants)}")
        blocks = [block for variant in self.variants.values() for block in variant.blocks]
        for name, said, counted in (
            ("blocks", end.blocks, len(blocks)),
            ("kept blocks", end.kept, sum(1 for block in blocks if block["kept"])),
        ):
            if said != counted:
                self._wrong(f'"end" counts {said} {name}, the file holds {counted}')
        return end

    def _wrong(self, problem: str) -> NoReturn:
        self.lines.fail(problem, self._lost())

    def _lost(self) -> str:
        return f"lines were lost or changed; {self.lines.again}"
