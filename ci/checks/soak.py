"""The soak: soak.py BINARY ROUNDS JOBS. Prints a histogram of outcomes and every case whose outcome varied."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from running import Place, processor_hogs, run

NEVER = ("broken", "crash", "timeout", "unresolved")


def main(binary: str, rounds: str, jobs: str) -> int:
    place = Place()
    try:
        with processor_hogs(2 * (os.cpu_count() or 1)):
            result = run(
                Path(binary).resolve(), "--repeat", rounds, "--shuffle", "-j", jobs, tmp=place.path
            )
        left = place.leftovers()
    finally:
        place.close()
    histogram = result.histogram()
    varying = {id: dict(seen) for id, seen in sorted(histogram.items()) if len(seen) > 1}
    total: Counter[str] = sum(histogram.values(), Counter())
    seconds = result.end["duration_us"] / 1e6
    print(f"{len(histogram)} cases, {rounds} rounds, {jobs} at a time, seed {result.head['seed']}, {seconds:.1f} s")
    print(", ".join(f"{count} {outcome}" for outcome, count in total.most_common()))
    print(f"{len(varying)} cases whose outcome varied")
    for id, seen in varying.items():
        print(f"  {id}: {seen}")
    for line in result.of(*NEVER)[:40]:
        print(f"  {line}")
    print(f"{len(left)} things left behind")
    for thing in left:
        print(f"  {thing}")
    return 1 if varying or left or result.of(*NEVER) else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
