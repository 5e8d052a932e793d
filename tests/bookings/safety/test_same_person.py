"""Somebody who was told to see a doctor today, written down anew before anybody spoke with them."""

from datetime import timedelta

import pytest

from assessments.actions import clearances
from assessments.models import Clearance
from assessments.queries.advice import AFTER_STOP
from assessments.queries.clearances import advice_for
from assessments.queries.elsewhere import held_elsewhere
from bookings.actions.holds import NotCleared
from bookings.queries.clearing import missing_at_the_door
from hekas.accounts.models import Client
from tests.bookings.clinic import BY, NOW
from tests.bookings.safety.people import GREEN, HELD, RED, book, client_with, give
from tests.bookings.waiting import wait

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NUMBER, OTHER = "+447700900123", "+447700900124"


def anew(email="", phone=""):
    return Client.objects.create(name="Demo Dora", email=email, phone=phone)


WAYS = [
    ({"email": "CLEO@demo.example"}, True),
    ({"phone": NUMBER}, True),
    ({"email": "cleo@demo.example\u200b"}, True),  # a mark that nobody sees, as it comes with copying
    ({"email": "cleo@d\u00ademo.example"}, True),
    ({"email": "cleo@ｄｅｍｏ。example"}, True),  # letters of another width: the post office is the same
    ({"email": "chloe@demo.example"}, False),
    ({"phone": OTHER}, False),
    ({}, False),
]


@pytest.mark.parametrize(("way", "known"), WAYS)
def test_a_stop_stands_for_whoever_has_its_address_or_its_number(clinic, way, known):
    client_with(RED, phone=NUMBER)
    again = anew(**way)
    give(again, GREEN)
    assert set(held_elsewhere([again], {})) == ({again.pk} if known else set())
    assert advice_for(now=NOW, client=again).gate == ("held" if known else "open")
    if known:
        with pytest.raises(NotCleared):
            book(clinic, again)
    else:
        assert book(clinic, again).status == "booked"


def test_a_stop_that_came_after_the_booking_holds_them_at_the_door(clinic):
    visit = book(clinic, client_with(GREEN, name="Demo Dora", phone=NUMBER))
    assert missing_at_the_door(visit, visit.starts_at) is None
    client_with(RED, phone=NUMBER)
    assert missing_at_the_door(visit, visit.starts_at) is not None


def test_nobody_is_like_anybody_for_want_of_an_address_and_a_number(clinic):
    nameless = anew()
    give(nameless, RED)
    other = anew()
    give(other, GREEN)
    assert held_elsewhere([other], {}) == {}


def test_an_open_stop_of_theirs_holds_new_answers_that_are_not_tied_to_them_yet():
    """Before any lock, so that no page shows them a time: the answers of today are nobody's still."""
    cleo = client_with(RED)
    fresh = give(None, GREEN, NOW + MINUTE).intake
    advice = advice_for(now=NOW + MINUTE, client=cleo, intake=fresh)
    assert (advice.gate, advice.reasons) == ("held", (AFTER_STOP,))
    assert advice_for(now=NOW + MINUTE, intake=fresh).gate == "open"


def test_no_release_opens_what_follows_a_stop_that_nobody_has_closed(clinic):
    """However it came about: a release closes the stop before it, or is none."""
    cleo = client_with(RED)
    give(cleo, GREEN, NOW + MINUTE)
    row = Clearance.objects.current().get(client=cleo)
    said = {"released_at": NOW, "released_by": clinic.therapists[0], "release_reason": "Spoke"}
    Clearance.objects.filter(pk=row.pk).update(**said)
    assert advice_for(now=NOW + MINUTE, client=cleo).gate == "held"


def test_a_visitor_with_the_address_of_a_stop_does_not_join_the_waiting_list(clinic):
    """Nobody knows who they are before they say it: the gate is asked once more then."""
    client_with(RED, phone=NUMBER)
    with pytest.raises(NotCleared):
        wait(clinic, "Demo Cleo")
    assert wait(clinic, "Demo Vera").state == "waiting"


def test_what_newer_answers_have_replaced_is_not_released(clinic):
    """It would free what the newer ones told, about which nobody was asked."""
    cleo = client_with(HELD)
    old = Clearance.objects.current().get(client=cleo)
    give(cleo, HELD, NOW + MINUTE)
    said = {"therapist": clinic.therapists[0], "reason": "Spoke", "by": BY, "now": NOW + MINUTE}
    with pytest.raises(clearances.NotHeld):
        clearances.release(old, **said)
    assert Clearance.objects.current().get(client=cleo).lasting
