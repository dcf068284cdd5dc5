"""`ipclaim mutants`, with a binary that plays what a file says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from doors import run

from ipclaim_reports.errors import ReportError
from ipclaim_reports.mutants.judge import Fate, judge
from ipclaim_reports.mutants.reach import reach_of
from ipclaim_reports.mutants.table import Mutant, load_table
from ipclaim_reports.mutants.trial import Player, Seen, Trial

ONE = """
[mutants.write_lies]
calls = ["write"]
defect = "write says what is not."
claims = ["pipe.write"]
also = ["fifo.*"]
"""
PLAYER = """#!{python}
import json, pathlib, sys
args = sys.argv[1:]
out = pathlib.Path(args[args.index("-o") + 1])
subject = pathlib.Path(args[args.index("--subject") + 1]).stem if "--subject" in args else "native"
cases = json.loads(pathlib.Path({plays!r}).read_text()).get(subject, [])
lines = [{{"type": "run"}}]
for claim, outcome, output in cases:
    lines.append({{"type": "case", "id": claim + "/a_case", "claim": claim, "outcome": outcome,
                   "output": output, "output_dropped": 0}})
lines.append({{"type": "end"}})
if any(outcome == "killed" for _, outcome, _ in cases):
    sys.exit(2)
out.write_text("".join(json.dumps(line) + "\\n" for line in lines))
"""


class Stage:
    """A folder with a table, libraries, and a binary that plays."""

    def __init__(self, folder: Path, table: str, plays: dict[str, list[Any]]) -> None:
        self.folder = folder
        self.mutants = folder / "subjects" / "mutants"
        self.mutants.mkdir(parents=True)
        (self.mutants / "mutants.toml").write_text(table)
        for name in load_table(self.mutants).mutants:
            (self.mutants / f"{name}.so").touch()
        (folder / "plays.json").write_text(json.dumps(plays))
        self.binary = folder / "ipclaim"
        text = PLAYER.format(python=sys.executable, plays=str(folder / "plays.json"))
        self.binary.write_text(text)
        self.binary.chmod(0o755)

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        module = [sys.executable, "-m", "ipclaim_reports", "mutants", "--binary", self.binary]
        return run(*module, *words, cwd=self.folder)


def mutant(**more: Any) -> Mutant:
    return Mutant(**{"name": "m", "calls": ("write",), "defect": "d", "claims": ("a.b",), **more})


def trial(**outcomes: str) -> Trial:
    cases = (Seen(f"{c}/x", c.replace("_", "."), o, "", 0) for c, o in outcomes.items())
    return Trial(tuple(cases), 1.0)


@pytest.mark.parametrize(
    "outcomes, fate",
    [
        ({"a_b": "fail"}, Fate.KILLED),
        ({"a_b": "crash", "a_c": "pass"}, Fate.KILLED),
        ({"a_b": "pass"}, Fate.SURVIVED),
        ({"a_b": "broken"}, Fate.SURVIVED),
        ({"a_b": "pass", "a_c": "fail"}, Fate.SURVIVED),
        ({"a_b": "timeout", "a_c": "fail"}, Fate.WRONG_REASON),
        ({"a_b": "timeout", "a_c": "broken"}, Fate.WRONG_REASON),
        ({"a_b": "timeout", "z_c": "fail"}, Fate.KILLED),
    ],
)
def test_fate_of_a_mutant(outcomes: dict[str, str], fate: Fate) -> None:
    assert judge(mutant(also=("z.*",)), trial(**outcomes)).fate is fate


def test_equivalent_mutant_must_not_be_noticed() -> None:
    same = mutant(claims=(), equivalent="it is")
    assert judge(same, trial(a_b="pass")).fate is Fate.EQUIVALENT
    assert judge(same, trial(a_b="fail")).fate is Fate.NOT_EQUIVALENT


@pytest.mark.parametrize(
    "table, said",
    [
        ("[mutants.m]\ndefect = 'd'\nclaims = ['a']\n", "`calls` is missing"),
        ("[mutants.m]\ncalls = ['write']\nclaims = ['a']\n", "`defect` is missing"),
        ("[mutants.m]\ncalls = ['write']\ndefect = 'd'\n", "give `claims`"),
        ("[mutants.m]\ncalls = ['write']\ndefect = 'd'\nclaims = 'a'\n", "no list of names"),
        ("[mutants.m]\ncalls = ['write']\ndefect = 'd'\nclaim = ['a']\n", "unknown key claim"),
        ("[mutant.m]\n", "unknown table mutant"),
        ("[errno.write]\nEAGAIN = { given = 'EAGAIN', claims = ['a'] }\n", "missing or the same"),
        ("[without]\nwrite = ''\n", "no reason"),
        ("[mutants", "make it valid TOML"),
    ],
)
def test_wrong_tables_are_refused(tmp_path: Path, table: str, said: str) -> None:
    (tmp_path / "mutants.toml").write_text(table)
    with pytest.raises(ReportError, match=said) as error:
        load_table(tmp_path)
    assert "mutants.toml" in str(error.value)


def test_wrong_error_is_a_mutant(tmp_path: Path) -> None:
    (tmp_path / "mutants.toml").write_text(
        "[errno.msgrcv]\nENOMSG = { given = 'EAGAIN', claims = ['a'] }\n"
        "[everywhere]\n'perf.*' = 'counts'\n"
    )
    (one,) = load_table(tmp_path).mutants.values()
    assert (one.name, one.calls, one.error) == ("msgrcv_enomsg_is_eagain", ("msgrcv",), "ENOMSG")
    assert one.expects("a") and one.expects("perf.x") and not one.expects("b")


def test_reach_has_the_calls_and_errors_of_each_case(tmp_path: Path) -> None:
    traced = [
        ["calls", "pass", "traced write\ntraced read\ntraced write 11\n"],
        ["other", "pass", "traced read\n"],
        ["fragile", "fail", "traced read\n"],
    ]
    native = [["calls", "pass", ""], ["other", "fail", ""]]
    stage = Stage(tmp_path, ONE, {"traced": traced, "native": native})
    reach = reach_of(Player(stage.binary), tmp_path / "traced.so")
    assert reach.failing == {"other/a_case"}
    assert reach.words(mutant(claims=())) == ["calls/a_case", "fragile/a_case"]
    assert reach.words(mutant(claims=(), error="EPIPE")) == ["fragile/a_case"]
    assert "calls/a_case" in reach.words(mutant(error="EAGAIN"))


@pytest.mark.parametrize(
    "outcome, status, said",
    [
        ("fail", 0, "killed write_lies: pipe.write"),
        ("pass", 1, "survived write_lies"),
    ],
)
def test_command_says_what_became_of_a_mutant(
    tmp_path: Path, outcome: str, status: int, said: str
) -> None:
    stage = Stage(tmp_path, ONE, {"write_lies": [["pipe.write", outcome, ""]]})
    done = stage.ask()
    assert done.returncode == status, done.stderr
    assert said in done.stdout
    assert "1 of 1" in done.stderr


def test_run_without_an_end_decides_nothing_and_stops_nobody(tmp_path: Path) -> None:
    other = ONE.replace("write_lies", "write_dies")
    plays = {
        "write_lies": [["pipe.write", "fail", ""]],
        "write_dies": [["pipe.write", "killed", ""]],
    }
    done = Stage(tmp_path, ONE + other, plays).ask()
    assert done.returncode == 3
    assert "killed write_lies: pipe.write" in done.stdout
    assert "undecided write_dies: " in done.stdout


def test_whole_run_finds_who_should_not_notice(tmp_path: Path) -> None:
    seen = [["pipe.write", "fail", ""], ["fifo.x", "fail", ""], ["shm.x", "fail", ""]]
    healthy = [[claim, "pass", "traced write\n"] for claim, _, _ in seen]
    stage = Stage(tmp_path, ONE, {"write_lies": seen, "traced": healthy, "native": healthy})
    done = stage.ask("--whole", "--json", "--quiet")
    document = json.loads(done.stdout)
    assert done.returncode == 1 and document["depth"] == "whole"
    assert document["mutants"][0]["fate"] == "killed for the wrong reason"
    assert list(document["mutants"][0]["strays"]) == ["shm.x"]
    assert document["totals"]["killed"] == 0


@pytest.mark.parametrize(
    "words, said",
    [
        (["nobody"], "no mutant has this name, call or claim"),
        (["-j", "0"], "give a whole number from 1"),
        (["--timeout-scale", "0"], "give a number from 0.1"),
        (["--mutants", "/nowhere"], "cannot be read"),
        (["--bogus"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_is_status_2(tmp_path: Path, words: list[str], said: str) -> None:
    done = Stage(tmp_path, ONE, {}).ask(*words)
    assert done.returncode == 2 and said in done.stderr


def test_only_equivalent_mutants_decide_nothing(tmp_path: Path) -> None:
    table = "[mutants.m]\ncalls = ['write']\ndefect = 'd'\nequivalent = 'it is'\n"
    done = Stage(tmp_path, table, {}).ask()
    assert done.returncode == 4 and "equivalent m: it is" in done.stdout


def test_missing_library_is_named(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ONE, {})
    (stage.mutants / "write_lies.so").unlink()
    done = stage.ask()
    assert done.returncode == 2 and "write_lies.so: is not there; build" in done.stderr


def test_list_runs_nothing(tmp_path: Path) -> None:
    done = Stage(tmp_path, ONE, {}).ask("--list", "write")
    assert done.stdout == "write_lies: write says what is not.\n" and done.returncode == 0
