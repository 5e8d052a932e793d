"""Codes as an authenticator app makes them (RFC 6238), made here by ourselves."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from hekas.accounts.models import User

SECRET = base64.b32encode(b"a secret of 20 bytes").decode()
TO_TYPE_IT = 4  # seconds


def code_of(secret: str = SECRET, at: float | None = None) -> str:
    """The six digits of this half minute; near its end those of the next, for they have to be typed yet."""
    counter = int(at or _not_near_its_end()) // 30
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def _not_near_its_end() -> float:
    left = 30 - time.time() % 30
    if left < TO_TYPE_IT:
        time.sleep(left)
    return time.time()


def with_app(user: User) -> Authenticator:
    """This account has an authenticator app with the secret above."""
    return Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})
