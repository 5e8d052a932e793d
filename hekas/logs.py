"""How the log is written: one JSON object a line in production, readable lines in development.

Every line, ours or a library's, goes through `redaction` last, and carries the reference of the request and
the id of the task in whose course it was written.
"""

import logging
import sys
from copy import copy
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from hekas import redaction

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]
# Each says again, with people's words in it, what a line of ours says already.
DOUBLES = ("django.request", "django.server", "celery.app.trace")
LOGGERS = {
    "django": {"handlers": [], "propagate": True},
    "gunicorn.error": {"handlers": [], "propagate": True, "level": "INFO"},
    "celery.beat": {"level": "WARNING"},
    "celery.worker.strategy": {"level": "WARNING"},  # a line for each of 43,200 calls a day
    "fontTools": {"level": "WARNING"},
    "multiprocessing": {"level": "WARNING"},  # of the processes of Celery's pool
    **{name: {"level": logging.CRITICAL} for name in DOUBLES},
}


class QuoteNoFault(structlog.stdlib.ProcessorFormatter):
    """A library that writes an exception into its line writes what that quotes too."""

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.args, tuple):
            record = copy(record)
            record.args = tuple(
                redaction.said(arg) if isinstance(arg, BaseException) else arg for arg in record.args or ()
            )
        return super().format(record)


def tell_faults(_: Any, __: str, event: EventDict) -> EventDict:
    """An exception becomes a list of type, message and places, without the values of variables."""
    raised, error = event.pop("exc_info", None), event.pop("exception", None)
    if raised is True:
        raised = sys.exc_info()
    fault = raised if isinstance(raised, BaseException) else (raised[1] if raised else None) or error
    if isinstance(fault, BaseException):
        event["fault"] = redaction.told(fault)
    if "error" in event:
        event["error"] = _quoted(event["error"])
    return event


def _quoted(error: object) -> str:
    return redaction.said(error) if isinstance(error, BaseException) else redaction.message(error)


def redact(_: Any, __: str, event: EventDict) -> EventDict:
    """The last thing before a line is written."""
    return {key: value if key in {"at", "fault"} else redaction.nested(value) for key, value in event.items()}


def lines(_: Any, __: str, event: EventDict) -> str:
    """One line that a developer reads: time, level, who, what, then the rest; faults below it."""
    head = [str(event.pop(name, "")) for name in ("at", "level", "logger", "event")]
    fault = event.pop("fault", [])
    rest = [f"{key}={value}" for key, value in event.items()]
    below = [
        line
        for one in fault
        for line in (f"{one['type']}: {one['says']}", *(f"    {at}" for at in one["where"]))
    ]
    return "\n".join([" ".join([head[0][11:19], *head[1:], *rest]), *below])


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def config(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING; sets structlog up as a side effect, so that both write alike."""
    _configure_structlog()
    render: Processor = structlog.processors.JSONRenderer() if as_json else lines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "house": {
                "()": QuoteNoFault,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    tell_faults,
                    redact,
                    render,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": LOGGERS,
    }
