"""A therapist has heard what no answer says: whoever was open is held, until one releases them (ADR 43)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import clearances
from assessments.models import Clearance
from assessments.queries.advice import SPEAK_FIRST
from assessments.queries.ages import is_held_by_age
from assessments.queries.clearances import advice_for
from bookings.actions.holds import NotCleared
from bookings.models import Appointment
from bookings.queries.clearing import Missing, missing_at_the_door, missing_for_each
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.safety.people import (
    CLOT,
    GREEN,
    HELD,
    RED,
    book,
    client_with,
    give,
    hold,
    release,
    status,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEARD = "Their GP rang: a clot is being looked for"


def standing(client):
    return Clearance.objects.current().get(client=client)


def by_hand(client, therapist, now=NOW, reason=HEARD):
    return clearances.hold(standing(client), therapist=therapist, reason=reason, by=BY, now=now)


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


@pytest.fixture
def amira(clinic):
    return clinic.therapists[0]


def test_whoever_is_held_by_hand_books_nothing_and_reads_no_reason(clinic, amira):
    cleo = client_with(GREEN)
    by_hand(cleo, amira)
    advice = advice_for(now=NOW, client=cleo)
    assert (advice.gate, list(advice.reasons)) == ("held", [SPEAK_FIRST])
    assert not is_held_by_age(standing(cleo))
    with pytest.raises(NotCleared):
        hold(clinic, cleo)
    assert AuditEvent.objects.filter(action="clearance.held").count() == 1


def test_a_time_that_is_kept_for_them_is_given_up_and_a_visit_waits_for_a_word(clinic, amira):
    cleo = client_with(GREEN)
    visit, kept = book(clinic, cleo), hold(clinic, cleo, start=TEN + 2 * DAY)
    by_hand(cleo, amira)
    assert (status(visit), status(kept)) == ("booked", "expired")
    assert missing_at_the_door(visit, NOW) is Missing.WORD
    assert list(missing_for_each([visit], NOW)) == [Missing.WORD]


def test_clean_answers_given_after_it_are_held_until_a_release(clinic, amira):
    cleo = client_with(GREEN)
    by_hand(cleo, amira)
    give(cleo, GREEN, NOW + HOUR)
    assert list(advice_for(now=NOW + HOUR, client=cleo).reasons) == [SPEAK_FIRST]
    with pytest.raises(NotCleared):
        hold(clinic, cleo, start=TEN + DAY, now=NOW + HOUR)
    release(cleo, amira, NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open"
    give(cleo, GREEN, NOW + 3 * HOUR)
    assert gate(cleo, NOW + 3 * HOUR) == "open"


def test_a_release_is_taken_back_and_given_again(clinic, amira):
    cleo = client_with(HELD)
    release(cleo, amira)
    assert gate(cleo) == "open"
    row = by_hand(cleo, amira, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "held" and row.released_at is None
    release(cleo, amira, NOW + 2 * HOUR)
    assert gate(cleo, NOW + 2 * HOUR) == "open" and not standing(cleo).is_held_by_hand


def test_what_asks_for_a_doctor_asks_for_one_again(amira):
    """The doctor's word is withdrawn: it is as strict again as the answers were before it."""
    cleo = client_with(CLOT)
    release(cleo, amira)
    assert gate(cleo) == "open"
    by_hand(cleo, amira)
    assert gate(cleo) == "redirected"


def test_the_same_person_under_another_record_is_held_too(clinic, amira):
    cleo, twin = client_with(GREEN), client_with(GREEN, name="demo CLEO")
    assert book(clinic, twin).status == "booked"
    by_hand(cleo, amira)
    with pytest.raises(NotCleared):
        hold(clinic, twin, start=TEN + DAY)


@pytest.mark.parametrize("told", [HELD, RED])
def test_only_what_is_open_is_held_by_hand(amira, told):
    cleo = client_with(told)
    with pytest.raises(clearances.NotOpen):
        by_hand(cleo, amira)


def test_what_newer_answers_have_replaced_is_not_held(amira):
    cleo = client_with(GREEN)
    before = standing(cleo)
    give(cleo, GREEN, NOW + HOUR)
    with pytest.raises(clearances.NotOpen):
        clearances.hold(before, therapist=amira, reason=HEARD, by=BY, now=NOW)
    assert gate(cleo, NOW + HOUR) == "open"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_part_of_it(amira, reason):
    cleo = client_with(GREEN)
    with pytest.raises(clearances.ReasonNeeded):
        by_hand(cleo, amira, reason=reason)
    assert gate(cleo) == "open"


def test_the_database_keeps_no_hold_without_a_name(amira):
    cleo = client_with(GREEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(client=cleo).update(held_at=NOW)


def test_their_own_therapist_hears_of_it_unless_it_was_they(clinic, amira):
    told = []
    for therapist in clinic.therapists[:2]:
        cleo = client_with(GREEN, name=f"Demo {therapist.pk}")
        cleo.home_therapist = amira
        cleo.save()
        before = OutboundMessage.objects.count()
        by_hand(cleo, therapist)
        told.append(OutboundMessage.objects.count() - before)
    assert told == [0, 1]
    assert not Appointment.objects.exists()
