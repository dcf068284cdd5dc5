"""What has changed from one run to another: what is told, to whom, and with which exit status."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import plays
import pytest
import samples
from doors import CALM, results, run
from test_pages import hostile_cases
from test_schemas import validator

from ipclaim_reports.diff.model import Thing, compared


def compare(root: Path, cwd: Path, *arguments: object) -> Any:
    module = [sys.executable, "-m", "ipclaim_reports", "diff", "--root", root]
    return run(*module, *arguments, cwd=cwd)


def runs(cwd: Path, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Path]:
    return [results(cwd, before, "a.ndjson"), results(cwd, after, "b.ndjson")]


def capacity(value: int, unit: str = "bytes") -> dict[str, Any]:
    seen = [{"name": "pipe.capacity", "value": value, "unit": unit}]
    return samples.case("pipe.full.block", "n", observations=seen)


def test_a_thing_is_added_gone_changed_or_the_same() -> None:
    def thing(word: str, **parts: object) -> Thing:
        return Thing("t", word, parts)

    before = {"gone": thing("pass"), "word": thing("pass"), "part": thing("pass", v=1, only=1)}
    after = {"word": thing("fail"), "new": thing("pass"), "part": thing("pass", v=2)}
    before["same"] = after["same"] = thing("pass", v=1)
    section = compared("cases", before, after)
    kinds = {change.id: change.kind for change in section.changes}
    assert kinds == {
        **{"word": "changed", "new": "added", "part": "changed", "same": "same"},
        "gone": "gone",
    }
    assert section.tally() == {"added": 1, "gone": 1, "changed": 2, "same": 1}
    [part] = next(change.parts for change in section.changes if change.id == "part")
    assert (part.name, part.before, part.after) == ("v", 1, 2)


def test_a_run_is_like_itself(root: Path, tmp_path: Path) -> None:
    done = compare(root, tmp_path, *runs(tmp_path, CALM, CALM))
    assert (done.returncode, done.stderr) == (0, "")
    assert "claims: 0 added, 0 gone, 0 changed, 3 same" in done.stdout


def test_what_differs_is_told_by_claim_and_by_case(root: Path, tmp_path: Path) -> None:
    passing = samples.case("pipe.write.epipe", "n")
    failing = samples.case(
        "pipe.write.epipe", "n", None, "fail", reason=samples.why("assertion", "no")
    )
    done = compare(root, tmp_path, *runs(tmp_path, [*CALM, passing], [failing]))
    assert done.returncode == 1
    assert "changed  pipe.write.epipe: holds → refuted" in done.stdout
    assert "changed  pipe.write.epipe/n: pass → fail" in done.stdout
    assert "gone     pipe.full.block: holds → –" in done.stdout
    assert "claims: 0 added, 3 gone, 1 changed, 0 same" in done.stdout


@pytest.mark.parametrize(
    ("after", "status"),
    [(capacity(4096), 1), (capacity(4096, "of 9"), 0), (capacity(4096, "%"), 0)],
)
def test_another_value_is_a_change_unless_chance_made_it(
    after: dict[str, Any], status: int, root: Path, tmp_path: Path
) -> None:
    before = capacity(65536, after["observations"][0]["unit"])
    done = compare(root, tmp_path, *runs(tmp_path, [before], [after]))
    assert done.returncode == status
    assert ("pipe.capacity: 65536 → 4096" in done.stdout) is bool(status)


def test_json_is_valid_and_has_what_stayed_the_same(root: Path, tmp_path: Path) -> None:
    files = runs(tmp_path, CALM, [*plays.assorted(), capacity(1)])
    done = compare(root, tmp_path, *files, "--format", "json")
    document = json.loads(done.stdout)
    validator("diff").validate(document)
    kinds = {one["kind"] for one in document["sections"]["cases"]["changes"]}
    assert kinds == {"added", "gone", "changed", "same"} or kinds == {"added", "same"}
    assert document["alike"] is False


@pytest.mark.parametrize("format", ["human", "md"])
def test_nothing_foreign_gets_out(format: str, root: Path, tmp_path: Path) -> None:
    odd = [*hostile_cases(), samples.case("a.b", "n\x1b[2J|`")]
    done = compare(root, tmp_path, *runs(tmp_path, CALM, odd), "--format", format)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    if format == "md":
        # A span of code shows what it holds as it is.
        assert "<img" not in re.sub("`[^`]*`", "", done.stdout)
        assert all(line.count(" | ") == 3 for line in done.stdout.splitlines() if line[:3] == "| a")


def test_results_of_several_systems_are_refused(root: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / "in" / name).mkdir(parents=True)
        results(tmp_path / "in" / name, CALM, "results.ndjson")
    done = compare(root, tmp_path, tmp_path / "in", results(tmp_path, CALM))
    assert done.returncode == 2
    assert "results of several targets; name those of one" in done.stderr


def test_a_run_that_stopped_early_is_compared_on_request_only(root: Path, tmp_path: Path) -> None:
    whole = results(tmp_path, CALM)
    cut = samples.write(tmp_path / "cut.ndjson", samples.stream(CALM)[:-1])
    done = compare(root, tmp_path, whole, cut)
    assert done.returncode == 2 and 'no "end" record' in done.stderr
    done = compare(root, tmp_path, whole, cut, "--allow-truncated")
    assert done.returncode == 0
    assert "Incomplete" in done.stdout
