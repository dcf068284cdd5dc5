"""A grade in words, for a terminal."""

from __future__ import annotations

from typing import Sequence

from ..text import plural, visible
from .assignment import BUSY, LEAK
from .score import FULL, NOT_ATTEMPTED
from .show import Document

STEPS_SHOWN = 30
LOST_SHOWN = 3
# What a mistake with a name of its own means.
FAULTS = {
    BUSY: "busy waiting: the call looks again and again instead of sleeping",
    LEAK: "a leak: something that was made is still there at the end",
}


def number(points: float) -> str:
    """Points without zeroes that say nothing: 10, 7.5, 3.33."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def text_of(document: Document) -> str:
    """All that a reader is told."""
    on_top = f", and up to {number(document['bonus'])} on top" if document["bonus"] else ""
    lines = [
        f"{document['title']}: {document['submission']['name']}",
        f"score {number(document['score'])} of {number(document['max_score'])}{on_top}",
        "",
    ]
    if not document["built"]:
        lines += ["it was not built; the compiler said:", *_indented(document["compiler"]), ""]
    elif document["missing"]:
        lines += [f"not defined: {', '.join(document['missing'])}", ""]
    for row in document["rows"]:
        lines += _row_lines(row)
    if document["withheld"]["rows"]:
        lines += ["", f"not shown, and not in this score: {withheld_line(document)}"]
    force = document["protections"]
    lines += ["", f"protections in force: {', '.join(force['in_force']) or 'none'}"]
    if force["missing"]:
        lines.append(f"not in force: {', '.join(force['missing'])}")
    lines.append(f"seed {document['seed']}, {document['seconds']:.1f} s")
    return visible("\n".join(lines))


def withheld_line(document: Document) -> str:
    """How much of the rubric is withheld; nothing if all is shown."""
    withheld = document["withheld"]
    if not withheld["rows"]:
        return ""
    return f"{plural(withheld['rows'], 'row')} worth {number(withheld['max_score'])}"


def _row_lines(row: Document) -> list[str]:
    most = ("+" if row["bonus"] else "") + number(row["max_score"])
    share = f"{number(row['score']):>6} of {most:>3}  {row['title']}"
    if row["state"] == FULL:
        return [share]
    if row["state"] == NOT_ATTEMPTED:
        return [f"{share}: not attempted, for {row['why']}"]
    lines = [f"{share}: {row['passed']} of {plural(row['planned'], 'test')} passed"]
    lines += [f"      {row['why']}"] if row["why"] else []
    lines.append(f"      what is asked: {row['asks']}")
    lines += [f"      {note}" for note in row["elsewhere"]]
    for lost in row["lost"][:LOST_SHOWN]:
        lines += _lost_lines(lost)
    more = len(row["lost"]) - LOST_SHOWN
    return [*lines, f"      and {plural(more, 'more test')}"] if more > 0 else lines


def _lost_lines(lost: Document) -> list[str]:
    lines = [f"    ✕ {lost['title']}", f"      {lost['outcome']}: {lost['why']}"]
    lines += [f"      this is {FAULTS[lost['fault']]}"] if lost["fault"] else []
    lines += [f"      {lost['flake']}"] if lost["flake"] else []
    return [*lines, *(f"        {step}" for step in _cut(lost["transcript"]))]


def _cut(steps: Sequence[str]) -> list[str]:
    if len(steps) <= STEPS_SHOWN:
        return list(steps)
    head = STEPS_SHOWN * 2 // 3
    gone = len(steps) - STEPS_SHOWN + 1
    return [*steps[:head], f"[{plural(gone, 'more step')}]", *steps[head + gone :]]


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.strip().splitlines()]
