"""The command line of `ipclaim mutants`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Iterator, Sequence

from ..errors import ReportError, place
from .judge import Fate, Verdict, judge
from .reach import TRACED, Reach, reach_of
from .show import json_of, line_of, totals_of
from .table import Mutant, load_table
from .trial import NoEnd, Player

BAD = 1
BROKEN = 3
NOTHING_DECIDED = 4
DESCRIPTION = """\
Run the suite against mutants: subjects that are the native calls with one defect
each. A mutant is killed when every claim that must notice has a case that fails.
SELECT is a name, a call or a claim, or a glob over them; none means all."""
EPILOG = """\
exit status:
  0  every mutant was killed, or is equivalent
  1  one survived, was killed for the wrong reason, or is not equivalent
  2  wrong usage or set-up
  3  a run came to no end, so that a mutant is undecided
  4  nothing was decided: only equivalent mutants were selected

examples:
  ipclaim mutants 'msgrcv_*'
  ipclaim mutants --whole sysvmsg.rcv.blocks
"""


def add_command(commands: Any) -> argparse.ArgumentParser:
    """Add `mutants` to the grammar of the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "mutants",
        help="run the suite against subjects with one defect each",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("words", metavar="SELECT", nargs="*", help="which mutants")
    add(
        "--whole",
        action="store_true",
        help="run every case that a mutant can affect, not only those of the claims that must"
        " notice, and report claims that should not have noticed",
    )
    add("--list", action="store_true", help="list the mutants with their defects, and run nothing")
    add("--json", action="store_true", help="write one JSON document instead of lines")
    add(
        "-j",
        "--jobs",
        metavar="N",
        type=int,
        default=2 * (os.cpu_count() or 1),
        help="mutants at a time (default: twice the processors, for they mostly wait)",
    )
    add(
        "--timeout-scale",
        metavar="X",
        type=float,
        default=0.5,
        help="multiply every deadline of the cases (default: 0.5)",
    )
    add(
        "--binary",
        metavar="PATH",
        type=Path,
        default=Path(os.environ.get("IPCLAIM_BINARY", "ipclaim")),
        help="the ipclaim to run (default: the one that runs this)",
    )
    add(
        "--mutants",
        metavar="DIR",
        type=Path,
        help="where mutants.toml and the libraries are (default: subjects/mutants beside the"
        " binary)",
    )
    add("--quiet", action="store_true", help="show no progress")
    return parser


def run_command(options: argparse.Namespace) -> int:
    """Run what the options ask for; returns the exit status, or raises a ReportError."""
    folder = options.mutants or options.binary.resolve().parent / "subjects" / "mutants"
    table = load_table(folder)
    mutants = table.select(options.words)
    if options.list:
        for mutant in mutants:
            print(f"{mutant.name}: {mutant.defect}")
        return 0
    if options.jobs < 1:
        raise ReportError(f"-j {options.jobs}: give a whole number from 1")
    if not 0.1 <= options.timeout_scale <= 1000:
        raise ReportError(
            f"--timeout-scale {options.timeout_scale}: give a number from 0.1 to 1000"
        )
    began = time.monotonic()
    player = Player(options.binary.resolve(), patience=options.timeout_scale)
    reach = _traced(player, folder, options) if options.whole else None
    verdicts: list[Verdict] = []
    for verdict in play(player, mutants, folder, reach, options.jobs):
        verdicts.append(verdict)
        if not options.json:
            print(line_of(verdict), flush=True)
        if not options.quiet and (options.json or not sys.stdout.isatty()):
            _progress(
                f"{len(verdicts)} of {len(mutants)}: {verdict.mutant.name} {verdict.fate.value}"
            )
    seconds = time.monotonic() - began
    print(
        json_of(verdicts, options.whole, seconds) if options.json else totals_of(verdicts, seconds)
    )
    return exit_status_of(verdicts)


def exit_status_of(verdicts: Sequence[Verdict]) -> int:
    """The gravest: no end of a run, a bad fate, nothing decided."""
    fates = {verdict.fate for verdict in verdicts}
    if Fate.UNDECIDED in fates:
        return BROKEN
    if any(not fate.good for fate in fates):
        return BAD
    return NOTHING_DECIDED if fates <= {Fate.EQUIVALENT} else 0


def play(
    player: Player, mutants: Sequence[Mutant], folder: Path, reach: Reach | None, jobs: int
) -> Iterator[Verdict]:
    """The verdicts as they come. Without a reach, only the claims that must notice are asked."""

    def one(mutant: Mutant) -> Verdict:
        words = reach.words(mutant) if reach else mutant.claims
        library = folder / f"{mutant.name}.so"
        if not library.is_file():
            raise ReportError(f"{place(library)}: is not there; build ipclaim again")
        try:
            trial = player.run(library, words)
        except NoEnd as error:
            return Verdict(mutant, Fate.UNDECIDED, why=str(error))
        return judge(mutant, trial.without(reach.failing) if reach else trial)

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = [pool.submit(one, mutant) for mutant in mutants if reach or not mutant.equivalent]
        try:
            for done in as_completed(waiting):
                yield done.result()
            if not reach:
                yield from (Verdict(m, Fate.EQUIVALENT) for m in mutants if m.equivalent)
        finally:
            for one_run in waiting:
                one_run.cancel()


def _traced(player: Player, folder: Path, options: argparse.Namespace) -> Reach:
    if not options.quiet:
        _progress("looking which calls each case makes")
    try:
        return reach_of(player, folder.parent / TRACED)
    except NoEnd as error:
        raise ReportError(f"without a mutant: {error}; run it again") from error


def _progress(text: str) -> None:
    print(f"ipclaim mutants: {text}", file=sys.stderr, flush=True)
