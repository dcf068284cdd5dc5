"""Runs the fuzz targets for a while, two a processor at a time: fuzz.py BUILD [--keep] [SECONDS [TARGET…]].

Of each target one line: executions, coverage, inputs that reach new code, crashes. Exit status 1 if there was a crash.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "runner" / "fuzz" / "corpus"
TESTS = ROOT / "reports" / "tests"
AT_A_TIME = 2 * (os.cpu_count() or 1)
# A hang is a finding like a crash, and so is a parser that takes more memory than any input is worth.
LIMITS = ["-timeout=20", "-rss_limit_mb=1024", "-malloc_limit_mb=512"]


@dataclass
class Found:
    """What one target did."""

    executions: int = 0
    coverage: str = ""
    new: list[Path] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)  # how to see each again, or what was said


def how_it_was(binary: Path, file: Path, log: str) -> str:
    """How to see a crash again, also where only this text is left of the machine that met it."""
    said = [line for line in log.splitlines() if re.search(r"does not hold|runtime error|SUMMARY", line)][:4]
    packed = base64.b64encode(zlib.compress(file.read_bytes(), 9)).decode()
    code = "import base64,sys,zlib; sys.stdout.buffer.write(zlib.decompress(base64.b64decode(sys.argv[1])))"
    return "\n    ".join([f"{binary} {file}", *said, f"the input: python3 -c '{code}' {packed}"])


def fuzz_c(binary: Path, seconds: int, work: Path) -> Found:
    """Runs a libFuzzer, and then sorts out which of its inputs reach code that the corpus does not."""
    name = binary.name.removeprefix("fuzz_")
    made, merged, crashes = work / name, work / f"{name}-merged", binary.parent / "crashes" / name
    for folder in (made, merged, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(crashes.iterdir())
    log = work / f"{name}.log"
    with log.open("wb") as out:
        done = subprocess.run(
            [binary, f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=1", "-close_fd_mask=1",
             f"-artifact_prefix={crashes}/", *LIMITS, made, CORPUS / name],
            stdout=out, stderr=subprocess.STDOUT, timeout=seconds + 600,
        )
    text = log.read_text(errors="replace")
    executed = re.findall(r"stat::number_of_executed_units:\s+(\d+)", text)
    covered = re.findall(r"cov: (\d+) ft: (\d+)", text)
    found = Found(int(executed[-1]) if executed else 0)
    found.coverage = "{} edges, {} features".format(*covered[-1]) if covered else ""
    found.crashes = [how_it_was(binary, file, text) for file in sorted(set(crashes.iterdir()) - before)]
    if done.returncode and not found.crashes:
        found.crashes = [f"{binary.name} ended with status {done.returncode}: {text[-300:]}"]
    # By edges alone: an input that only runs a loop once more is not worth keeping.
    shutil.copytree(CORPUS / name, merged, dirs_exist_ok=True)
    known = set(merged.iterdir())
    subprocess.run(
        [binary, "-merge=1", "-use_counters=0", "-close_fd_mask=3", *LIMITS, merged, made],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=False,
    )
    found.new = sorted(set(merged.iterdir()) - known)
    return found


def fuzz_python(test: Path, seconds: int, work: Path) -> Found:
    """Runs the property tests of one file again and again, from another seed each time."""
    found = Found(coverage="properties")
    until = time.monotonic() + seconds
    while time.monotonic() < until and not found.crashes:
        seed = random.randrange(1 << 32)
        command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(test),
                   "--hypothesis-show-statistics", f"--hypothesis-seed={seed}", "-m", "hypothesis",
                   f"--basetemp={work / test.stem}"]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, errors="replace",
            env={**os.environ, "IPCLAIM_HYPOTHESIS": "fuzz"},
        )
        found.executions += sum(map(int, re.findall(r"(\d+) (?:passing|failing|invalid) examples", done.stdout)))
        if done.returncode:
            said = [line for line in done.stdout.splitlines() if line.startswith("E  ")][:12]
            again = "IPCLAIM_HYPOTHESIS=fuzz python3 -m pytest " + f"{test.relative_to(ROOT)} --hypothesis-seed={seed}"
            found.crashes = ["\n    ".join([again, *said])]
    return found


def fuzz(target: Path, seconds: int, work: Path) -> Found:
    return fuzz_python(target, seconds, work) if target.suffix == ".py" else fuzz_c(target, seconds, work)


def keep(name: str, inputs: list[Path]) -> None:
    for file in inputs:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        shutil.copyfile(file, CORPUS / name / f"found-{digest}")


def report(name: str, found: Found) -> None:
    print(f"{name:<10} {found.executions:>9,} executions, {found.coverage}, {len(found.new)} new inputs,"
          f" {len(found.crashes)} crashes", flush=True)
    for crash in found.crashes:
        print(f"  see it again: {crash}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="ci/fuzz", description="Looks for inputs that break what reads them.")
    parser.add_argument("build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keep", action="store_true", help="add inputs that reach new code to the corpus")
    parser.add_argument("seconds", type=int, nargs="?", default=60, help="for each target (default: 60)")
    parser.add_argument("targets", nargs="*", help="names of targets (default: all)")
    options = parser.parse_intermixed_args()
    targets = {path.name: options.build.resolve() / "runner" / "fuzz" / f"fuzz_{path.name}"
               for path in sorted(CORPUS.iterdir())}
    targets |= {path.stem.removeprefix("test_hostile_"): path for path in sorted(TESTS.glob("test_hostile_*.py"))}
    unknown = [name for name in options.targets if name not in targets]
    if unknown or options.seconds < 1:
        parser.error(f"{unknown[0] if unknown else options.seconds}: there are seconds from 1 on, and the targets"
                     f" {', '.join(targets)}")
    status = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_A_TIME) as pool:
        runs = {
            name: pool.submit(fuzz, targets[name], options.seconds, Path(folder))
            for name in options.targets or targets
        }
        for name, run in runs.items():
            found = run.result()
            report(name, found)
            status |= bool(found.crashes)
            if options.keep and found.new:
                keep(name, found.new)
                where = (CORPUS / name).relative_to(ROOT)
                print(f"  kept in {where}: give those that show something a name that says it")
    return status


if __name__ == "__main__":
    sys.exit(main())
