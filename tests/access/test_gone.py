"""What a button works on is deleted after its page has found it: then it is not here, and no fault of ours.

Somebody is forgotten, two records become one, a row is taken away: for a moment each button can meet it.
"""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from hekas.accounts.models import User
from hekas.messaging.models import OutboundMessage
from tests.access.browsers import signed_in, undone
from tests.access.posts import prepare
from tests.access.test_twice import ACTS, press, presser
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import make_clinic
from tests.concurrency.race import until, waits_for_a_row

FOUND = QuerySet.get


def is_gone(rows, *args, **kwargs):
    """No row that an action would hold still is there: another transaction has just deleted it."""
    if rows.query.select_for_update:
        raise rows.model.DoesNotExist
    return FOUND(rows, *args, **kwargs)


def test_no_button_makes_a_fault_of_it(house, browsers, monkeypatch):
    met, faults = [], []
    for name in ACTS:
        prepare(name, house.alice)
        with undone(), monkeypatch.context() as patch:
            patch.setattr(QuerySet, "get", is_gone)
            answer = press(browsers.of(presser(name)), name, house, house.alice)
        met += [name] if answer.status_code == 404 else []
        faults += [(name, answer.status_code)] if answer.status_code >= 500 else []
    assert faults == []
    assert len(met) > 20


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_deleted_while_somebody_sends_it_again():
    """With real threads: the button waits for the row, and then there is none."""
    book(make_clinic())
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
