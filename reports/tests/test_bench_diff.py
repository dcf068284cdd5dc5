"""Two bench files compared: by intervals, right together, and the same whoever asks."""

from __future__ import annotations

import itertools
import json
import random
import re
import sys
from pathlib import Path
from typing import Any, Callable

import benches
import pytest
import samples
from doors import CALM, results, run
from test_pages import MARKUP, hostile
from test_schemas import validator

from ipclaim_reports.bench import statistics
from ipclaim_reports.bench.statistics import factors
from ipclaim_reports.bench.stream import Bench, is_bench, read_bench
from ipclaim_reports.diff.speeds import Speeds, compare

GOLDEN = Path(__file__).parent / "golden"
SIZES = ((6, 6), (6, 25), (15, 15), (25, 24))
Draw = Callable[[random.Random], float]


def lognormal(chance: random.Random) -> float:
    return chance.lognormvariate(8, 0.1)


def two_speeds(chance: random.Random) -> float:
    """A host that is faster by a third for a while, as virtual machines' hosts are."""
    return chance.gauss(1000, 10) * chance.choice((1, 1, 1.35))


def stalling(chance: random.Random) -> float:
    return 1000 + chance.paretovariate(1)


DRAWS = (lognormal, two_speeds, stalling)


def read(folder: Path, records: list[dict[str, Any]], name: str = "b.ndjson") -> Bench:
    return read_bench(samples.write(folder / name, records))


def variants(draw: Draw, chance: random.Random, rounds: int = 25) -> list[dict[str, Any]]:
    """A pipe and some others, of one distribution all."""
    ids = ("pipe", "fifo", "tcp", "udp", "sysv-msg", "posix-mq", "unix-dgram", "eventfd")
    return [
        benches.variant(f"latency/{id}/same-cpu/64", [draw(chance) for _ in range(rounds)])
        for id in ids
    ]


def words(speeds: Speeds) -> dict[str, str]:
    """The word of each number by its mechanism, of each ratio with a sign."""
    times = {one.of.mechanism: one.word for one in speeds.times}
    return {**times, **{f"/{one.of.mechanism}": one.word for one in speeds.ratios}}


# The statistics


@pytest.mark.parametrize(("fewer", "more"), [(1, 1), (2, 3), (3, 3), (3, 5), (4, 4)])
def test_the_ranks_are_counted_as_all_orders_have_them(fewer: int, more: int) -> None:
    found: dict[int, int] = {}
    for places in itertools.combinations(range(fewer + more), fewer):
        pairs = sum(place - number for number, place in enumerate(places))
        found[pairs] = found.get(pairs, 0) + 1
    half = fewer * more // 2
    assert statistics._rank_sums(fewer, more) == [found[n] for n in range(half + 1)]


@pytest.mark.parametrize("error", [0.05, 0.001, 0.00005])
@pytest.mark.parametrize(("fewer", "more"), [(40, 60), (60, 60)])
def test_of_many_values_the_normal_curve_says_nearly_the_same(
    fewer: int, more: int, error: float
) -> None:
    counted = statistics._outside(fewer, more, error)
    normal = statistics._outside_by_normal(fewer, more, error)
    # To the safe side: an interval that is wider by a few quotients of thousands.
    assert counted - 0.02 * fewer * more < normal <= counted + 1


def test_too_few_values_have_no_interval() -> None:
    [three, four] = factors([2, 4, 6], [1, 2, 3], (0.05, 0.2))
    assert (three.low, three.high) == (None, None) and three.value == 2
    assert four.low is not None and four.low < 2 < (four.high or 0)
    assert factors([], [1.0], (0.05,)) == []


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize(("of", "to"), SIZES)
def test_one_distribution_is_told_apart_no_more_often_than_stated(
    draw: Draw, of: int, to: int
) -> None:
    chance = random.Random(f"{draw.__name__} {of} {to}")
    rounds, error, misses = 800, 0.05, 0
    for _ in range(rounds):
        one = [draw(chance) for _ in range(of)]
        other = [draw(chance) for _ in range(to)]
        [found] = factors(one, other, (error,))
        assert found.low is not None and found.high is not None
        misses += not found.low <= 1 <= found.high
    # Three standard deviations above what is stated.
    assert misses / rounds <= error + 3 * (error * (1 - error) / rounds) ** 0.5


@pytest.mark.parametrize("draw", DRAWS)
def test_all_words_of_two_draws_are_right_together(draw: Draw, tmp_path: Path) -> None:
    """The stated level is that of the whole comparison: of a hundred, five may find anything."""
    chance = random.Random(draw.__name__)
    rounds, wrong = 100, 0
    for _ in range(rounds):
        runs = [read(tmp_path, benches.stream(variants(draw, chance))) for _ in "AB"]
        speeds = compare(*runs)
        assert speeds.comparisons == 15
        wrong += bool({"slower", "faster"} & set(words(speeds).values()))
    assert wrong / rounds <= 0.05 + 3 * (0.05 * 0.95 / rounds) ** 0.5


# The words


def test_what_is_slower_faster_and_the_same_is_told_so(tmp_path: Path) -> None:
    chance = random.Random(7)

    def steady(value: float) -> list[float]:
        return [chance.gauss(value, value / 100) for _ in range(25)]

    def run_of(fifo: float, tcp: float, bulk: float) -> Bench:
        records = [
            benches.variant("latency/pipe/same-cpu/64", steady(1000)),
            benches.variant("latency/fifo/same-cpu/64", steady(fifo)),
            benches.variant("latency/tcp/same-cpu/64", steady(tcp)),
            benches.variant("throughput/udp/same-cpu/4096", steady(bulk)),
        ]
        return read(tmp_path, benches.stream(records))

    speeds = compare(run_of(1000, 3000, 5e9), run_of(1300, 2000, 4e9))
    assert words(speeds) == {
        **{"pipe": "same", "fifo": "slower", "tcp": "faster", "udp": "slower"},
        **{"/fifo": "slower", "/tcp": "faster"},
    }
    [fifo] = [one for one in speeds.times if one.of.mechanism == "fifo"]
    assert fifo.together and fifo.together.value == pytest.approx(1.3, rel=0.02)
    assert not speeds.alike


def test_a_small_difference_is_the_same_however_certain(tmp_path: Path) -> None:
    def run_of(value: float) -> Bench:
        id = "latency/pipe/pair/64"
        records = [benches.variant(id, [value + n / 100 for n in range(25)])]
        return read(tmp_path, benches.stream(records))

    before, after = run_of(1000), run_of(1020)
    assert words(compare(before, after)) == {"pipe": "same"}
    assert words(compare(before, after, tolerance=0.01)) == {"pipe": "slower"}


def test_what_is_slow_as_a_whole_is_no_difference_of_ratios(tmp_path: Path) -> None:
    chance = random.Random(3)
    own = variants(lognormal, chance)
    slow = [
        benches.variant(v["id"], [3 * block["value"] for block in v["blocks"]]) for v in own
    ]
    speeds = compare(read(tmp_path, benches.stream(own)), read(tmp_path, benches.stream(slow)))
    assert {one.word for one in speeds.times} == {"slower"}
    assert {one.word for one in speeds.ratios} <= {"same", "cannot tell"}
    assert speeds.alike, "times alone are no difference"


def test_few_blocks_cannot_tell(tmp_path: Path) -> None:
    def run_of(value: float) -> Bench:
        records = [benches.variant("latency/pipe/pair/64", [value] * 3)]
        return read(tmp_path, benches.stream(records))

    [pipe] = compare(run_of(1), run_of(9)).times
    assert (pipe.word, pipe.why) == ("cannot tell", "too few blocks")


def test_blocks_that_are_left_aside_are_not_compared(tmp_path: Path) -> None:
    def run_of(other: float) -> Bench:
        values = [1000 + n / 10 for n in range(20)]
        one = benches.variant("latency/pipe/pair/64", values)
        aside = [benches.block(20 + n, other, kept=False) for n in range(5)]
        one["blocks"] += aside
        one["summary"]["blocks"] += len(aside)
        records = benches.stream([one])
        records[-1]["kept"] = 20
        return read(tmp_path, records)

    [pipe] = compare(run_of(1000), run_of(9000)).times
    assert pipe.word == "same" and pipe.together and pipe.together.high
    assert pipe.together.high < 1.01


def longer() -> list[dict[str, Any]]:
    """What was recorded, with three times as many blocks, for six decide nothing among so many numbers."""
    records = benches.whole()
    for record in records:
        if record["type"] == "bench" and record["blocks"]:
            blocks = record["blocks"]
            again = [{**block, "round": block["round"] + 6 * n} for n in (1, 2) for block in blocks]
            blocks += again
            for name in ("blocks", "kept"):
                record["summary"][name] *= 3
    return counted(records)


def counted(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, with the totals that they now have."""
    measured = [record for record in records if record["type"] == "bench"]
    blocks = [block for record in measured for block in record["blocks"]]
    records[0]["planned"] = len(measured)
    records[-1].update(blocks=len(blocks), kept=sum(block["kept"] for block in blocks))
    return records


def changed() -> list[dict[str, Any]]:
    """The same on another machine, with differences of each sort."""
    lost = ("setup/fifo", "latency/posix-sem/pair/0")
    records = [r for r in longer() if r.get("id") != lost[0] and r.get("of") not in lost]
    records[0]["machine"].update(model="Other CPU", cpus=4)
    for record in records:
        id = record.get("id", "")
        if id == lost[1]:
            record.update(status="unsupported", reason="sem_init: no", blocks=[], summary=None)
        elif "/unix-stream/" in (id or record.get("of", "")):
            grow(record, 1 / 40 if "throughput/" in (id or record["of"]) else 40)
        elif record["type"] == "calls":
            record["per_transfer"] = 3
        elif record["type"] == "copies" and record["mechanism"] == "pipe":
            record["taken_by_kernel"] = 0
    return counted(records)


def grow(record: dict[str, Any], factor: float) -> None:
    for block in record.get("blocks", ()):
        block["value"] *= factor
    for name in ("median", "low", "high"):
        record.get("summary", record)[name] *= factor


@pytest.fixture
def speeds(tmp_path: Path) -> Speeds:
    before = read(tmp_path, longer(), "a.ndjson")
    return compare(before, read(tmp_path, changed()))


def test_what_is_added_gone_and_counted_is_told(speeds: Speeds, tmp_path: Path) -> None:
    gone = {one.of.id: one.why for one in speeds.times if one.word == "gone"}
    assert gone == {
        "setup/fifo": "not part of the run",
        "latency/posix-sem/pair/0": "sem_init: no",
    }
    assert ("processor", "AMD EPYC", "Other CPU") in speeds.differing
    # An average, as the tracepoint gives one, is no count.
    [counted] = speeds.calls
    assert (counted.word, counted.before, counted.after) == ("changed", 2, 3)
    differing = [(one.mechanism, one.by, one.before, one.after) for one in speeds.copies if one.word != "same"]
    assert differing == [("pipe", "kernel", 2, 1)]
    bare = read(tmp_path, [r for r in longer() if r["type"] not in ("calls", "copies")], "bare.ndjson")
    assert compare(bare, speeds.after).copies == compare(speeds.before, bare).calls == ()
    back = compare(speeds.after, speeds.before)
    assert {one.of.id for one in back.times if one.word == "added"} == set(gone)


# The command


def diff(cwd: Path, *arguments: object) -> Any:
    return run(sys.executable, "-m", "ipclaim_reports", "diff", *arguments, cwd=cwd)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    before = samples.write(tmp_path / "a.ndjson", longer())
    return [before, samples.write(tmp_path / "b.ndjson", changed())]


@pytest.mark.parametrize(
    ("format", "golden"), [("human", "bench-diff.txt"), ("md", "bench-diff.md")]
)
def test_it_is_told_as_it_was_reviewed(
    format: str, golden: str, files: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    done = diff(tmp_path, *files, "--format", format)
    assert (done.returncode, done.stderr) == (1, "")
    if request.config.getoption("--regenerate"):
        (GOLDEN / golden).write_text(done.stdout, encoding="utf-8")
    assert done.stdout == (GOLDEN / golden).read_text("utf-8"), "pytest reports/tests --regenerate"
    if format == "human":
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_is_valid_and_has_what_stayed_the_same(files: list[Path], tmp_path: Path) -> None:
    done = diff(tmp_path, "--json", *files)
    document = json.loads(done.stdout)
    validator("bench-diff").validate(document)
    assert document["alike"] is False
    by_word = {one["word"] for one in document["times"]}
    assert by_word == {"slower", "gone", "cannot tell", "same"}
    assert "slower" in {one["word"] for one in document["ratios"]}
    assert document["comparisons"] == sum(
        n for name in ("times", "ratios") for word, n in document["tally"][name].items()
        if word not in ("added", "gone")
    )


def test_a_run_is_like_itself(files: list[Path], tmp_path: Path) -> None:
    done = diff(tmp_path, files[0], files[0])
    assert (done.returncode, done.stderr) == (0, "")
    assert "times:  0 slower, 0 faster" in done.stdout


@pytest.mark.parametrize("format", ["human", "md"])
def test_nothing_foreign_gets_out(format: str, files: list[Path], tmp_path: Path) -> None:
    records = changed()
    for record in records:
        for key in ("title", "reason", "mechanism", "names", "belief"):
            if isinstance(record.get(key), str):
                record[key] = hostile(record[key]) + "\x1b[2J"
    odd = samples.write(tmp_path / "odd.ndjson", records)
    text = diff(tmp_path, files[0], odd, "--format", format).stdout
    assert "\x1b" not in text
    assert format == "human" or MARKUP not in re.sub("`[^`]*`", "", text)
    assert format == "md" or max(map(len, text.splitlines())) <= 80


def test_values_beyond_all_numbers_are_no_values(tmp_path: Path) -> None:
    odd = [0, 1e-300, 1e300, *range(1, 9)]
    file = samples.write(
        tmp_path / "odd", benches.stream([benches.variant("latency/pipe/pair/64", odd)])
    )
    done = diff(tmp_path, "--json", file, file)
    assert done.returncode == 0 and json.loads(done.stdout)["times"][0]["factor"] == 1


def test_a_bench_file_is_compared_with_a_bench_file_only(
    files: list[Path], root: Path, tmp_path: Path
) -> None:
    done = diff(tmp_path, "--root", root, results(tmp_path, CALM), files[0])
    assert done.returncode == 2
    assert "b.ndjson" not in done.stderr and "not a results file of ipclaim run" in done.stderr
    assert is_bench(files[0]) and not is_bench(tmp_path) and not is_bench(tmp_path / "none")


@pytest.mark.parametrize("percent", ["0", "100.1", "nan"])
def test_a_tolerance_is_a_share(percent: str, files: list[Path], tmp_path: Path) -> None:
    done = diff(tmp_path, f"--tolerance={percent}", *files)
    assert done.returncode == 2 and "give per cent, above 0 and up to 100" in done.stderr


def test_a_tolerance_can_be_given(files: list[Path], tmp_path: Path) -> None:
    done = diff(tmp_path, "--tolerance=0.5", "--json", *files)
    assert json.loads(done.stdout)["tolerance"] == 0.005
