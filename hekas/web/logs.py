"""Log lines carry the reference of the request or task in whose course they were written."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reference: ContextVar[str] = ContextVar("reference", default="-")


@contextmanager
def reference(value: str) -> Iterator[None]:
    """Within this block, every log line carries the reference."""
    token = _reference.set(value)
    try:
        yield
    finally:
        _reference.reset(token)


class AddReference(logging.Filter):
    """Puts the reference on each record; a record that brings its own keeps it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.reference = getattr(record, "reference", _reference.get())
        return True
