"""What client and therapist are told, written to the outbox inside the action's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType

from django.db import transaction
from django.db.models import Q

from assessments.queries.clearances import current_names
from bookings.actions import ran_out
from bookings.actions.links import new_link
from bookings.adapters import letters, series_letters
from bookings.adapters.calendar_file import attachment, files_of
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.messaging import actions as outbox
from hekas.messaging.kinds import KINDS
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import Channel, State
from hekas.messaging.ways import ways

OVERTAKEN, WITHDRAWN = "the appointment changed", "appointment_withdrawn"
THEIRS = "therapist_appointment_cancelled"
CALL_FIRST, LET_THROUGH = "therapist_call_first", "nothing stands between the client and the visit any more"
WORTH_KNOWING_AFTER = timedelta(days=1)  # that it did not take place, or was booked as it began
STAY_TRUE = frozenset({"appointment_cancelled", THEIRS})


def tell_booked(appointment: Appointment, now: datetime) -> None:
    ran_out.take_back(appointment.client, now)
    _to_client(appointment, "appointment_confirmed", now)
    _to_therapist(appointment, "therapist_appointment_booked", now)


def tell_put_back(
    appointment: Appointment, now: datetime, *, gone_at: datetime, beside: Sequence[Appointment]
) -> None:
    """It takes place after all: by text too, as they may have read by text that it does not.

    What is not out yet of the letters of `gone_at` stays in, and is written anew of what went `beside` it and
    is out still. Where none is out nobody has heard of it, and "after all" would be a riddle.
    """
    to_client = Q(client=appointment.client_id, template=WITHDRAWN)
    to_therapist = Q(
        user=appointment.therapist.user_id, template=THEIRS, about__in=_abouts(appointment, beside)
    )
    told = OutboundMessage.objects.filter(to_client | to_therapist, due_at=gone_at)
    waiting = list(told.open().order_by("id"))
    for one in waiting:
        outbox.void(about=one.about, because=OVERTAKEN, now=now, templates=[one.template])
    take_back(appointment, now)
    for one in waiting:
        _tell_the_rest(one, appointment, beside, now)
    after_all = {"after_all": "yes"} if told.filter(to_client, state=State.SENT).exists() else {}
    _to_client(appointment, "appointment_confirmed", now, by_text=True, more=after_all)
    _to_therapist(appointment, "therapist_appointment_booked", now)


def _abouts(appointment: Appointment, beside: Sequence[Appointment]) -> list[str]:
    return [one.about for one in (appointment, *beside)]


def _tell_the_rest(
    letter: OutboundMessage, appointment: Appointment, beside: Sequence[Appointment], now: datetime
) -> None:
    """The same letter without the visit that stands again; none where it told of no other."""
    anew = {
        "channel": letter.channel,
        "again": f":without:{appointment.uuid}:{appointment.version}",
        "due_at": letter.due_at,
    }
    is_of_use = letter.channel == Channel.EMAIL or any(visit.starts_at > now for visit in beside)
    if letter.template == WITHDRAWN and beside and is_of_use:
        context = series_letters.for_client_withdrawn(beside)
        files = [_files(beside, now)] if letter.channel == Channel.EMAIL else []
        _write(WITHDRAWN, appointment.client, beside[0], context, now, files=files, last=beside[-1], **anew)
    own = [one for one in beside if one.therapist_id == appointment.therapist_id]
    if letter.template == THEIRS and own:
        context = series_letters.for_therapist_withdrawn(own)
        _write(THEIRS, letter.user, own[-1], context, now, **anew)


def tell_changed(appointment: Appointment, now: datetime, *, new_therapist: bool) -> None:
    """After a move: what was said before is taken back. By text too: who reads no letters comes in vain."""
    take_back(appointment, now)
    _to_client(appointment, "appointment_changed", now, by_text=True)
    kind = "booked" if new_therapist else "changed"
    _to_therapist(appointment, f"therapist_appointment_{kind}", now)


def tell_cancelled(appointment: Appointment, now: datetime, *, why: str = "") -> None:
    """Where the clinic cancels, by text as well. `why` is a sentence for the letter alone."""
    take_back(appointment, now)
    context = letters.for_client_cancelled(appointment, why)
    by_text = appointment.cancelled_by == "clinic"
    _gone("appointment_cancelled", appointment, context, now, by_text=by_text)
    _to_therapist(appointment, THEIRS, now)


def tell_withdrawn(visits: Sequence[Appointment], now: datetime) -> None:
    """The clinic could not keep these of one client, in order of time: one letter for all of them.

    By text as well where there is a number: it may be soon. Each therapist hears of their own share once.
    """
    for visit in visits:
        take_back(visit, now)
    context = series_letters.for_client_withdrawn(visits)
    _gone(WITHDRAWN, visits[0], context, now, by_text=True, others=visits[1:])
    ordered = sorted(visits, key=lambda visit: (visit.therapist_id, visit.starts_at))
    for _, share in groupby(ordered, key=lambda visit: visit.therapist_id):
        own = list(share)
        therapist = series_letters.for_therapist_withdrawn(own)
        _write(THEIRS, own[0].therapist.user, own[-1], therapist, now)


def _gone(
    template: str,
    appointment: Appointment,
    context: Mapping[str, str],
    now: datetime,
    *,
    by_text: bool,
    others: Sequence[Appointment] = (),
) -> None:
    """The letter takes it, and the `others` of which it tells, out of their calendar.

    A text is of use only until a visit would begin.
    """
    visits = [appointment, *others]
    is_ahead = any(visit.starts_at > now for visit in visits)
    for channel in ways(template, appointment.client, by_text=by_text and is_ahead):
        files = [_files(visits, now)] if channel is Channel.EMAIL else []
        last = visits[-1]
        _write(
            template, appointment.client, appointment, context, now, last=last, files=files, channel=channel
        )


def _files(visits: Sequence[Appointment], now: datetime) -> dict[str, str]:
    return files_of(visits, now) if len(visits) > 1 else attachment(visits[0], now)


def untold_calls(visits: Sequence[Appointment]) -> list[tuple[Appointment, str]]:
    """Those who were not told of, each with its letter's key.

    Once for each version of a visit and each clearance of its client, however often the list is made.
    Two questions for all: what stands of each client, by its name alone, and what was written before.
    """
    standing = current_names([visit.client_id for visit in visits if visit.client_id is not None])
    keys = {
        f"{CALL_FIRST}:{one.uuid}:{one.version}:{standing.get(one.client_id or 0)}": one for one in visits
    }
    told = outbox.written(keys)
    return [(visit, key) for key, visit in keys.items() if key not in told]


@transaction.atomic
def tell_to_call(visit: Appointment, key: str, now: datetime) -> None:
    outbox.enqueue(
        template=CALL_FIRST,
        to=visit.therapist.user,
        dedupe_key=key,
        about=visit.about,
        context=letters.for_therapist(visit),
        due_at=now,
        expires_at=_useful_until(CALL_FIRST, visit, Channel.EMAIL, now),
        now=now,
    )


def no_call_needed(appointment: Appointment, now: datetime) -> None:
    """They were let through meanwhile, or answered again: nobody has to ring them before this visit."""
    outbox.void(about=appointment.about, because=LET_THROUGH, now=now, templates=[CALL_FIRST])


def tell_other_therapist(appointment: Appointment, user: User, when: str, now: datetime) -> None:
    """Whoever lost the appointment to a colleague hears that it is gone from their day."""
    context = {**letters.for_therapist(appointment), "when": when}
    _write(THEIRS, user, appointment, context, now)


def take_back(appointment: Appointment, now: datetime) -> None:
    outbox.void(about=appointment.about, because=OVERTAKEN, now=now)


def _to_client(
    appointment: Appointment,
    template: str,
    now: datetime,
    *,
    by_text: bool = False,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    for channel in ways(template, appointment.client, by_text=by_text):
        context = {**letters.for_client(appointment, new_link(appointment, now, channel), now), **more}
        files = [attachment(appointment, now)] if channel is Channel.EMAIL else ()
        _write(template, appointment.client, appointment, context, now, files=files, channel=channel)


def _to_therapist(appointment: Appointment, template: str, now: datetime) -> None:
    context = letters.for_therapist(appointment)
    _write(template, appointment.therapist.user, appointment, context, now)


def _write(
    template: str,
    to: Client | User | None,
    appointment: Appointment,
    context: Mapping[str, str],
    now: datetime,
    *,
    last: Appointment | None = None,
    files: Sequence[Mapping[str, str]] = (),
    channel: str = Channel.EMAIL,
    again: str = "",
    due_at: datetime | None = None,
) -> None:
    """`last` of several that it tells of: it is of use until that begins.

    `again` makes it another letter than the first of its kind about this version.
    """
    outbox.enqueue(
        template=template,
        to=to,  # type: ignore[arg-type]  # whoever is booked in is known: the database says so
        dedupe_key=f"{template}:{appointment.uuid}:{appointment.version}:{channel}{again}",
        about=appointment.about,
        context=context,
        due_at=due_at or now,
        expires_at=_useful_until(template, last or appointment, channel, now),
        now=now,
        channel=channel,
        attachments=files,
    )


def _useful_until(template: str, appointment: Appointment, channel: str, now: datetime) -> datetime | None:
    """None for what has to be heard, however late."""
    begins = appointment.starts_at
    if channel == Channel.SMS and begins > now:
        return begins
    if KINDS[template].may_be_late:
        return None
    if template in STAY_TRUE or begins <= now:
        return max(begins, now) + WORTH_KNOWING_AFTER
    return begins
