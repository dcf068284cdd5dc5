"""Every case that misbehaves gets the outcome of misbehaving/expected.toml, whoever runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, ORDINARY, Place, Result

try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib  # type: ignore[no-redef]

EXPECTED: dict[str, dict[str, Any]] = {}
for topic in tomllib.loads(
    (HERE / "misbehaving" / "expected.toml").read_text(encoding="utf-8")
).values():
    EXPECTED.update(topic)


@dataclass(frozen=True)
class Way:
    """One way to run them all."""

    name: str
    binary: str
    uid: int | None
    options: tuple[str, ...]

    @property
    def is_generic(self) -> bool:
        return self.binary.endswith("generic")

    @property
    def leaves_orphans_to_init(self) -> bool:
        return self.binary.endswith("strays")


WAYS = [
    Way("one at a time", "ipclaim-selftest", None, ("-j", "1", "--timeout-scale", "0.5")),
    Way("eight at a time, shuffled", "ipclaim-selftest", None, ("-j", "8", "--shuffle")),
    Way("by an ordinary user", "ipclaim-selftest", ORDINARY, ("-j", "8")),
    Way("on the generic platform", "ipclaim-selftest-generic", None, ("-j", "8")),
    Way("where orphans go to init", "ipclaim-selftest-strays", None, ("-j", "8")),
]


def wanted(way: Way, name: str, sanitized: bool = False) -> dict[str, Any] | None:
    entry = dict(EXPECTED[name])
    in_sanitizer = entry.pop("sanitized", {})
    if sanitized:
        entry.update(in_sanitizer)
    is_ordinary = way.uid is not None or os.geteuid() != 0
    if entry.pop("private", False) and is_ordinary:
        return None
    ordinary = entry.pop("ordinary", {})
    if is_ordinary:
        entry.update(ordinary)
    generic = entry.pop("generic", {})
    busy = entry.pop("busy", None)
    if not entry.pop("strays", True) and way.leaves_orphans_to_init:
        return None
    if way.is_generic:
        return None if generic is False else {**entry, **generic, "busy": busy}
    return entry


@dataclass
class Ran:
    result: Result
    left: list[str]
    places: list[str]
    cases: dict[str, dict[str, Any]]


@pytest.fixture(scope="module", params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


def can_go(way: Way, binaries: Path) -> bool:
    return (way.uid is None or os.geteuid() == 0) and (binaries / way.binary).exists()


def start(way: Way, place: Place, out: Path) -> subprocess.Popen[str]:
    names = [f"*/{name}" for name in EXPECTED if wanted(way, name)]
    with open(f"{out}.err", "w") as errors, open(out, "w") as records:
        words = ("run", "--format", "ndjson", *way.options, *names)
        return place.start(*words, stdout=records, stderr=errors)


@pytest.fixture(scope="module")
def all_ran(binaries: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Way, Ran]:
    """All ways at once, for they wait most of the time; what is left is looked for when all have ended."""
    places = {way: Place(binaries / way.binary, way.uid) for way in WAYS if can_go(way, binaries)}
    outs = {way: tmp_path_factory.mktemp("ways") / "records" for way in places}
    processes = {way: start(way, place, outs[way]) for way, place in places.items()}
    statuses = {way: process.wait(timeout=600) for way, process in processes.items()}
    found = {}
    for way, place in places.items():
        texts = outs[way].read_text(), Path(f"{outs[way]}.err").read_text()
        result = Result(statuses[way], *texts)
        cases = {case["id"].partition("/")[2]: case for case in result.cases}
        found[way] = Ran(result, place.left(), os.listdir(place.directory), cases)
        place.close()
    return found


@pytest.fixture(scope="module")
def ran(way: Way, all_ran: dict[Way, Ran]) -> Ran:
    if way not in all_ran:
        pytest.skip("the binary is not built here, or only root can become another user")
    return all_ran[way]


@pytest.mark.parametrize("name", EXPECTED)
def test_case_gets_its_outcome(way: Way, ran: Ran, sanitized: bool, name: str) -> None:
    entry = wanted(way, name, sanitized)
    if not entry:
        pytest.skip("what it leaves cannot be found this way")
    case = ran.cases[name]
    reason = case["reason"] or {"code": None, "message": ""}
    busy = entry.pop("busy", None)
    if busy and case["outcome"] == busy["outcome"]:
        entry = busy
    assert (case["outcome"], reason["code"]) == (entry["outcome"], entry.get("code")), reason[
        "message"
    ]
    assert re.fullmatch(entry.get("message", ""), reason["message"], re.DOTALL)
    patterns = entry.get("left", [])
    assert len(case["left"]) >= len(patterns) and (patterns or not case["left"]), case["left"]
    for pattern, text in zip(patterns, case["left"]):
        assert re.fullmatch(pattern, text)


def test_report_of_a_sanitizer_is_kept(ran: Ran, sanitized: bool) -> None:
    """Where there is none, there is no report: then nothing is printed."""
    for who in ("judge", "actor"):
        beyond = ran.cases[f"{who}_misuses_memory[beyond the end]"]["output"]
        over = ran.cases[f"{who}_misuses_memory[overflow]"]["output"]
        assert ("heap-buffer-overflow" in beyond, "signed integer overflow" in over) == (sanitized, sanitized)


def test_nothing_is_left(ran: Ran) -> None:
    assert ran.left == []
    assert ran.places == []


def test_record_is_complete(ran: Ran) -> None:
    run, *_, end = ran.result.records
    assert run["type"] == "run" and end["type"] == "end"
    assert end["cases"] == run["planned"] == len(ran.result.cases) == sum(end["outcomes"].values())
    assert end["interrupted"] is None
    assert ran.result.status == end["exit"] == 3
    assert ran.result.stderr == ""


def test_every_case_is_expected(ran: Ran, way: Way) -> None:
    assert set(ran.cases) == {name for name in EXPECTED if wanted(way, name)}


def test_table_names_every_case(binaries: Path) -> None:
    place = Place(binaries / "ipclaim-selftest")
    listed = {
        item["id"].partition("/")[2] for item in json.loads(place.run("list", "--json").stdout)
    }
    place.close()
    assert listed == set(EXPECTED)


def test_dropped_parts_are_counted(ran: Ran) -> None:
    assert ran.cases["events_do_not_fit"]["transcript_dropped"] > 0
    assert ran.cases["notes_do_not_fit"]["transcript_dropped"] > 0
    assert ran.cases["call_blocks"]["transcript_dropped"] == 0
    printed = ran.cases["a_mebibyte_is_printed"]
    assert len(printed["output"]) + printed["output_dropped"] == 1 << 20


def test_observations_keep_their_kind(ran: Ran) -> None:
    values = {
        seen["name"]: (seen["value"], seen["unit"])
        for seen in ran.cases["something_is_observed"]["observations"]
    }
    assert values["a.number"] == (42, "things")
    assert values["a.fraction"] == (0.5, "")
    assert values["a.text"] == ('\ufffd and "quotes"', "")
    assert values["no.text"] == ("", "")
    assert isinstance(values["no.number"][0], str)


def test_refutation_is_marked(ran: Ran) -> None:
    case = ran.cases["something_is_expected"]
    assert (case["shows"], case["condition"]) == ("refutes", "refuting")
