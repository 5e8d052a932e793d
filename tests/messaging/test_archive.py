"""Old messages are put away by month: whole, once, and nothing of them is ever sent again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client as Browser

from hekas.accounts.models import User
from hekas.audit.actors import SYSTEM
from hekas.messaging import archive, parts
from hekas.messaging.actions import enqueue
from hekas.messaging.models import ArchivedKey, ArchivedMessage, DeliveryAttempt, OutboundMessage
from hekas.messaging.queries import log as logs
from hekas.messaging.queries.log import Filter, sent_to
from hekas.messaging.sending import delivery
from hekas.messaging.terms import Address
from hekas.postgres.partitions import month_of
from hekas.privacy.actions import merging
from hekas.privacy.queries.held import rows_of
from tests.concurrency.race import race
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LATER = NOON + timedelta(days=200)


@pytest.fixture
def old(alice, reminder):
    """Puts messages into the outbox, sends them, and lets them grow old."""

    def make(count=1, to=None, **values):
        made = [reminder(to or alice, key=f"old:{n}", **values) for n in range(count)]
        delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
        age()
        return made

    return make


def age(**values):
    OutboundMessage.objects.update(created_at=NOON, updated_at=NOON, **values)


def put_away(now=LATER):
    return archive.put_away(now=now)


def test_it_is_there_whole_and_no_more_in_the_outbox(old, alice):
    old()
    message = OutboundMessage.objects.get()
    assert put_away() == 1
    kept = ArchivedMessage.objects.get()
    same = ("uuid", "template", "channel", "client", "about", "dedupe_key", "due_at", "state", "address",
            "sent_at", "sent_subject", "sent_text", "provider_id", "expires_at")  # fmt: skip
    assert [getattr(kept, name) for name in same] == [getattr(message, name) for name in same]
    assert (kept.at, kept.written_at) == (message.sent_at, message.created_at)
    assert [(t["result"], t["detail"]) for t in kept.tries] == [("accepted", "")]
    assert (OutboundMessage.objects.count(), DeliveryAttempt.objects.count()) == (0, 0)


def test_a_key_that_was_put_away_is_never_used_again(old, alice, reminder):
    old()
    put_away()
    assert reminder(alice, key="old:0", now=LATER) is None
    assert dict(delivery.drain(clock=lambda: LATER, until=LATER + MINUTE)) == {}
    assert reminder(alice, key="new", now=LATER) is not None


def test_what_is_of_late_or_not_final_stays(old, alice, reminder):
    old(3)
    first, second, third = OutboundMessage.objects.order_by("id")
    OutboundMessage.objects.filter(pk=first.pk).update(state="queued", sent_at=None)
    OutboundMessage.objects.filter(pk=second.pk).update(updated_at=LATER)
    OutboundMessage.objects.filter(pk=third.pk).update(state="failed", error="No", sent_at=None)
    assert put_away() == 0
    OutboundMessage.objects.filter(pk=third.pk).update(looked_at=LATER)
    assert put_away() == 1


def test_what_may_have_gone_twice_waits_until_somebody_has_looked(old):
    old()
    OutboundMessage.objects.update(in_doubt=True)
    assert put_away() == 0
    OutboundMessage.objects.update(looked_at=NOON)
    assert put_away() == 1


def test_twice_is_once(old):
    old(3)
    assert [put_away(), put_away()] == [3, 0]
    assert (ArchivedMessage.objects.count(), ArchivedKey.objects.count()) == (3, 3)


def test_who_is_killed_midway_has_moved_whole_batches_and_nothing_else(old, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 2)
    old(5)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert archive._move(LATER - archive.AT_HAND) == 2
        raise RuntimeError
    assert (OutboundMessage.objects.count(), ArchivedMessage.objects.count()) == (5, 0)
    archive._move(LATER - archive.AT_HAND)
    assert (OutboundMessage.objects.count(), ArchivedMessage.objects.count()) == (3, 2)
    assert put_away() == 3


def test_no_more_than_its_share_at_once(old, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 2)
    old(5)
    assert archive.put_away(now=LATER, most=3) == 4


def test_a_message_that_was_sent_again_and_the_first_one_go_apart(old, alice, reminder):
    (first,) = old()
    again = reminder(alice, key="again", now=LATER, resend_of=first)
    assert put_away() == 1
    again.refresh_from_db()
    assert again.resend_of is None


def test_both_of_them_in_one_batch(old, alice, reminder):
    (first,) = old()
    reminder(alice, key="again", resend_of=first)
    delivery.drain(clock=lambda: NOON, until=NOON + MINUTE)
    age()
    assert put_away() == 2


def test_each_lies_in_the_part_of_its_month(old):
    old()
    parts.make_ahead(NOON)
    put_away()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM messaging_archivedmessage")
        assert cursor.fetchall() == [(f"messaging_archivedmessage_{month_of(NOON):%Y_%m}",)]


def test_a_month_without_a_part_gets_one(old):
    old()
    put_away()
    ArchivedMessage.objects.update(at=datetime(2021, 3, 5, tzinfo=UTC))
    assert "messaging_archivedmessage holds rows" not in parts.faults(NOON)
    assert "messaging_archivedmessage_rest holds rows" in parts.faults(NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as where the rows were written long before
    assert "messaging_archivedmessage_2021_03" in parts.make_ahead(NOON)
    assert not [fault for fault in parts.faults(NOON) if "holds rows" in fault]


def test_the_client_still_sees_it_after_what_is_newer(old, alice, reminder):
    (first,) = old()
    put_away()
    newer = reminder(alice, key="newer", now=LATER)
    delivery.drain(clock=lambda: LATER, until=LATER + MINUTE)
    assert [message.uuid for message in sent_to(alice)] == [newer.uuid, first.uuid]
    assert [message.uuid for message in sent_to(alice, 1)] == [newer.uuid]


@pytest.mark.parametrize("at_hand", [0, 1, 2, 3, 5])
def test_the_log_goes_on_into_the_archive_without_a_gap_or_a_double(old, alice, at_hand):
    old(5)
    kept = list(OutboundMessage.objects.order_by("-id").values_list("pk", flat=True)[:at_hand])
    OutboundMessage.objects.filter(pk__in=kept).update(updated_at=LATER)
    every = [message.uuid for message in OutboundMessage.objects.order_by("-id")]
    put_away()
    pages = [[m.uuid for m in logs.page(Filter(), start, start + 2)] for start in (0, 2, 4)]
    assert sorted(uuid for page in pages for uuid in page) == sorted(every)
    assert [len(page) for page in pages] == [2, 2, 1]


def test_the_log_is_filtered_there_as_well(old, alice, bob):
    old()
    put_away()
    assert logs.page(Filter(person="bob"), 0, 9) == []
    assert len(logs.page(Filter(person="alice", channel="email"), 0, 9)) == 1
    assert logs.page(Filter(state=logs.NEEDS_A_LOOK), 0, 9) == []


def test_staff_open_it_and_can_not_send_it_again(old):
    (message,) = old()
    put_away()
    browser = Browser()
    browser.force_login(User.objects.create_user("ada@clinic.example", name="Ada", role="admin"))
    page = browser.get(f"/messages/log/{message.uuid}/").content.decode()
    for words in ("Visit reminder", "was put away", "Taken by the provider", "alice@clients.example"):
        assert words in page
    for deed in ("resend", "looked"):
        assert browser.post(f"/messages/log/{message.uuid}/{deed}/", {"reason": "x"}).status_code == 404


def test_it_is_part_of_the_record_and_goes_with_the_client(old, alice):
    old()
    put_away()
    assert rows_of(alice)[ArchivedMessage].count() == 1
    alice.delete()
    assert not ArchivedMessage.objects.exists()


def test_it_follows_a_record_that_is_merged(old, alice, bob):
    old()
    put_away()
    merging.merge(bob, alice, reason="The same", by=SYSTEM, now=LATER)
    assert ArchivedMessage.objects.get().client == bob


def test_a_letter_to_an_address_alone_is_put_away_too(old):
    enqueue(
        template="account_email", to=Address("new@clients.example"), dedupe_key="a", about="account",
        context={"subject": "Your code", "body": "1"}, due_at=NOON, expires_at=NOON + DAY, now=NOON,
    )  # fmt: skip
    old(0)
    assert put_away() == 1
    assert ArchivedMessage.objects.get().given_address == "new@clients.example"


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_four_at_once_move_each_once(old, monkeypatch):
    monkeypatch.setattr(archive, "BATCH", 3)
    old(40)
    assert sum(race(*[put_away] * 4)) == 40
    assert (ArchivedMessage.objects.count(), OutboundMessage.objects.count()) == (40, 0)
    assert ArchivedMessage.objects.values("uuid").distinct().count() == 40
