"""A wish to be forgotten: asked, refused with a reason, held up, carried out once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import clearances
from assessments.actions.clearances import Contact
from bookings.models import Appointment
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.models import AuditEvent
from hekas.privacy.actions import erasure
from hekas.privacy.models import ErasureRequest, LegalHold
from tests.bookings.clinic import NOW, make_clinic
from tests.bookings.safety.people import RED, client_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
JO = Actor("user", "jo", "Jo")
DAY = timedelta(days=1)


def test_a_legal_hold_stops_it_until_it_is_lifted(house, alice):
    hold = LegalHold.objects.create(client=alice.client, reason="A claim", set_at=house.now)
    wish = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    with pytest.raises(erasure.OnHold):
        erasure.carry_out(wish, by=JO, now=house.now)
    assert Client.objects.filter(pk=alice.client.pk, email=alice.client.email).exists()
    hold.lifted_at = house.now
    hold.save()
    assert erasure.carry_out(wish, by=JO, now=house.now).state == "done"


def test_nobody_is_erased_in_the_middle_of_a_visit(house, alice):
    Appointment.objects.filter(pk=alice.appointment.pk).update(status="arrived")
    wish = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    with pytest.raises(erasure.VisitGoingOn):
        erasure.carry_out(wish, by=JO, now=house.now)


def test_a_wish_is_answered_once_and_a_refusal_says_why(house, alice):
    wish = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    assert erasure.ask(alice.client, by=SYSTEM, now=house.now) == wish
    erasure.refuse(wish, reason="A claim is open.", by=JO, now=house.now)
    with pytest.raises(erasure.AnsweredAlready):
        erasure.carry_out(wish, by=JO, now=house.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.filter(pk=wish.pk).update(reason="")


def test_who_was_refused_may_ask_again(house, alice):
    first = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    erasure.refuse(first, reason="A claim is open.", by=JO, now=house.now)
    again = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    assert (again.pk != first.pk, again.state) == (True, "asked")


def test_it_is_written_down_without_saying_who(house, alice):
    wish = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    erasure.carry_out(wish, by=JO, now=house.now)
    event = AuditEvent.objects.get(action="client.erased")
    assert (event.actor_label, event.subject_uuid) == ("Jo", alice.client.uuid)
    assert set(event.detail) == {"kept_until"}


def test_whoever_was_sent_for_help_is_not_forgotten_before_somebody_has_spoken_with_them():
    """Else the same person would come back as somebody new, and nobody could ever have rung them."""
    cleo, amira = client_with(RED), make_clinic().therapists[0]
    wish = erasure.ask(cleo, by=SYSTEM, now=NOW)
    with pytest.raises(erasure.CallFirst):
        erasure.carry_out(wish, by=SYSTEM, now=NOW + 27 * DAY)
    talk = Contact("Cleo", NOW, "Seen by her doctor")
    clearances.close(cleo.clearances.get(), therapist=amira, contact=talk, by=SYSTEM, now=NOW)
    assert erasure.carry_out(wish, by=SYSTEM, now=NOW + 27 * DAY).state == "done"


def test_nobody_waits_longer_than_the_law_gives():
    wish = erasure.ask(client_with(RED), by=SYSTEM, now=NOW)
    assert erasure.carry_out(wish, by=SYSTEM, now=NOW + 28 * DAY).state == "done"
