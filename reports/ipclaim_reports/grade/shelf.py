"""The results of a class in a folder: a document and a page for each submission, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema

from ..errors import ReportError, brief, place
from ..output import write_files
from ..session import REPORTS
from ..text import slug
from .digest import Grader
from .page import render_grade
from .show import GRADED, Document
from .view import View, seen_by

SCHEMA = REPORTS / "schema" / "grade.schema.json"
GRADES, PAGES = "grades", "pages"
MOST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Shelf:
    """A folder of results, and for whom its pages are. The documents hold everything, for instructors."""

    folder: Path
    view: View

    def make(self) -> None:
        """Make the folder, if it is not there, for its owner only: what students got is nobody else's business."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ReportError(
                f"{place(self.folder)}: cannot be made: {error.strerror}; name another folder with --out"
            ) from error

    def put(self, document: Document) -> None:
        """Keep a result in the place of an older one."""
        self.put_page(document)
        # Last, for it is what says that the submission is done.
        text = json.dumps(document, ensure_ascii=True, indent=1) + "\n"
        write_files({f"{stem_of(name_of(document))}.json": text}, self.folder / GRADES)

    def put_page(self, document: Document) -> None:
        """Write the page of a result; who may see what of it can have changed since the last time."""
        page = render_grade(seen_by(self.view, document))
        write_files({f"{stem_of(name_of(document))}.html": page}, self.folder / PAGES)

    def get(self, name: str) -> Document | None:
        """The result of a submission, if there is one that can be read."""
        try:
            return read_document(self.folder / GRADES / f"{stem_of(name)}.json")
        except ReportError:
            return None


def name_of(document: Document) -> str:
    """Whose result it is."""
    return str(document["submission"]["name"])


def stem_of(name: str) -> str:
    """What the files of a submission are called: its name where that is a safe one, else made so and told apart."""
    safe = slug(name)
    if safe == name:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{safe}-{digest[:8]}"


def page_of(name: str) -> str:
    """The way to a submission's page from the folder of results."""
    return f"{PAGES}/{stem_of(name)}.html"


def is_current(document: Document, grader: Grader, seed: int, digest: str) -> bool:
    """Whether grading would give the same once more."""
    return bool(
        document["status"] == GRADED
        and document["grader"] == vars(grader)
        and document["seed"] == seed
        and document["submission"]["sha256"] == digest
    )


def read_document(file: Path) -> Document:
    """A result, or a ReportError that says why it is none."""
    try:
        with file.open("rb") as source:
            raw = source.read(MOST + 1)
        if len(raw) > MOST:
            raise ValueError(f"longer than {MOST >> 20} MiB")
        document: Document = json.loads(raw)
        error = next(_validator().iter_errors(document), None)
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise ReportError(f"{place(file)}: cannot be read: {why}; grade it again") from problem
    except (ValueError, RecursionError) as problem:
        raise ReportError(
            f"{place(file)}: is no JSON: {brief(str(problem), 120)}; remove it and grade again"
        ) from None
    if error:
        where = ".".join(map(str, error.absolute_path)) or "the document"
        raise ReportError(
            f"{place(file)}: {brief(where)}: {brief(error.message, 200)};"
            f" see reports/schema/{SCHEMA.name}, or remove it and grade again"
        )
    return document


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
