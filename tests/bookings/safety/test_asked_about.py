"""What was told and lasts is asked about once, by somebody who has seen it: no release covers what it hid."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import claims, clearances
from assessments.actions.clearances import Contact
from assessments.models import Clearance
from assessments.presenters.review import told_before
from assessments.queries import earlier
from assessments.queries.clearances import advice_for
from bookings.actions.holds import NotCleared
from hekas.accounts.models import Client
from hekas.privacy.actions import merging
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.safety.people import GREEN, HELD, RED, book, client_with, give, release, status

pytestmark = pytest.mark.django_db
THINNER = {"health": {"medicines": ["anticoagulant"], "anticoagulant_for_recent_clot": "no"}}  # K1
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def standing(client):
    return client.clearances.get(superseded_at=None)


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def flags(row):
    return {flag["id"] for flag in row.result.snapshot["triage"]["flags"]}


def told_about(row):
    """The flags of all that a therapist is shown beside these answers."""
    return set().union(*(flags(one) for one in earlier.unasked(row)))


def test_of_two_records_the_release_of_one_does_not_cover_what_the_other_told(clinic):
    twin = client_with(THINNER, name="Demo Twin", now=NOW - DAY)
    cleo = client_with(HELD, now=NOW - HOUR)
    release(cleo, clinic.therapists[0])
    visit = book(clinic, cleo, start=TEN + 7 * DAY)
    merging.merge(cleo, twin, reason="One person", by=BY, now=NOW)
    assert gate(cleo) == "held"
    assert "K1" in told_about(standing(cleo))
    with pytest.raises(NotCleared):
        book(clinic, cleo)
    assert status(visit) == "booked"  # there is time to ring them
    release(cleo, clinic.therapists[0])
    give(cleo, GREEN, NOW + HOUR)
    assert gate(cleo, NOW + HOUR) == "open"


def test_what_is_claimed_late_is_not_covered_by_a_release_that_did_not_know_it(clinic):
    before = give(None, THINNER, now=NOW - DAY).intake
    cleo = client_with(HELD)
    release(cleo, clinic.therapists[0])
    claims.claim(before, client=cleo, by=BY, now=NOW)
    row = standing(cleo)
    assert (gate(cleo), row.released_at, row.released_by) == ("held", None, None)
    assert "K1" in told_about(row)
    release(cleo, clinic.therapists[0])
    assert gate(cleo) == "open"


def test_answers_held_behind_others_before_anybody_knew_whose_hold_newer_ones_once_they_are_claimed(clinic):
    first = give(None, THINNER, now=NOW - 2 * HOUR).intake
    again = give(None, GREEN, now=NOW - HOUR, renews=first).intake
    cleo = client_with(GREEN)
    claims.claim(again, client=cleo, by=BY, now=NOW)
    assert gate(cleo) == "held"


def test_what_the_same_address_told_is_not_hidden_by_something_newer_that_was_asked_about(clinic):
    client_with(THINNER, now=NOW - DAY)
    other = make_client("Demo Other")
    for _ in range(2):
        give(other, HELD, NOW - HOUR)
    release(other, clinic.therapists[0])
    Client.objects.filter(pk=other.pk).update(email="cleo@demo.example")
    other.refresh_from_db()
    give(other, GREEN)
    assert gate(other) == "held"
    assert told_about(standing(other)) >= {"K1"}


@pytest.mark.parametrize("order", [(THINNER, RED), (RED, THINNER)], ids=["before", "after"])
def test_a_stop_does_not_hide_what_was_told_beside_it(clinic, order):
    cleo = make_client()
    for hours, said in enumerate([*order, GREEN]):
        give(cleo, said, NOW + hours * HOUR)
    row = standing(cleo)
    assert {"E4", "K1"} <= told_about(row)
    talk = Contact("Cleo", NOW + 3 * HOUR, "Seen by her doctor, and she told of her tablets")
    clearances.release(
        row, therapist=clinic.therapists[0], reason="Rang", contact=talk, by=BY, now=NOW + 3 * HOUR
    )
    give(cleo, GREEN, NOW + 4 * HOUR)
    assert gate(cleo, NOW + 4 * HOUR) == "open"
    assert not Clearance.objects.open_stops().exists()


def test_a_stop_that_is_claimed_late_is_called_about_before_who_was_held_is_let_through(clinic):
    before = give(None, RED, now=NOW - DAY).intake
    cleo = client_with(THINNER, now=NOW - HOUR)
    give(cleo, GREEN)
    claims.claim(before, client=cleo, by=BY, now=NOW)
    with pytest.raises(clearances.ContactNeeded):
        release(cleo, clinic.therapists[0])
    assert {"E4", "K1"} <= told_about(standing(cleo))


@pytest.mark.parametrize("told", [THINNER, RED], ids=["lasts", "stop"])
def test_what_was_told_before_anybody_knew_whose_holds_on_once_the_answers_behind_it_are_claimed(
    clinic, told
):
    first = give(None, told, now=NOW - 2 * HOUR).intake
    again = give(None, GREEN, now=NOW - HOUR, renews=first).intake
    cleo = make_client()
    claims.claim(again, client=cleo, by=BY, now=NOW - HOUR)
    assert gate(cleo) == "held"
    give(cleo, GREEN)  # anew, on another device
    assert gate(cleo) == "held"
    assert flags(first.clearances.get()) <= told_about(standing(cleo))


@pytest.mark.parametrize("told", [THINNER, RED], ids=["lasts", "stop"])
def test_what_was_told_holds_better_answers_of_the_same_device_before_anybody_knows_whose(told):
    first = give(None, told, now=NOW - 2 * HOUR).intake
    again = give(None, GREEN, now=NOW - HOUR, renews=first).intake
    row = again.clearances.get()
    assert (row.gate, row.follows_stop) == ("held", first.clearances.get())
    assert advice_for(now=NOW, intake=again).gate == "held"


@pytest.mark.parametrize("held", [1, 3])
def test_who_holds_is_read_for_all_at_once(clinic, held):
    """Beside the answers stands who holds each before and which were asked about: two questions more."""
    cleo = client_with(HELD)
    for number in range(held):
        twin = client_with(name=f"Demo Twin {number}", now=NOW - DAY)
        Client.objects.filter(pk=twin.pk).update(email=cleo.email)
        therapist = clinic.therapists[number % 2]
        clearances.hold(standing(twin), therapist=therapist, reason="Their GP rang", by=BY, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        told = told_before(earlier.unasked(standing(cleo)), standing(cleo))
    assert sum(each.whats[0].startswith("Held by") for each in told) == held
    assert len(asked) == 6
