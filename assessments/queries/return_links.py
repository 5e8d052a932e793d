"""Finding the link that a token stands for."""

from datetime import datetime

from assessments.models import ReturnLink
from hekas.web.secret_links import hash_of

LONGEST_TOKEN = 100


def link_of(token: str, now: datetime) -> ReturnLink | None:
    """The unused link of this token, while it lasts and its intake is still a draft."""
    if len(token) > LONGEST_TOKEN:
        return None
    links = ReturnLink.objects.filter(token_hash=hash_of(token), used_at=None, expires_at__gt=now)
    return links.filter(intake__status="draft").select_related("intake").first()
