"""What systems are called: by themselves, by the catalogue and the record, by their makers."""

from __future__ import annotations

import re

# What uname() says, where that is not the name that the catalogue uses.
_ALIASES = {"darwin": "macos"}

# Systems by the catalogue's keys, as their makers write them.
SYSTEMS = {
    "linux": "Linux",
    "musl": "Linux (musl)",
    "gvisor": "gVisor",
    "freebsd": "FreeBSD",
    "netbsd": "NetBSD",
    "openbsd": "OpenBSD",
    "macos": "macOS",
}


def system_key(os: str) -> str:
    """The key of a system that calls itself `os`: a name that is safe for a file."""
    key = re.sub("[^a-z0-9]", "", os.lower()) or "unknown"
    return _ALIASES.get(key, key)
