"""One message out of the outbox with a provider that answers at once: what is left is our own work.

Compared with the least that "claim, commit, settle, commit" can be: a row changed in two commits.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.test.utils import override_settings

from benchmarks.timing import Measure, against, measure
from hekas.accounts.models import Client
from hekas.messaging.actions import enqueue
from hekas.messaging.channels import sms
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery

MESSAGES = 400
NOON = {"hour": 12, "minute": 0}  # no text waits for the morning
LETTERS = "django.core.mail.backends.locmem.EmailBackend"  # composes the letter


def run(now: datetime) -> Iterator[Measure]:
    """Leaves nothing of its own behind."""
    left = OutboundMessage.objects.open()  # by other groups: they would be sent first
    left.update(state="dropped", dropped_because="not of this group", token=None, lease_until=None)
    client = Client.objects.create(name="Bench", email="bench@clients.example", phone="+447700900001")
    noon = now.replace(**NOON)
    base = _two_commits(client, noon)
    yield base
    with override_settings(SMS_URL="memory://", EMAIL_BACKEND=LETTERS):
        for channel, name in (("sms", "a text"), ("email", "a letter")):
            yield against(_one_of_many(name, channel, client, noon), base)
    client.delete()


def _two_commits(client: Client, noon: datetime) -> Measure:
    _fill(client, "email", noon + timedelta(days=1), 1)
    rows = OutboundMessage.objects.filter(client=client)

    def claim_and_settle() -> None:
        rows.update(attempts=1)
        rows.update(attempts=2)

    return measure("a row in two commits", claim_and_settle, MESSAGES)


def _one_of_many(name: str, channel: str, client: Client, noon: datetime) -> Measure:
    _fill(client, channel, noon, MESSAGES + 1)
    sms.outbox.clear()
    found = measure(
        f"{name}: claimed, asked again, sent, settled",
        lambda: delivery.drain(clock=lambda: noon, until=noon + timedelta(hours=1), limit=1),
        MESSAGES,
    )
    sent = OutboundMessage.objects.filter(client=client, channel=channel, state="sent").count()
    assert sent == MESSAGES + 1, f"only {sent} were sent"
    return found


def _fill(client: Client, channel: str, due: datetime, count: int) -> None:
    words = {"when": "Tuesday 24 November at 9:15am", "where": "Hekas, 1 Demo Street"}
    for number in range(count):
        enqueue(
            template="appointment_reminder",
            to=client,
            dedupe_key=f"bench:{client.pk}:{channel}:{due:%d}:{number}",
            about="bench",
            context=words,
            channel=channel,
            due_at=due,
            expires_at=due + timedelta(days=1),
            now=due,
        )
