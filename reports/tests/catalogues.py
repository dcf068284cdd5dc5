"""Catalogues that tests write themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POSIX_CLAIM = '''
[[claim]]
id = "pipe.a.b"
title = "A pipe is a pipe"
kind = "semantics"
origin = "posix"
reference = "XSH pipe()"
method = """
Make one,
then look."""
[claim.expect]
linux = { verdict = "holds", note = "seen", evidence = ["src"], source = "fs/pipe.c" }
'''


def catalogue_of(tmp_path: Path, toml: str, mechanism: str = "pipe") -> Path:
    folder = tmp_path / "cases" / mechanism
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.toml").write_text(toml, encoding="utf-8")
    shutil.copy(ROOT / "cases" / "catalogue.schema.json", tmp_path / "cases")
    return tmp_path
