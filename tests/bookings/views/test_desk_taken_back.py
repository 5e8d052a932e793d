"""What the desk wrote by mistake is taken back until a therapist has read it, and opens nobody else."""

# ruff: noqa: F811 - fixtures from beside it

from datetime import timedelta

import pytest

from assessments.models import DeskNote
from assessments.queries.waiting import waiting_for
from bookings.actions.holds import NotCleared
from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import NOW, make_client
from tests.bookings.safety.people import CLOT, GREEN, HELD, RED, client_with, give, hold, release
from tests.bookings.views.test_desk_notes import (  # noqa: F401 - fixtures
    HEARD,
    HOUR,
    MISTAKE,
    amira,
    clock,
    current,
    desk,
    gate,
    hear,
    heard,
    hold_page,
    jo,
    kim,
    pages_of,
    take_back,
    taking_back,
)

pytestmark = pytest.mark.django_db


def test_a_mistake_about_somebody_open_is_taken_back_and_they_can_book(desk, clinic):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    assert gate(cleo) == "held"
    page = take_back(desk, cleo)
    assert "is taken back" in page.text and "still can’t be booked" not in page.text
    assert hold(clinic, cleo).status == "tentative"
    row, note = current(cleo), DeskNote.objects.get()
    assert (row.is_held_by_hand, row.lasting, row.gate) == (False, False, "open")
    assert (note.reason, note.taken_back_because) == (HEARD, MISTAKE)
    assert AuditEvent.objects.filter(action="clearance.hold_taken_back").count() == 1
    assert not waiting_for(clinic.therapists[0])


def test_a_letter_to_the_therapists_that_is_not_out_yet_stays_in(desk, clinic):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    take_back(desk, cleo)
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {"dropped"}


def test_a_mistake_about_somebody_who_never_answered_holds_nothing(desk, clinic):
    cleo = make_client("Demo Cleo")
    hear(desk, cleo)
    take_back(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "open"


@pytest.mark.parametrize("told", [HELD, RED, CLOT])
def test_taken_back_it_opens_nobody_whom_their_answers_hold(desk, clinic, amira, told):
    cleo = client_with(told)
    hear(desk, cleo)
    assert "still can’t be booked" in take_back(desk, cleo).text
    with pytest.raises(NotCleared):
        hold(clinic, cleo)
    assert all(HEARD not in page for page in pages_of(amira, cleo))


def test_a_release_that_the_hold_took_away_does_not_come_back(desk, clinic, amira):
    cleo = client_with(HELD)
    release(cleo, amira)
    hear(desk, cleo)
    assert "still can’t be booked" in take_back(desk, cleo).text
    assert gate(cleo) == "held"
    assert [row.client for row in waiting_for(amira)] == [cleo]


def test_a_second_note_goes_on_holding(desk, jo, kim, clinic):
    """Two rang about her; one of them was about somebody else."""
    cleo = client_with(GREEN)
    hear(desk, cleo)
    heard(kim, cleo, "Her husband rang: she is feverish")
    take_back(desk, cleo)
    row = current(cleo)
    assert (gate(cleo), row.holder, row.hold_reason) == (
        "held",
        "Demo Kim",
        "Her husband rang: she is feverish",
    )


def test_two_notes_about_first_answers_are_two_holds_and_each_is_its_writers(desk, jo, kim, clinic):
    cleo = make_client("Demo Cleo")
    heard(jo, cleo)
    heard(kim, cleo, "Her husband rang")
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "held"
    take_back(desk, cleo)
    assert (gate(cleo), current(cleo).holder) == ("held", "Demo Kim")


def test_a_minor_known_by_now_stays_held(desk, clinic):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    Client.objects.filter(pk=cleo.pk).update(born_on=(NOW - timedelta(days=15 * 365)).date())
    take_back(desk, cleo)
    assert (gate(cleo), current(cleo).gate) == ("held", "held")


def test_another_record_of_them_that_is_stopped_still_stops_them(desk, clinic):
    cleo, twin = client_with(GREEN), client_with(RED, "Demo Twin")
    hear(desk, cleo)
    Client.objects.filter(pk=twin.pk).update(name=cleo.name, email=cleo.email)
    assert "still can’t be booked" in take_back(desk, cleo).text
    row = current(cleo)
    assert (row.gate, row.follows_stop) == ("held", current(twin))
    with pytest.raises(NotCleared):
        hold(clinic, cleo)


def test_nobody_takes_back_what_somebody_else_wrote(desk, kim, clinic):
    cleo = client_with(GREEN)
    heard(kim, cleo)
    assert "Take it back" not in desk.open(hold_page(cleo)).text
    for one in (current(cleo), heard(kim, client_with(HELD, "Demo Dan"))):
        assert desk.client.get(f"/bookings/desk/heard/{one.uuid}/take-back/").status_code == 404
        desk.client.post(f"/bookings/desk/heard/{one.uuid}/take-back/", {"reason": MISTAKE})
    assert (gate(cleo), DeskNote.objects.standing().count()) == ("held", 1)


@pytest.mark.parametrize("told", [GREEN, HELD])
def test_what_a_therapist_has_read_is_not_taken_back(desk, amira, told):
    cleo = client_with(told)
    hear(desk, cleo)
    pages_of(amira, cleo)
    assert "A therapist has read it already" in take_back(desk, cleo).text
    assert gate(cleo) == "held"
    assert not DeskNote.objects.exclude(taken_back_because="").exists()


def test_what_was_read_before_it_was_written_does_not_count(desk, amira, clock):
    cleo = client_with(HELD)
    pages_of(amira, cleo)
    clock.shift(60)
    hear(desk, cleo)
    assert "is taken back" in take_back(desk, cleo).text


def test_what_was_read_as_a_note_is_not_taken_back_as_the_hold_that_it_became(desk, amira, clock):
    """Released from a page of before the note, which holds at once; another page had shown it meanwhile."""
    cleo = client_with(HELD)
    hear(desk, cleo)
    pages_of(amira, cleo)
    clock.shift(60)
    release(cleo, amira, NOW + timedelta(seconds=60))
    assert current(cleo).hold_reason == HEARD
    assert "A therapist has read it already" in take_back(desk, cleo).text
    assert gate(cleo) == "held"


def test_released_meanwhile_nothing_of_it_stands(desk, amira):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    page = taking_back(desk, cleo)
    release(cleo, amira)
    assert "does not count any more" in desk.submit(page.form("take-back"), reason=MISTAKE).text
    assert gate(cleo) == "open"


def test_pressed_twice_it_is_taken_back_once(desk, clinic):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    page = taking_back(desk, cleo)
    desk.submit(page.form("take-back"), reason=MISTAKE)
    assert "does not count any more" in desk.submit(page.form("take-back"), reason=MISTAKE).text
    assert (gate(cleo), DeskNote.objects.count()) == ("open", 1)


def test_a_hold_that_is_pressed_twice_is_one_and_is_taken_back_once(desk, clinic):
    cleo = client_with(GREEN)
    page = desk.open(hold_page(cleo))
    for _ in range(2):
        assert "No more bookings" in desk.submit(page.form("/hold/"), reason=HEARD).text
    assert not DeskNote.objects.exists()
    assert "still can’t be booked" not in take_back(desk, cleo).text
    assert gate(cleo) == "open"


def test_why_is_part_of_it(desk, clinic):
    cleo = client_with(GREEN)
    hear(desk, cleo)
    assert "Enter why you take it back" in take_back(desk, cleo, reason=" ").text
    assert gate(cleo) == "held"


def test_a_page_of_before_the_answers_says_that_it_holds_by_now(desk, clinic):
    """The note became the hold of the first answers: nothing is taken back, and the page says where."""
    cleo = make_client("Demo Cleo")
    hear(desk, cleo)
    page = taking_back(desk, cleo)
    give(cleo, GREEN, NOW + HOUR)
    again = desk.submit(page.form("take-back"), reason=MISTAKE)
    assert "it holds them instead" in again.text
    assert gate(cleo, NOW + HOUR) == "held"
    assert "is taken back" in take_back(desk, cleo).text
    assert gate(cleo, NOW + HOUR) == "open"
