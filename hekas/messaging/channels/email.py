"""E-mail through whatever backend Django is set to, one connection for many letters."""

import smtplib
import time
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from hekas import redaction
from hekas.messaging.channels import provider
from hekas.messaging.channels.carrier import has_hung_up, short
from hekas.messaging.terms import Outcome, Parcel, Result

IDLE_SECONDS = 2  # a line that rested for so long is asked whether it still stands
PATIENCE_SECONDS = 15  # an EMAIL_URL without a time-out would otherwise wait for ever
LAST_WORD = 3  # times that patience, from DATA to the word on the letter; a minute at most holds its row


class EmailCarrier:
    """SMTP takes no key and can't be asked, so after an unknown answer a letter may arrive twice.

    A provider's API may take one: `EMAIL_KEEPS_KEYS` says so.
    """

    can_be_asked = False

    def __init__(self) -> None:
        self._backend: Any = None
        self._used_at = 0.0
        self.repeatable = bool(settings.EMAIL_KEEPS_KEYS)

    def send(self, parcel: Parcel) -> Outcome:
        """Hand the letter to the mail server."""
        try:
            validate_email(parcel.address)  # one address and nothing else: no second one, no header
            letter = compose(parcel)
            self._ready()
        except (ValidationError, ValueError) as fault:
            return Outcome(Result.REFUSED, redaction.message(fault))
        except ImproperlyConfigured as fault:
            return Outcome(Result.LATER, f"EMAIL_URL is not usable: {short(fault)}")
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            return Outcome(Result.LATER, f"The mail server can't be reached: {short(fault)}")
        provider.name_letter(self._backend, letter, parcel.key)
        return self._hand_over(letter)

    def find(self, key: str) -> str | None:
        """Mail servers can't be asked."""
        raise RuntimeError("A mail server can't be asked what it has sent.")

    def close(self) -> None:
        """End the conversation, if there is one."""
        backend, self._backend = self._backend, None
        if backend is not None:
            backend.close()

    def _hand_over(self, letter: EmailMultiAlternatives) -> Outcome:
        try:
            self._backend.send_messages([letter])
        except ValueError as fault:
            return Outcome(Result.REFUSED, redaction.message(fault))
        except AnymailError as fault:
            self.close()
            return provider.read_api_fault(fault)
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            return read_fault(fault)
        self._used_at = time.monotonic()
        found = provider.id_of(letter) or letter.extra_headers["Message-ID"]
        return Outcome(Result.ACCEPTED, provider_id=found)

    def _ready(self) -> None:
        """An open conversation; one that the server ended while we were busy elsewhere is begun anew."""
        if self._backend is not None and not _stands(self._backend, time.monotonic() - self._used_at):
            self.close()
        if self._backend is None:
            self._backend = get_connection(timeout=settings.EMAIL_TIMEOUT or PATIENCE_SECONDS)
            self._backend.open()
            _wait_for_the_last_word(self._backend)
        self._used_at = time.monotonic()


def compose(parcel: Parcel) -> EmailMultiAlternatives:
    """The letter: plain text first, HTML beside it. Its Message-ID comes of the key, the same at each try."""
    letter = EmailMultiAlternatives(
        subject=parcel.subject, body=parcel.text, to=[parcel.address], headers=_headers(parcel)
    )
    if parcel.html:
        letter.attach_alternative(parcel.html, "text/html")
    for attachment in parcel.attachments:
        letter.attach(attachment.name, attachment.text, attachment.type)
    return letter


def _headers(parcel: Parcel) -> dict[str, str]:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<{parcel.key}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    if parcel.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{parcel.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def read_fault(fault: Exception) -> Outcome:
    """What a fault of the conversation says about the letter: 4yz later, 5yz never, a cut line unknown."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in fault.recipients.values()]
        return _by_code(max(codes, default=550), "The address was refused")
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Outcome(Result.LATER, "The mail server refuses our sign-in.")
    if isinstance(fault, smtplib.SMTPResponseException):
        return _by_code(fault.smtp_code, short(fault.smtp_error))
    return Outcome(Result.UNKNOWN, f"The line was cut: {short(fault) or type(fault).__name__}")


def _by_code(code: int, words: str) -> Outcome:
    result = Result.LATER if 400 <= code < 500 else Result.REFUSED
    return Outcome(result, f"The mail server says {code}: {words}")


def _wait_for_the_last_word(backend: Any) -> None:
    """A server may search a letter for long after it has it, and who gives up then sends it again. ADR 52."""
    connection = getattr(backend, "connection", None)
    if not isinstance(connection, smtplib.SMTP) or connection.sock is None:
        return
    patience, data = connection.timeout, connection.data

    def patiently(letter: Any) -> Any:
        connection.sock.settimeout(patience * LAST_WORD)  # type: ignore[union-attr]
        said = data(letter)
        connection.sock.settimeout(patience)  # type: ignore[union-attr]
        return said

    connection.data = patiently  # type: ignore[method-assign]


def _stands(backend: Any, idle: float) -> bool:
    """Is the line still there? Asked outright only after a rest: a question for each letter costs a round."""
    connection = getattr(backend, "connection", None)
    if not isinstance(connection, smtplib.SMTP) or connection.sock is None:
        return not isinstance(connection, smtplib.SMTP)
    if has_hung_up(connection.sock):
        return False
    return idle <= IDLE_SECONDS or _answers(connection)


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return bool(connection.noop()[0] == 250)
    except (smtplib.SMTPException, OSError):
        return False
