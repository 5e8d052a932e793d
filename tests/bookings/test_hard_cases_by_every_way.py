"""Hard cases of which one way alone was tried: the same by every way that people have; docs/hard-cases.md."""

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from celery import Celery
from celery.app.task import Task
from django.apps import apps
from django.conf import settings

from bookings.actions import appointments, desk, holds, reminders, series
from bookings.actions.holds import NeverOnOffer, Wish
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, Service
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from bookings.scheduling import reminders as rule
from hekas.messaging.kinds import KINDS
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.regular import WEEK, preventive, terms, wishes
from tests.bookings.safety.people import client_with, confirm
from tests.bookings.waiting import MORNING, wait
from tests.messaging.test_rendering import WORDS

pytestmark = pytest.mark.django_db
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
SUMMER = datetime(2026, 7, 6, 8, tzinfo=UTC)
TEN_IN_SUMMER = datetime(2026, 7, 7, 9, tzinfo=UTC)
FAR_EAST = timezone(timedelta(hours=14))  # there it is the next day already
OF_A_TIME = sorted(name for name, kind in KINDS.items() if "when" in kind.needs)


def moved_by_desk(visit, start, now):
    spot = Spot(visit.therapist, start, visit.minutes)
    return desk.move(appointment=visit, spot=spot, by=BY, now=now, seen=visit.version)


@pytest.mark.parametrize(
    "start",
    [TEN + 7 * MINUTE, TEN - HOUR, TEN + 203 * DAY],
    ids=["off the grid", "within the notice", "beyond the horizon"],
)
def test_hc_39_what_nobody_books_online_the_desk_books_and_moves(clinic, start):
    """Each of these is refused to a client, to book and to move to; the desk does both."""
    Service.objects.update(notice_hours=26, change_notice_hours=0, horizon_days=60)
    clinic.service.refresh_from_db()
    wish = Wish(clinic.service, start, clinic.therapists[0])
    with pytest.raises(NeverOnOffer):
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)
    visit = book(clinic, start=TEN + 2 * DAY)
    with pytest.raises(NeverOnOffer):
        appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=1)
    assert moved_by_desk(visit, start, NOW).starts_at == start
    back = moved_by_desk(Appointment.objects.get(), TEN + 2 * DAY, NOW)
    assert (back.starts_at, back.version) == (TEN + 2 * DAY, 3)
    assert book(clinic, "Demo Dora", start=start).starts_at == start


@pytest.mark.parametrize("name", OF_A_TIME)
@pytest.mark.parametrize("more", [{}, {"by_clinic": "yes"}, {"dates": "Tuesday\nFriday"}], ids=str)
def test_hc_19_every_letter_that_names_a_time_names_its_zone(name, more):
    letter = render(name, Channel.EMAIL, {**WORDS, **more})
    assert "UK time" in letter.text
    assert "UK time" in letter.html.replace("&nbsp;", " ").replace("\u00a0", " ")


def online(clinic, client, start, now):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    held = holds.place(wish=wish, person=Person(client=client), own=None, by=BY, now=now).appointment
    return confirm(held, client, now)


def at_the_desk(clinic, client, start, now):
    return book(clinic, client=client, start=start, now=now)


def told(visit):
    """Every word that goes out of its booking, its move and its end, in order; secrets taken out."""
    rows = OutboundMessage.objects.filter(about=visit.about).order_by("id")
    whole = []
    for row in rows:
        said = render(row.template, row.channel, row.context, name="Demo Cleo")
        files = [file["text"] for file in row.attachments]
        words = "\n".join([row.template, row.channel, said.subject, said.text, said.html, *files])
        whole.append(re.sub(r"https?://\S+|UID:\S+|DTSTAMP:\S+", "", words))
    return whole


def whole_life(way, clinic):
    """In British Summer Time, where UTC would say an hour less."""
    client = cleared_client(now=SUMMER).client
    type(client).objects.filter(pk=client.pk).update(phone="+447700900123")
    client.refresh_from_db()
    visit = way(clinic, client, TEN_IN_SUMMER, SUMMER)
    spot = Spot(visit.therapist, TEN_IN_SUMMER + HOUR, visit.minutes)
    if way is online:
        wish = Wish(visit.service, spot.start, visit.therapist)
        appointments.move(appointment=visit, wish=wish, by=BY, now=SUMMER, seen=1)
    else:
        desk.move(appointment=visit, spot=spot, by=BY, now=SUMMER, seen=1)
    fresh = Appointment.objects.get(pk=visit.pk)
    appointments.cancel(appointment=fresh, by=BY, now=SUMMER, seen=2, for_clinic=True)
    return told(visit)


def test_hc_21_booked_moved_and_cancelled_it_is_told_word_for_word_alike_in_the_clinics_time(clinic):
    first = whole_life(online, clinic)
    assert whole_life(at_the_desk, clinic) == first
    assert len(first) >= 8
    assert all("10:00am" in words or "11:00am" in words or "20260707T1" in words for words in first)
    assert not any("9:00am" in words or "T09" in words for words in first)


def by_series(clinic, start):
    service = preventive(clinic)
    wanted = wishes(service, clinic.therapists[0])
    wanted = [Wish(one.service, one.start.astimezone(FAR_EAST), one.therapist, one.course) for one in wanted]
    said = terms(service, clinic.therapists[0])
    made = series.book(wishes=wanted, person=cleared_client(), terms=said, by=BY, now=NOW)
    starts = [one.starts_at for one in made.appointments.order_by("during")]
    assert starts == [TEN, TEN + WEEK, TEN + 2 * WEEK]
    return made.appointments.order_by("during").first()


def by_a_move(clinic, start):
    visit = book(clinic, start=TEN + 2 * DAY)
    wish = Wish(visit.service, start, visit.therapist)
    return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=1)


TRAVELLERS = {
    "online": lambda clinic, start: online(clinic, client_with(), start, NOW),
    "the desk": lambda clinic, start: at_the_desk(clinic, client_with(), start, NOW),
    "a move": by_a_move,
    "a drag": lambda clinic, start: moved_by_desk(book(clinic, start=TEN + 2 * DAY), start, NOW),
    "a series": by_series,
}


@pytest.mark.parametrize("way", TRAVELLERS)
def test_hc_30_whichever_zone_a_start_comes_in_it_is_the_clinics_day_and_hour(clinic, way):
    visit = TRAVELLERS[way](clinic, TEN.astimezone(FAR_EAST))
    visit.refresh_from_db()
    assert visit.starts_at == TEN
    said = OutboundMessage.objects.filter(client=visit.client).latest("id").context["when"]
    assert said.startswith("Tuesday 24 November, 10:00am")


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles"])
def machine_elsewhere(request, monkeypatch):
    """The server's own zone is another."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_hc_32_a_machine_in_another_zone_moves_a_visit_to_the_clinics_hour(clinic, machine_elsewhere):
    visit = by_a_move(clinic, TEN)
    assert visit.starts_at == TEN
    reminders.replan(NOW)
    letter = OutboundMessage.objects.get(template="appointment_changed", channel="email")
    assert letter.context["when"] == "Tuesday 24 November, 10:00am"
    assert "DTSTART;TZID=Europe/London:20261124T100000" in letter.attachments[0]["text"]


def test_hc_32_nobody_and_nothing_has_a_zone_of_its_own():
    """No row has one, and no code makes another than the clinic's the zone of what it does."""
    rows = [
        model
        for app in ("accounts", "bookings", "assessments")
        for model in apps.get_app_config(app).get_models()
    ]
    fields = [field.name for model in rows for field in model._meta.get_fields()]
    assert [name for name in fields if "zone" in name or name == "tz"] == []
    rooms = [Path(settings.BASE_DIR, room) for room in ("hekas", "bookings", "assessments")]
    turns = re.compile(r"timezone\.(activate|override)\(|\btzset\(")
    code = [path for room in rooms for path in room.rglob("*.py")]
    assert [str(path) for path in code if turns.search(path.read_text())] == []
    assert settings.TIME_ZONE == settings.CLINIC_TIMEZONE


def test_hc_47_what_goes_out_is_by_the_edited_rule_and_nothing_by_the_old_one(clinic, monkeypatch):
    visit = book(clinic, start=TEN + 2 * DAY)
    monkeypatch.setattr(rule, "MORNING", rule.time(8, 30))
    reminders.replan(NOW)
    early = TEN + DAY - HOUR - 30 * MINUTE  # 8.30 on the morning before
    assert reminders.send_due(early - HOUR) == 1  # that of two days before, at the hour of the visit
    counts = [reminders.send_due(early + minutes * MINUTE) for minutes in (-1, 0, 1, 29, 30, 31)]
    assert counts == [0, 1, 0, 0, 0, 0]
    sent = OutboundMessage.objects.filter(about=visit.about, dedupe_key__startswith="reminder:")
    assert [row.due_at for row in sent.order_by("due_at")][1:] == [early]


def test_hc_51_whatever_is_booked_however_far_ahead_nothing_waits_in_the_broker(
    clinic, monkeypatch, django_capture_on_commit_callbacks
):
    """A moment far ahead is a row here: no task is sent with an ETA or a countdown."""
    sent = []
    monkeypatch.setattr(Task, "apply_async", lambda *args, **more: sent.append(more))
    monkeypatch.setattr(Celery, "send_task", lambda *args, **more: sent.append(more))
    with django_capture_on_commit_callbacks(execute=True):
        visit = book(clinic, start=TEN + 49 * DAY)
        wait(clinic)
        assert offer_due(MORNING) == 1
        moved_by_desk(visit, TEN + 50 * DAY, NOW)
        reminders.replan(NOW)
    assert visit.reminders.filter(state="planned").count() >= 2
    assert [more for more in sent if more.get("eta") or more.get("countdown")] == []
    assert settings.CELERY_BEAT_SCHEDULE and not any(
        {"eta", "countdown"} & set(entry.get("options", {}))
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
    )
