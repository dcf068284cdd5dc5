"""Texts on their way into the page: escaped, made visible, and in every language."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

from .language import LANGUAGES, TAGS, Said, say
from .text import visible


def bilingual(text: Said) -> Markup:
    """A text in every language, of which the style sheet shows one; once, where they are alike."""
    if text.en == text.zh:
        return escape(visible(text.en))
    spans = (
        Markup("<span lang={}>{}</span>").format(TAGS[language], visible(text[language]))
        for language in LANGUAGES
        if text[language]
    )
    return Markup("").join(spans)


def finalize(value: Any) -> Any:
    """Every value on its way into the page; our own markup is left alone."""
    if isinstance(value, Said):
        return bilingual(value)
    if isinstance(value, bool):
        return bilingual(say("page.yes" if value else "page.no"))
    return visible(value) if type(value) is str else value
