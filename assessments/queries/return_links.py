"""Finding the link that a token stands for."""

import hashlib
from datetime import datetime

from assessments.models import ReturnLink

LONGEST_TOKEN = 100


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, now: datetime) -> ReturnLink | None:
    """The unused link of this token, while it lasts and its intake is still a draft."""
    if len(token) > LONGEST_TOKEN:
        return None
    links = ReturnLink.objects.filter(token_hash=token_hash(token), used_at=None, expires_at__gt=now)
    return links.filter(intake__status="draft").select_related("intake").first()
