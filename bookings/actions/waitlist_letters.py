"""Whoever waits and is passed over for the age of their answers alone hears so, once for these answers."""

from collections.abc import Iterable
from datetime import datetime, time

from assessments.queries.advice import Advice
from assessments.queries.clearances import only_age_keeps
from bookings.adapters import answers_token, letters
from bookings.models import WaitlistEntry
from bookings.models.waitlist import WAITING
from bookings.queries.availability import zone
from bookings.queries.waitlist import is_on_offer
from bookings.scheduling.working_time import DAY, instant
from hekas.accounts.models import Client
from hekas.messaging import actions as outbox
from hekas.messaging.ways import ways
from hekas.postgres.kept import Given, Question

KIND = "waitlist_answers_old"
ANSWERED, OFFERED, LEFT = "they have answered again", "a time is kept for them", "they left the list"
PLACES = Question(
    lambda: WaitlistEntry.objects.filter(client=Given("client"), state=WAITING).only("uuid").order_by("id")
)


def ask_again(entry: WaitlistEntry, advice: Advice, now: datetime) -> None:
    """By day only, as whatever is written to those who wait. Nothing where anything else keeps them too."""
    if not is_on_offer(entry) or not only_age_keeps(entry.client, advice):
        return
    token = answers_token.token_of(entry.uuid, advice.answered_at)  # type: ignore[arg-type]  # they have an age
    for channel in ways(KIND, entry.client, by_text=True):
        outbox.enqueue(
            template=KIND,
            to=entry.client,
            dedupe_key=_key(entry, advice, channel),
            about=entry.about,
            context=letters.for_old_answers(entry.client, token),
            due_at=now,
            expires_at=instant(entry.last_day + DAY, time(), zone()),
            now=now,
            channel=channel,
        )


def told(waiting: Iterable[tuple[WaitlistEntry, Advice]]) -> set[int]:
    """The ids of those to whom this letter about these very answers is written. One query for all of them."""
    keys = {
        entry.pk: {_key(entry, advice, channel) for channel in ways(KIND, entry.client, by_text=True)}
        for entry, advice in waiting
    }
    written = outbox.written(key for own in keys.values() for key in own)
    return {pk for pk, own in keys.items() if own <= written}


def _key(entry: WaitlistEntry, advice: Advice, channel: str) -> str:
    return f"{KIND}:{entry.uuid}:{advice.answered_at:%Y%m%d%H%M%S%f}:{channel}"


def take_back(entry: WaitlistEntry, because: str, now: datetime) -> None:
    """They need not be asked any more."""
    outbox.void(about=entry.about, because=because, now=now)


def take_back_all(client: Client | None, now: datetime) -> None:
    """There are newer answers, whatever they were: the letter would ask for what was done."""
    if client is not None:
        abouts = [entry.about for entry in PLACES.all(client=client.pk)]
        outbox.void_each(abouts=abouts, because=ANSWERED, now=now)
