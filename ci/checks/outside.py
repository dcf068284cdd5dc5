"""A world of a check's own, in which faults can be made that nobody else notices: namespaces, small file systems,
limits, filters on system calls. What runs in it can be looked at from here, and all of it goes when the world ends."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

CHECKS = Path(__file__).resolve().parent
NOBODY = 65534
LIMIT_S = 600
# Of this package, python3-seccomp, only the system's own interpreter knows.
SYSTEM_PYTHON = "/usr/bin/python3"


# A world ends with its first process, which ends with whoever made it, however that ends. What is orphaned there is its
# own to reap, and the kernel does that for who ignores SIGCHLD.
FIRST_PROCESS = """
import signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass
class Ran:
    """A run that may have ended in any way, and what there is of its record."""

    status: int
    stderr: str
    text: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def cases(self) -> list[dict[str, Any]]:
        return [record for record in self.records if record["type"] == "case"]

    @property
    def is_whole(self) -> bool:
        return bool(self.records) and self.records[-1]["type"] == "end"

    def of(self, *outcomes: str) -> list[str]:
        """The cases of these outcomes, a line each, for the message of an assertion."""
        return [
            f"{c['outcome']} {c['id']} [{(c['reason'] or {}).get('code')}]: {(c['reason'] or {}).get('message', '')}"
            for c in self.cases
            if c["outcome"] in outcomes
        ]

    def wrong(self) -> list[str]:
        """Outcomes that no fault from outside may cause: they accuse the system or the harness."""
        return self.of("broken", "crash", "timeout", "fail")

    def outcomes(self) -> Counter[str]:
        return Counter(case["outcome"] for case in self.cases)

    def reasons(self, outcome: str) -> set[str]:
        """The reason codes of an outcome."""
        return {case["reason"]["code"] for case in self.cases if case["outcome"] == outcome}

    def messages(self, outcome: str, code: str) -> str:
        """What the reasons of this outcome and code say, a line each."""
        return "\n".join(
            case["reason"]["message"]
            for case in self.cases
            if case["outcome"] == outcome and case["reason"]["code"] == code
        )


def whole_lines(text: str) -> list[dict[str, Any]]:
    """Every complete line of a record; each must be JSON, however the run has ended."""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def wait_for(file: Path) -> None:
    """Until the file is there."""
    until = time.monotonic() + LIMIT_S
    while not file.exists():
        assert time.monotonic() < until, f"{file} does not appear"
        time.sleep(0.02)


def _objects(tables: str) -> Iterator[str]:
    """The objects in /proc/sysvipc's tables, each under its name as head(1) puts it: their kind, key and number."""
    kind = ""
    for line in tables.splitlines():
        if line.startswith("==>"):
            kind = line.split("/")[-1].split()[0]
        elif line.split() and line.split()[0].lstrip("-").isdigit():
            key, number, *_ = line.split()
            yield f"System V {kind} {number} (key {key})"


class World:
    """Mounts, System V objects, POSIX queues and processes that nobody else sees, and a folder for a run's files."""

    def __init__(self, binary: Path) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="ico", dir="/tmp"))
        begin = (
            f"mount -t tmpfs -o mode=1777 tmpfs {self.path} && mount -t tmpfs -o mode=1777 tmpfs /dev/shm && "
            f"mkdir -m 1777 {self.path}/tmp {self.path}/mq && mount -t mqueue mqueue {self.path}/mq && "
            f"exec {shlex.quote(sys.executable)} -c {shlex.quote(FIRST_PROCESS)}"
        )
        as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        self.first = subprocess.Popen(
            [
                "unshare", *as_root, "--mount", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc",
                "sh", "-c", begin,
            ],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        assert self.first.stdout and self.first.stdout.readline() == "ready\n", "no namespaces could be made here"
        children = Path(f"/proc/{self.first.pid}/task/{self.first.pid}/children").read_text()
        self.pid = int(children.split()[0])
        self.inside = ["nsenter", f"--target={self.pid}", "--mount", "--ipc", "--pid"]
        if as_root:
            self.inside += ["--user", "--preserve-credentials"]
        for file in (binary, CHECKS / "deny.py"):
            shutil.copy(file, self.outside(self.path))
        self.binary = self.path / binary.name
        self.tmp = self.path / "tmp"

    def outside(self, path: Path | str) -> Path:
        """A file of this world as it is named from without."""
        return Path(f"/proc/{self.pid}/root{path}")

    def command(
        self,
        *words: str,
        user: int | None = None,
        deny: tuple[str, str] | None = None,
        entering: Path | None = None,
        **limits: int | str,
    ) -> list[str]:
        """What runs WORDS in this world: as another user, with calls denied, in a control group by its file of
        processes, with limits as prlimit(1) names them."""
        line = ["sh", "-c", 'echo $$ >"$0" && exec "$@"', str(entering)] if entering else []
        line += self.inside
        if user is not None:
            line += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]
        if deny:
            line += [SYSTEM_PYTHON, str(self.path / "deny.py"), *deny]
        if limits:
            line += ["prlimit", *(f"--{name}={value}" for name, value in limits.items()), "--"]
        return [*line, *words]

    def make_empty(self, file: Path) -> Path:
        """An empty file that any user may write."""
        there = self.outside(file)
        there.write_text("")
        there.chmod(0o666)
        return file

    def sh(self, script: str) -> str:
        """What a shell script, run here as root, prints. Failing is an error."""
        done = subprocess.run([*self.inside, "sh", "-ec", script], capture_output=True, text=True)
        assert done.returncode == 0, f"{script}: {done.stderr}"
        return done.stdout

    def during_the_run(self, script: str) -> Path:
        """Starts a shell script, as root, that goes on when the next run has begun its record; returns a file that is
        there once it has ended."""
        ended = self.path / "ended"
        begun = f"until [ -s {self.path}/record ]; do sleep 0.01; done"
        self.sh(
            f"rm -f {self.path}/record {ended}; "
            f"(set +e; {begun}; {script}; touch {ended}) >/dev/null 2>&1 </dev/null &"
        )
        return self.outside(ended)

    def run(
        self, *words: str, tmp: Path | str | None = None, record: Path | str | None = None, **how: Any
    ) -> Ran:
        """`ipclaim run` with WORDS to its end, its scratch in TMP and its record in RECORD."""
        file = Path(record or self.path / "record")
        command = self.command(
            "env", f"TMPDIR={self.tmp if tmp is None else tmp}",
            str(self.binary), "run", "--format", "ndjson", "-o", str(file), *words, **how,
        )
        if not record:
            self.make_empty(file)
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=LIMIT_S, cwd="/",
        )
        there = self.outside(file)
        text = there.read_text(encoding="utf-8") if there.is_file() else ""
        return Ran(done.returncode, done.stderr, text, whole_lines(text))

    def sweep(self, user: int | None = None, tmp: Path | str | None = None) -> str:
        """`ipclaim sweep`; what it prints."""
        command = self.command("env", f"TMPDIR={tmp or self.tmp}", str(self.binary), "sweep", user=user)
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def things(self) -> set[str]:
        """Every process, object, name, file below the scratch folders, and mount that is here now."""
        tables = subprocess.run(
            [*self.inside, "head", "-n", "9999", *(f"/proc/sysvipc/{kind}" for kind in ("msg", "sem", "shm"))],
            capture_output=True, text=True, check=True,
        ).stdout
        tops: tuple[Path | str, ...] = ("/dev/shm", self.path / "mq", self.tmp)
        return {
            *_objects(tables),
            *(f"mount {line}" for line in Path(f"/proc/{self.pid}/mounts").read_text().splitlines()),
            *(str(path) for top in tops for path in self._below(top)),
            *self._processes(),
        }

    def _below(self, top: Path | str) -> Iterator[Path]:
        root = self.outside("")
        for path in self.outside(top).rglob("*"):
            yield Path("/") / path.relative_to(root)

    def _processes(self) -> Iterator[str]:
        for entry in self.outside("/proc").iterdir():
            if entry.name.isdigit() and entry.name != "1":
                try:
                    yield f"process {entry.name} {(entry / 'cmdline').read_bytes().decode(errors='replace')}"
                except OSError:
                    pass  # it has gone meanwhile

    def close(self) -> None:
        assert self.first.stdin
        self.first.stdin.close()
        self.first.wait()
        shutil.rmtree(self.path)
