"""Foreign text on its way into Markdown, where it must not become markup."""

from __future__ import annotations

import re

from .text import visible


def md(text: str) -> str:
    """Foreign text in a line of Markdown: no markup, no link, no cell border comes of it."""
    line = visible(" ".join(text.split()), keep="")
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A viewer turns a bare address into a link, which a stranger's program has no business setting.
    line = line.replace("://", "&#58;//").replace("www.", "www&#46;")
    line = re.sub(r"([\\`*\[\]|~$])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])", r"\\\g<0>", line)
    line = re.sub(r"^[-+=#]", r"\\\g<0>", line)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", line)


def code(text: str) -> str:
    """Foreign text as code in a line."""
    line = visible(" ".join(text.split()), keep="").replace("|", "¦")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if fence != "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"
