"""With whom the desk books where nobody said: their own therapist, and else nobody is assumed."""

import pytest

from hekas.accounts.models import Client
from tests.bookings.clinic import cleared_client

from .test_desk import BOOK, DAY, book_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_a_client_is_booked_with_their_own_therapist_unless_the_board_names_another(jo, clinic):
    client, (first, own) = cleared_client("Demo Cleo").client, clinic.therapists[:2]
    Client.objects.filter(pk=client.pk).update(home_therapist=own)
    assert f'value="{own.uuid}" selected' in book_page(jo, client).html
    named = jo.open(f"{BOOK}?client={client.uuid}&day={DAY}&therapist={first.uuid}")
    assert f'value="{first.uuid}" selected' in named.html
    Client.objects.filter(pk=client.pk).update(home_therapist=None)
    answer = jo.submit(
        book_page(jo, client).form("desk/book/"), service=str(clinic.service.uuid), day=DAY, at="10:00"
    )
    assert (answer.status, "Choose a therapist" in answer.text) == (422, True)
