"""What a target is made of, and in what two of them differ. Pure.

Where two targets share the C library and the processor and still differ, the difference is the
kernel's; where they share all but the library, it is the library's; and so on. What else belongs to
a machine (its configuration, privileges, number of processors) counts as part of its kernel.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping


class Side:
    """The sides that can make a difference."""

    KERNEL = "kernel"
    LIBC = "libc"
    PROCESSOR = "processor"
    TRANSLATION = "translation"
    ALL = (KERNEL, LIBC, PROCESSOR, TRANSLATION)


@dataclass(frozen=True)
class Sides:
    """What a target is made of: "Linux 6.12.107", "glibc 2.36", "s390x" with a long of 64 bits."""

    kernel: str
    libc: str
    machine: str
    bits: int
    translated: bool = False

    @property
    def processor(self) -> str:
        """The processor, and how long a word programs make of it."""
        return f"{self.machine}, {self.bits} bits" if self.bits else self.machine

    def only_difference(self, other: Sides) -> str:
        """The one side in which two targets differ; "" where it is none, or more than one."""
        differing = [
            side
            for side, mine, theirs in (
                (Side.KERNEL, self.kernel, other.kernel),
                (Side.LIBC, self.libc, other.libc),
                (Side.PROCESSOR, self.processor, other.processor),
            )
            if mine != theirs
        ]
        if self.translated != other.translated:
            # What translates the calls of another processor's programs comes with that processor; but a
            # word of another length makes differences of its own.
            alone = set(differing) <= {Side.PROCESSOR} and self.bits == other.bits
            return Side.TRANSLATION if alone else ""
        return differing[0] if len(differing) == 1 else ""


def sides_of(environment: Mapping[str, object], kind: str) -> Sides:
    """The sides of a target: its fingerprint, and whether its calls are translated."""

    def text(key: str) -> str:
        return str(environment.get(key) or "?")

    # The same release is packed for several processors under several names.
    release = re.match(r"[0-9]+(\.[0-9]+)*", text("release"))
    return Sides(
        f"{text('os')} {release[0] if release else text('release')}",
        text("libc"),
        text("machine"),
        int(text("long_bits")) if text("long_bits").isdigit() else 0,
        kind == "translated",
    )
