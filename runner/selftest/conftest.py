"""What the self-tests share: the binaries, runs of them, and what a run has left on the machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
ORDINARY = 65534
MARK = "IPCLAIM_SELFTEST"
PASSING = ("self.objects/everything_is_removed", "self.limits/standard_input_is_closed")
FAILING = "self.assertions/expectation_is_false"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--binaries",
        default=str(REPOSITORY / "build" / "runner" / "selftest"),
        help="the folder with ipclaim-selftest and ipclaim-selftest-generic",
    )
    parser.addoption(
        "--sanitized",
        action="store_true",
        help="the binaries have AddressSanitizer and UndefinedBehaviorSanitizer in them",
    )


@dataclass
class Result:
    status: int
    stdout: str
    stderr: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stdout.splitlines()]

    @property
    def cases(self) -> list[dict[str, Any]]:
        return [record for record in self.records if record["type"] == "case"]

    def has_only_line(self, status: int, *words: str) -> None:
        """One line on stderr that has the words, and the status."""
        assert self.stderr.count("\n") == 1, self.stderr
        assert self.stderr.startswith("ipclaim: ")
        for word in words:
            assert word in self.stderr, self.stderr
        assert self.status == status


def processes_with(mark: str, directory: str) -> set[int]:
    """The living processes of a run: a fork keeps the environment, an exec the directory."""
    found = set()
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            state = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[0]
            environment = Path(f"/proc/{entry}/environ").read_bytes()
            place = os.readlink(f"/proc/{entry}/cwd")
        except OSError:
            continue
        if state != "Z" and (mark.encode() in environment or place.startswith(directory)):
            found.add(int(entry))
    return found


def objects_of_system_v() -> set[str]:
    found = set()
    for kind in ("msg", "sem", "shm"):
        try:
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
        except OSError:
            continue
        found |= {f"{kind} {line.split()[1]}" for line in lines}
    return found


def names_of_posix() -> set[str]:
    found = set()
    for directory in ("/dev/shm", "/dev/mqueue"):
        if os.path.isdir(directory):
            found |= {f"{directory}/{name}" for name in os.listdir(directory) if "ic." in name}
    return found


def soon_empty(look: Callable[[], set[Any]], patience: float = 5) -> set[Any]:
    """What is there each time: what others make on the same machine comes and goes."""
    left = look()
    until = time.monotonic() + patience
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left &= look()
    return left


def read_line(process: subprocess.Popen[str]) -> str:
    """A line of its output, and no byte more: what is read ahead, communicate() would lose."""
    assert process.stdout
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(process.stdout.fileno(), 1)
        assert byte, f"the output ended after {line!r}"
        line += byte
    return line.decode()


@dataclass
class Place:
    """A directory of its own for runs, what was on the machine before, and who runs."""

    binary: Path
    uid: int | None = None
    directory: str = ""
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    before: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # Short, for the addresses of Unix sockets; pytest's own are too long.
        self.directory = tempfile.mkdtemp(prefix="ics-", dir="/tmp")
        os.chmod(self.directory, 0o1777)
        self.before = objects_of_system_v() | names_of_posix()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "TMPDIR": self.directory, MARK: self.mark, "LC_ALL": "C.UTF-8"}

    def start(
        self, *arguments: str, prepare: Callable[[], None] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        def become() -> None:
            if prepare:
                prepare()
            if self.uid is not None:
                os.setgroups([])
                os.setgid(self.uid)
                os.setuid(self.uid)

        environment = {**self.environment, **options.pop("environment", {})}
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(
            [str(options.pop("binary", self.binary)), *arguments],
            env=environment,
            preexec_fn=become,
            text=True,
            **options,
        )

    def run(self, *arguments: str, timeout: float = 60, **options: Any) -> Result:
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        finally:
            process.kill()
        return Result(process.returncode, out or "", err or "")

    def run_ndjson(self, *arguments: str, **options: Any) -> Result:
        return self.run("run", "--format", "ndjson", *arguments, **options)

    def left(self) -> list[str]:
        """Whatever runs in this place have left anywhere, but for their directory."""
        found = [
            f"process {pid}"
            for pid in soon_empty(lambda: processes_with(self.mark, self.directory))
        ]
        found += sorted(
            soon_empty(lambda: (objects_of_system_v() | names_of_posix()) - self.before)
        )
        found += [
            str(path)
            for path in Path(self.directory).rglob("*")
            if path.name != "lock" and path.parent != Path(self.directory)
        ]
        return found

    def close(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)


@pytest.fixture(scope="session")
def binaries(request: pytest.FixtureRequest) -> Path:
    path = Path(request.config.getoption("--binaries")).resolve()
    if not (path / "ipclaim-selftest").exists():
        pytest.fail(f"{path}/ipclaim-selftest: build it first, or say --binaries DIR")
    return path


@pytest.fixture(scope="session")
def sanitized(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--sanitized"))


@pytest.fixture
def place(binaries: Path) -> Iterator[Place]:
    made = Place(binaries / "ipclaim-selftest")
    yield made
    left = made.left()
    made.close()
    assert not left


def need_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")


@pytest.fixture
def ordinary(binaries: Path) -> Iterator[Place]:
    """The same as an ordinary user; as the one who tests, unless that is root."""
    made = Place(binaries / "ipclaim-selftest", ORDINARY if os.geteuid() == 0 else None)
    yield made
    left = made.left()
    made.close()
    assert not left
