"""What a report makes of a bench file: verdicts, tables, and nothing that turns a run red."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Callable

import benches
import plays
import pytest
import samples
from doors import CALM, report, results
from test_pages import MARKUP, hostile
from test_schemas import validator

from ipclaim_reports.bench.advice import ADVICE, weighed
from ipclaim_reports.bench.parts import parts_of
from ipclaim_reports.bench.records import Interval
from ipclaim_reports.bench.sentences import mixture_line
from ipclaim_reports.bench.stream import Bench, read_bench
from ipclaim_reports.bench.views import fastest, groups, overlap, redrawn, speed
from ipclaim_reports.bench.words import NONE, quantity, share, size, with_interval
from ipclaim_reports.catalogue import load_catalogue
from ipclaim_reports.document import document_lines
from ipclaim_reports.jsonout import render_json
from ipclaim_reports.markdown import render_markdown
from ipclaim_reports.model import Report, build_report
from ipclaim_reports.reasons import reason_of
from ipclaim_reports.record import Record
from ipclaim_reports.session import ROOT
from ipclaim_reports.stream import read_results


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return read_bench(samples.write(tmp_path / "bench.ndjson", benches.whole()))


def reported(bench: Bench, folder: Path) -> Report:
    file = samples.write(folder / "r.ndjson", samples.stream(plays.full_pipe()))
    return build_report(load_catalogue(ROOT), [read_results(file)], Record(None), bench=bench)


def test_a_claim_about_speed_is_decided_by_the_bench(bench: Bench, tmp_path: Path) -> None:
    judged = reported(bench, tmp_path).by_id["perf.ns.pipe-10000"]
    told = {v.condition: v.verdict for v in bench.verdicts.values() if v.claim == judged.claim.id}
    assert judged.verdict == told.pop(None)
    assert dict(judged.judgement.conditions) == told and len(told) == 2
    assert "latency/pipe/same-cpu/64 is " in reason_of(judged).en
    assert "允许" in reason_of(judged).zh


def test_no_exit_status_depends_on_speed(bench: Bench, tmp_path: Path) -> None:
    with_bench = reported(bench, tmp_path)
    decided = [c for c in with_bench.claims if c.timed and c.decided]
    assert decided and all(c.comparison.word is None for c in decided)
    file = with_bench.results[0].file
    plain = build_report(load_catalogue(ROOT), [read_results(file)], Record(None))
    assert with_bench.exit_status == plain.exit_status
    assert sum(c.decided for c in with_bench.claims) == sum(c.decided for c in plain.claims) + len(
        decided
    )


def test_a_case_goes_before_a_measurement(bench: Bench, tmp_path: Path) -> None:
    id = "perf.ns.pipe-10000"
    file = samples.write(tmp_path / "r", samples.stream([samples.case(id, "n", None, "broken")]))
    report = build_report(load_catalogue(ROOT), [read_results(file)], Record(None), bench=bench)
    assert report.by_id[id].verdict == "inconclusive" and not report.by_id[id].timed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["## What a transfer costs", "How much to believe", "2.64 µs|same-cpu"]),
        ("zh", ["## 一次传输的开销", "可信程度", "何谓一次传输"]),
    ],
)
def test_markdown_has_the_section(
    language: str, words: list[str], bench: Bench, tmp_path: Path
) -> None:
    text = render_markdown(reported(bench, tmp_path), language)
    for word in words:
        assert re.search(word, text)
    section = text[text.index(words[0]) :]
    for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
        assert len({row.count(" | ") for row in table.splitlines()}) <= 2
    assert "管道: pipe" in section and "2 次 / 2 (pair)" in section
    assert "| 256 | 256 | 0 | 256 |" in section


def test_markdown_without_a_bench_has_no_section(report_of: Callable[..., Report]) -> None:
    assert "What a transfer costs" not in render_markdown(report_of(plays.assorted()))


def test_json_is_valid_and_leaves_the_blocks_to_the_file(bench: Bench, tmp_path: Path) -> None:
    document = json.loads(render_json(reported(bench, tmp_path)))
    validator("report").validate(document)
    assert len(document["bench"]["variants"]) == len(bench.variants)
    assert "blocks" not in document["bench"]["variants"][0]


def test_nothing_foreign_gets_out(tmp_path: Path) -> None:
    records = benches.whole()
    for record in records:
        for key in ("title", "reason", "names", "why", "belief", "condition", "mechanism"):
            if isinstance(record.get(key), str):
                record[key] = hostile(record[key]) + "\x1b[2J"
    bench = read_bench(samples.write(tmp_path / "bench.ndjson", records))
    text = render_markdown(reported(bench, tmp_path))
    assert MARKUP not in text and "\x1b" not in text
    assert "<script" not in re.sub(r"`[^`]*`", "", text)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "ns", "–"),
        (4.7064, "ns", "4.71 ns"),
        (529.75, "ns", "530 ns"),
        (2644.1, "ns", "2.64 µs"),
        (999.6, "ns", "1.00 µs"),
        (61096510.0, "ns", "61.1 ms"),
        (7e12, "ns", "7000 s"),
        (4070195.0, "bytes/s", "4.07 MB/s"),
        (1.2, "", "1.20"),
        (0.0073, "", "0.0073"),
        (0.008, "", "0.0080"),
        (0.00002, "", "<0.001"),
        (0, "", "0.00"),
        (1234.0, "", "1234"),
    ],
)
def test_values_have_three_digits_and_the_unit_that_fits(
    value: float | None, unit: str, shown: str
) -> None:
    assert quantity(value, unit) == shown


def test_intervals_shares_and_sizes() -> None:
    assert with_interval(Interval(1200, 1100, 1300, 0.97), "ns") == "1.20 µs [1.10 µs, 1.30 µs]"
    assert with_interval(Interval(2, None, None, None), "") == "2.00"
    assert with_interval(Interval(None, None, None, None), "") == with_interval(None, "") == "–"
    assert (share(0.123), share(None)) == ("12 %", "–")
    assert [size(n) for n in (1, 64, 1000, 4096, 2**20)] == ["1", "64", "1000", "4 Ki", "1 Mi"]


def test_the_best_comes_first_and_what_overlaps_ties(bench: Bench) -> None:
    for group in groups(bench):
        values = [v.summary.median for v in group.rows() if v.summary]
        if group.measure == "throughput":
            values.reverse()
        assert group.measure == "contention" or values == sorted(values)
    found = fastest(bench)
    assert {one.payload for one in found} >= {64, 4096}
    for one in found:
        others = [v for v in one.group.variants if v.payload == one.payload and v.summary]
        tied = {v.id for v in others if v is not one.first and overlap(one.first, v)}
        assert {v.id for v in one.ties} == tied


def test_speed_is_the_ratio_upside_down(bench: Bench) -> None:
    ratio = bench.ratios["latency/sysv-msg/same-cpu/64", "latency/pipe/same-cpu/64"]
    found = speed(bench, "sysv-msg", "same-cpu")
    assert found and ratio.median and ratio.low and ratio.high
    assert found.median == pytest.approx(1 / ratio.median)
    assert (found.low, found.high) == pytest.approx((1 / ratio.high, 1 / ratio.low))
    assert speed(bench, "pipe", "same-cpu") == Interval(1.0, None, None, None)
    assert speed(bench, "tcp", "same-cpu") is None


def test_the_document_is_redrawn_with_what_there_is(bench: Bench) -> None:
    rows = redrawn(bench)
    titles = {row.title for row in rows}
    assert "pipe" in titles and not any("TCP" in title for title in titles)
    assert {row.claimed.name for row in rows} == {"管道", "FIFO", "消息队列", "套接字", "共享内存"}


def test_copies_stand_beside_what_the_document_says(bench: Bench) -> None:
    found = {row.title: (row.claimed.copies, row.copies) for row in redrawn(bench)}
    assert found["pipe"] == ("2 次", "2") and found["memory, POSIX sem"] == ("0 次", "0")
    assert found["FIFO"] == ("2 次", ""), "nobody could count them"
    (part,) = (part for part in parts_of(bench) if part.name == "copies")
    (table,) = part.tables
    assert {row[0]: row[2:] for row in table.rows} == {
        "pipe": ("2", "0"),
        "memory, POSIX sem": ("0", "2"),
        "memory, spinning": ("0", "2"),
        "POSIX shared memory": (NONE, "2"),
    }


def test_what_is_not_pinned_is_a_mixture_of_two(tmp_path: Path) -> None:
    def variant(definition: str, *values: float) -> dict[str, Any]:
        record = benches.variant(f"latency/pipe/{definition}/64", values)
        record["summary"].update(low=min(values), high=max(values), confidence=1.0)
        return record

    def line(*records: dict[str, Any]) -> str:
        bench = read_bench(samples.write(tmp_path / "b", benches.stream(records)))
        told = mixture_line(bench, next(g for g in groups(bench) if g.definition == "unpinned"))
        return told.en if told else ""

    unpinned = variant("unpinned", 10, 11, 12, 40)
    assert "64 B 3 and 1" in line(variant("same-cpu", 10, 12), variant("cross-cpu", 30, 50), unpinned)
    assert line(variant("same-cpu", 10, 35), variant("cross-cpu", 30, 50), unpinned) == ""
    assert line(variant("same-cpu", 10, 12), unpinned) == ""


def test_advice_stands_beside_what_was_measured(bench: Bench) -> None:
    [first, *others] = weighed(bench)
    assert first.advised.quote == "父子进程通信，数据量小"
    assert [v.mechanism for v in first.choices] == ["pipe", "fifo", "unix-stream"]
    assert "unix-stream" not in [v.mechanism for v in first.best]
    assert all(len(one.choices) > 1 and one.best for one in others)


def test_the_document_gives_the_advice() -> None:
    lines = "".join(document_lines(ROOT))
    assert all(one.quote in lines for one in ADVICE)


def bench_file(folder: Path, records: list[dict[str, Any]] | None = None) -> Path:
    return samples.write(folder / "bench.ndjson", records or benches.whole())


def test_the_command_takes_a_bench_file_and_keeps_it(root: Path, tmp_path: Path) -> None:
    file = bench_file(tmp_path)
    done = report(root, tmp_path, "--results", results(tmp_path, CALM), "--bench", file)
    assert (done.returncode, done.stderr) == (0, "")
    [folder] = (tmp_path / "out").iterdir()
    assert (folder / "bench.ndjson").read_bytes() == file.read_bytes()
    assert "What a transfer costs" in (folder / "report.md").read_text("utf-8")
    # A later report without measurements must not stand beside an older bench file.
    report(root, tmp_path, "--results", results(tmp_path, CALM))
    assert not (folder / "bench.ndjson").exists()


def test_a_bench_of_another_system_is_refused(root: Path, tmp_path: Path) -> None:
    records = benches.whole()
    records[0]["environment"]["release"] = "9.9"
    file = bench_file(tmp_path, records)
    done = report(root, tmp_path, "--results", results(tmp_path, CALM), "--bench", file)
    assert done.returncode == 2
    assert "measured on Linux 9.9 x86_64" in done.stderr and "--bench" in done.stderr
