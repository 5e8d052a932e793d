"""What the clinic wrote to a client: of a therapist a part of the record of care, of the desk not."""

import pytest
from django.urls import reverse

from hekas.audit.actors import Actor
from hekas.messaging.models import WrittenMessage
from hekas.privacy.actions import erasure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
JO = Actor("user", "jo", "Jo")


def test_what_a_therapist_wrote_stays_with_the_record_and_what_the_desk_wrote_goes(alice, house):
    name, jo = alice.client.name, house.users["jo"]
    WrittenMessage.objects.create(
        client=alice.client, author=jo, text=f"{name}, your scarf is here", written_at=house.now
    )
    WrittenMessage.objects.filter(client=alice.client, therapist__isnull=False).update(text=f"Rest, {name}")
    erasure.carry_out(alice.wish, by=JO, now=house.now)
    assert [row.text for row in WrittenMessage.objects.filter(client=alice.client)] == ["Rest, [erased]"]


def test_whoever_reads_what_we_keep_reads_of_what_is_written_to_them_and_what_the_desk_is_told(client):
    page = client.get(reverse("portal:privacy")).content.decode()
    assert "and what we write to you" in page and "you read it on this site after signing in" in page
    assert "What somebody tells our front desk about your health" in page
    assert "sees no more than that note" in page


def test_whoever_asks_to_be_forgotten_reads_what_stays_of_what_was_written(client, alice):
    client.force_login(alice.client.user)
    for page in ("portal:privacy", "privacy:own_data"):
        assert "with what therapists wrote to you" in client.get(reverse(page)).content.decode()
