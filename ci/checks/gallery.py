"""Makes results small enough to be committed; see ci/gallery.

Verdicts, outcomes and values stay; of the transcripts only those of cases that did not simply pass. How many events of
the others are gone is in their records.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, Iterable, Iterator

KEPT_WHOLE = ("fail", "crash", "timeout", "unresolved", "broken")


def slim(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same records without what takes the room, and without paths of the machine that made them."""
    for record in records:
        if record["type"] == "run":
            record["argv"] = [os.path.basename(word) if word.startswith("/") else word for word in record["argv"]]
        if record["type"] == "case" and record["outcome"] not in KEPT_WHOLE:
            record["transcript_dropped"] += len(record["transcript"])
            record["transcript"] = []
        yield record


def pack(source: Path, target: Path) -> None:
    """Write the slim results of a folder into another, with what is said of the target."""
    target.mkdir(parents=True, exist_ok=True)
    lines = (source / "results.ndjson").read_text(encoding="utf-8").splitlines()
    text = "".join(
        json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        for record in slim(json.loads(line) for line in lines)
    )
    # Neither a name nor a time of day: the same results give the same bytes.
    (target / "results.ndjson.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    shutil.copyfile(source / "fingerprint.json", target / "fingerprint.json")


def main(arguments: list[str]) -> int:
    """Pack the targets that are named from one folder into another."""
    source, target, *names = arguments
    for name in names:
        pack(Path(source) / name, Path(target) / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
