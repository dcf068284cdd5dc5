"""Runs cases under a checker of memory or threads, and fails if it reports anything.

What does not run under it, and why, is in ci/checkers.toml. A case that fails must fail without the checker as well.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Sequence

from running import records_of

try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib  # type: ignore[no-redef]

ROOT = Path(__file__).resolve().parents[2]
TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads((ROOT / "ci" / "checkers.toml").read_text(encoding="utf-8"))

# A sample that is done in less than a minute: one topic of each mechanism, or about that.
SAMPLE = ("full", "persistence", "sysvmsg.rcv.*", "sysvsem.op.*", "shm.race.*", "duplex")
WRONG = ("broken", "crash", "timeout", "unresolved")
# How a checker's report says which case it is about: the frame below is the case's function.
PLAY = re.compile(r"by 0x\w+: (\w+) \(.*\)\n.*: play_fn \(")
SANITIZER = re.compile(r"ERROR: \w+Sanitizer|runtime error:")


@dataclass(frozen=True)
class Checker:
    """How a checker is called, and how much slower it makes things."""

    name: str
    command: tuple[str, ...] = ()
    slower: int = 1


# Still reachable memory is not counted: children leave by _exit, which frees nothing. The debugger's pipes would be
# seen by the cases that look for pipes, and a process that became another program is no longer ours.
VALGRIND = ("valgrind", "--quiet", "--error-exitcode=99", "--trace-children=no", "--vgdb=no")
CHECKERS = {
    "memcheck": Checker(
        "memcheck",
        (*VALGRIND, f"--suppressions={ROOT / 'ci' / 'valgrind.supp'}", "--leak-check=full",
         "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite"),
        20,
    ),
    "drd": Checker("drd", (*VALGRIND, "--tool=drd"), 20),
    "sanitizers": Checker("sanitizers", (), 4),
}


def listed(binary: Path, select: Sequence[str]) -> list[dict[str, Any]]:
    done = subprocess.run([binary, "list", "--json", *select], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr.strip()} (exit status {done.returncode})")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def left_out(checker: str, case: dict[str, Any]) -> str | None:
    """Why a case does not run under the checker; None if it does."""
    topic = f"{case['mechanism']}/{case['topic']}"
    for rule in TABLE["only"]:
        if checker in rule["checkers"] and topic not in rule["topics"]:
            return str(rule["reason"])
    for rule in TABLE["without"]:
        if checker in rule["checkers"] and case["name"] in rule["cases"]:
            return str(rule["reason"])
    return None


def unknown_names(cases: Sequence[dict[str, Any]]) -> list[str]:
    """What the table names and there is not."""
    names = {case["name"] for case in cases}
    topics = {f"{case['mechanism']}/{case['topic']}" for case in cases}
    return [name for rule in TABLE["without"] for name in rule["cases"] if name not in names] + [
        topic for rule in TABLE["only"] for topic in rule["topics"] if topic not in topics
    ]


def reports_in(log: str) -> list[str]:
    """A checker's reports, one text each, under the name of the case that it is about."""
    found = []
    for pid in dict.fromkeys(re.findall(r"^==(\d+)==", log, re.MULTILINE)):
        text = "\n".join(re.findall(rf"^==0*{pid}== ?(.*)$", log, re.MULTILINE))
        for report in re.split(r"\n\s*\n", text):
            about = PLAY.search(report)
            if report.strip():
                found.append(f"{about[1] if about else 'the runner'}, process {pid}:\n{report}")
    return found


def run(binary: Path, command: Sequence[str], scale: int, ids: Sequence[str]) -> tuple[int, list[dict[str, Any]]]:
    """Runs these cases, with progress on standard error; the exit status and the records of the cases."""
    with tempfile.TemporaryDirectory(prefix="icheck") as tmp:
        out = Path(tmp) / "results.ndjson"
        done = subprocess.run(
            [*command, str(binary), "run", "--timeout-scale", str(scale), "--format", "ndjson", "-o", str(out), *ids],
            stdout=subprocess.DEVNULL,
        )
        records = list(records_of(Path(tmp), f"exit status {done.returncode}"))
    return done.returncode, records[1:-1]


def check(checker: Checker, binary: Path, plain: Path, select: Sequence[str]) -> int:
    """Runs what can be run, prints what is wrong and a summary; the exit status."""
    cases = listed(binary, select)
    why = {case["id"]: left_out(checker.name, case) for case in cases}
    ids = [name for name, reason in why.items() if reason is None]
    if not ids:
        sys.exit(f"{checker.name}: none of these cases can be run; ci/checkers.toml says why")
    print(f"{checker.name}: {len(ids)} of {len(cases)} cases", file=sys.stderr, flush=True)
    began = time.monotonic()
    with tempfile.NamedTemporaryFile(prefix="icheck", suffix=".log") as log:
        told = [f"--log-file={log.name}"] if checker.command else []
        status, records = run(binary, [*checker.command, *told], checker.slower, ids)
        reports = reports_in(Path(log.name).read_text(encoding="utf-8", errors="replace"))
    reports += [f"{case['id']}:\n{case['output']}" for case in records if SANITIZER.search(case["output"])]
    took = time.monotonic() - began
    wrong = [case for case in records if case["outcome"] in WRONG]
    failed = [case for case in records if case["outcome"] == "fail"]
    if failed:
        _, again = run(plain, [], 1, [case["id"] for case in failed])
        fails = {case["id"] for case in again if case["outcome"] == "fail"}
        wrong += [case for case in failed if case["id"] not in fails]
    for case in wrong:
        print(f"{case['outcome']} {case['id']}: {case['reason']['message']}")
    for report in reports:
        print(report, end="\n\n")
    if status not in (0, 1, 3):
        print(f"the runner left with status {status}")
    outcomes = Counter(case["outcome"] for case in records)
    for reason, count in Counter(reason for reason in why.values() if reason).items():
        print(f"{checker.name}: {count} cases were left out: {reason}")
    print(f"{checker.name}: {len(records)} cases in {took:.0f} s:",
          ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()) + ";",
          f"{len(reports)} reports, {len(wrong)} cases went wrong")
    return int(bool(reports or wrong or status not in (0, 1, 3)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checker", choices=CHECKERS)
    parser.add_argument("--binary", type=Path, required=True, help="the ipclaim to run")
    parser.add_argument("--plain", type=Path, help="one without sanitizers, to see whether what fails, fails there too")
    parser.add_argument("--sample", action="store_true", help=f"only {', '.join(SAMPLE)}")
    parser.add_argument("select", nargs="*", help="as for `ipclaim run`; default: every case")
    given = parser.parse_intermixed_args()
    select = [*given.select, *(SAMPLE if given.sample else ())]
    return check(CHECKERS[given.checker], given.binary, given.plain or given.binary, select)


if __name__ == "__main__":
    sys.exit(main())
