"""Draws a transcript as a sequence diagram: a lifeline an actor, calls upon it, time going down.

The SVG stands inside the page and takes its colours from the page's style sheet. A caller who shows
it gives the same steps as a table too, for those who cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Sequence

from .language import LANGUAGES, TAGS, Said, Text, said, say
from .text import clip, duration, visible
from .transcript import JUDGE, Step, cast_of, step_text

ROW = 24
TOP = 8
BOX = 22
GUTTER = 66
MARGIN = 28  # between the judge's margin and the first lifeline
CHARACTER = 6.65  # the width of one character of the diagram's monospaced type
MOST_ACTORS = 20


@dataclass
class _Life:
    x: float
    born: float
    ended: float | None = None


@dataclass
class _Canvas:
    column: int
    lives: dict[str, _Life] = field(default_factory=dict)
    back: list[str] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    open: dict[tuple[str, int], tuple[float, float | None]] = field(default_factory=dict)
    y: float = 0

    @property
    def width(self) -> float:
        return GUTTER + self.column * max(1, len(self.lives)) + MARGIN


def column_width(actors: int) -> int:
    """Wide columns hold whole calls; with many actors the diagram would never end."""
    return {1: 470, 2: 340, 3: 226}.get(actors, 220 if actors <= 6 else 176)


def draw(steps: Sequence[Step], actors: Sequence[str], label: str = "") -> str:
    """The diagram as SVG markup, named by the element `label`; empty without anything to draw."""
    cast = cast_of(steps, actors)
    shown = cast[:MOST_ACTORS]
    if not shown or not steps:
        return ""
    canvas = _Canvas(column_width(len(shown)))
    for index, name in enumerate(shown):
        canvas.lives[name] = _Life(GUTTER + canvas.column * index + MARGIN, 0)
    canvas.y = TOP + BOX + 17
    late = _late_births(steps)
    for name, life in canvas.lives.items():
        if name not in late:
            life.born = TOP
            _header(canvas, name)
    for step in steps:
        if step.kind == "fork" and step.target not in late:
            continue
        _draw_step(canvas, step)
        canvas.y += ROW
    if len(cast) > len(shown):
        _band(canvas, say("step.undrawn", n=len(cast) - len(shown)), "n")
        canvas.y += ROW
    return _assemble(canvas, label)


def _late_births(steps: Sequence[Step]) -> set[str]:
    """The actors that come into being after something happened; the others head the diagram."""
    late: set[str] = set()
    begun = False
    for step in steps:
        if step.kind == "fork" and (begun or step.actor != JUDGE):
            late.add(step.target)
        begun = begun or step.kind not in ("fork", "note")
    return late


def _draw_step(canvas: _Canvas, step: Step) -> None:
    if step.time is not None:
        canvas.front.append(_label(GUTTER - 8, canvas.y + 4, duration(step.time), "t"))
    life = canvas.lives.get(step.actor)
    if step.kind in ("expect", "must"):
        _band(canvas, step_text(step), "e" if step.ok else "x")
    elif step.kind == "signal":
        _signal(canvas, step)
    elif life is None or step.kind in ("note", "fold", "cut"):
        if step.kind == "fork" and step.target in canvas.lives:
            _birth(canvas, step, None)
        else:
            _band(canvas, step_text(step), "n")
    elif step.kind == "fork":
        _birth(canvas, step, life)
    elif step.kind == "end":
        _death(canvas, step, life)
    else:
        _call(canvas, step, life)


def _call(canvas: _Canvas, step: Step, life: _Life) -> None:
    x, y = life.x, canvas.y
    key = (step.actor, step.seq)
    failed = "" if step.ok else " f"
    if step.kind == "call":
        canvas.front.append(_rect(x - 4, y - 7, 8, 14, "a" + failed))
        times = f" ×{step.count}" if step.count > 1 else ""
        tail = f" = {step.result}{times}"
        _say(canvas, life, step.text, "c" + failed, step.detail, tail)
    elif step.kind == "begin":
        canvas.open[key] = (y, None)
        _say(canvas, life, step.text, "c", step.detail, " …")
    elif step.kind == "blocked":
        began, _ = canvas.open.get(key, (y, None))
        canvas.open[key] = (began, y)
        _say(canvas, life, step.text, "b", step.detail)
    elif step.kind == "return":
        began, slept = canvas.open.pop(key, (y - 7, None))
        _activation(canvas, x, began, slept, y, failed)
        _say(canvas, life, f"= {step.result}", "c" + failed, step.detail)


def _activation(
    canvas: _Canvas, x: float, began: float, slept: float | None, ended: float, extra: str = ""
) -> None:
    canvas.front.append(_rect(x - 4, began - 7, 8, ended - began + 14, "a" + extra))
    if slept is not None:
        canvas.front.append(_rect(x - 4, slept, 8, max(4, ended - slept - 4), "h"))


def _say(canvas: _Canvas, life: _Life, words: Text, kind: str, detail: str, tail: str = "") -> None:
    """Text beside a lifeline. Where room is short, arguments go before results do."""
    text = said(words).en
    room = int((canvas.column - 20) / CHARACTER)
    full = f"{text}{tail}" + (f" ({detail})" if detail and detail not in text else "")
    shown = full if len(full) <= room else clip(text, max(8, room - len(tail))) + tail
    shown = clip(shown, room)
    canvas.front.append(_text(life.x + 9, canvas.y + 4, shown, kind, full if full != shown else ""))


def _header(canvas: _Canvas, name: str, y: float = TOP) -> None:
    life = canvas.lives[name]
    room = int((canvas.column - 20) / CHARACTER)
    shown = clip(name, room)
    width = len(shown) * CHARACTER + 14
    canvas.front.append(_rect(life.x - 12, y, width, BOX, "p"))
    canvas.front.append(_text(life.x - 5, y + 15, shown, "w", name if shown != name else ""))


def _birth(canvas: _Canvas, step: Step, parent: _Life | None) -> None:
    child = canvas.lives.get(step.target)
    if child is None:
        return
    child.born = canvas.y - BOX / 2
    start = GUTTER if parent is None else parent.x
    end = child.x - 13 if start < child.x else child.x + len(step.target) * CHARACTER + 3
    canvas.front.append(_arrow(start, end, canvas.y, "k"))
    if parent is not None and start < end - 40:
        canvas.front.append(_text(start + 8, canvas.y - 3, "fork", "b", ""))
    _header(canvas, step.target, canvas.y - BOX / 2)


def _death(canvas: _Canvas, step: Step, life: _Life) -> None:
    life.ended = canvas.y
    for key in [key for key in canvas.open if canvas.lives[key[0]] is life]:
        began, slept = canvas.open.pop(key)
        _activation(canvas, life.x, began, slept, canvas.y - 10, " o")
    x, y = life.x, canvas.y
    canvas.front.append(f'<path class="d" d="M{x-5:g} {y-5:g}l10 10m0-10l-10 10"/>')
    _say(canvas, life, step.text, "b", "")


def _signal(canvas: _Canvas, step: Step) -> None:
    life = canvas.lives.get(step.target)
    source = canvas.lives.get(step.actor)
    if life is None:
        _band(canvas, step_text(step), "n")
        return
    start = GUTTER if source is None else source.x
    gap = -6 if start < life.x else 6
    canvas.front.append(_arrow(start, life.x + gap, canvas.y, "g"))
    canvas.front.append(_text(life.x + 9, canvas.y + 4, step_text(step).en, "g", ""))


def _band(canvas: _Canvas, text: Said, kind: str) -> None:
    """What the judge or the report says; it runs across the lifelines and hides none of them."""
    start = GUTTER + MARGIN + 9
    room = max(36, int((canvas.width - start) / CHARACTER))
    for language in LANGUAGES if text.en != text.zh else LANGUAGES[:1]:
        whole = text[language]
        shown = clip(whole, room)
        tag = f' lang="{TAGS[language]}"' if text.en != text.zh else ""
        full = whole if whole != shown else ""
        canvas.front.append(_text(start, canvas.y + 4, shown, kind, full, tag))


def _assemble(canvas: _Canvas, label: str) -> str:
    bottom = canvas.y
    for (name, _), (began, slept) in canvas.open.items():
        _activation(canvas, canvas.lives[name].x, began, slept, bottom - 10, " o")
    for life in canvas.lives.values():
        born = life.born or TOP
        until = life.ended or bottom
        canvas.back.append(
            f'<line class="l" x1="{life.x:g}" y1="{born + BOX:g}" x2="{life.x:g}" y2="{until:g}"/>'
        )
    width, height = max(canvas.width, 340), bottom + 4
    named = f' role="img" aria-labelledby="{label}"' if label else ""
    return (
        f'<svg class="seq"{named} width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}">' + "".join(canvas.back + canvas.front) + "</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    # Thousands of them stand in a page, and a path says a box in half the letters of a rect.
    return f'<path class="{kind}" d="M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"/>'


def _text(x: float, y: float, text: str, kind: str, full: str, more: str = "") -> str:
    title = f"<title>{escape(visible(full, keep=''))}</title>" if full else ""
    shown = escape(visible(text, keep=""))
    return f'<text class="{kind}" x="{x:g}" y="{y:g}"{more}>{shown}{title}</text>'


def _label(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _arrow(start: float, end: float, y: float, kind: str) -> str:
    back = -6 if start < end else 6
    return (
        f'<path class="{kind}" d="M{start:g} {y:g}H{end:g}'
        f'm{back:g} -4L{end:g} {y:g}L{end + back:g} {y + 4:g}"/>'
    )
