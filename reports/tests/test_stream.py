"""The reader: what it reads whole, and what each kind of bad file is told."""

from __future__ import annotations

import copy
import json
import random
import tracemalloc
from pathlib import Path
from typing import Any, Callable

import plays
import pytest
import samples

from ipclaim_reports import ndjson
from ipclaim_reports.errors import ReportError
from ipclaim_reports.stream import read_results


@pytest.fixture
def good() -> list[dict[str, Any]]:
    return samples.stream([*plays.full_pipe(), plays.mtype(), plays.failing()])


def refused(file: Path) -> str:
    with pytest.raises(ReportError) as caught:
        read_results(file)
    message = str(caught.value)
    assert message.startswith(str(file)), message
    assert "; " in message, "no remedy"
    assert len(message) < 500 + len(str(file))
    assert message.isprintable()
    return message[len(str(file)) :]


def test_a_good_file_is_read_whole(good: list[dict[str, Any]], tmp_path: Path) -> None:
    results = read_results(samples.write(tmp_path / "r", good))
    assert results.run.environment["os"] == "Linux"
    assert [e.outcome for e in results.executions] == ["pass", "pass", "fail"]
    assert results.executions[0].observations[0].value == 65536
    assert results.end is not None and not results.truncated


def test_what_a_later_writer_adds_is_no_error(good: list[dict[str, Any]], tmp_path: Path) -> None:
    good[0]["novelty"] = {"a": 1}
    good[0]["environment"]["novelty"] = [1, None, {"b": 2}]
    good[1]["novelty"] = None
    good[1]["transcript"].append({"t": 1, "actor": "writer", "event": "migrate", "cpu": 3})
    good.insert(2, {"type": "progress", "done": 1})
    assert len(read_results(samples.write(tmp_path / "r", good)).executions) == 3


def test_transcripts_are_kept_once_for_each_outcome(tmp_path: Path) -> None:
    results = read_results(samples.write(tmp_path / "r", samples.stream(plays.full_pipe("p", 5))))
    assert [bool(e.transcript) for e in results.executions] == [True] + [False] * 4
    assert all(e.observations for e in results.executions)


Change = Callable[[list[dict[str, Any]]], Any]


def drop(key: str, at: int = 1) -> Change:
    return lambda records: records[at].pop(key)


def put(key: str, value: Any, at: int = 1) -> Change:
    return lambda records: records[at].__setitem__(key, value)


def put_in(outer: str, key: str, value: Any, at: int = 1) -> Change:
    return lambda records: records[at][outer].__setitem__(key, value)


def swap(first: int, second: int) -> Change:
    def change(records: list[dict[str, Any]]) -> None:
        records[first], records[second] = records[second], records[first]

    return change


BAD_RECORDS: dict[str, tuple[Change, str, str]] = {
    # name: what is done to a good file, the line, words of the message
    "foreign schema": (put("schema", "ctrf", 0), ":1", "not a results file of ipclaim"),
    "no schema": (drop("schema", 0), ":1", "not a results file of ipclaim"),
    "newer version": (put("version", 2, 0), ":1", "version 2 of the format is newer"),
    "version zero": (put("version", 0, 0), ":1", '"version" is 0, expected 1'),
    "version true": (put("version", True, 0), ":1", '"version" is True'),
    "version text": (put("version", "1", 0), ":1", '"version" is 1'),
    "case before run": (swap(0, 1), ":1", 'comes before "run"'),
    "two runs": (lambda r: r.insert(2, copy.deepcopy(r[0])), ":3", "a second run record"),
    "duplicate case": (lambda r: r.insert(2, r[1]), ":3", "was recorded already on line 2"),
    "record after end": (lambda r: r.append(r[1]), ":6", 'a record follows "end"'),
    "end of another run": (put("run", "x", -1), ":5", '"end" is of run x'),
    "case lost": (lambda r: r.pop(2), ":4", '"end" counts 3 cases, the file holds 2'),
    "outcome changed": (put("outcome", "observed", 1), ":5", '"end" counts'),
    "no planned": (drop("planned", 0), ":1", '"planned" is missing'),
    "negative planned": (put("planned", -1, 0), ":1", '"planned" is -1'),
    "no os": (lambda r: r[0]["environment"].pop("os"), ":1", '"environment.os" is missing'),
    "odd limits": (put_in("environment", "limits", 5, 0), ":1", '"environment.limits" is 5'),
    "no type": (drop("type"), ":2", 'not a record with a "type"'),
    "no outcome": (drop("outcome"), ":2", '"outcome" is missing'),
    "unknown outcome": (put("outcome", "great"), ":2", '"outcome" is great, expected one of'),
    "unknown shows": (put("shows", "hints"), ":2", '"shows" is hints'),
    "id of another": (put("id", "x/y"), ":2", '"id" is x/y, expected'),
    "round text": (put("round", "0"), ":2", '"round" is 0, expected a whole number'),
    "round true": (put("round", True), ":2", '"round" is True'),
    "duration negative": (put("duration_us", -0.5), ":2", '"duration_us" is -0.5'),
    "reason text": (put("reason", "no"), ":2", '"reason" is no'),
    "reason line": (put("reason", {"code": "c", "message": "", "line": -1}), ":2", "reason.line"),
    "observation": (put("observations", [{"name": "n", "value": None, "unit": ""}]), ":2", "value"),
    "actor": (put("actors", [5]), ":2", '"actors" is 5'),
    "event": (put("transcript", [{"t": 1, "actor": "a", "event": "call"}]), ":2", "call"),
    "left": (put("left", [1]), ":2", '"left" is [1]'),
    "end outcome": (lambda r: r[-1]["outcomes"].update(great=1), ":5", '"outcomes" is great'),
    "end without exit": (drop("exit", -1), ":5", '"exit" is missing'),
}


@pytest.mark.parametrize("name", BAD_RECORDS)
def test_a_bad_record(name: str, good: list[dict[str, Any]], tmp_path: Path) -> None:
    change, line, words = BAD_RECORDS[name]
    change(good)
    message = refused(samples.write(tmp_path / "r", good))
    assert message.startswith(line + ": "), message
    assert words in message


HEAD = json.dumps(samples.run(1)).encode() + b"\n"
BAD_BYTES: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "", "is empty"),
    "blank line": (HEAD + b"\n", ":2", "not JSON"),
    "binary": (b"\x7fELF\x02\x01\x01" + bytes(64), ":1", "not JSON"),
    "html": (b"<html><script>alert(1)</script>\n", ":1", "not JSON"),
    "mark": (b"\xef\xbb\xbf" + HEAD, ":1", "not JSON"),
    "utf-16": (HEAD.decode().encode("utf-16"), ":1", "not UTF-8"),
    "bad byte": (HEAD + b'{"type":"case","id":"\xff\xfe"}\n', ":2", "not UTF-8 (ff fe 22 7d)"),
    "nan": (HEAD + b'{"type":"case","duration_us":NaN}\n', ":2", "NaN is not a number"),
    "infinity": (HEAD + b'{"type":"case","t":-Infinity}\n', ":2", "-Infinity is not a number"),
    "overflow": (HEAD + b'{"type":"case","t":1e999}\n', ":2", "1e999 is out of range"),
    "long number": (HEAD + b'{"type":"case","t":' + b"9" * 9999 + b"}\n", ":2", "is out of range"),
    "twice": (HEAD + b'{"type":"case","id":"a","id":"b"}\n', ":2", '"id" stands twice'),
    "surrogate": (HEAD + b'{"type":"case","id":"\\ud800"}\n', ":2", "surrogate"),
    "deep": (HEAD + b'{"type":"x","a":' + b"[" * 200_000 + b"\n", ":2", "nested too deeply"),
    "list": (HEAD + b"[1]\n", ":2", 'not a record with a "type"'),
    "number": (HEAD + b"5\n", ":2", 'not a record with a "type"'),
    "type number": (HEAD + b'{"type":5}\n', ":2", 'not a record with a "type"'),
    "terminal": (HEAD + b'{"type":"end","run":"\x1b[2J"}\n', ":2", "not JSON"),
    "escape": (HEAD + b'{"type":"end","run":"\\u001b[2J"}\n', ":2", "is missing"),
    "no end": (HEAD, ":1", "after 0 complete case records of 1 planned"),
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_bad_bytes(name: str, tmp_path: Path) -> None:
    raw, line, words = BAD_BYTES[name]
    file = tmp_path / "r"
    file.write_bytes(raw)
    message = refused(file)
    assert message.startswith(line + ": "), message
    assert words in message


def test_what_is_quoted_of_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    records = samples.stream([samples.case("a.b", "c")])
    records[1]["outcome"] = "\x1b[2J\u202e\x07gone"
    assert "\\x1b[2J\\u202e\\x07gone" in refused(samples.write(tmp_path / "r", records))


@pytest.mark.parametrize("cut", [1, 40, 500])
def test_a_truncated_file_says_how_much_there_is(
    cut: int, good: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = samples.write(tmp_path / "r", good[:-1])
    file.write_bytes(file.read_bytes()[:-cut])
    message = refused(file)
    assert "after 2 complete case records of 3 planned, the last line is cut off" in message
    assert "--allow-truncated" in message
    results = read_results(file, allow_truncated=True)
    assert results.truncated and len(results.executions) == 2


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "r"
    with file.open("wb") as target:
        target.write(HEAD + b'{"type":"case","id":"')
        target.truncate(100 * 2**20)  # a hole, which costs the disk nothing
    tracemalloc.start()
    message = refused(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert message.startswith(":2: the line is longer than 16 MiB")
    assert peak < 4 * ndjson.LINE_LIMIT


def test_too_many_records_are_refused(
    good: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ndjson, "RECORD_LIMIT", 3)
    assert "more than 3 records" in refused(samples.write(tmp_path / "r", good))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none")
    assert "directory" in refused(tmp_path)


def test_a_damaged_file_is_read_whole_or_refused(
    good: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Bytes changed at random: whatever comes of it, it is never an exception of another kind."""
    chance = random.Random(7)
    file = samples.write(tmp_path / "r", good)
    whole = file.read_bytes()
    refusals = 0
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 20))):
            place = chance.randrange(len(damaged))
            damaged[place] = chance.choice((chance.randrange(256), *b'{}[]",:0-e\\\n'))
        file.write_bytes(damaged[: chance.choice((len(whole), chance.randrange(len(whole))))])
        try:
            read_results(file)
        except ReportError as error:
            assert str(error).isprintable()
            refusals += 1
    assert refusals > 200
