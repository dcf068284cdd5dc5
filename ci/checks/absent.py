"""What a build without anything optional does: absent.py WITHOUT FULL. It may differ by unsupported cases only."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from running import Place, Run, run

ABSENT = re.compile(r"this build has no (\w+)")
# One of each kind; without them this would check nothing.
MUST_BE_MISSED = {
    "mq_open", "sem_init", "shm_open", "pipe2", "pthread_mutexattr_setpshared", "MAP_ANONYMOUS", "F_SETPIPE_SZ",
    "MSG_COPY",
}


def missed(result: Run) -> dict[str, str]:
    """The cases that came upon something absent, and what that was."""
    found = {}
    for case in result.cases:
        match = ABSENT.match((case["reason"] or {}).get("message") or "")
        if case["outcome"] == "unsupported" and match:
            found[case["id"]] = match.group(1)
    return found


def main(without: str, full: str) -> int:
    place = Place()
    try:
        bare = run(Path(without).resolve(), tmp=place.path)
        whole = run(Path(full).resolve(), tmp=place.path)
    finally:
        place.close()
    absent = missed(bare)
    outcomes = {case["id"]: case["outcome"] for case in whole.cases}
    wrong = [
        f"{case['id']} is {case['outcome']}, and {outcomes.get(case['id'], 'absent')} in the full build"
        for case in bare.cases
        if case["outcome"] != outcomes.get(case["id"]) and case["id"] not in absent
    ]
    wrong += [f"{id} is gone" for id in sorted(outcomes.keys() - {case["id"] for case in bare.cases})]
    wrong += [f"no case came upon {name}" for name in sorted(MUST_BE_MISSED - set(absent.values()))]
    wrong += [f"{id} misses {name} in the full build" for id, name in missed(whole).items()]
    counts = ", ".join(f"{name} {count}" for name, count in Counter(absent.values()).most_common())
    print(f"{len(bare.cases)} cases ran, {len(absent)} of them unsupported for what is absent: {counts}")
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
