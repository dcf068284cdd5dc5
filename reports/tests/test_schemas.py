"""The schemas hold what is written, and agree with the rules that the reader has by hand."""

from __future__ import annotations

import copy
import json
from typing import Any, Callable

import jsonschema
import plays
import pytest
import samples
import test_stream

from ipclaim_reports.jsonout import document, render_json
from ipclaim_reports.model import Report
from ipclaim_reports.tables import tomllib
from ipclaim_reports.session import REPORTS


def validator(name: str) -> Any:
    schema = json.loads((REPORTS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", sorted(f.name.split(".")[0] for f in (REPORTS / "schema").glob("*.json")))
def test_every_schema_is_one(name: str) -> None:
    assert validator(name).schema["title"]


def test_every_sample_record_is_valid() -> None:
    results = validator("results")
    for record in samples.stream(plays.assorted()):
        results.validate(record)


# What concerns several records is no matter of a schema for one.
ACROSS = {
    "no type",
    "case before run",
    "two runs",
    "duplicate case",
    "record after end",
    "end of another run",
    "case lost",
    "outcome changed",
    "id of another",
}
RECORD_FAULTS = sorted(set(test_stream.BAD_RECORDS) - ACROSS)


@pytest.mark.parametrize("name", RECORD_FAULTS)
def test_the_schema_refuses_what_the_reader_refuses(name: str) -> None:
    records = samples.stream([*plays.full_pipe(), plays.mtype(), plays.failing()])
    changed = copy.deepcopy(records)
    test_stream.BAD_RECORDS[name][0](changed)
    results = validator("results")
    assert any(not results.is_valid(record) for record in changed)


def test_a_report_is_valid(report_of: Callable[..., Report]) -> None:
    report = report_of(plays.assorted())
    validator("report").validate(json.loads(render_json(report)))


def test_a_report_loses_nothing_of_the_executions(report_of: Callable[..., Report]) -> None:
    cases = plays.assorted()
    told = {case["id"]: case for case in document(report_of(cases))["cases"]}
    assert set(told) == {case["id"] for case in cases}
    for case in cases:
        run = next(e for e in told[case["id"]]["executions"] if e["round"] == case["round"])
        assert run["outcome"] == case["outcome"]
        assert run["observations"] == case["observations"]
        assert run["duration_us"] == case["duration_us"]


@pytest.mark.parametrize("file", sorted((REPORTS / "record").glob("*.toml")), ids=lambda f: f.name)
def test_the_records_are_valid(file: Any) -> None:
    validator("record").validate(tomllib.loads(file.read_text(encoding="utf-8")))
