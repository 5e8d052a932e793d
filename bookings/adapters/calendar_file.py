"""An appointment → its calendar file: one UID for life, SEQUENCE rising with the version."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from bookings import labels
from bookings.models import Appointment
from bookings.scheduling.terms import Status

WRITTEN = "%Y%m%dT%H%M%S"
STAMP = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


class _Example:
    """A visit whose values come nowhere else in a calendar."""

    uuid, version = UUID(int=2**127 - 1), 987_654_321
    starts_at, ends_at = (datetime(2002, 3, day, 7, 8, 9, tzinfo=UTC) for day in (4, 5))

    def __init__(self, is_gone: bool, place: str) -> None:
        self.status = (Status.CANCELLED if is_gone else Status.BOOKED).value
        self.room = SimpleNamespace(location=SimpleNamespace(full_address=place))


def calendar_text(appointment: Appointment, now: datetime) -> str:
    """One appointment as a whole .ics text. The title names no symptom and no kind of session."""
    if _is_in_utc(appointment):
        return _text(_of_one(appointment, now))
    return _filled(_model(*_kind(appointment)), appointment, now)


def _kind(appointment: Appointment) -> tuple[bool, str, str]:
    return _is_gone(appointment), appointment.room.location.full_address, settings.CLINIC_TIMEZONE


def _filled(model: str, appointment: Appointment, now: datetime) -> str:
    zone = ZoneInfo(settings.CLINIC_TIMEZONE)
    return model.format(
        uid=appointment.uuid,
        sequence=appointment.version,
        stamp=now.astimezone(UTC).strftime(WRITTEN),
        start=appointment.starts_at.astimezone(zone).strftime(WRITTEN),
        end=appointment.ends_at.astimezone(zone).strftime(WRITTEN),
    )


@lru_cache(maxsize=256)
def _model(is_gone: bool, place: str, zone: str) -> str:
    """What the library writes of a visit at this place, with gaps for what each visit has of its own.

    These are as long in every visit, so no line is folded differently.
    """
    text = _text(_of_one(_Example(is_gone, place), STAMP)).replace("{", "{{").replace("}", "}}")
    gaps = {
        str(_Example.uuid): "{uid}",
        str(_Example.version): "{sequence}",
        STAMP.strftime(WRITTEN): "{stamp}",
        _Example.starts_at.astimezone(ZoneInfo(zone)).strftime(WRITTEN): "{start}",
        _Example.ends_at.astimezone(ZoneInfo(zone)).strftime(WRITTEN): "{end}",
    }
    for value, gap in gaps.items():
        if text.count(value) != 1:
            raise ValueError(f"{value} comes {text.count(value)} times: {text}")
        text = text.replace(value, gap)
    return text


def _of_one(appointment: Any, now: datetime) -> Calendar:
    calendar = _calendar("CANCEL" if _is_gone(appointment) else "PUBLISH")
    calendar.add_component(_event(appointment, now))
    return calendar


def feed_text(appointments: Iterable[Appointment], now: datetime) -> str:
    """A therapist's visits as a calendar to subscribe to: no names either."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", "Hekas")
    head, end, rest = _text(calendar).rpartition("END:VCALENDAR")
    return head + "".join(_event_text(one, now) for one in appointments) + end + rest


def _event_text(appointment: Appointment, now: datetime) -> str:
    if _is_in_utc(appointment):
        return _event(appointment, now).to_ical().decode()
    return _filled(_event_model(*_kind(appointment)), appointment, now)


@lru_cache(maxsize=256)
def _event_model(is_gone: bool, place: str, zone: str) -> str:
    """The visit alone out of the model of a whole file."""
    _, begin, rest = _model(is_gone, place, zone).partition("BEGIN:VEVENT")
    return begin + rest.removesuffix("END:VCALENDAR\r\n")


def files_of(appointments: Sequence[Appointment], now: datetime) -> dict[str, str]:
    """Several visits that are all booked, or all called off, as one file for the outbox."""
    calendar = _calendar("CANCEL" if all(map(_is_gone, appointments)) else "PUBLISH")
    for appointment in appointments:
        calendar.add_component(_event(appointment, now))
    return {"name": "appointments.ics", "type": "text/calendar", "text": _text(calendar)}


def attachment(appointment: Appointment, now: datetime) -> dict[str, str]:
    """The file as the outbox takes it."""
    return {"name": "appointment.ics", "type": "text/calendar", "text": calendar_text(appointment, now)}


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Hekas//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _text(calendar: Calendar) -> str:
    """With the clinic's zone before the first event, or before the end where there is none."""
    text = calendar.to_ical().decode()
    head, mark, rest = text.partition("BEGIN:VEVENT" if calendar.events else "END:VCALENDAR")
    return head + _zones(settings.CLINIC_TIMEZONE) + mark + rest


@cache
def _zones(name: str) -> str:
    """The clinic's zone as calendars want it (none for UTC); it is long to work out and always the same."""
    example, calendar = Event(), Calendar()
    example.add("dtstart", datetime(2026, 1, 1, tzinfo=ZoneInfo(name)))
    calendar.add_component(example)
    calendar.add_missing_timezones()
    return "".join(zone.to_ical().decode() for zone in calendar.timezones)


def _wall(moment: datetime) -> datetime:
    """On the clinic's clock; an hour that comes a second time is said in UTC, or nobody could tell."""
    local = moment.astimezone(ZoneInfo(settings.CLINIC_TIMEZONE))
    return moment.astimezone(UTC) if local.fold else local


def _is_in_utc(appointment: Appointment) -> bool:
    return any(_wall(moment).tzinfo is UTC for moment in (appointment.starts_at, appointment.ends_at))


def _is_gone(appointment: Any) -> bool:
    return appointment.status == Status.CANCELLED.value


def _organizer() -> vCalAddress:
    """The clinic, at the address that its letters come from."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or labels.TITLE
    return organizer


def _event(appointment: Any, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{appointment.uuid}@hekas")
    event.add("sequence", appointment.version)
    event.add("dtstamp", now)
    event.add("dtstart", _wall(appointment.starts_at))
    event.add("dtend", _wall(appointment.ends_at))
    event.add("summary", labels.TITLE)
    event.add("organizer", _organizer())  # who publishes or cancels has to be named: RFC 5546, 3.2
    event.add("location", appointment.room.location.full_address)
    event.add("status", "CANCELLED" if _is_gone(appointment) else "CONFIRMED")
    return event
