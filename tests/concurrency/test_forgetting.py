"""A record whose day has come, and somebody who still needs it: whoever is first with its lock decides."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from assessments.models import Result
from hekas.accounts.models import Client
from hekas.privacy.actions import forgetting
from hekas.privacy.models import LegalHold
from tests.bookings.clinic import NOW, cleared_client
from tests.concurrency.race import until, waits_for_a_row

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
YEARS_LATER = NOW + timedelta(days=9 * 365)


def test_a_hold_that_is_set_while_its_day_comes_keeps_the_record():
    client = cleared_client().client
    Client.objects.filter(pk=client.pk).update(created_at=NOW - timedelta(days=1))
    done = []

    def forget():
        try:
            done.append(forgetting.old_records(YEARS_LATER))
        finally:
            connection.close()

    sweep = Thread(target=forget)
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=client.pk)
        sweep.start()
        until(waits_for_a_row)
        LegalHold.objects.create(client=client, reason="A claim", set_at=YEARS_LATER)
    sweep.join(30)
    assert (done, Result.objects.filter(intake__client=client).count()) == ([0], 1)
