"""What ci/fuzz says of a crash is all that is left where the machine that met it is gone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import fuzz


def test_a_crash_can_be_seen_again_from_what_was_printed(tmp_path: Path) -> None:
    crash = tmp_path / "crash-1"
    crash.write_bytes(bytes(range(256)) * 9)
    failed = "runner/fuzz/sweep.c:7: a < b does not hold: a name"
    log = f"INFO: Seed: 1\n{failed}\n#0 0x4e8261 in main\nSUMMARY: deadly signal\n"
    said = fuzz.how_it_was(Path("/build/fuzz_sweep"), crash, log)
    assert said.startswith(f"/build/fuzz_sweep {crash}\n")
    assert failed in said and "0x4e8261" not in said
    unpack = said.partition("the input: ")[2]
    assert subprocess.run(unpack, shell=True, capture_output=True, check=True).stdout == crash.read_bytes()
