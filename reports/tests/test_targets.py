"""Targets: the table, and the way from a target to its report."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator

import pytest
import samples
from doors import CALM, FAKE, FILES, results, run

from ipclaim_reports import targets
from ipclaim_reports.errors import ReportError
from ipclaim_reports.session import REPORTS, ROOT
from ipclaim_reports.target_session import TARGETS

ENTRY = 'about = "a place"\nbuild = "host"\nrun = "{}"\nkind = "native"\nset = "quick"\n'


def table(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "targets.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_targets_of_the_repository_can_be_read() -> None:
    found = targets.load_targets(TARGETS)
    assert {"glibc", "musl", "i386", "gvisor", "uml", "linux612", "s390x"} <= set(found)
    for target in found.values():
        for script in (target.setup, target.run):
            word = script.split()[0] if script else "{}"
            assert word == "{}" or os.access(ROOT / word, os.X_OK), word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file: 'target' is a required property"),
        (
            "[target.x]\n" + ENTRY.replace('"{}"', '"there"'),
            "target.x.run: there has no {} as a word",
        ),
        ("[target.x]\n" + ENTRY.replace('"native"', '"odd"'), "target.x.kind: 'odd' is not one of"),
        ("[target.x]\n" + ENTRY + "colour = 1\n", "target.x: Additional properties"),
        ("[target.all]\n" + ENTRY, "target"),
        ("[target.x]\n" + ENTRY + "time_scale = 0\n", "target.x.time_scale: 0 is less than"),
        ("[target", "make it valid TOML"),
    ],
)
def test_a_wrong_table_is_a_clear_error(text: str, words: str, tmp_path: Path) -> None:
    file = table(tmp_path, text)
    with pytest.raises(ReportError) as error:
        targets.load_targets(file)
    assert words in str(error.value)
    assert str(file) in str(error.value)


def test_targets_are_named_one_by_one_or_in_sets(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        f"[target.a]\n{ENTRY}[target.b]\n{ENTRY.replace('quick', 'full')}"
        f"[target.c]\n{ENTRY.replace('quick', 'named')}",
    )
    found = targets.load_targets(file)

    def names(*words: str) -> list[str]:
        return [target.name for target in targets.choose(found, words)]

    assert names("quick") == ["a"] and names("full") == ["b"]
    assert names("all") == ["a", "b"], "a target of the named set must be named"
    assert names("c,a", "a") == ["c", "a"]
    with pytest.raises(ReportError, match="no such target; there are a, b, c, quick"):
        names("d")


def test_the_command_of_a_target_holds_that_of_ipclaim() -> None:
    target = targets.Target("x", "", "host", "wrap 'two words' {} end", "native", "quick")
    assert target.command(["ipclaim", "run"]) == ["wrap", "two words", "ipclaim", "run", "end"]
    assert target.run_arguments(["pipe"]) == ["--format", "ndjson", "pipe"]
    slow = targets.Target("x", "", "", "{}", "", "", arguments="-j 4", time_scale=2.0)
    assert slow.run_arguments(["-j", "1"]) == [
        *("--format", "ndjson", "--timeout-scale", "2", "-j", "4", "-j", "1")
    ]


def entry(name: str, **more: Any) -> str:
    common = {"about": "a place", "build": "host", "run": "{}", "kind": "native", "set": "quick"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**common, **more}.items()]
    return "\n".join([f"[target.{name}]", *lines, ""])


def script(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    file.chmod(0o755)
    return file


def drive(root: Path, cwd: Path, file: Path, *arguments: object, **environment: str) -> Any:
    command = [sys.executable, "-m", "pytest", REPORTS, "--targets-file", file, "--binary", FAKE]
    own = ["--root", root, "--out", cwd / "out", "-p", "no:randomly", "-rs"]
    log = {"FAKE_LOG": str(cwd / "log")}
    return run(*command, *own, *arguments, cwd=ROOT, **log, **environment)


def test_a_target_is_one_item_with_a_folder_of_its_own(root: Path, tmp_path: Path) -> None:
    wrapper = script(tmp_path / "wrap", 'echo "to $1" >&2', 'shift; exec "$@"')
    run_there = f"{wrapper} there {{}}"
    file = table(tmp_path, entry("a", run=run_there, kind="virtual", time_scale=2.5) + entry("b"))
    stream = results(tmp_path, CALM)
    done = drive(root, tmp_path, file, "--target", "a,b", FAKE_RESULTS=str(stream))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert "3 of 7 claims decided" in done.stdout
    folder = tmp_path / "out" / "a"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*FILES, "fingerprint.json", "log"]
    )
    assert (folder / "log").read_text() == "to there\n"
    fingerprint = json.loads((folder / "fingerprint.json").read_text())
    assert (fingerprint["kind"], fingerprint["time_scale"]) == ("virtual", 2.5)
    assert (fingerprint["os"], fingerprint["libc"]) == ("Linux", "glibc 2.36")
    assert fingerprint["blocked_proof"] == {"probed": 1}
    commands = (tmp_path / "log").read_text().splitlines()
    assert commands == ["run --format ndjson --timeout-scale 2.5", "run --format ndjson"]
    matrix = json.loads((tmp_path / "out" / "matrix.json").read_text())
    assert [(one["name"], one["report"]) for one in matrix["targets"]] == [
        ("a", "a/report.html"),
        ("b", "b/report.html"),
    ]
    assert f"matrix: {tmp_path}/out/matrix.html" in done.stdout


def test_a_target_that_fails_is_not_compared_by_what_it_left_before(
    root: Path, tmp_path: Path
) -> None:
    stream = results(tmp_path, CALM)
    for run_there in ("{}", "sh -c 'exit 9' {}"):
        file = table(tmp_path, entry("a") + entry("b", run=run_there))
        drive(root, tmp_path, file, "--target", "a,b", FAKE_RESULTS=str(stream))
    matrix = json.loads((tmp_path / "out" / "matrix.json").read_text())
    assert [one["name"] for one in matrix["targets"]] == ["a"]


def test_targets_run_side_by_side(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    # Each waits for the other to have begun.
    meet = 'touch "$1.here"; while [ ! -e "$2.here" ]; do sleep 0.02; done; shift 2; exec "$@"'
    wrapper = script(tmp_path / "meet", f"cd {tmp_path}", meet)
    file = table(
        tmp_path,
        entry("a", run=f"{wrapper} a b {{}}") + entry("b", run=f"{wrapper} b a {{}}"),
    )
    stream = results(tmp_path, CALM)
    done = drive(root, tmp_path, file, "--target", "all", "-n", "2", FAKE_RESULTS=str(stream))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("against the record: ") == 2


def test_what_is_against_the_record_fails(root: Path, tmp_path: Path) -> None:
    shown = samples.case("pipe.full.block", "writer_goes_on", shows="refutes")
    stream = results(tmp_path, [shown])
    done = drive(
        root, tmp_path, table(tmp_path, entry("a")), "--target", "a", FAKE_RESULTS=str(stream)
    )
    assert done.returncode == 1
    assert "unexpected: pipe.full.block: refuted" in done.stdout


def test_nothing_absent_hides_among_the_skipped(root: Path, tmp_path: Path) -> None:
    absent = samples.case(
        "pipe.full.block",
        "absent",
        outcome="unsupported",
        reason={
            "code": "probe",
            "stage": None,
            "message": "no pipes here",
            "file": None,
            "line": 0,
        },
    )
    stream = results(tmp_path, [*CALM, absent])
    for lacks, status in (([], 1), (["no * here"], 0)):
        file = table(tmp_path, entry("a", lacks=lacks))
        done = drive(root, tmp_path, file, "--target", "a", FAKE_RESULTS=str(stream))
        assert done.returncode == status, done.stdout
        assert ("hidden: pipe.full.block/absent: unsupported: no pipes here" in done.stdout) is (
            not lacks
        )


def test_a_target_that_cannot_be_had_says_what_it_needs(root: Path, tmp_path: Path) -> None:
    setup = script(tmp_path / "setup", 'echo "unsupported: needs a moon" >&2', "exit 77")
    file = table(tmp_path, entry("a", setup=str(setup)))
    done = drive(root, tmp_path, file, "--target", "a")
    assert "unsupported: needs a moon" in done.stdout
    assert done.returncode == 4, "nothing ran, and that is not good"


@pytest.mark.parametrize(
    ("entry_", "words"),
    [
        ({"setup": "false"}, "false failed: exit status 1"),
        ({"run": "sh -c 'echo lost >&2' {}"}, "wrote no results: lost"),
        ({"run": "sh -c 'exit 9' {}"}, "ended with status 9"),
        ({"run": "sh -c 'kill -9 $$' {}"}, "ended by signal 9"),
        ({"run": "sh -c 'sleep 60' {}", "minutes": 0.01}, "not at its end after 0.01 minutes"),
    ],
)
def test_a_target_that_fails_is_a_clear_error(
    entry_: dict[str, Any], words: str, root: Path, tmp_path: Path
) -> None:
    done = drive(root, tmp_path, table(tmp_path, entry("a", **entry_)), "--target", "a")
    assert done.returncode == 1
    assert f"target a: {words}" in done.stdout or words in done.stdout
    assert "Traceback" not in done.stdout


def test_targets_can_be_listed(tmp_path: Path, root: Path) -> None:
    done = drive(
        root, tmp_path, table(tmp_path, entry("here") + entry("elsewhere")), "--target-list"
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split(maxsplit=3) == ["here", "quick", "native", "a place"]


def test_a_container_runs_where_an_engine_does(tmp_path: Path) -> None:
    """A client whose engine does not answer is as good as none."""
    tools = tmp_path / "bin"
    tools.mkdir()
    path = f"{tools}:{os.environ['PATH']}"
    container = [ROOT / "ci/targets/container.sh", "image:1"]
    for name in ("docker", "podman"):
        script(tools / name, "exit 1")
    done = run(*container, "setup", cwd=tmp_path, PATH=path)
    assert done.returncode == 77
    assert done.stderr == "unsupported: needs docker or podman, and the right to use it\n"
    script(
        tools / "podman",
        "case $1 in info | image) exit 0 ;; esac",
        f'echo "$*" >{tmp_path}/asked',
        'while [ "$1" != image:1 ]; do shift; done; shift; echo "got $*"; exit 3',
    )
    assert run(*container, "setup", cwd=tmp_path, PATH=path).returncode == 0
    done = run(*container, "run", "/bin/program", "run", "a*b", cwd=tmp_path, PATH=path)
    assert (done.returncode, done.stdout) == (3, "got run a*b\n")
    asked = (tmp_path / "asked").read_text()
    assert "run --rm --network none --volume /bin/program:/ipclaim:ro" in asked


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[str]:
    """An ssh server of our own on loopback, and the command that reaches it."""
    server = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin")
    if not server or not shutil.which("ssh"):
        pytest.skip("needs sshd and ssh (Debian's packages openssh-server and openssh-client)")
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True
        )
    shutil.copy(tmp_path / "user.pub", tmp_path / "authorized_keys")
    if os.geteuid() == 0:
        # Where sshd parts its privileges; it will not start without.
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {tmp_path}/host\nPidFile none\n"
        f"AuthorizedKeysFile {tmp_path}/authorized_keys\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    )
    known = f"[127.0.0.1]:{port} {(tmp_path / 'host.pub').read_text()}"
    (tmp_path / "known_hosts").write_text(known)
    with subprocess.Popen([server, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL) as process:
        _until_it_listens(port, process)
        options = (
            f"-F none -p {port} -i {tmp_path}/user -o UserKnownHostsFile={tmp_path}/known_hosts"
        )
        yield f"ssh {options}"
        process.terminate()


def _until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
    pytest.fail("sshd did not start")


def test_a_host_is_reached_by_ssh(sshd: str, tmp_path: Path) -> None:
    ssh = [ROOT / "ci/targets/ssh.sh", "127.0.0.1"]
    assert run(*ssh, "setup", cwd=tmp_path, IPCLAIM_SSH=sshd).returncode == 0
    program = script(
        tmp_path / "program", 'printf "<%s>" "$@"', 'dirname "$0" >&2', "cat", "exit 4"
    )
    words = ["run", "a b", "c*", "it's", "$HOME"]
    done = run(*ssh, "run", program, *words, cwd=tmp_path, IPCLAIM_SSH=sshd)
    assert (done.returncode, done.stdout) == (4, "".join(f"<{word}>" for word in words))
    assert not Path(done.stderr.splitlines()[-1]).exists(), "the copy stays behind"


def test_a_host_that_is_not_there_says_so(tmp_path: Path) -> None:
    ssh = [ROOT / "ci/targets/ssh.sh", "nobody@127.0.0.1"]
    done = run(*ssh, "setup", cwd=tmp_path, IPCLAIM_SSH="ssh -F none -p 1")
    assert done.returncode == 77
    assert done.stderr.splitlines()[-1].startswith('unsupported: needs a host "nobody@127.0.0.1"')
