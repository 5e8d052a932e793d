"""The page of a plan shows what stands too near its event; signing does what was chosen there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from bookings.models import Appointment
from tests.assessments.care.test_views_plan import sign, text, url
from tests.bookings.clinic import make_clinic

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TITLE = "Too near the event"


@pytest.fixture
def booked(alice):
    """Deep work in ten days' time."""
    clinic, start = (
        make_clinic(),
        timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + 10 * DAY,
    )
    return Appointment.objects.create(
        client=alice,
        therapist=clinic.therapists[0],
        room=clinic.rooms[0],
        service=clinic.service,
        during=DateTimeTZRange(start, start + 45 * MINUTE),
        busy=DateTimeTZRange(start, start + 60 * MINUTE),
        status="booked",
        booked_at=timezone.now(),
        price_pence=5200,
        policy_hours=24,
    )


@pytest.fixture
def near(draft, booked):
    """The draft names an event on the day after it."""
    draft.next_event_on = booked.starts_at.date() + DAY
    draft.save()
    return draft


def status(row):
    row.refresh_from_db()
    return row.status


def test_a_draft_shows_each_with_a_box_that_is_ticked(thea, near, booked):
    html = text(thea.get(url("care_plan", near)))
    assert TITLE in html
    assert f'name="near_gone" value="{booked.uuid}" checked' in html
    assert booked.therapist.name in html


def test_a_plan_without_an_event_or_with_another_shows_none(thea, draft, booked):
    assert TITLE not in text(thea.get(url("care_plan", draft)))
    draft.next_event_on = booked.starts_at.date() + 3 * DAY
    draft.save()
    assert TITLE not in text(thea.get(url("care_plan", draft)))


def test_signed_from_a_page_that_did_not_show_it_nothing_is_signed(thea, near, booked):
    html = text(sign(thea, near))
    assert "Not signed yet" in html and TITLE in html
    assert (status(near), status(booked)) == ("draft", "booked")


def test_an_event_that_is_typed_and_signed_at_one_press_is_shown_first_and_kept(thea, draft, booked):
    """The press saves what was typed, as every press does, and signs nothing that was not seen."""
    event = booked.starts_at.date()
    typed = {"next_event_on_0": event.day, "next_event_on_1": event.month, "next_event_on_2": event.year}
    begins = dict(zip(("starts_on_0", "starts_on_1", "starts_on_2"), (30, 11, 2026), strict=True))
    massage = {f"massage_{phase}": "Weekly" for phase in (1, 2, 3)}
    html = text(thea.post(url("sign_plan", draft), {**begins, **massage, **typed, "note": ""}, follow=True))
    assert TITLE in html
    assert (status(draft), draft.next_event_on) == ("draft", event)


def test_the_tick_decides(thea, near, booked):
    sign(thea, near, near_seen=booked.uuid)
    assert (status(near), status(booked)) == ("active", "booked")
    html = text(thea.get(url("care_plan", near)))
    assert TITLE in html and 'name="near_gone"' not in html


def test_ticked_it_goes_with_the_signature(thea, near, booked):
    sent = {"near_seen": booked.uuid, "near_gone": [booked.uuid, "no id"]}
    html = text(sign(thea, near, **sent))
    assert (status(near), status(booked)) == ("active", "cancelled")
    assert TITLE not in html


@pytest.mark.parametrize("sent", [{"at": "frame"}, {"starts_on_0": "32"}])
def test_a_box_that_was_unticked_stays_so_whatever_else_is_pressed(thea, near, booked, sent):
    """Saved, or refused for something else: nobody cancels by signing what they had chosen to keep."""
    html = text(thea.post(url("edit_draft", near), {"near_seen": booked.uuid, **sent}, follow=True))
    assert f'name="near_gone" value="{booked.uuid}">' in html
    again = {"near_seen": booked.uuid, "near_gone": booked.uuid, **sent}
    html = text(thea.post(url("edit_draft", near), again, follow=True))
    assert f'name="near_gone" value="{booked.uuid}" checked>' in html
