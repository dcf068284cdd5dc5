"""Several submissions at a time, each graded by a session of its own."""

from __future__ import annotations

import os
import queue
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Iterator, Sequence, TypeVar

from .session import Session

# They wait more than they work.
PER_PROCESSOR = 2

Item = TypeVar("Item")
Result = TypeVar("Result")


def jobs_for(wanted: int | None, items: int) -> int:
    """How many at a time: as many as wanted, or as this machine takes, and no more than there are."""
    return min(wanted or PER_PROCESSOR * (os.cpu_count() or 1), max(1, items))


def abreast(
    session: Session,
    jobs: int,
    items: Sequence[Item],
    work: Callable[[Session, Item], Result],
) -> Iterator[Result]:
    """WORK on each item, JOBS at a time; the results in the order of the items.

    When this is interrupted, those under way come to their end, and no other is begun.
    """
    idle: queue.SimpleQueue[Session] = queue.SimpleQueue()
    for number in range(jobs):
        idle.put(session.beside(number))

    def one(item: Item) -> Result:
        own = idle.get()
        try:
            return work(own, item)
        finally:
            idle.put(own)

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for future in [pool.submit(one, item) for item in items]:
                yield future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
