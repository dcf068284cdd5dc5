"""What the report says in its own words, said in every language at once.

A `Said` holds one text in all languages, so whatever is built of it stays in all of them, and which
one is read is decided last: by the reader of the page, or by `--lang` for a file that can hold only
one. Evidence (names of cases and calls, errno, what programs wrote) is the same in each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterable, Union

from .messages import TABLE

LANGUAGES = ("en", "zh")
NAMES = {"en": "English", "zh": "简体中文"}
# What a browser and a screen reader are told; the document itself is "zh-Hans" in every language.
TAGS = {"en": "en", "zh": "zh"}


@dataclass(frozen=True)
class Said:
    """One text in every language."""

    en: str
    zh: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.en)

    def __add__(self, other: Text) -> Said:
        also = said(other)
        return Said(self.en + also.en, self.zh + also.zh)

    def __radd__(self, other: str) -> Said:
        return said(other) + self

    def map(self, change: Callable[[str], str]) -> Said:
        """The same change in every language."""
        return Said(change(self.en), change(self.zh))


Text = Union[Said, str]
NOTHING = Said("", "")


class _Count(int):
    """A number that brings its English noun along: `{n:claim|claims}`; Chinese says `{n} 条`."""

    def __format__(self, spec: str) -> str:
        one, _, many = spec.partition("|")
        noun = f" {one if self == 1 else many}" if spec else ""
        return format(int(self), ",") + noun


def said(text: Text) -> Said:
    """A text that is the same in every language, where it is not said in each already."""
    return text if isinstance(text, Said) else Said(text, text)


def say(key: str, **values: Text | int) -> Said:
    """A message of the table with its values filled in."""
    en, zh = TABLE[key]
    return Said(_fill(en, values, "en"), _fill(zh, values, "zh"))


def join(separator: Text, parts: Iterable[Text]) -> Said:
    """Parts with a separator between them."""
    each, between = [said(part) for part in parts], said(separator)
    return Said(between.en.join(p.en for p in each), between.zh.join(p.zh for p in each))


def _fill(message: str, values: dict[str, Text | int], language: str) -> str:
    shown: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Said):
            shown[name] = value[language]
        else:
            shown[name] = _Count(value) if isinstance(value, int) else value
    return message.format(**shown)
