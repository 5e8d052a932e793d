"""A row is deleted by one while another waits for it: whoever waited is told, and it is no fault of ours.

Every other button is pressed in tests/access/test_gone.py, with its row gone.
"""

from threading import Thread

import pytest
from django.db import connection, transaction

from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.access.browsers import signed_in
from tests.bookings.actions.test_desk import book
from tests.concurrency.race import until, waits_for_a_row

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_a_letter_that_is_deleted_while_somebody_sends_it_again(clinic):
    """With real threads: the button waits for the row, and then there is none."""
    book(clinic)
    admin = signed_in(User.objects.create_user("jo@demo.example", "x", role="admin"))
    message, said = OutboundMessage.objects.first(), []

    def resend():
        try:
            said.append(admin.post(f"/messages/log/{message.uuid}/resend/", {"reason": "She rang"}))
        finally:
            connection.close()

    button = Thread(target=resend)
    with transaction.atomic():
        OutboundMessage.objects.select_for_update().get(pk=message.pk)
        button.start()
        until(waits_for_a_row)
        OutboundMessage.objects.filter(pk=message.pk).delete()
    button.join(30)
    assert said[0].status_code == 404
    assert "It may have been taken away already" in said[0].content.decode()
