"""The file says the same instant that is booked, on both sides of both clock changes."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar

from bookings.adapters import calendar_file
from bookings.adapters.calendar_file import calendar_text, feed_text
from tests.bookings.clinic import LONDON, NOW

UID = UUID(int=7)
STARTS = [(2026, 3, 28), (2026, 3, 29), (2026, 10, 24), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31)]


def parsed(start, **more):
    location = SimpleNamespace(full_address="1 Demo Street, M1 1AA")
    given = {
        "uuid": UID,
        "version": 1,
        "status": "booked",
        "starts_at": start.astimezone(UTC),
        "ends_at": start.astimezone(UTC) + timedelta(minutes=45),
        "room": SimpleNamespace(location=location),
    }
    return Calendar.from_ical(calendar_text(SimpleNamespace(**{**given, **more}), NOW))


@pytest.mark.parametrize("day", STARTS)
@pytest.mark.parametrize("hour", [9, 18])
def test_the_instant_survives(day, hour):
    start = datetime(*day, hour, tzinfo=LONDON)
    event = parsed(start).walk("VEVENT")[0]
    assert event["DTSTART"].dt == start
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)


@pytest.mark.parametrize("minutes", range(0, 120, 15))
def test_an_hour_that_comes_twice_is_told_apart(minutes):
    """From 1am to 2am on the last Sunday of October twice: the second time only UTC says which."""
    start = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minutes)
    location = SimpleNamespace(location=SimpleNamespace(full_address="1 Demo Street, M1 1AA"))
    visit = SimpleNamespace(
        uuid=UID,
        version=1,
        status="booked",
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        room=location,
    )
    for text in (calendar_text(visit, NOW), feed_text([visit], NOW)):
        event = Calendar.from_ical(text).walk("VEVENT")[0]
        assert (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) == (
            start,
            visit.ends_at,
        )


def test_one_zone_is_described():
    zones = parsed(datetime(2026, 7, 1, 9, tzinfo=LONDON)).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/London"]


def test_a_cancelled_visit_is_taken_out_of_the_calendar():
    calendar = parsed(datetime(2026, 7, 1, 9, tzinfo=LONDON), status="cancelled", version=3)
    event = calendar.walk("VEVENT")[0]
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_nothing_of_the_body_is_in_it():
    text = str(parsed(datetime(2026, 7, 1, 9, tzinfo=LONDON)).to_ical()).lower()
    assert "appointment at hekas" in text
    assert not any(word in text for word in ("cramp", "massage", "calf", "treatment"))


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        ((2026, 3, 29, 0, 59), 0),
        ((2026, 3, 29, 3, 0), 1),
        ((2026, 10, 24, 12, 0), 1),
        ((2026, 10, 25, 3, 0), 0),
        ((2027, 3, 28, 3, 0), 1),
        ((2027, 10, 31, 3, 0), 0),
    ],
)
def test_the_zone_as_it_is_described_turns_at_both_changes(moment, hours):
    """For a calendar that knows no zones by name and reads the rules in the file."""
    (described,) = parsed(datetime(*moment, tzinfo=LONDON)).walk("VTIMEZONE")
    zone = described.to_tz(lookup_tzid=False)
    assert datetime(*moment, tzinfo=zone).utcoffset() == timedelta(hours=hours)


PLACES = ["1 Demo Street, M1 1AA", "The {old} %s mill; 100% \\ back, " + "Ä long road " * 9, ""]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", ["booked", "cancelled"])
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "UTC"])
@pytest.mark.parametrize("day", STARTS)
def test_it_is_what_the_library_writes_letter_by_letter(day, zone, status, place, settings):
    settings.CLINIC_TIMEZONE = zone
    start = datetime(*day, 0, 45, tzinfo=UTC)
    visit = SimpleNamespace(
        uuid=uuid4(),
        version=day[2],
        status=status,
        starts_at=start,
        ends_at=start + timedelta(minutes=75),
        room=SimpleNamespace(location=SimpleNamespace(full_address=place)),
    )
    whole = calendar_file._text(calendar_file._of_one(visit, NOW))
    assert calendar_text(visit, NOW) == whole
    assert calendar_text(visit, NOW + timedelta(days=1)) != whole


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "UTC"])
@pytest.mark.parametrize("count", [0, 1, len(STARTS)])
def test_a_feed_is_what_the_library_writes_letter_by_letter(count, zone, settings):
    settings.CLINIC_TIMEZONE = zone
    visits = feed_of(count)
    calendar = calendar_file._calendar("PUBLISH")
    calendar.add("x-wr-calname", "Hekas")
    for visit in visits:
        calendar.add_component(calendar_file._event(visit, NOW))
    assert feed_text(visits, NOW) == calendar_file._text(calendar)


def test_a_feed_asks_the_library_once_for_a_place_and_not_for_each_visit(monkeypatch):
    """It took most of a feed's time, and a calendar asks for it every few minutes."""
    feed_text(feed_of(3), NOW)
    asked = []
    written = calendar_file._event
    monkeypatch.setattr(calendar_file, "_event", lambda *told: asked.append(told) or written(*told))
    feed_text(feed_of(200), NOW)
    assert asked == []


def feed_of(count):
    """So many visits over the clinic's changes of clock, at each of the places in turn."""
    starts = [datetime(*STARTS[n % len(STARTS)], 0, 45, tzinfo=UTC) for n in range(count)]
    if count > len(STARTS):
        starts = [datetime(2026, 7, 1, 9, tzinfo=UTC) + timedelta(hours=n) for n in range(count)]
    return [
        SimpleNamespace(
            uuid=uuid4(),
            version=n,
            status="booked",
            starts_at=start,
            ends_at=start + timedelta(minutes=75),
            room=SimpleNamespace(location=SimpleNamespace(full_address=PLACES[n % len(PLACES)])),
        )
        for n, start in enumerate(starts)
    ]
