"""Each mistake on the command line gets one clear line; each way to end gets its status."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import FAILING, PASSING, Place


@pytest.mark.parametrize(
    "words, wanted",
    [
        (["frobnicate"], ["frobnicate", "ipclaim --help"]),
        (["run", "-j", "0"], ['-j "0"', "from 1 to 256"]),
        (["run", "-j", "two"], ['-j "two"', "from 1 to 256"]),
        (["run", "-j", "-1"], ['-j "-1"', "from 1 to 256"]),
        (["run", "-j", "257"], ['-j "257"', "from 1 to 256"]),
        (["run", "-j", "99999999999999999999"], ["99999999999999999999", "from 1 to 256"]),
        (["run", "--jobs="], ['-j ""', "from 1 to 256"]),
        (["run", "-j"], ["-j", "needs a value"]),
        (["run", "--repeat"], ["--repeat", "needs a value"]),
        (["run", "--repeat", "0"], ['--repeat "0"', "from 1"]),
        (["run", "--shuffle=x"], ['--shuffle "x"', "whole number"]),
        (["run", "--seed", "-5"], ['--seed "-5"', "whole number"]),
        (["run", "--timeout-scale", "nan"], ['"nan"', "from 0.1 to 1000"]),
        (["run", "--timeout-scale", "0"], ['"0"', "from 0.1 to 1000"]),
        (["run", "--format", "xml"], ['"xml"', "human, ndjson and tap"]),
        (["run", "--blocked-proof", "guessed"], ['"guessed"', "probed and timed"]),
        (["run", "--bogus"], ["--bogus", "ipclaim run --help"]),
        (["run", "--bogus=1", "ends"], ["--bogus=1", "ipclaim run --help"]),
        (["run", "-xz", "ends"], ["-x", "ipclaim run --help"]),
        (["run", "--share-ipc=yes"], ["--share-ipc=yes", "ipclaim run --help"]),
        (["run", "[abc"], ['"[abc"', "ipclaim list"]),
        (["run", "nosuch*"], ['"nosuch*"', "ipclaim list"]),
        (["run", "ends", "nosuch*"], ['"nosuch*"', "ipclaim list"]),
        (["run", ""], ['""', "ipclaim list"]),
        (["run", "--subject", "/nonexistent.so", *PASSING], ["/nonexistent.so", "No such file"]),
        (["run", "--subject", "/etc/passwd", *PASSING], ["/etc/passwd", "invalid ELF header"]),
        (["run", "-o", "/nonexistent/file", *PASSING], ["/nonexistent/file", "No such file", "-o"]),
        (["run", "-o", "/", *PASSING], ["/: Is a directory", "-o"]),
        (["list", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["list", "--jsno"], ["--jsno", "ipclaim list --help"]),
        (["list", "-x"], ["-x", "ipclaim list --help"]),
        (["list", "-xy"], ["-x: ", "ipclaim list --help"]),
        (["list", "--json=yes"], ["--json=yes", "ipclaim list --help"]),
        (["list", "--json", "-x1"], ["-x: ", "ipclaim list --help"]),
        (["run", "--share-ipc", "-xz", "ends"], ["-x: ", "ipclaim run --help"]),
        (["run", "-j2", os.fsdecode(b"-\xff\xff"), "ends"], ["-\ufffd: ", "ipclaim run --help"]),
        (["run", "\x1b[2J\x9b"], ['" [2J "', "ipclaim list"]),
        (["list", "two\nlines"], ['"two lines"', "ipclaim list"]),
        (["run", "self.unshown"], ['"self.unshown"', "no case yet", "ipclaim explain self.unshown"]),
        (["../frobnicate"], ["../frobnicate", "ipclaim --help"]),
        (["explain"], ["one claim", "ipclaim explain --help"]),
        (["explain", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["explain", "self.ends", "self.limits"], ["one claim"]),
        (["trace"], ["one case", "ipclaim trace --help"]),
        (["trace", "ends"], ["24 cases match", "ipclaim list 'ends'"]),
        (["trace", "nosuch"], ['"nosuch"', "ipclaim list"]),
        (["bench", "nosuch"], ['"nosuch"', "ipclaim bench --list"]),
        (["bench", "--rounds", "0"], ['--rounds "0"', "from 1 to 1000"]),
        (["bench", "--payload", "64,2M"], ['--payload "64,2M"', "from 1 to 1M"]),
        (["bench", "--payload="], ['--payload ""', "as in 64,4k"]),
        (["bench", "--definition", "pair,far"], ['--definition "pair,far"', "same-cpu"]),
        (["bench", "--format", "tap"], ['--format "tap"', "human and ndjson"]),
        (["bench", "--seed", "x"], ['--seed "x"', "whole number"]),
        (["bench", "--quickly"], ["--quickly", "ipclaim bench --help"]),
        (["bench", "-o"], ["-o", "needs a value"]),
        (["bench", "--subject", "/nonexistent.so", "pipe"], ["/nonexistent.so", "No such file"]),
        (["sweep", "now"], ['"now"', "ipclaim sweep --help"]),
    ],
    ids=lambda value: " ".join(value)
    if isinstance(value, list) and value and not value[0].startswith('"')
    else "",
)
def test_wrong_usage(place: Place, words: list[str], wanted: list[str]) -> None:
    result = place.run(*words)
    assert result.stdout == ""
    result.has_only_line(2, *wanted)


def test_statuses(place: Place) -> None:
    assert place.run("run", *PASSING).status == 0
    assert place.run("run", "something_is_observed").status == 0
    assert place.run("run", FAILING, *PASSING).status == 1
    assert place.run("run", "nothing_is_done", FAILING).status == 3
    words = ("resource_is_missing", "facility_is_missing", "preparation_fails")
    assert place.run("run", *words).status == 4


def test_command_beside_the_binary(place: Place, tmp_path: Path) -> None:
    """A command that is not built in is a program of its name, as git has them."""
    binary = shutil.copy(place.binary, tmp_path)
    program = tmp_path / "ipclaim-greet"
    program.write_text('#!/bin/sh\necho "hello $1"\n')
    program.chmod(0o755)
    assert place.run("greet", "you", binary=binary).stdout == "hello you\n"
    assert place.run("greet", "you").status == 2
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    assert place.run("greet", "all", environment=environment).stdout == "hello all\n"
