"""The vocabulary as signs and words. A sign stands beside each word: colour is never the only one.

The words themselves stand in `messages/`, in every language.
"""

from __future__ import annotations

from .language import NOTHING, Said, say
from .messages import TABLE

VERDICT_SIGNS = {
    "holds": "✓",
    "refuted": "✕",
    "depends": "◐",
    "inconclusive": "?",
    "observed": "◦",
    "unsupported": "∅",
    "untested": "·",
}

OUTCOME_SIGNS = {
    "pass": "✓",
    "observed": "◦",
    "fail": "✕",
    "crash": "✕",
    "timeout": "✕",
    "unresolved": "?",
    "unsupported": "∅",
    "skipped": "·",
    "broken": "!",
}

COMPARED = ("expected", "known", "changed", "unexpected", "stale")
VOCABULARY = {"verdict": VERDICT_SIGNS, "outcome": OUTCOME_SIGNS, "comparison": COMPARED}


def verdict(word: str) -> Said:
    """A verdict, or what the catalogue expects, as a word."""
    return say(f"verdict.{word}")


def outcome(word: str) -> Said:
    """An outcome as a word."""
    return say(f"outcome.{word}")


def mechanism(word: str) -> Said:
    """A mechanism's name; a stranger's is shown as it is."""
    key = f"mechanism.{word}"
    return say(key) if key in TABLE else Said(word, word)


def heading(title: str) -> Said:
    """What a heading of the document means, for those who cannot read it; nothing for others."""
    key = f"heading.{title}"
    return say(key) if key in TABLE else NOTHING
