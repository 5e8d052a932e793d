"""Texts that the database keeps and that a copy of it does not tell: closed with a key made of SECRET_KEY.

Older keys (SECRET_KEY_FALLBACKS) still open what they closed. Each purpose has a key of its own.
Source: security.md, Data.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def close(text: str, purpose: str) -> str:
    """As ASCII, some 1.4 times as long. `purpose`: ten letters at most."""
    return _keys(purpose).encrypt(text.encode()).decode()


def reopen(closed: str, purpose: str) -> str:
    """What was closed for the same purpose. Raises cryptography's InvalidToken."""
    return _keys(purpose).decrypt(closed.encode()).decode()


def with_newest_key(closed: str, purpose: str) -> str:
    """The same text, closed with the newest key; as it is where it was already. Raises InvalidToken."""
    keys = _keys(purpose)
    try:
        _made_of((settings.SECRET_KEY,), purpose).decrypt(closed.encode())
    except InvalidToken:
        return keys.rotate(closed.encode()).decode()
    return closed


def _keys(purpose: str) -> MultiFernet:
    return _made_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), purpose)


@lru_cache(maxsize=8)
def _made_of(secrets: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])


def _key(secret: str, purpose: str) -> bytes:
    """32 bytes for this purpose alone, as Fernet wants them."""
    made = hashlib.blake2b(secret.encode(), person=f"hekas-{purpose}".encode(), digest_size=32).digest()
    return base64.urlsafe_b64encode(made)
