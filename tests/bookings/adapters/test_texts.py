"""Whoever names a place sees what a text about a visit there costs, before the bill comes."""

import pytest

from bookings.adapters import texts
from bookings.models import Location
from hekas.messaging.channels import sms
from hekas.messaging.channels.encoding import measure
from hekas.messaging.sending import delivery
from tests.bookings.clinic import NOW
from tests.bookings.safety.people import book, client_with
from tests.bookings.test_admin import send

pytestmark = pytest.mark.django_db
SHORT = {"name": "Hekas Deansgate", "address": "12 Demo Street", "postcode": "M3 4LZ"}
LONG = {
    "name": "Hekas at the Sports and Leisure Centre of Chorlton-cum-Hardy",
    "address": "12 Demo Street " * 6,
}


def place(**changes):
    return Location(**{**SHORT, **changes})


@pytest.mark.parametrize(
    ("changes", "encoding", "dear"),
    [
        ({}, "GSM-7", False),
        ({"name": "Clinica Ağaoğlu"}, "GSM-7", False),  # told as Agaoglu
        ({"name": "Клиника"}, "UCS-2", True),
        (LONG, "GSM-7", True),
    ],
    ids=["plain", "an accent", "another alphabet", "long"],
)
def test_only_a_dear_place_is_spoken_of(changes, encoding, dear):
    found = texts.longest(place(**changes))
    assert found.encoding == encoding
    assert bool(texts.advice(place(**changes))) is dear
    assert f"{found.segments} parts" in (texts.advice(place(**changes)) or f"{found.segments} parts")


def test_what_is_told_is_what_goes_out(clinic, settings):
    """The estimate is no shorter than the text that a client gets, and has its alphabet."""
    settings.SMS_URL = "memory://"
    sms.outbox.clear()
    Location.objects.update(name="Клиника Ağaoğlu")
    client = client_with(phone="+447700900123")
    client.email = ""
    client.save()
    visit = book(clinic, client)
    delivery.drain(clock=lambda: NOW, until=NOW.replace(hour=23))
    sent, told = measure(sms.outbox[0].text), texts.longest(visit.room.location)
    assert "Клиника Agaoglu" in sms.outbox[0].text
    assert (sent.encoding, sent.units <= told.units) == ("UCS-2", True)


@pytest.mark.usefixtures("at_now")
@pytest.mark.parametrize(("name", "warned"), [("Клиника", True), ("Café Žižka", False)])
def test_an_admin_is_told_when_saving_and_sees_the_length(jo, clinic, name, warned):
    said = send(jo, "location", clinic.location.pk, name=name).text
    clinic.location.refresh_from_db()
    assert clinic.location.name == name
    assert ("not in the alphabet of text messages" in said) is warned
    page = jo.open(f"/admin/bookings/location/{clinic.location.pk}/change/").text
    assert texts.in_words(clinic.location) in page
