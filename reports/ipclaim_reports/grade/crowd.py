"""Grades a class: several submissions at a time, each on its own, and none of them the end of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Sequence

from ..errors import ReportError, place
from .abreast import abreast
from .roster import Entry
from .session import GraderBroke, Session
from .shelf import Shelf, is_current
from .show import BROKEN, GRADED, UNGRADABLE, Document, json_of, ungraded_json


@dataclass(frozen=True)
class Done:
    """A submission has its result."""

    document: Document
    kept: bool  # from before


@dataclass(frozen=True)
class Crowd:
    """What a class is graded with, and where its results go."""

    session: Session
    shelf: Shelf
    again: bool = False

    def grade(self, entries: Sequence[Entry], jobs: int, told: Callable[[Done], None]) -> None:
        """Grade them all, JOBS at a time. TOLD hears of each, in the thread that graded it."""

        def work(session: Session, entry: Entry) -> None:
            told(self._one(session, entry))

        for _ in abreast(self.session, jobs, entries, work):
            pass

    def _one(self, session: Session, entry: Entry) -> Done:
        document, kept = self._result(session, entry)
        try:
            if kept:
                self.shelf.put_page(document)
            else:
                self.shelf.put(document)
        except ReportError:
            raise  # where nothing can be written, going on is of no use
        except Exception as error:
            document = _broken(session, entry, error)
            self.shelf.put(document)
        return Done(document, kept)

    def _result(self, session: Session, entry: Entry) -> tuple[Document, bool]:
        """A result, and whether it is from before."""
        try:
            if entry.path.is_symlink():
                raise ReportError(f"{place(entry.path)}: is a link; put in what it stands for")
            kept = None if self.again else self._kept(session, entry)
            document = kept or json_of(session, session.grade(entry.path))
            # In a class a submission is who handed it in, whatever an archive says of its own name.
            document["submission"]["name"] = entry.name
            return document, bool(kept)
        except ReportError as error:
            return ungraded_json(session, entry.name, UNGRADABLE, str(error)), False
        except Exception as error:  # whatever it was, the others are still to be graded
            return _broken(session, entry, error), False

    def _kept(self, session: Session, entry: Entry) -> Document | None:
        document = self.shelf.get(entry.name)
        if document is None or document["status"] != GRADED:
            return None
        digest = session.digest_of(entry.path)
        return document if is_current(document, session.grader, session.seed, digest) else None


def _broken(session: Session, entry: Entry, error: Exception) -> Document:
    told = str(error) if isinstance(error, GraderBroke) else f"{type(error).__name__}: {error}"
    return ungraded_json(session, entry.name, BROKEN, told)
