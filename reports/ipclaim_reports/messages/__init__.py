"""The one table of everything that a report says in its own words: key, English, Chinese.

Braces hold what is filled in. `{n:claim|claims}` is a number with its noun, in English only.
"""

from __future__ import annotations

from . import bench, headings, matrix, page, sentences, words

TABLE: dict[str, tuple[str, str]] = {
    **words.TABLE,
    **sentences.TABLE,
    **page.TABLE,
    **headings.TABLE,
    **matrix.TABLE,
    **bench.TABLE,
}
