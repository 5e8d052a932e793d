"""A link in a message opens the visit for whoever has the address that it went to, and for nobody else."""

from datetime import timedelta

import pytest

from bookings.models import AppointmentLink
from bookings.queries.person import Person
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM
from hekas.messaging.actions.staff import resend
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.privacy.actions import merging
from tests.bookings.clinic import NOW, make_client
from tests.bookings.regular import book_series
from tests.bookings.safety.people import book, client_with

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at_now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cleo(db):
    return client_with(phone="+447700900123")


@pytest.fixture
def visit(clinic, cleo):
    return book(clinic, cleo)


def confirmation(visit):
    return OutboundMessage.objects.get(template="appointment_confirmed", about=visit.about, resend_of=None)


def send(at=NOW):
    delivery.drain(clock=lambda: at, until=at + MINUTE)


def opens(client, message, name="manage_url"):
    path = "/" + message.context[name].split("/", 3)[3]
    return client.get(path).status_code == 200


def new_address(cleo, **changes):
    Client.objects.filter(pk=cleo.pk).update(**{"email": "new@demo.example", **changes})


def test_it_opens_the_visit(client, visit):
    send()
    assert opens(client, confirmation(visit))


def test_it_dies_with_the_address_that_it_went_to(client, cleo, visit):
    """Fault 43: whoever reads the old letter box by now is somebody else."""
    send()
    new_address(cleo)
    assert not opens(client, confirmation(visit))


def test_an_address_that_changed_before_it_was_sent_has_a_living_link(client, cleo, visit):
    new_address(cleo)
    send()
    assert confirmation(visit).address == "new@demo.example"
    assert opens(client, confirmation(visit))


def test_one_that_was_sent_dies_with_the_merger_into_a_record_of_another_address(client, cleo, visit):
    """Replayed by whoever holds that letter box: the record that stays has never had it."""
    send()
    assert opens(client, confirmation(visit))
    merging.merge(make_client("Demo Kept"), cleo, reason="The same", by=SYSTEM, now=NOW)
    assert not opens(client, confirmation(visit))


def test_what_waited_for_a_record_that_was_merged_has_a_living_link(client, cleo, visit):
    keep = make_client("Demo Kept")
    merging.merge(keep, cleo, reason="The same", by=SYSTEM, now=NOW)
    assert not opens(client, confirmation(visit))  # nobody has it yet
    send()
    assert confirmation(visit).address == keep.email
    assert opens(client, confirmation(visit))


def test_one_letter_of_a_series_too(client, clinic, cleo):
    series = book_series(clinic, Person(client=cleo))
    new_address(cleo)
    send()
    assert opens(client, OutboundMessage.objects.get(template="series_confirmed", about=series.about))


@pytest.mark.parametrize("doubt", [False, True])
def test_a_copy_that_may_lie_in_another_letter_box_keeps_it_shut(client, cleo, visit, doubt):
    """It went out, or may have, under the old address; the second try to the new one changes nothing."""
    OutboundMessage.objects.filter(pk=confirmation(visit).pk).update(in_doubt=doubt)
    new_address(cleo)
    send()
    assert opens(client, confirmation(visit)) is not doubt


def test_a_number_is_not_mistaken_for_an_address_that_is_not_there(client, cleo, visit):
    """Who has no number has nothing in common with a letter that went nobody knows where."""
    OutboundMessage.objects.filter(pk=confirmation(visit).pk).update(in_doubt=True)
    new_address(cleo, phone="")
    send()
    assert not opens(client, confirmation(visit))


def test_what_is_sent_again_has_a_link_of_its_own(client, cleo, visit):
    """The first went to a mistyped address: its link stays dead, the second one's lives."""
    send()
    first = confirmation(visit)
    new_address(cleo)
    again = resend(first, reason="The address was wrong", by=SYSTEM, now=NOW + HOUR)
    assert again.context["manage_url"] != first.context["manage_url"]
    assert again.context["ics_url"].startswith(again.context["manage_url"])
    send(NOW + HOUR)
    assert [opens(client, message) for message in (first, again)] == [False, True]
    assert AppointmentLink.objects.filter(appointment=visit).count() == 2


def test_of_a_text_the_link_is_bound_to_the_number(client, cleo, visit):
    send()
    again = resend(confirmation(visit), reason="No e-mail here", by=SYSTEM, now=NOW + HOUR, channel="sms")
    new_address(cleo)
    send(NOW + HOUR)
    again.refresh_from_db()
    assert (again.address, opens(client, again)) == ("+447700900123", True)
    Client.objects.update(phone="")
    assert not opens(client, again)
