"""What the clinic wrote to a client: of a therapist a part of the record of care, of the desk not."""

import pytest

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
