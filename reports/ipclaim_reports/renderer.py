"""What every page has in common: one file that needs nothing else, and runs nothing but its own few lines of script.

Every text of a results file is foreign. Jinja escapes all of it, control characters are spelled
out, and a content security policy with the hashes of our own style and script stands behind that:
even a mistake here would leave a browser nothing to run or to load.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, Sequence

import jinja2
from markupsafe import Markup

from . import words
from .language import NAMES, TAGS, Said, say
from .markup import finalize

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> jinja2.Environment:
    """The templates, with the words that all of them use."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    made.globals.update(t=_page, say=say, words=words, tags=TAGS, names=NAMES)
    return made


def furniture(styles: Sequence[str], scripts: Sequence[str]) -> dict[str, Any]:
    """The style and the script of a page, of the files named, and the policy that allows no others."""
    style, script = _asset(styles), _asset(scripts)
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


def _page(key: str, **values: Any) -> Said:
    return say(f"page.{key}", **values)


def _asset(names: Sequence[str]) -> str:
    """Files as they stand in the page, to the byte, for the policy allows them by their hash."""
    texts = ((TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names)
    return "\n" + "\n".join(texts) + "\n"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
