"""What people of the clinic wrote to a client."""

from django.db.models import F, QuerySet

from hekas.accounts.models import Client
from hekas.messaging.models import WrittenMessage


def can_read(client: Client) -> bool:
    """Whether they have an account that may sign in, and an address for the letter that says so."""
    return client.user is not None and client.user.is_active and bool(client.email)


def written_to(client: Client) -> QuerySet[WrittenMessage]:
    """All of it, newest first, with who wrote it."""
    return WrittenMessage.objects.filter(client=client).select_related("author", "therapist")


def to_be_read(client: Client, most: int) -> list[WrittenMessage]:
    """At most so many, newest first; what is new comes before what was read, so that all is read in turn."""
    new_first = written_to(client).order_by(F("read_at").desc(nulls_first=True), "-written_at", "-pk")
    return sorted(new_first[:most], key=lambda row: (row.written_at, row.pk), reverse=True)


def by_the_desk(client: Client) -> QuerySet[WrittenMessage]:
    """What the desk may see of it: nothing that a therapist wrote."""
    return written_to(client).filter(therapist=None)


def unread(client: Client) -> int:
    """How many they have not read."""
    return WrittenMessage.objects.filter(client=client, read_at=None).count()
