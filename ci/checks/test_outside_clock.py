"""The clock is set while cases run, in a guest of user-mode Linux: a real kernel's, and nobody else's here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from outside import Ran, whole_lines

ROOT = Path(__file__).resolve().parents[2]
# A day forward without end, while waits with deadlines by that clock, and objects with times of change, are about; then
# forward and back while a run is killed, and back once more before the sweep.
SCRIPT = """
export TMPDIR=/dev/shm
(while :; do date -s "@$(($(date +%s) + 86400))"; done) >/dev/null 2>&1 &
stepper=$!
"$1" run --format ndjson --share-ipc -j 2 --repeat 8 '*before_the_deadline*' '*give*_up*' 'sysvmsg.get.*'
echo "status $?" >&2
kill $stepper
(while :; do date -s "@$(($(date +%s) + 3600))"; date -s "@$(($(date +%s) - 3600))"; done) >/dev/null 2>&1 &
stepper=$!
"$1" run --format ndjson -o /dev/null --share-ipc -j 2 sysv_msg sysv_sem sysv_shm >&2 &
sleep 2
kill -9 $!
kill $stepper
date -s "@$(($(date +%s) - 7200))" >&2
"$1" sweep >&2
echo "objects $(cat /proc/sysvipc/msg /proc/sysvipc/sem /proc/sysvipc/shm | grep -vc key)" >&2
"""
# As what keeps a clock right does that sets it again and again, by less than anyone would notice.
NUDGE = """
import time
while True:
    time.clock_settime(time.CLOCK_REALTIME, time.clock_gettime(time.CLOCK_REALTIME) + 0.0005)
    time.sleep(0.01)
"""
NUDGED = """
export TMPDIR=/dev/shm
"$2" "$3" &
nudger=$!
"$1" run --format ndjson -j 1 --repeat 10 shmsync.mutex.timedlock shmsync.cond.timedwait
echo "status $?" >&2
kill $nudger
"""


def in_guest(script: str, folder: Path, *words: str) -> Ran:
    """What a script does in the guest, and the record that it has printed."""
    # The command line of a kernel takes no more than words; the guest has this machine's files.
    file = folder / "script"
    file.write_text(script)
    command = [str(ROOT / "ci" / "targets" / "uml.sh"), "run", "/bin/sh", str(file), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    # The guest's console is mixed in, line by line.
    text = "".join(line for line in done.stdout.splitlines(keepends=True) if line.startswith("{"))
    ran = Ran(done.returncode, done.stderr, text, whole_lines(text))
    assert ran.is_whole, done.stderr
    return ran


def test_clock_is_set(binary: Path, tmp_path: Path) -> None:
    ran = in_guest(SCRIPT, tmp_path, str(binary))
    assert not ran.wrong() and "status 0" in ran.stderr
    assert "clock was set" in ran.messages("unresolved", "clock-step")
    assert ran.reasons("unresolved") == {"clock-step"}
    assert "1 dead runs" in ran.stderr and "objects 0" in ran.stderr


def test_clock_is_nudged(binary: Path, tmp_path: Path) -> None:
    nudge = tmp_path / "nudge.py"
    nudge.write_text(NUDGE)
    ran = in_guest(NUDGED, tmp_path, str(binary), sys.executable, str(nudge))
    assert "status 0" in ran.stderr
    assert set(ran.outcomes()) == {"pass"}, ran.wrong()
