"""The day of the event, as a client without scripts changes it: first looked at, then done."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest

from bookings.actions.series import Terms, book
from bookings.models import Appointment, Series
from bookings.queries.person import Person
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, make_service
from tests.bookings.regular import WEEK, book_series, wishes
from tests.bookings.safety.people import book as own_visit
from tests.bookings.views.test_series import (  # noqa: F401
    EVENT,
    _clock,
    alice,
    asked,
    cleared_visitor_as_client,
)
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENT_ON = date(2026, 12, 12)
THIRD = {"event_0": "3", "event_1": "12", "event_2": "2026"}  # a Thursday, two days after the second visit
NONE = dict.fromkeys(THIRD, "")


@pytest.fixture
def made(alice, clinic):  # noqa: F811
    """Three Tuesdays up to Saturday 12 December; the page of the series."""
    make_service(clinic, kind="pre_competition", name="Before a race", minutes=30)
    return alice.submit(asked(alice, clinic, **EVENT).form("series/book"))


def look(robot, page, **event):
    page = robot.open(page.link("event is on another day"))
    assert page.headings == ["The day of your event"]
    return robot.submit(page.forms[-1], **event)


def standing():
    return list(
        Appointment.objects.filter(status="booked").order_by("during").values_list("during", flat=True)
    )


def test_it_is_filled_in_as_it_stands_and_looking_changes_nothing(alice, made):  # noqa: F811
    form = alice.open(made.link("event is on another day")).forms[-1]
    assert [form.data()[name] for name in THIRD] == [["12"], ["12"], ["2026"]]
    page = look(alice, made, **THIRD)
    assert "These visits would be cancelled" in page.text and "Tuesday 1 December, 10:00am" in page.text
    assert "These come after the event" in page.text and "Tuesday 8 December, 10:00am" in page.text
    assert len(standing()) == 3
    assert f"{Series.objects.get().event}" == "2026-12-12"


def test_the_button_changes_it_and_offers_light_work_before_it(alice, made):  # noqa: F811
    page = alice.submit(look(alice, made, **THIRD).form("series/event"))
    assert (page.status, page.headings) == (200, ["Your event is on Thursday 3 December"])
    assert [span.lower for span in standing()] == [TEN, TEN + 2 * WEEK]
    times = alice.open(page.link("Choose a time for light work"))
    assert "3 to 5 days before an event is the time for light work" in times.text
    assert OutboundMessage.objects.filter(template="appointment_cancelled").count() == 1
    assert "Your event is on Thursday 3 December" in alice.open(made.url).text


def test_no_event_any_more_keeps_every_visit(alice, made):  # noqa: F811
    page = look(alice, made, **NONE)
    assert page.headings == ["No event any more?"] and "No visit would be cancelled" in page.text
    assert alice.submit(page.form("series/event")).headings == ["There is no event any more"]
    assert len(standing()) == 3
    page = alice.open(made.url)
    assert "Your event" not in page.text
    assert alice.open(page.link("Name an event")).headings == ["The day of your event"]


def test_what_was_moved_into_the_way_meanwhile_is_shown_before_it_goes(alice, made):  # noqa: F811
    form = look(alice, made, **THIRD).form("series/event")
    last = Appointment.objects.order_by("during").last()
    moved = alice.open(f"/bookings/{last.uuid}/move/").form("move")
    Series.objects.update(event=None)
    alice.submit(moved, start=(TEN + WEEK + DAY).isoformat())
    page = alice.submit(form)
    assert page.status == 409
    assert "Your visits have changed since you looked" in page.text and "Wednesday 2 December" in page.text
    assert len(standing()) == 3
    alice.submit(page.form("series/event"))
    assert [span.lower for span in standing()] == [TEN]


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        ({"event_0": "32"}, "The day of the event must be a real date"),
        ({"event_2": "2025"}, "The event must be within the next year"),
        ({"event_2": "2028"}, "The event must be within the next year"),
        ({"event_0": ""}, "The day of the event must include a day"),
    ],
)
def test_a_day_that_can_not_be_comes_back_with_its_fault(alice, made, event, fault):  # noqa: F811
    page = look(alice, made, **{**THIRD, **event})
    assert page.status == 422
    assert fault in page.text


def test_what_no_page_of_ours_sends_changes_nothing(alice, made):  # noqa: F811
    form = look(alice, made, **THIRD).form("series/event")
    assert alice.submit(form, event="soon").status == 422
    assert alice.submit(form, gone="x").status == 409
    form.controls.pop("event")
    assert alice.submit(form).status == 422
    assert Series.objects.get().event is not None
    assert len(standing()) == 3


def test_a_light_visit_that_does_not_fit_any_more_is_named(alice, clinic):  # noqa: F811
    make_service(clinic, kind="pre_competition", name="Before a race", minutes=30)
    form = asked(alice, clinic, **EVENT).form("series/book")
    light = next(value for value in form.controls["light"].values if value)
    page = look(alice, alice.submit(form, light=light), event_0="20", event_1="12", event_2="2026")
    assert "Light work fits 3 to 5 days before an event" in page.text
    done = alice.submit(page.form("series/event"))
    assert done.link("Choose a time for light work")
    assert len(standing()) == 4


def test_by_the_link_of_the_letter_too_and_the_used_link_is_dead(clinic):
    book_series(clinic, cleared_visitor_as_client(), event=(TEN + 4 * WEEK).date())
    context = OutboundMessage.objects.get(template="series_confirmed").context
    link = re.sub(r"^https?://[^/]+", "", context["manage_url"])
    robot = Robot()
    page = look(robot, robot.open(link), event_0="9", event_1="12", event_2="2026")
    done = robot.submit(page.form("series/event"))
    assert done.headings == ["Your event is on Wednesday 9 December"]
    assert [span.lower for span in standing()] == [TEN, TEN + WEEK]
    assert Robot().open(link).status == 404  # it was of the visit that went


def test_nobody_else_changes_it(made):
    uuid = Appointment.objects.order_by("during").first().uuid
    assert Robot().open(f"/bookings/{uuid}/series/event/").status == 404


def another_series(clinic, client):
    """Fridays up to the same event, with somebody else."""
    wide = make_service(clinic, kind="preventive", name="Long massage")
    amira, ben = clinic.therapists
    wanted = wishes(wide, ben, 2, TEN + 3 * DAY, EVENT_ON)
    said = Terms(wide, ben, 1, UUID(int=5), EVENT_ON)
    return book(wishes=wanted, person=Person(client=client), terms=said, by=BY, now=NOW)


def test_the_other_series_up_to_the_same_event_is_offered_the_new_day(alice, clinic, made):  # noqa: F811
    other = another_series(clinic, Series.objects.get().client)
    page = alice.submit(look(alice, made, **THIRD).form("series/event"))
    assert "Other regular visits of yours lead up to the day as it was" in page.text
    again = alice.open(page.link("Long massage with Demo Ben"))
    assert again.headings == ["Your event on Thursday 3 December?"]
    done = alice.submit(again.form("series/event"))
    other.refresh_from_db()
    assert f"{other.event}" == "2026-12-03"
    assert "Other regular visits" not in done.text


def test_their_other_visits_near_the_new_day_are_shown_and_go_too(alice, clinic, made):  # noqa: F811
    client = Series.objects.get().client
    light = make_service(clinic, kind="reassessment", name="Review")
    near = own_visit(clinic, client, TEN + WEEK + DAY)
    kept = own_visit(clinic, client, TEN + WEEK + DAY + 2 * HOUR, service=light)
    page = look(alice, made, **THIRD)
    assert "Wednesday 2 December, 10:00am" in page.text
    done = alice.submit(page.form("series/event"))
    assert "These visits are cancelled, because nothing deep" in done.text
    assert [Appointment.objects.get(pk=one.pk).status for one in (near, kept)] == ["cancelled", "booked"]


def test_a_link_shows_and_cancels_no_visit_beside_its_series(clinic):
    person = cleared_visitor_as_client()
    book_series(clinic, person, event=(TEN + 4 * WEEK).date())
    near = own_visit(clinic, person.client, TEN + 2 * WEEK - DAY)
    context = OutboundMessage.objects.get(template="series_confirmed").context
    robot = Robot()
    page = robot.open(re.sub(r"^https?://[^/]+", "", context["manage_url"]))
    page = look(robot, page, event_0="9", event_1="12", event_2="2026")
    assert "Monday 7 December" not in page.text
    robot.submit(page.form("series/event"))
    near.refresh_from_db()
    assert near.status == "booked"
