"""What the sandbox keeps a submission from, what is said where it cannot, and how submissions are built in it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "reports"))
from ipclaim_reports.errors import ReportError  # noqa: E402
from ipclaim_reports.grade import groups, leavings, sandbox  # noqa: E402
from ipclaim_reports.grade.assignment import SHIPPED, load_assignment  # noqa: E402
from ipclaim_reports.grade.build import Built, build  # noqa: E402
from ipclaim_reports.grade.sandbox import Ended, Sandbox, open_sandbox  # noqa: E402
from ipclaim_reports.grade.submission import take  # noqa: E402

STARTER = SHIPPED / "message_queue" / "starter"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture(scope="module")
def box() -> Sandbox:
    return open_sandbox()


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which there is no bubblewrap."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in (*Path("/usr/bin").iterdir(), *Path("/bin").iterdir()):
        if tool.name != "bwrap" and not (folder / tool.name).is_symlink():
            (folder / tool.name).symlink_to(tool)
    monkeypatch.setenv("PATH", str(folder))
    return folder


# Takes memory, says so, and waits until so many others have theirs.
HOLD = """
import os
def made(count):
    while len(os.listdir("/tmp")) < count:
        pass
    print("both")
held = b"1" * {part}
print("held")
open("/tmp/%d" % os.getpid(), "w")
"""


def run(box: Sandbox, script: str, seconds: float = 60) -> tuple[Ended, str]:
    with tempfile.TemporaryFile() as output:
        ended = box.run(["sh", "-c", script], seconds=seconds, output=output)
        output.seek(0)
        return ended, output.read().decode()


def test_what_is_in_force_is_above_the_floor(box: Sandbox) -> None:
    assert box.sufficient
    assert set(box.in_force).isdisjoint(box.missing)
    assert {*box.in_force, *box.missing} == set(sandbox.PROTECTIONS)


def test_no_signal_from_inside_reaches_the_first_process(box: Sandbox) -> None:
    _, told = run(
        box, "for s in KILL STOP TERM INT HUP ABRT SEGV; do sh -c \"kill -$s 1\"; done; echo $$ here"
    )
    assert told == "1 here\n"


def test_other_processes_and_files_are_not_seen(box: Sandbox) -> None:
    _, told = run(box, "echo /proc/[0-9]* /home/* /root/* /etc/passwd* /sys/*; env; id -u")
    words = told.split()
    assert "/proc/1" in words and "/home/*" in words and "/etc/passwd*" in words
    assert not any(word.startswith(("HOME=", "USER=", "IPCLAIM")) for word in words)
    assert words[-1] == str(os.geteuid() if box.user is None else box.user)


def test_a_masked_folder_is_empty(tmp_path: Path) -> None:
    shown = open_sandbox(())
    masked = open_sandbox((Path("/usr/share/doc"), tmp_path))
    script = "ls /usr/share/doc | wc -l"
    assert int(run(shown, script)[1]) > 0
    assert int(run(masked, script)[1]) == 0


def test_what_reaches_into_others_is_denied(box: Sandbox) -> None:
    script = "unshare -U true; python3 -c 'import socket; socket.socket(40)'"
    ended, _ = run(box, script)
    assert "unshare failed: Operation not permitted" in ended.said
    assert "Address family not supported" in ended.said


def test_memory_and_processes_of_all_together_are_limited(box: Sandbox) -> None:
    if not set(sandbox.GROUPS.values()) <= set(box.in_force):
        assert set(sandbox.GROUPS.values()) & set(box.missing)
        pytest.skip("this machine lets nobody make control groups")
    # Each of the two may have so much, and both together may not.
    part = groups.MEMORY_MOST * 3 // 4
    assert run(box, f"python3 -c '{HOLD.format(part=part)}'")[1] == "held\n"
    both = "import os; os.fork()\n" + HOLD.format(part=part) + "\nmade(2)"
    assert run(box, f"cd /tmp; python3 -c '{both}'")[1].count("both") < 2


def test_no_group_is_left(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # A name of this test's own: other graders have groups here, and what was killed has left some.
    monkeypatch.setattr(groups, "PREFIX", f"ipclaim-left-{os.getpid()}-")
    parents = [parent for _, parent in box.groups.parents.values()]
    with box.groups.entered():
        assert all(list(parent.glob(f"{groups.PREFIX}*")) for parent in parents)
    run(box, "setsid sleep 1000 & sleep 1000", seconds=0.5)
    assert not any(list(parent.glob(f"{groups.PREFIX}*")) for parent in parents)


def test_groups_of_a_grader_that_was_killed_are_removed(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not box.groups.parents:
        assert set(sandbox.GROUPS.values()) <= set(box.missing)
        pytest.skip("this machine lets nobody make control groups")
    left = [
        Path(tempfile.mkdtemp(prefix="ipclaim-test-", dir=parent))
        for parent in {parent for _, parent in box.groups.parents.values()}
    ]
    monkeypatch.setattr(groups, "PREFIX", "ipclaim-test-")  # others of this age are in use
    groups.find_groups()
    assert all(folder.is_dir() for folder in left)
    monkeypatch.setattr(groups, "STALE_SECONDS", -1)
    groups.find_groups()
    assert not any(folder.exists() for folder in left)


V1 = "33 25 0:29 / /sys/fs/cgroup/{0} rw,relatime - cgroup cgroup rw,{0}\n"
V2 = "30 25 0:26 {0} /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n"


@pytest.mark.parametrize(
    "mounts, lines, found",
    [
        (
            V1.format("memory") + V1.format("pids"),
            "4:memory:/a/b\n8:pids:/\n0::/\n",
            {"memory": (1, "/sys/fs/cgroup/memory/a/b"), "pids": (1, "/sys/fs/cgroup/pids")},
        ),
        (V2.format("/"), "0::/u/x\n", {key: (2, "/sys/fs/cgroup/u/x") for key in ("memory", "pids")}),
        (V2.format("/u"), "0::/u/x\n", {key: (2, "/sys/fs/cgroup/x") for key in ("memory", "pids")}),
        (V2.format("/other"), "0::/u/x\n", {}),
        ("", "0::/\n", {}),
    ],
)
def test_groups_are_found_where_the_kernel_has_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mounts: str,
    lines: str,
    found: dict[str, tuple[int, str]],
) -> None:
    (tmp_path / "mountinfo").write_text(mounts)
    (tmp_path / "cgroup").write_text(lines)
    monkeypatch.setattr(groups, "_allows", lambda *_: True)
    told = groups.find_groups(tmp_path).parents
    assert {key: (version, str(path)) for key, (version, path) in told.items()} == found


def test_groups_that_may_not_be_made_are_gone_without(tmp_path: Path) -> None:
    (tmp_path / "mountinfo").write_text(V2.format("/").replace("/sys/fs/cgroup", "/proc/self"))
    (tmp_path / "cgroup").write_text("0::/\n")
    assert groups.find_groups(tmp_path).parents == {}


@needs_root
def test_without_namespaces_what_is_left_goes_by_its_user(bare: Path) -> None:
    box = open_sandbox()
    assert not box.sufficient and not box.namespaces and box.user is not None
    assert "process namespace" in box.missing and "another user" in box.in_force
    script = """
        setsid sleep 1000 & setsid sleep 1000 &
        ipcmk -S 1 >/dev/null; ipcmk -M 4096 >/dev/null
        touch /tmp/left-behind /dev/shm/left-behind; id -u; unshare -U true
    """
    ended, told = run(box, script)
    assert told.split() == [str(box.user)]
    assert "unshare failed: Operation not permitted" in ended.said
    assert not leavings.processes_of(box.user)
    for kind in ("sem", "shm"):
        assert f" {box.user} " not in Path(f"/proc/sysvipc/{kind}").read_text()
    assert not Path("/tmp/left-behind").exists() and not Path("/dev/shm/left-behind").exists()


@needs_root
def test_a_user_of_somebody_elses_is_left_alone(bare: Path) -> None:
    box = open_sandbox()
    assert box.user is not None
    other = subprocess.Popen(
        ["setpriv", f"--reuid={box.user}", "--clear-groups", "sh", "-c", "echo there; exec /bin/sleep 1000"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout and other.stdout.readline() == "there\n"
        with pytest.raises(ReportError, match="runs something already"):
            run(box, "true")
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()


@pytest.mark.parametrize("refuses", [False, True], ids=["absent", "refuses"])
def test_grade_refuses_below_the_floor(binary: Path, bare: Path, refuses: bool) -> None:
    if refuses:
        (bare / "bwrap").write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
        (bare / "bwrap").chmod(0o755)
    words = [str(binary), "grade", "--quiet", "message_queue", str(STARTER)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert "not protected here: no user namespace" in done.stderr and "--unsafe" in done.stderr


def test_grade_names_what_is_not_in_force(binary: Path, bare: Path) -> None:
    words = [str(binary), "grade", "--quiet", "--unsafe", "message_queue", str(STARTER)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "not in force: user namespace" in done.stdout


MAKEFILE = "all: queue.o\nqueue.o: queue.c\n\t$(CC) $(CFLAGS) -c queue.c\n"
LIBRARY = "queue.a: queue.o\n\tar rc $@ queue.o\nqueue.o: queue.c\n\t$(CC) $(CFLAGS) -c queue.c\n"
CMAKE = "cmake_minimum_required(VERSION 3.10)\nproject(queue C)\nadd_library(queue {} queue.c)\n"


def built(box: Sandbox, files: dict[str, str], folder: Path) -> Built:
    assignment = load_assignment("message_queue")
    (folder / "in").mkdir()
    for name, text in files.items():
        (folder / "in" / name).write_text(text)
    (folder / "out").mkdir()
    headers = Path(shutil.copytree(assignment.include, folder / "include"))
    submission = take(folder / "in", folder / "source")
    return build(box, assignment, headers, submission, folder / "source", folder / "out")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own folders are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="icheck-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"Makefile": MAKEFILE},
        {"Makefile": LIBRARY},
        {"CMakeLists.txt": CMAKE.format("STATIC")},
        {"CMakeLists.txt": CMAKE.format("OBJECT")},
    ],
    ids=["cc", "make", "make a library", "cmake", "cmake objects"],
)
def test_a_submission_is_built_by_what_it_brings(
    box: Sandbox, open_folder: Path, files: dict[str, str]
) -> None:
    queue = '#include "message_queue.h"\nint kill;\nint msgget(key_t key, int flags)\n{\n    return key + flags;\n}\n'
    made = built(box, {"queue.c": queue, **files}, open_folder)
    assert made.library and made.missing == ("msgsnd", "msgrcv", "msgctl"), made.said


def test_calls_of_a_submission_by_itself_are_its_own(box: Sandbox, open_folder: Path) -> None:
    queue = "int msgget(int key, int flags)\n{\n    return key + flags;\n}\n"
    again = "int msgsnd(int a, void *b, long c, int d)\n{\n    return b ? 0 : msgget(a, d) + (int)c;\n}\n"
    made = built(box, {"queue.c": queue + again}, open_folder)
    assert made.library, made.said
    assert ctypes.CDLL(str(made.library)).msgsnd(40, None, 0, 2) == 42


@pytest.mark.parametrize(
    "files, told",
    [
        ({"Makefile": "all:\n\ttrue\n"}, "it left neither one static library (*.a) nor object files"),
        ({"Makefile": "all:\n\tfalse\n"}, "Error 1"),
        ({"Makefile": "all:\n\techo nonsense >queue.o\n"}, "queue.o"),
        ({"CMakeLists.txt": "project(\n"}, "CMake Error"),
    ],
)
def test_a_build_that_fails_says_why(
    box: Sandbox, open_folder: Path, files: dict[str, str], told: str
) -> None:
    made = built(box, {"queue.c": "int queue;\n", **files}, open_folder)
    assert made.library is None and told in made.said
