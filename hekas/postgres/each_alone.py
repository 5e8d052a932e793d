"""Many rows, one after another: one that can't be handled keeps no other waiting, and is told of."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection

logger = logging.getLogger(__name__)
Alone = Callable[[object], AbstractContextManager[None]]


class NotAll(Exception):
    """Everything else was done; these could not be. Raised last, so that the task is seen to fail."""


@contextmanager
def each_alone(what: str) -> Iterator[Alone]:
    """`with each_alone("visits") as alone:` and inside it, around each row, `with alone(pk):`.

    What goes wrong there is logged with the id, the next row has its turn, and the end raises `NotAll`.
    A database that is away is no row's fault, and ends the run at once (ADR 64).
    """
    faults: dict[object, Exception] = {}

    @contextmanager
    def alone(key: object) -> Iterator[None]:
        try:
            yield
        except Exception as fault:
            if not connection.is_usable():
                raise
            logger.error("one of the %s could not be handled: %s", what, key, exc_info=fault)
            faults[key] = fault

    yield alone
    if faults:
        ids = ", ".join(map(str, faults))
        first = next(iter(faults.values()))
        raise NotAll(f"{len(faults)} of the {what} could not be handled: {ids}") from first
