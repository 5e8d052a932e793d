"""Who rings about somebody rings the desk: it can stop bookings for anybody, and read nothing (ADR 43)."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from assessments.actions import clearances
from assessments.models import Clearance, DeskNote
from assessments.queries.clearances import advice_for
from assessments.queries.waiting import waiting_for
from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import NotCleared, Wish
from bookings.models import Appointment
from bookings.queries.person import Person
from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from hekas.privacy.actions import merging
from tests.bookings.clinic import BY, NOW, TEN, make_client, make_intake
from tests.bookings.safety.people import GREEN, HELD, RED, book, client_with, give, hold, release, status
from tests.flows.robot import Robot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HEARD = "Her GP rang: a clot is being looked for"
HOUR = timedelta(hours=1)
SAMENESS = [
    ("Demo Cleo", "cleo@demo.example", True),
    ("demo  cleo", "CLEO@demo.example", True),
    ("Demo Dora", "cleo@demo.example", False),
    ("Demo Cleo", "other@demo.example", False),
]


@pytest.fixture
def jo():
    return User.objects.create_user("jo@demo.example", "x", role="admin", name="Demo Jo")


@pytest.fixture
def desk(jo):
    robot = Robot()
    robot.client.force_login(jo)
    return robot


def stop(desk, client, reason=HEARD):
    booking = desk.open(f"/bookings/desk/book/?client={client.uuid}")
    page = desk.open(booking.link("/hold/"))
    return desk.submit(page.form("/hold/"), reason=reason)


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def test_whoever_is_in_nobodys_care_is_held_and_every_therapist_is_told(desk, clinic):
    cleo = client_with(GREEN)
    page = stop(desk, cleo)
    assert "No more bookings for Demo Cleo" in page.text and "Not yet: " in page.text
    assert "Book and tell the client" not in page.text
    with pytest.raises(NotCleared):
        hold(clinic, cleo)
    told = OutboundMessage.objects.filter(template="held_for_review").values_list("user__email", flat=True)
    assert sorted(told) == sorted(one.user.email for one in clinic.therapists)


def test_a_therapist_reads_why_and_from_whom_and_the_desk_reads_neither(desk, clinic):
    cleo = client_with(GREEN)
    stop(desk, cleo)
    (row,) = waiting_for(clinic.therapists[0])
    assert (row.holder, row.hold_reason) == ("Demo Jo", HEARD)
    assert HEARD not in desk.open(f"/bookings/desk/book/?client={cleo.uuid}").text


def test_newer_clean_answers_stay_held_until_a_therapist_releases_them(desk, clinic):
    cleo = client_with(GREEN)
    visit = book(clinic, cleo)
    stop(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    assert (gate(cleo, NOW + HOUR), status(visit)) == ("held", "booked")
    release(cleo, clinic.therapists[0], NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open"
    assert not Clearance.objects.current().get(client=cleo).is_held_by_hand


def test_a_release_takes_the_desks_name_away_with_the_hold(desk, clinic):
    cleo = client_with(GREEN)
    stop(desk, cleo)
    row = release(cleo, clinic.therapists[0], NOW + HOUR)
    assert (row.held_at_desk_by, row.held_at, row.hold_reason) == (None, None, "")


@pytest.mark.parametrize("told", [HELD, RED])
def test_where_nothing_is_open_the_desk_reads_neither_why_nor_how_it_is_shut(desk, told):
    cleo = client_with(told)
    assert "Stop bookings until" not in desk.open(f"/bookings/desk/book/?client={cleo.uuid}").text
    page = desk.open(f"/bookings/desk/book/{cleo.uuid}/hold/")
    assert "the therapist, who reads it before they can be booked" in page.text
    assert "Stop bookings" not in page.text


def test_what_was_closed_meanwhile_is_kept_beside_it(desk, jo):
    cleo = client_with(GREEN)
    page = desk.open(f"/bookings/desk/book/{cleo.uuid}/hold/")
    give(cleo, RED)
    assert "A therapist reads it before Demo Cleo" in desk.submit(page.form("/hold/"), reason=HEARD).text
    assert Clearance.objects.current().get(client=cleo).holder == ""
    assert [note.reason for note in DeskNote.objects.standing()] == [HEARD]


def test_words_are_part_of_it(desk):
    cleo = client_with(GREEN)
    assert "Enter who rang and what they said" in stop(desk, cleo, reason=" ").text
    assert gate(cleo) == "open"


def test_who_has_never_answered_is_held_as_soon_as_they_do_and_the_therapists_read_why(desk, clinic):
    """Her GP rings before she has filled anything in: a minute later she could have booked."""
    cleo = make_client("Demo Cleo")
    page = stop(desk, cleo)
    assert "Once Demo Cleo has answered" in page.text, " ".join(page.text.split())
    assert HEARD not in desk.open(f"/bookings/desk/book/{cleo.uuid}/hold/").text
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "held"
    with pytest.raises(NotCleared):
        hold(clinic, cleo, now=NOW + HOUR)
    (row,) = waiting_for(clinic.therapists[0])
    assert (row.holder, row.hold_reason) == ("Demo Jo", HEARD)
    assert OutboundMessage.objects.filter(template="held_for_review").count() == len(clinic.therapists)
    release(cleo, clinic.therapists[0], NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open"
    assert not DeskNote.objects.exists()


def test_first_answers_that_are_held_anyway_are_held_once_more_by_what_was_heard(desk, clinic):
    """Who released them for what they said has not read what their GP said."""
    cleo, amira = make_client("Demo Cleo"), clinic.therapists[0]
    stop(desk, cleo)
    give(cleo, HELD, NOW + HOUR)
    release(cleo, amira, NOW + HOUR)
    (row,) = waiting_for(amira)
    assert (gate(cleo, NOW + HOUR), row.hold_reason) == ("held", HEARD)
    release(cleo, amira, NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open"


@pytest.mark.parametrize(("name", "email", "is_held"), SAMENESS)
def test_under_another_record_it_holds_the_same_person_and_nobody_else(desk, clinic, name, email, is_held):
    stop(desk, make_client("Demo Cleo"))
    person = Person(intake=make_intake())
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    held = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    with pytest.raises(NotCleared) if is_held else nullcontext():
        appointments.book(hold=held, person=person, details=Details(name, email), by=BY, now=NOW)
    assert Appointment.objects.filter(status="booked").count() == (not is_held)


def test_two_records_that_become_one_are_held_by_what_was_heard_of_either(desk, jo, clinic):
    cleo, twin = make_client("Demo Cleo"), client_with(GREEN, "Demo Cleo Twin")
    stop(desk, cleo)
    merging.merge(twin, cleo, reason="One person", by=BY, now=NOW + HOUR)
    assert gate(twin, NOW + HOUR) == "held"


@pytest.mark.parametrize(("name", "email", "is_held"), SAMENESS)
def test_what_is_heard_holds_another_record_of_them_that_is_open_already(desk, clinic, name, email, is_held):
    """Who rings names a person, not a record: the desk may have found the one that never answered."""
    twin = Client.objects.create(name=name, email=email)
    give(twin, GREEN)
    stop(desk, make_client("Demo Cleo"))
    with pytest.raises(NotCleared) if is_held else nullcontext():
        hold(clinic, Client.objects.get(pk=twin.pk))


def test_pressed_twice_it_is_kept_once_and_needs_words(desk, jo):
    cleo = make_client("Demo Cleo")
    stop(desk, cleo)
    stop(desk, cleo)
    assert "Enter who rang and what they said" in stop(desk, cleo, reason=" ").text
    assert [row.reason for row in DeskNote.objects.all()] == [HEARD]


def test_a_stop_that_came_in_between_refuses(jo, clinic):
    with pytest.raises(clearances.NotOpen):
        by = {"by": None, "now": NOW}
        clearances.hold_at_desk(make_client("Demo Nobody"), user=jo, reason=HEARD, **by)
