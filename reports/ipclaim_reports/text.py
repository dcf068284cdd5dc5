"""Small pure functions on text: what a stranger's program wrote has to be made fit to show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Control characters can move a terminal's cursor, and directional ones reorder what is read; in a
# report both are evidence of what a program wrote, so they are spelled out instead of dropped.
_UNSHOWABLE = (
    *range(0x20), *range(0x7F, 0xA0), 0x61C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F),
    *range(0x2060, 0x206A), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF,
)  # fmt: skip
_SPELLED = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in _UNSHOWABLE}


@lru_cache
def _spelled_but(keep: str) -> dict[int, str]:
    return {code: spelled for code, spelled in _SPELLED.items() if chr(code) not in keep}


def visible(text: str, keep: str = "\n\t") -> str:
    """`text` with everything that a screen would act upon spelled as an escape."""
    return text.translate(_spelled_but(keep))


# Names that a case's name has to spell in small letters, and that nobody reads so.
_CONSTANTS = (
    "e2big eacces eagain ebadf ebusy econnrefused econnreset eexist efault efbig eidrm einprogress"
    " eintr einval eisconn eisdir emfile emsgsize enametoolong enobufs enoent enomem enomsg enospc"
    " enosys enotconn enotempty enotsock enotsup enxio eopnotsupp eoverflow eperm epipe"
    " erange espipe esrch etimedout ewouldblock exdev eof ipc fifo posix tcp udp"
    " sigalrm sigbus sigchld sigcont sigio sigkill sigpipe sigsegv sigstop sigterm sigurg sigusr1"
    " o_append o_cloexec o_creat o_direct o_excl o_nonblock o_rdonly o_rdwr o_trunc o_wronly"
    " pipe_buf sa_restart fd_cloexec map_shared map_private map_anonymous prot_read prot_write"
    " ipc_private ipc_creat ipc_excl ipc_nowait ipc_rmid ipc_set ipc_stat sem_undo shm_rdonly"
    " msg_noerror msg_except msg_copy msg_peek msg_nosignal msg_trunc msg_waitall msg_dontwait"
    " shut_rd shut_wr shut_rdwr scm_rights so_sndbuf so_rcvbuf pollin pollout pollhup pollerr"
    " f_setpipe_sz f_getpipe_sz long_min long_max"
).split()
# The longest first: `ipc_creat` is not `ipc` and another word. Some names have them as they are.
_CONSTANT = re.compile(
    r"(?<![a-z0-9])(" + "|".join(sorted(_CONSTANTS, key=len, reverse=True)) + r")(?![a-z0-9])",
    re.IGNORECASE,
)


def sentence(name: str) -> str:
    """A case's name read aloud: `read_of_o_nonblock_fails` is "read of O_NONBLOCK fails"."""
    # The underscores of a constant are kept out of the way while the others become blanks.
    marked = _CONSTANT.sub(lambda match: match[0].upper().replace("_", "\0"), name)
    return marked.replace("_", " ").replace("\0", "_")


def unmarked(text: str) -> str:
    """A quotation without the marks that only its own format needs: bold, code, list."""
    return re.sub(r"\*\*|`", "", text).strip()


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something was cut off."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def slug(text: str) -> str:
    """A name that is safe as a folder and a fragment: letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.").lower()[:80] or "unnamed"


def moment(stamp: str) -> str:
    """A time stamp as people write it; as it is, where it is none."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z", stamp)
    return f"{match[1]} {match[2]} UTC" if match else stamp


def plural(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun: "1 case", "2 cases"."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def percent(part: int, whole: int) -> str:
    """A share, never rounded up to 100 % nor down to 0 % where it is not."""
    if whole == 0:
        return "–"
    share = 100 * part / whole
    if 0 < part < whole:
        share = min(max(share, 0.1), 99.9)
    return f"{share:.0f} %" if share in (0, 100) else f"{share:.1f} %"


def number(value: Any) -> str:
    """A measured value for people: thousands apart, floats to four digits."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 100_000 else str(value)
    if isinstance(value, float):
        # Beyond a million milliards the digits would be noise, up to three hundred of them.
        whole = 10_000 <= abs(value) < 1e15
        return f"{value:,.0f}" if whole else f"{value:,.4g}"
    return str(value)


# The units of cases of which there may be one.
_SINGULAR = {"processes": "process", "addresses": "address"} | {
    f"{one}s": one for one in "bit block byte message operation order semaphore store".split()
}


def measured(value: Any, unit: str) -> str:
    """A value and its unit: "1 byte", "2 bytes"."""
    return f"{number(value)} {_SINGULAR.get(unit, unit) if value == 1 else unit}".rstrip()


def duration(microseconds: float) -> str:
    """A time in the unit that needs fewest digits."""
    if microseconds < 1_000:
        return f"{microseconds:.3g} µs"
    if microseconds < 1_000_000:
        return f"{microseconds / 1_000:.3g} ms"
    return f"{microseconds / 1_000_000:.3g} s"
