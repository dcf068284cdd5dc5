"""The scripts of targets: compilers, containers, and hosts over ssh."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Iterator

import pytest
from doors import CALM, FAKE, results, run
from target_kit import drive, entry, script, table

from ipclaim_reports.session import ROOT


def test_what_cannot_be_compiled_for_says_so(tmp_path: Path) -> None:
    """On a system like this one, but without musl and without a way to install it."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for program in Path("/usr/bin").iterdir():
        if program.name not in {"musl-gcc", "apt-get", "sudo"}:
            (tools / program.name).symlink_to(program)
    libraries = ROOT / "ci/targets/libraries.sh"
    done = run(libraries, "musl", tmp_path / "made", cwd=tmp_path, PATH=str(tools))
    assert (done.returncode, done.stdout) == (77, "")
    last = done.stderr.splitlines()[-1]
    assert last == "unsupported: needs what compiles for musl (Debian's musl-tools)"


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


def test_an_image_is_a_target_like_any_other(root: Path, tmp_path: Path) -> None:
    """An engine that runs the program itself stands in for one that has images."""
    tools = tmp_path / "bin"
    tools.mkdir()
    script(
        tools / "docker",
        "case $1 in info | image) exit 0 ;; esac",
        f'while [ "$1" != image:1 ]; do shift; done; shift; exec {FAKE} "$@"',
    )
    image = "ci/targets/container.sh image:1"
    file = table(tmp_path, entry("there", setup=f"{image} setup", run=f"{image} run {{}}"))
    path = f"{tools}:{os.environ['PATH']}"
    stream = results(tmp_path, CALM)
    done = drive(root, tmp_path, file, "--target", "there", FAKE_RESULTS=str(stream), PATH=path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 7 claims decided" in done.stdout
    assert (tmp_path / "log").read_text() == "run --format ndjson\n"


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


def test_a_host_is_a_target_like_any_other(sshd: str, root: Path, tmp_path: Path) -> None:
    # Over ssh comes no environment, so that what stands in for ipclaim has it with it.
    stream = results(tmp_path, CALM)
    given = f"FAKE_RESULTS={stream} FAKE_LOG={tmp_path}/log"
    program = script(tmp_path / "ipclaim", f'{given} exec {FAKE} "$@"')
    ssh = "ci/targets/ssh.sh 127.0.0.1"
    file = table(tmp_path, entry("there", setup=f"{ssh} setup", run=f"{ssh} run {{}}"))
    done = drive(root, tmp_path, file, "--binary", program, "--target", "there", IPCLAIM_SSH=sshd)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 of 7 claims decided" in done.stdout
    assert (tmp_path / "log").read_text() == "run --format ndjson\n"
    assert (tmp_path / "out/there/fingerprint.json").is_file()


def test_a_host_that_is_not_there_says_so(tmp_path: Path) -> None:
    ssh = [ROOT / "ci/targets/ssh.sh", "nobody@127.0.0.1"]
    done = run(*ssh, "setup", cwd=tmp_path, IPCLAIM_SSH="ssh -F none -p 1")
    assert done.returncode == 77
    assert done.stderr.splitlines()[-1].startswith('unsupported: needs a host "nobody@127.0.0.1"')
