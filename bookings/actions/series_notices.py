"""What client and therapists are told of a whole series: one message each, however many visits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bookings.actions import ran_out
from bookings.actions.links import new_link
from bookings.actions.notices import WORTH_KNOWING_AFTER, take_back
from bookings.adapters import series_letters as letters
from bookings.adapters.calendar_file import files_of
from bookings.models import Appointment, Series
from bookings.queries.series import last_visit
from hekas.accounts.models import Client, User
from hekas.messaging import actions as outbox
from hekas.messaging.terms import Channel
from hekas.messaging.ways import ways

OVERTAKEN, WITHDRAWN = "the series has ended", "every visit of it was withdrawn"
TOLD_BEFORE = ("series_confirmed", "series_ending", "therapist_appointment_booked")


def tell_booked(series: Series, visits: Sequence[Appointment], now: datetime) -> None:
    """One confirmation for all, with one calendar file; each therapist hears of their own share once."""
    ran_out.take_back(series.client, now)
    (channel,) = ways("series_confirmed", series.client)
    context = letters.for_client(visits, [new_link(visit, now, channel) for visit in visits])
    _to_client("series_confirmed", series, visits, context, now, _last(visits))
    _tell_therapists("therapist_appointment_booked", series, visits, now)


def tell_ended(series: Series, visits: Sequence[Appointment], now: datetime) -> None:
    """What was said of these visits before is taken back."""
    outbox.void(about=series.about, because=OVERTAKEN, now=now, templates=TOLD_BEFORE)
    for visit in visits:
        take_back(visit, now)
    context = letters.for_client_ended(visits)
    _to_client("series_ended", series, visits, context, now, _last(visits) + WORTH_KNOWING_AFTER)
    _tell_therapists("therapist_appointment_cancelled", series, visits, now)


def take_back_of(visits: Sequence[Appointment], now: datetime) -> None:
    """These were taken out by the clinic: of a series that has none left nothing said before goes out."""
    for one in Series.objects.filter(appointments__in=visits).distinct():
        if last_visit(one) is None:
            outbox.void(about=one.about, because=WITHDRAWN, now=now, templates=TOLD_BEFORE)


def tell_ending(series: Series, left: int, last: Appointment, now: datetime) -> None:
    """Two weeks before the last visit; of no use once that has begun."""
    context = letters.for_ending(series, left)
    _write("series_ending", series.client, series, last, context, now, last.starts_at)


def _to_client(
    template: str,
    series: Series,
    visits: Sequence[Appointment],
    context: Mapping[str, str],
    now: datetime,
    until: datetime,
) -> None:
    """By letter with the calendar file, or by text where no address is known: one message, never both."""
    (channel,) = ways(template, series.client)
    files = [files_of(visits, now)] if channel is Channel.EMAIL else ()
    _write(template, series.client, series, visits[0], context, now, until, files, channel)


def _tell_therapists(template: str, series: Series, visits: Sequence[Appointment], now: datetime) -> None:
    ordered = sorted(visits, key=lambda visit: (visit.therapist_id, visit.starts_at))
    for _, own in groupby(ordered, key=lambda visit: visit.therapist_id):
        theirs = list(own)
        until = _last(theirs) + WORTH_KNOWING_AFTER
        _write(
            template, theirs[0].therapist.user, series, theirs[0], letters.for_therapist(theirs), now, until
        )


def _last(visits: Sequence[Appointment]) -> datetime:
    return max(visit.starts_at for visit in visits)


def _write(
    template: str,
    to: Client | User,
    series: Series,
    first: Appointment,
    context: Mapping[str, str],
    now: datetime,
    until: datetime,
    files: Sequence[Mapping[str, str]] = (),
    channel: str = Channel.EMAIL,
) -> None:
    """`first` of those it tells of: one that was kept when a series ended may be called off later."""
    outbox.enqueue(
        template=template,
        to=to,
        dedupe_key=f"{template}:{series.uuid}:{to.uuid}:{first.uuid}",
        about=series.about,
        context=context,
        due_at=now,
        expires_at=until,
        now=now,
        channel=channel,
        attachments=files,
    )
