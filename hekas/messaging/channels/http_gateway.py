"""A text-message provider with a small JSON API over HTTP.

    POST path   {"to", "from", "text", "reference"}, Idempotency-Key      -> 2xx {"id"}, perhaps "reference";
                                                     409 {"id"} where it has taken a text of this key before
    GET  path?reference=KEY                                               -> 200 {"id"}, or 404

`keys=yes` in SMS_URL says that the provider keeps our key, `ask=yes` that it answers the second call. Say so
only where its contract does: without either, an unknown answer is never followed by a second text.
"""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, quote, unquote

from hekas.messaging.channels.carrier import (
    KNOWN_ALREADY,
    CouldNotAsk,
    has_hung_up,
    meaning_of,
    retry_after,
    short,
)
from hekas.messaging.terms import Outcome, Parcel, Result

PATIENCE_SECONDS = 10
LONGEST_ANSWER = 64_000  # bytes
YES = ("yes", "true", "1")


class HttpGateway:
    """Keeps one connection open for the length of a drain."""

    def __init__(self, url: SplitResult, options: Mapping[str, str]) -> None:
        self.repeatable = options.get("keys", "") in YES
        self.can_be_asked = options.get("ask", "") in YES
        self._sender = options.get("from", "Hekas")
        self._token = unquote(url.username or "")
        self._path = url.path or "/"
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        patience = float(options.get("timeout", PATIENCE_SECONDS))
        self._connection = kind(url.hostname or "", url.port, timeout=patience)

    def send(self, parcel: Parcel) -> Outcome:
        """Hand the text over; what happens before the line stands is safe to try again."""
        body = {"to": parcel.address, "from": self._sender, "text": parcel.text, "reference": parcel.key}
        try:
            self._connect()
        except OSError as fault:
            return Outcome(Result.LATER, f"The gateway can't be reached: {short(fault)}")
        try:
            status, headers, answer = self._call("POST", self._path, body, parcel.key)
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            return Outcome(
                Result.UNKNOWN, f"The gateway did not answer: {short(fault) or type(fault).__name__}"
            )
        if _is_of_another(answer, parcel.key):
            self.close()
            return Outcome(Result.UNKNOWN, "The gateway answered about another text.")
        return read_answer(status, headers, answer)

    def find(self, key: str) -> str | None:
        """The provider's id of the text with this key; raises CouldNotAsk."""
        try:
            self._connect()
            status, _, answer = self._call("GET", f"{self._path}?reference={quote(key)}", None, key)
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            raise CouldNotAsk(short(fault)) from fault
        if status == 404:
            return None
        if status == 200 and (found := _id_in(answer)):
            return found
        raise CouldNotAsk(f"The gateway says {status}.")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _connect(self) -> None:
        """A line that stands. One that the other end has hung up would put a text in doubt for nothing."""
        if self._connection.sock is not None and has_hung_up(self._connection.sock):
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()

    def _call(self, method: str, path: str, body: Any, key: str) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Accept": "application/json", "Idempotency-Key": key}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, json.dumps(body).encode() if body else None, headers)
        response = self._connection.getresponse()
        return response.status, response.headers, response.read(LONGEST_ANSWER)


def read_answer(status: int, headers: Mapping[str, str], answer: bytes) -> Outcome:
    """What an HTTP answer says about the text."""
    said = f"The gateway says {status}: {short(answer[:200].decode(errors='replace'))}"
    if 200 <= status < 300 or (status == KNOWN_ALREADY and _id_in(answer)):
        found = _id_in(answer)
        return Outcome(Result.ACCEPTED, provider_id=found) if found else Outcome(Result.UNKNOWN, said)
    return Outcome(meaning_of(status), said, retry_after=retry_after(headers))


def _is_of_another(answer: bytes, key: str) -> bool:
    """An answer that names its text must name ours: one that came twice would be read as the next one's."""
    return _document(answer).get("reference", key) != key


def _id_in(answer: bytes) -> str:
    return str(_document(answer).get("id", ""))


def _document(answer: bytes) -> dict[str, Any]:
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
