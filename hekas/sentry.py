"""Faults to Sentry, when SENTRY_DSN names one: type, place and reference, never a request's words.

What goes is chosen, not what stays: an event is built anew from the few parts that hold no person.
"""

from typing import Any

import sentry_sdk
import structlog
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.types import Event, Hint

from hekas import redaction

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk", "modules")
KEPT_OF_A_FRAME = ("filename", "abs_path", "function", "module", "lineno", "in_app")


def start(*, dsn: str, environment: str, **options: Any) -> None:
    """Nothing at all happens without a DSN."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=scrubbed,
        **options,
    )


def scrubbed(event: Event, hint: Hint) -> Event | None:
    """The event with only what may go. Breadcrumbs, user, body, cookies, headers and variables do not."""
    kept: dict[str, Any] = {key: event[key] for key in KEPT if key in event}  # type: ignore[literal-required]
    kept["transaction"] = redaction.path(str(event.get("transaction") or ""))  # a route, not an address
    told = structlog.contextvars.get_contextvars()
    kept["tags"] = {name: told[name] for name in ("request_id", "task_id") if name in told}
    if "logentry" in event:
        kept["logentry"] = {"message": redaction.message(_said(event, hint))}
    if "exception" in event:
        kept["exception"] = {"values": [_exception(one) for one in event["exception"]["values"]]}
    return kept  # type: ignore[return-value]


def _said(event: Event, hint: Hint) -> str:
    """A line of the log as it is written in the code, without what was filled in."""
    said = getattr(hint.get("log_record"), "msg", event["logentry"].get("message"))
    return str(said.get("event") if isinstance(said, dict) else said)  # structlog's lines are mappings


def _exception(one: dict[str, Any]) -> dict[str, Any]:
    frames = (one.get("stacktrace") or {}).get("frames", [])
    is_telling = redaction.is_telling(one.get("module") or "builtins", one.get("type") or "")
    return {
        "type": one.get("type"),
        "module": one.get("module"),
        "value": redaction.message(one.get("value") or "") if is_telling else redaction.UNSAID,
        "stacktrace": {"frames": [{key: frame.get(key) for key in KEPT_OF_A_FRAME} for frame in frames]},
    }
