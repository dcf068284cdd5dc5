"""The reader of bench files: what it reads whole, and what each kind of bad file is told."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import benches
import pytest
import samples
from test_schemas import validator
from test_stream import Change, drop, put, put_in

from ipclaim_reports.bench.stream import read_bench
from ipclaim_reports.errors import ReportError

WHOLE = benches.whole()
FIRST = next(i for i, r in enumerate(WHOLE) if r["type"] == "bench" and r["blocks"])
RATIO = next(i for i, r in enumerate(WHOLE) if r["type"] == "ratio")
VERDICT = next(i for i, r in enumerate(WHOLE) if r["type"] == "verdict" and r["criteria"])
CALLS = next(i for i, r in enumerate(WHOLE) if r["type"] == "calls")
FAULTS = next(i for i, r in enumerate(WHOLE) if r["type"] == "faults")
COPIES = next(i for i, r in enumerate(WHOLE) if r["type"] == "copies")


@pytest.fixture
def good() -> list[dict[str, Any]]:
    return copy.deepcopy(WHOLE)


def refused(file: Path) -> str:
    with pytest.raises(ReportError) as caught:
        read_bench(file)
    message = str(caught.value)
    assert message.startswith(str(file)) and "; " in message and message.isprintable()
    return message[len(str(file)) :]


def test_a_recorded_file_is_read_whole(good: list[dict[str, Any]], tmp_path: Path) -> None:
    bench = read_bench(samples.write(tmp_path / "b", good))
    kinds = [record["type"] for record in good]
    read = (bench.variants, bench.ratios, bench.calls, bench.copies, bench.faults, bench.verdicts)
    found = tuple(len(things) for things in read)
    named = ("bench", "ratio", "calls", "copies", "faults", "verdict")
    assert found == tuple(kinds.count(kind) for kind in named)
    assert all(found)
    pipe = bench.variants["latency/pipe/same-cpu/64"]
    assert pipe.summary is not None and pipe.summary.median is not None
    assert len(pipe.blocks) == 6 and pipe.quantiles is not None and len(pipe.quantiles) == 101
    spinning = bench.variants["latency/shm-spin/same-cpu/64"]
    assert spinning.status == "unsupported" and spinning.summary is None and spinning.reason


def test_every_recorded_record_is_valid(good: list[dict[str, Any]]) -> None:
    schema = validator("bench")
    for record in good:
        schema.validate(record)


def test_what_a_later_writer_adds_is_no_error(good: list[dict[str, Any]], tmp_path: Path) -> None:
    for record in list(good):
        record["novelty"] = {"a": [1, None]}
    good.insert(2, {"type": "progress", "done": 1})
    assert read_bench(samples.write(tmp_path / "b", good)).variants


def put_block(key: str, value: Any) -> Change:
    return lambda records: records[FIRST]["blocks"][0].__setitem__(key, value)


def put_criterion(key: str, value: Any) -> Change:
    return lambda records: records[VERDICT]["criteria"][0].__setitem__(key, value)


BAD_RECORDS: dict[str, tuple[Change, str]] = {
    # name: what is done to a good file, words of the message
    "cases": (put("schema", "ipclaim-results", 0), "not a results file of ipclaim bench"),
    "newer version": (put("version", 2, 0), "version 2 of the format is newer"),
    "no head": (lambda r: r.pop(0), 'comes before "run"'),
    "no machine": (drop("machine", 0), '"machine" is missing'),
    "odd distance": (put_in("machine", "distance", "far", 0), '"machine.distance" is far'),
    "odd profile": (put("profile", "slow", 0), '"profile" is slow'),
    "odd definitions": (put_in("definitions", "pair", 5, 0), '"definitions.pair" is 5'),
    "no measure": (drop("measure", FIRST), '"measure" is missing'),
    "unknown measure": (put("measure", "joy", FIRST), '"measure" is joy, expected one of'),
    "unknown definition": (put("definition", "far", FIRST), '"definition" is far'),
    "unknown unit": (put("unit", "h", FIRST), '"unit" is h'),
    "unknown status": (put("status", "great", FIRST), '"status" is great'),
    "verified text": (put("verified", "yes", FIRST), '"verified" is yes'),
    "block is no object": (lambda r: r[FIRST]["blocks"].append(5), '"blocks" is 5'),
    "block without value": (put_block("value", None), '"blocks.value" is None'),
    "block's canary": (put_block("canary", [1]), '"blocks.canary" is [1], expected two numbers'),
    "block kept": (put_block("kept", 1), '"blocks.kept" is 1'),
    "no summary": (put("summary", None, FIRST), "for there are blocks"),
    "summary of others": (put_in("summary", "blocks", 99, FIRST), '"summary.blocks" is 99'),
    "median outside": (put_in("summary", "low", 1e12, FIRST), '"summary.median" is'),
    "half an interval": (put_in("summary", "high", None, FIRST), "both ends and a median"),
    "few quantiles": (put("quantiles", [1.0], FIRST), '"quantiles" is [1.0]'),
    "twice": (lambda r: r.insert(FIRST, r[FIRST]), "was recorded already"),
    "lost": (lambda r: r.pop(FIRST), "which was not recorded"),
    "ratio of nothing": (put("of", "x", RATIO), "a ratio of x, which was not recorded"),
    "ratio without difference": (drop("difference", RATIO), '"difference" is missing'),
    "faults of half a page": (put("first", 0.5, FAULTS), '"first" is 0.5'),
    "copies by hearsay": (put("taken_by_kernel", "two", COPIES), '"taken_by_kernel" is two'),
    "copies of nothing": (drop("bytes", COPIES), '"bytes" is missing'),
    "calls by guess": (put("method", "guess", CALLS), '"method" is guess'),
    "verdict unknown": (put("verdict", "great", VERDICT), '"verdict" is great'),
    "verdict without why": (put("why", "", VERDICT), '"why" is'),
    "criterion depends": (put_criterion("verdict", "depends"), '"criteria.verdict" is depends'),
    "criterion's bound": (put_criterion("least", "1"), '"criteria.least" is 1'),
    "end of another run": (put("run", "x", -1), '"end" is of run x'),
    "blocks lost": (put("blocks", 1, -1), '"end" counts 1 blocks, the file holds'),
    "kept changed": (put("kept", 0, -1), '"end" counts 0 kept blocks'),
    "planned more": (put("planned", 999, 0), "999 were planned, the file holds"),
    "no belief": (drop("belief", -1), '"belief" is missing'),
    "no end": (lambda r: r.pop(), 'no "end" record'),
    "after the end": (lambda r: r.append(r[1]), 'a record follows "end"'),
}
# What concerns several records or values is no matter of a schema for one.
ACROSS = {
    *(
        "cases",
        "no head",
        "summary of others",
        "median outside",
        "half an interval",
        "twice",
        "lost",
    ),
    *("ratio of nothing", "end of another run", "blocks lost", "kept changed", "planned more"),
    *("no end", "after the end", "no summary"),
}


@pytest.mark.parametrize("name", BAD_RECORDS)
def test_a_bad_record(name: str, good: list[dict[str, Any]], tmp_path: Path) -> None:
    change, words = BAD_RECORDS[name]
    change(good)
    assert words in refused(samples.write(tmp_path / "b", good))


@pytest.mark.parametrize("name", sorted(set(BAD_RECORDS) - ACROSS))
def test_the_schema_refuses_what_the_reader_refuses(name: str, good: list[dict[str, Any]]) -> None:
    BAD_RECORDS[name][0](good)
    schema = validator("bench")
    assert any(not schema.is_valid(record) for record in good)


def test_a_damaged_file_is_read_whole_or_refused(
    good: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Bytes changed at random: whatever comes of it, it is never an exception of another kind."""
    chance = random.Random(7)
    blocks = good[FIRST]["blocks"]
    few = {"blocks": len(blocks), "kept": sum(block["kept"] for block in blocks)}
    ends = [{**good[0], "planned": 1}, {**good[-1], **few}]
    file = samples.write(
        tmp_path / "b", [ends[0], good[FIRST], good[VERDICT], good[CALLS], ends[1]]
    )
    assert read_bench(file).verdicts
    raw = file.read_bytes()
    refusals = 0
    for _ in range(200):
        damaged = bytearray(raw)
        for _ in range(chance.choice((1, 2, 20))):
            damaged[chance.randrange(len(raw))] = chance.choice(b'{}[]",:0-e\\\n\xff')
        file.write_bytes(damaged)
        try:
            read_bench(file)
        except ReportError as error:
            assert str(error).isprintable()
            refusals += 1
    assert refusals > 100
