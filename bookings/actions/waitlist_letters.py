"""What else whoever waits is told, once each: their answers are too old, or a kept time is kept no more."""

from collections.abc import Collection, Iterable
from datetime import datetime, time

from django.db.models import Q

from assessments.queries.advice import Advice
from assessments.queries.clearances import only_age_keeps
from bookings.adapters import answers_token, letters
from bookings.models import WaitlistEntry, WaitlistOffer
from bookings.models.waitlist import LAPSED, OPEN, WAITING
from bookings.queries.availability import zone
from bookings.queries.waitlist import is_on_offer
from bookings.scheduling.working_time import DAY, instant
from hekas.accounts.models import Client
from hekas.messaging import actions as outbox
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State
from hekas.messaging.ways import ways
from hekas.postgres.kept import Given, Question

KIND, GIVEN_UP = "waitlist_answers_old", "waitlist_given_up"
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


def give_up(holds: Collection[int], now: datetime) -> None:
    """The clinic needs these holds, by id, for itself: the offers of them end, and who was told is told.

    Before the set time only: after it the first letter said so itself. An offer that has not gone out is
    taken back, and nobody hears of either.
    """
    given = WaitlistOffer.objects.filter(appointment__in=holds, state=OPEN, until__gt=now)
    named = given.select_related("appointment", "entry__client", "entry__service", "entry__therapist")
    for offer in list(named.select_for_update(of=("self",)).order_by("pk")):
        WaitlistOffer.objects.filter(pk=offer.pk).update(state=LAPSED, ended_at=now, updated_at=now)
        outbox.void(about=offer.about, because=f"the offer was {LAPSED}", now=now)
        _tell_given_up(offer, now)


def _tell_given_up(offer: WaitlistOffer, now: datetime) -> None:
    """By the ways by which the offer has gone out; what was being sent has arrived or failed by now."""
    out = Q(state=State.SENT) | Q(in_doubt=True)
    told = OutboundMessage.objects.filter(out, about=offer.about)
    for channel in told.order_by("channel").values_list("channel", flat=True).distinct():
        outbox.enqueue(
            template=GIVEN_UP,
            to=offer.entry.client,
            dedupe_key=f"{GIVEN_UP}:{offer.uuid}:{channel}",
            about=_about_given_up(offer.entry),
            context=letters.for_given_up(offer, still_waits=is_on_offer(offer.entry)),
            due_at=now,
            expires_at=offer.until,
            now=now,
            channel=channel,
        )


def _about_given_up(entry: WaitlistEntry) -> str:
    """Of its own: it stays true where they answer again, or another time is kept for them."""
    return f"given-up:{entry.uuid}"


def take_back_given_up(entry: WaitlistEntry, now: datetime) -> None:
    """They have left: a letter that says they keep their place is not true any more."""
    outbox.void(about=_about_given_up(entry), because=LEFT, now=now)


def take_back(entry: WaitlistEntry, because: str, now: datetime) -> None:
    """They need not be asked any more."""
    outbox.void(about=entry.about, because=because, now=now)


def take_back_all(client: Client | None, now: datetime) -> None:
    """There are newer answers, whatever they were: the letter would ask for what was done."""
    if client is not None:
        abouts = [entry.about for entry in PLACES.all(client=client.pk)]
        outbox.void_each(abouts=abouts, because=ANSWERED, now=now)
