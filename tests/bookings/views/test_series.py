"""Making a visit regular, as a browser without scripts does it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments.models import CarePlan, Clearance
from bookings.actions import holds
from bookings.actions.holds import Wish
from bookings.models import Appointment, ClinicClosure, Series
from hekas.accounts.models import Client, Therapist
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_client, make_intake, make_service
from tests.bookings.regular import WEEK, book_series, preventive
from tests.bookings.views.test_journey import cleared_robot, confirm
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
FIRST = {"first_0": "24", "first_1": "11", "first_2": "2026", "at": "10:00", "every": "1"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def alice(clinic, alice):
    clinic.services["preventive"] = preventive(clinic)
    return alice


def asked(robot, clinic, **changes):
    """The plan; `who` is the therapist, three visits unless told."""
    form = robot.open("/bookings/series/").forms[-1]
    who = {"therapist": str(clinic.therapists[0].uuid), "ends": "visits", "visits": "3"}
    return robot.submit(form, **{**FIRST, **who, **changes})


def planned(event=None):
    """Alice's signed plan: every two weeks, six weeks to go."""
    phase = {"number": 1, "first_week": 1, "last_week": 6, "massage_weeks": 2, "move_on": {}}
    phase |= {"title": "Demo", "massage": "Every two weeks"}
    client, therapist = Client.objects.get(name="Demo Alice"), Therapist.objects.get(name="Demo Ben")
    return CarePlan.objects.create(
        client=client,
        therapist=therapist,
        status="active",
        rules_version="test",
        starts_on=NOW.date(),
        next_event_on=event,
        phases=[phase],
        signed_by=therapist,
        signed_at=NOW,
        signed_document={},
    )


def answers(robot, address):
    """What the form is filled with at first."""
    sent = robot.open(address).forms[-1].data()
    return {name: "".join(sent.get(name, [])) for name in ("every", "visits", "ends", "therapist")}


def test_opened_from_the_plan_it_asks_for_what_the_plan_says(alice, clinic):
    plan = planned()
    found = answers(alice, "/bookings/series/?plan=yes")
    who = str(plan.therapist.uuid)
    assert found == {"every": "2", "visits": "3", "ends": "visits", "therapist": who}
    assert answers(alice, "/bookings/series/")["every"] == "1"


def test_a_plan_with_an_event_leads_up_to_it(alice, clinic):
    planned(event=date(2027, 1, 10))
    assert answers(alice, "/bookings/series/?plan=yes")["ends"] == "event"


def test_without_a_plan_the_address_alone_changes_nothing(alice, clinic):
    assert answers(alice, "/bookings/series/?plan=yes") == answers(alice, "/bookings/series/")


def take(clinic, start):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)


def test_from_the_questions_to_all_visits(alice, clinic):
    page = asked(alice, clinic)
    assert "3 of 3 dates are free at your time" in page.text
    page = alice.submit(page.form("series/book"))
    assert (page.status, page.headings) == (200, ["Your regular visits"])
    assert "Tuesday 8 December, 10:00am" in page.text
    visits = Appointment.objects.filter(status="booked", series=Series.objects.get())
    assert [visit.policy_accepted_at is None for visit in visits] == [False] * 3


def test_every_two_weeks_means_every_two_weeks(alice, clinic):
    page = asked(alice, clinic, every="2", visits="4")
    alice.submit(page.form("series/book"))
    starts = [one.starts_at for one in Appointment.objects.filter(status="booked").order_by("during")]
    assert starts == [TEN + number * 2 * WEEK for number in range(4)]
    assert Series.objects.get().every_weeks == 2


def test_to_look_at_a_plan_books_nothing(alice, clinic):
    asked(alice, clinic)
    assert not Appointment.objects.exists()


def test_a_taken_date_has_the_nearest_others_to_choose_from(alice, clinic):
    take(clinic, TEN + WEEK)
    page = asked(alice, clinic)
    assert "Tuesday 1 December, 10:00am is not free" in page.text
    assert "10:00am, with Demo Ben" in page.text
    assert page.text.count("Tuesday 1 December") == 1
    assert page.text.count("with Demo Amira") == 1
    alice.submit(page.form("series/book"))
    given = (
        Appointment.objects.filter(status="booked")
        .order_by("during")
        .values_list("therapist__name", flat=True)
    )
    assert list(given) == ["Demo Amira", "Demo Ben", "Demo Amira"]


def test_what_all_visits_share_is_said_once_and_a_skipped_one_leads_back_to_them(alice, clinic):
    page = alice.submit(asked(alice, clinic).form("series/book"))
    assert page.text.count("with Demo Amira") == 1
    first = Appointment.objects.order_by("during").first()
    done = alice.submit(alice.open(reverse("bookings:cancel", args=[first.uuid])).form("cancel"))
    assert "Your other regular visits stay as they are." in done.text
    assert reverse("bookings:own_series", args=[first.uuid]) in done.html


def test_of_the_last_visit_that_is_skipped_no_others_are_spoken_of(alice, clinic):
    alice.submit(asked(alice, clinic).form("series/book"))
    *others, last = Appointment.objects.filter(status="booked").order_by("during")
    Appointment.objects.filter(pk__in=[one.pk for one in others]).update(status="cancelled")
    done = alice.submit(alice.open(reverse("bookings:cancel", args=[last.uuid])).form("cancel"))
    assert done.headings == ["Your visit is cancelled"]
    assert "other regular visits" not in done.text


def test_a_date_can_be_left_out(alice, clinic):
    page = asked(alice, clinic)
    alice.submit(page.form("series/book"), visit_2="")
    assert Appointment.objects.filter(status="booked").count() == 2


def test_what_goes_meanwhile_is_a_409_with_others_and_nothing_booked(alice, clinic):
    page = asked(alice, clinic)
    take(clinic, TEN + WEEK)
    page = alice.submit(page.form("series/book"))
    assert (page.status, page.headings) == (409, ["Your dates"])
    assert "Tuesday 1 December, 10:00am is not free" in page.text
    assert not Series.objects.exists()
    booked = alice.submit(page.form("series/book"))
    assert booked.headings == ["Your regular visits"]
    assert booked.text.count("Your visits are booked.") == 1


def test_a_closed_day_is_named_and_the_series_goes_on(alice, clinic):
    day = date(2026, 12, 1)
    ClinicClosure.objects.create(name="Demo holiday", first_day=day, last_day=day)
    page = asked(alice, clinic)
    assert "Tuesday 1 December: we are closed (Demo holiday)" in page.text
    assert "Tuesday 15 December, 10:00am" not in page.text.split("Demo holiday")[1]
    assert "Tuesday 15 December, 10:00am" in page.text


EVENT = {"ends": "event", "event_0": "12", "event_1": "12", "event_2": "2026", "visits": ""}


def test_up_to_an_event_with_a_light_visit_before_it(alice, clinic):
    make_service(clinic, kind="pre_competition", name="Before a race", minutes=30)
    page = asked(alice, clinic, **EVENT)
    assert "3 of 3 dates" in page.text
    choices = page.form("series/book").controls["light"].values
    assert [choice[:10] for choice in choices if choice] == ["2026-12-07"] * 2 + ["2026-12-08"] * 2 + [
        "2026-12-09"
    ] * 2
    alice.submit(page.form("series/book"), light=choices[0])
    light = Appointment.objects.get(service__kind="pre_competition")
    assert (light.status, light.fit, light.series) == ("booked", "best", Series.objects.get())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"visits": ""}, "Enter a whole number from 2 to 20"),
        ({"visits": "99"}, "Enter a whole number from 2 to 20"),
        ({"ends": "event"}, "Enter the day of the event"),
        ({"first_0": "31"}, "The first day must be a real date"),
        ({"first_2": "2025"}, "The first day must be within the next year"),
        ({**EVENT, "event_1": "11"}, "The event must be after the first visit"),
    ],
)
def test_a_faulty_answer_comes_back_with_its_fault(alice, clinic, changes, fault):
    page = asked(alice, clinic, **changes)
    assert page.status == 422
    assert fault in page.text


@pytest.mark.parametrize("picks", [{}, {"visit_1": "soon"}, {"visit_1": "2026-11-24T10:00:00+00:00 any"}])
def test_a_faulty_choice_comes_back(alice, clinic, picks):
    page = asked(alice, clinic)
    form = page.form("series/book")
    for n in (1, 2, 3):
        form.controls.pop(f"visit_{n}")
    page = alice.submit(form, **picks)
    assert (page.status, Series.objects.count()) == (422, 0)


def test_after_a_visit_is_confirmed_it_can_be_made_regular(clinic):
    preventive(clinic)
    robot = cleared_robot()
    page = robot.open(confirm(robot).link("Make it regular"))
    data = page.forms[-1].data()
    assert (data["first_0"], data["at"], data["therapist"]) == (
        ["1"],
        ["10:00"],
        [str(Appointment.objects.get().therapist.uuid)],
    )
    page = robot.submit(robot.submit(page.forms[-1], visits="2").form("series/book"))
    assert page.headings == ["Your regular visits"]


def test_whoever_has_never_been_books_a_first_visit(clinic):
    preventive(clinic)
    assert cleared_robot().open("/bookings/series/").headings == ["Book a visit"]


def test_without_clearance_no_date_is_shown(alice, clinic):
    Clearance.objects.update(gate="held")
    assert alice.open("/bookings/series/").headings == ["A therapist will ring you first"]


def test_the_series_is_skipped_moved_and_ended_from_its_page(alice, clinic):
    page = alice.submit(asked(alice, clinic).form("series/book"))
    series = page.url
    page = alice.open(page.link("Skip Tuesday"))
    assert alice.submit(page.form()).headings == ["Your visit is cancelled"]
    page = alice.open(alice.open(series).link("Move Tuesday"))
    page = alice.submit(page.form("move"), start=(TEN + WEEK + timedelta(days=1)).isoformat())
    assert "Wednesday 2 December, 10:00am" in page.text
    page = alice.open(alice.open(series).link("End the series"))
    assert Appointment.objects.filter(status="booked").count() == 2
    assert alice.submit(page.form()).headings == ["Your regular visits have ended"]
    assert not Appointment.objects.filter(status="booked").exists()


def test_the_links_in_the_confirmation_open_and_change_nothing(clinic):
    book_series(clinic, cleared_visitor_as_client())
    context = OutboundMessage.objects.get(template="series_confirmed").context
    links = re.findall(r"https?://[^/]+(\S+)", context["changes"] + " " + context["manage_url"])
    assert len(links) == 4
    assert {Robot().open(link).status for link in links} == {200}
    page = Robot().open(links[-1])
    assert page.headings == ["Your regular visits"]
    assert Appointment.objects.filter(status="booked").count() == 3


def cleared_visitor_as_client():
    client = make_client("Demo Vera")
    return type(cleared_visitor())(client=client, intake=make_intake(client=client))


def test_the_series_is_ended_by_link(clinic):
    book_series(clinic, cleared_visitor_as_client())
    link = OutboundMessage.objects.get(template="series_confirmed").context["manage_url"]
    robot = Robot()
    page = robot.open(robot.open(re.sub(r"^https?://[^/]+", "", link)).link("End the series"))
    assert robot.submit(page.form()).headings == ["Your regular visits have ended"]
    assert Robot().open(re.sub(r"^https?://[^/]+", "", link)).status == 404


def test_nobody_else_sees_the_series(alice, clinic):
    page = alice.submit(asked(alice, clinic).form("series/book"))
    for path in (page.url, page.url + "end/"):
        assert Robot().open(path).status == 404
