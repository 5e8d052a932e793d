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


def code_of(secret: str = SECRET, at: float | None = None) -> str:
    """The six digits of this half minute."""
    counter = int(at or time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def with_app(user: User) -> Authenticator:
    """This account has an authenticator app with the secret above."""
    return Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(SECRET)})
