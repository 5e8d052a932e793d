"""What somebody of the clinic writes to a client: kept for the account, and a letter that says so."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions.outbox import enqueue, void
from hekas.messaging.models import WrittenMessage
from hekas.messaging.queries.written import can_read
from hekas.postgres.faults import still

NEWS_FOR = timedelta(days=14)
PRESSED_TWICE = timedelta(minutes=10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_AN_HOUR, MOST_TO_ONE = 30, 10  # by one person of the clinic; to one client in a day, by whomever


class NobodyToRead(Exception):
    """The client has no account, or no address for the letter: they would never learn of it."""


class TooMany(Exception):
    """Many were written just now; the text says which limit, in words for staff."""


@transaction.atomic
def write(
    client: Client, *, text: str, author: User, therapist: Therapist | None, by: Actor, now: datetime
) -> WrittenMessage:
    """Keep it and tell the client by letter that it is there. The same words pressed twice are one message.

    `therapist` is None where the desk writes. Raises NobodyToRead, TooMany.
    """
    client = still(Client.objects.select_for_update(no_key=True, of=("self",)), pk=client.pk)
    if not can_read(client):
        raise NobodyToRead
    theirs = WrittenMessage.objects.filter(client=client)
    again = theirs.filter(author=author, text=text, written_at__gt=now - PRESSED_TWICE).first()
    if again is not None:
        return again
    _refuse_many(client, author, now)
    row = WrittenMessage.objects.create(
        client=client, author=author, therapist=therapist, text=text, written_at=now
    )
    record(by=by, action="message.written", subject=client, now=now, message=str(row.uuid))
    _tell(row, now)
    return row


@transaction.atomic
def note_read(client: Client, uuids: Collection[UUID], *, now: datetime) -> int:
    """The client says that they have read these: no letter about them goes out any more. Returns how many."""
    unread = WrittenMessage.objects.filter(client=client, read_at=None, uuid__in=uuids)
    new = list(unread.select_for_update(no_key=True))
    for row in new:
        void(about=row.about, because="They have read it.", now=now)
    WrittenMessage.objects.filter(pk__in=[row.pk for row in new]).update(read_at=now, updated_at=now)
    return len(new)


def _refuse_many(client: Client, author: User, now: datetime) -> None:
    if WrittenMessage.objects.filter(author=author, written_at__gt=now - HOUR).count() >= MOST_AN_HOUR:
        raise TooMany("You have written very many messages in the last hour. Wait a little, or ring them.")
    if WrittenMessage.objects.filter(client=client, written_at__gt=now - DAY).count() >= MOST_TO_ONE:
        raise TooMany(f"They were written {MOST_TO_ONE} messages in the last 24 hours. Ring them.")


def _tell(row: WrittenMessage, now: datetime) -> None:
    enqueue(
        template="message_waiting",
        to=row.client,
        dedupe_key=f"message_waiting:{row.uuid}",
        about=row.about,
        context={"messages_url": settings.SITE_URL + reverse("messaging:own")},
        due_at=now,
        expires_at=now + NEWS_FOR,
        now=now,
    )
