"""The secret of the letter about old answers: signed, for one place on the list and for those answers alone.

Nothing is stored for it. Once there are newer answers it is used up, and it opens no other page.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer

PURPOSE, APART = "bookings.waitlist.answers", "."
EPOCH, MOMENT_BYTES = datetime(1970, 1, 1, tzinfo=UTC), 8
BYTES = 16 + MOMENT_BYTES


def token_of(entry: UUID, answered_at: datetime) -> str:
    """76 letters, fit for an address."""
    moment = (answered_at - EPOCH) // timedelta(microseconds=1)
    said = urlsafe_b64encode(entry.bytes + moment.to_bytes(MOMENT_BYTES)).decode()
    return _signer().sign(said)


def read(token: str) -> tuple[UUID, datetime] | None:
    """The place on the list, and when the answers were given that are too old; None if it is not ours."""
    try:
        said = urlsafe_b64decode(_signer().unsign(token))
    except (BadSignature, ValueError):
        return None
    if len(said) != BYTES:
        return None
    return UUID(bytes=said[:16]), EPOCH + timedelta(microseconds=int.from_bytes(said[16:]))


def _signer() -> Signer:
    return Signer(salt=PURPOSE, sep=APART)
