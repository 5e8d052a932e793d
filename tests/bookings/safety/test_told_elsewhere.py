"""What was told on another device, or found at a visit, is not undone by older answers or by one's own no."""

from datetime import timedelta

import pytest

from assessments.actions import intakes, screenings
from assessments.actions.screenings import Entry
from assessments.queries.advice import AFTER_HELD
from assessments.queries.clearances import advice_for
from bookings.actions.holds import NotCleared
from bookings.queries.clearing import Missing, missing_at_the_door, missing_for_each
from hekas.accounts.models import Client
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.safety.people import GREEN, book, client_with, draft, give, hold, release
from tests.bookings.safety.test_asked_about import THINNER

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMB = {"safety": {"numb_or_tingling_leg_or_foot": "yes"}}  # G1c: for the GP, and it may pass


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def found_at_a_visit(client, therapist, test, word, now=NOW):
    visit = screenings.start(client, therapist=therapist, appointment_uuid=None, by=BY, now=now)
    sides = [Entry("left", word=word)]
    screenings.observe(visit, test, sides, by=BY, now=now)
    screenings.complete(visit, by=BY, now=now)


def test_answers_begun_before_newer_ones_do_not_stand_in_their_place(clinic):
    cleo = client_with(GREEN, now=NOW - 3 * DAY)
    begun = draft(cleo, GREEN, now=NOW - 2 * DAY)  # the safety pages on the phone, before it began to tingle
    give(cleo, NUMB, NOW - DAY)
    assert gate(cleo) == "held"
    with pytest.raises(intakes.Incomplete):
        intakes.submit(begun, by=BY, now=NOW)
    assert gate(cleo) == "held"


@pytest.mark.parametrize("test, word", [("foot_pulses", "absent"), ("sensation", "reduced")])
def test_what_a_therapist_found_is_not_undone_by_the_clients_own_no(clinic, test, word):
    cleo = client_with(GREEN)
    found_at_a_visit(cleo, clinic.therapists[0], test, word)
    assert gate(cleo) == "held"
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "held"
    with pytest.raises(NotCleared):
        hold(clinic, cleo, start=TEN + DAY, now=NOW + HOUR)
    release(cleo, clinic.therapists[0], NOW + 2 * HOUR)
    give(cleo, GREEN, NOW + 3 * HOUR)
    assert gate(cleo, NOW + 3 * HOUR) == "open"


@pytest.mark.parametrize("name", ["demo CLEO", "Demo  Cleo ", "Demo\u00a0Cleo", "Demo Cleo\u200b"])
def test_what_the_same_person_told_later_elsewhere_holds_the_answers_of_before(clinic, name):
    cleo = client_with(GREEN, now=NOW - 2 * HOUR)
    twin = client_with(THINNER, name=name, now=NOW - HOUR)  # signed out, the same address
    with pytest.raises(NotCleared) as refused:
        book(clinic, cleo)
    assert refused.value.advice.reasons == (AFTER_HELD,)
    release(twin, clinic.therapists[0])
    assert book(clinic, cleo).status == "booked"


def test_it_holds_who_is_booked_already_at_the_door_and_puts_them_on_the_list_to_call(clinic):
    visit = book(clinic, client_with(GREEN, now=NOW - 2 * HOUR))
    client_with(THINNER, now=NOW)
    assert missing_at_the_door(visit, TEN) is Missing.WORD
    assert list(missing_for_each([visit], TEN)) == [Missing.WORD]


def test_who_told_the_same_themselves_and_was_released_is_held_by_no_twin(clinic):
    cleo = client_with(THINNER, now=NOW - 2 * HOUR)
    release(cleo, clinic.therapists[0], NOW - HOUR)
    client_with(THINNER, now=NOW)
    assert book(clinic, cleo).status == "booked"


def test_nor_does_anybody_hold_another_of_the_same_address_by_what_they_take(clinic):
    cleo = client_with(GREEN, now=NOW - 2 * HOUR)
    other = client_with(THINNER, name="Demo Dora", now=NOW)
    Client.objects.filter(pk=other.pk).update(email=cleo.email)
    assert book(clinic, cleo).status == "booked"
