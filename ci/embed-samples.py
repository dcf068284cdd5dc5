#!/usr/bin/env python3
"""Write the Go blocks of the document as a C file: embed-samples.py OUT.c DOCUMENT

The interface of the result is cases/tool/samples.h. The build calls this, so that the cases try
the document's own words.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterator


def literal(line: str) -> str:
    """A C string; three digits end an octal escape, so that no digit behind it is swallowed."""
    plain = {ord(c) for c in map(chr, range(0x20, 0x7F)) if c not in '"\\?'}
    return '"' + "".join(chr(b) if b in plain else f"\\{b:03o}" for b in line.encode()) + '"'


def blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The number of each block's first line, counted from 1, and its lines."""
    begin = None
    for number, line in enumerate(lines, start=1):
        if begin is None and line == "```go":
            begin = number
        elif begin is not None and line == "```":
            yield begin + 1, lines[begin : number - 1]
            begin = None
    if begin is not None:
        sys.exit(f"embed-samples.py: the block of line {begin} does not end")


def render(document: Path) -> str:
    try:
        text = document.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        sys.exit(f"embed-samples.py: {document}: {error}")
    found = list(blocks(text.split("\n")))
    if not found:
        sys.exit(f"embed-samples.py: {document} has no Go block")
    out = ['/* Written by ci/embed-samples.py from the document. */\n#include "cases/tool/samples.h"\n']
    for index, (_, lines) in enumerate(found):
        body = "".join(f"    {literal(line)},\n" for line in lines)
        out.append(f"static const char *const lines_{index}[] = {{\n{body}}};\n")
    out.append("const struct sample samples[] = {\n")
    out += [f"    {{ {first}, {len(lines)}, lines_{i} }},\n" for i, (first, lines) in enumerate(found)]
    out.append(f"}};\nconst size_t sample_count = {len(found)};\n")
    return "\n".join(out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: embed-samples.py OUT.c DOCUMENT")
    Path(sys.argv[1]).write_text(render(Path(sys.argv[2])), encoding="ascii")
