"""What somebody texted back: STOP and START are obeyed, nothing else is read or kept."""

import hashlib
import hmac
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

STOP_WORDS = frozenset({"stop", "stopall", "stop all", "unsubscribe", "end", "quit"})
START_WORDS = frozenset({"start", "unstop", "yes"})


class Reply(StrEnum):
    """What a reply asks for."""

    STOP = "stop"
    START = "start"
    OTHER = "other"


def read_reply(text: str) -> Reply:
    """What the text asks for, whatever its case, spaces and full stops."""
    word = " ".join(text.lower().strip(" .!\"'\n\r\t").split())
    if word in STOP_WORDS:
        return Reply.STOP
    return Reply.START if word in START_WORDS else Reply.OTHER


def is_signed(body: bytes, signature: str, sms_url: str) -> bool:
    """Does the gateway's signature fit? Its secret is `inbound` in SMS_URL; without one nothing fits."""
    secret = parse_qs(urlsplit(sms_url).query).get("inbound", [""])[-1]
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), signature.encode())
