"""Secrets that stand in an address or a key: random, told once, and kept only as a hash."""

import hashlib
import secrets

TOKEN_BYTES = 24


def new_token() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of it: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
