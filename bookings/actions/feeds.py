"""A therapist's calendar address: made anew whenever they ask, the old one dead at once."""

from datetime import datetime

from django.db import transaction

from bookings.models import CalendarFeed
from hekas.accounts.models import Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.web.secret_links import hash_of, new_token


@transaction.atomic
def renew(*, therapist: Therapist, by: Actor, now: datetime) -> str:
    """The secret of a new address; it is told to nobody again."""
    token = new_token()
    feed, _ = CalendarFeed.objects.update_or_create(
        therapist=therapist, defaults={"token_hash": hash_of(token), "made_at": now}
    )
    record(by=by, action="calendar address made", subject=feed, now=now)
    return token
