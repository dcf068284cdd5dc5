"""Who hands in the kernel's pipes under the names of his own has handed in nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.beside

WRAPPED = """
#define _GNU_SOURCE
#include "user_pipe.h"
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static int make(int end[2])
{
%s
}

int up_pipe(int end[2]) { return make(end); }
ssize_t up_read(int end, void *buf, size_t n) { return read(end, buf, n); }
ssize_t up_write(int end, const void *buf, size_t n) { return write(end, buf, n); }
int up_close(int end) { return close(end); }
long up_fpathconf(int end, int name) { return fpathconf(end, name); }
int up_fcntl(int end, int cmd, ...)
{
    va_list list;
    int flags;

    va_start(list, cmd);
    flags = va_arg(list, int);
    va_end(list);
    return fcntl(end, cmd, flags);
}
"""


@pytest.mark.parametrize(
    "how",
    [
        "    return pipe(end);",
        "    return pipe2(end, 0);",
        "    return socketpair(AF_UNIX, SOCK_STREAM, 0, end);",
        """
    if (mkfifo("mine", 0600) != 0)
        return -1;
    end[0] = open("mine", O_RDONLY | O_NONBLOCK);
    end[1] = open("mine", O_WRONLY);
    return fcntl(end[0], F_SETFL, 0);""",
    ],
    ids=["pipe", "pipe2", "socketpair", "mkfifo"],
)
def test_the_kernels_pipes_are_not_there(binary: Path, tmp_path: Path, how: str) -> None:
    source = tmp_path / "wrapped.c"
    source.write_text(WRAPPED % how)
    command = [str(binary), "grade", "--json", "--quiet", "pipe", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert json.loads(done.stdout)["score"] == 0
    assert "ENOSYS" in done.stdout
