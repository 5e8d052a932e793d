"""What the API of an e-mail provider says about a letter, and how it hears our key."""

from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMultiAlternatives
from urllib3.exceptions import NewConnectionError

from hekas.messaging.channels.carrier import meaning_of, retry_after, short
from hekas.messaging.terms import Outcome, Result


def name_letter(backend: Any, letter: EmailMultiAlternatives, key: str) -> None:
    """Our key goes with the letter: as metadata, and as the request's Idempotency-Key."""
    letter.metadata = {"key": key}  # type: ignore[attr-defined]
    session = getattr(backend, "session", None)
    if session is not None:
        session.headers["Idempotency-Key"] = key


def id_of(letter: EmailMultiAlternatives) -> str:
    """What the provider calls the letter; empty where the letter went to a mail server."""
    status = getattr(letter, "anymail_status", None)
    return str(status.message_id) if status is not None and status.message_id is not None else ""


def read_api_fault(fault: AnymailError) -> Outcome:
    """Refused by name is never; a status says it as over HTTP; silence after the question is unknown."""
    if not isinstance(fault, AnymailAPIError):
        return Outcome(Result.REFUSED, short(fault))
    if fault.status_code is not None:
        again = retry_after(fault.response.headers)
        return Outcome(meaning_of(fault.status_code), f"The provider says {short(fault)}", retry_after=again)
    if _never_stood(fault.__cause__):
        return Outcome(Result.LATER, f"The provider can't be reached: {_kind(fault)}")
    return Outcome(Result.UNKNOWN, f"The provider did not answer: {_kind(fault)}")


def _kind(fault: Exception) -> str:
    """Not its text: that holds the address of the call."""
    return type(fault.__cause__ or fault).__name__


def _never_stood(cause: BaseException | None) -> bool:
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    inner = cause.args[0] if cause is not None and cause.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)
