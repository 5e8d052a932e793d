"""What was kept of letters before their links were taken out of it: no row and no page opens a door."""

import importlib
from datetime import timedelta

import pytest
from django.db import connection

from hekas.messaging import archive
from hekas.messaging.models import ArchivedMessage, OutboundMessage
from hekas.messaging.presenters import message_page, own_message
from hekas.messaging.terms import State
from tests.messaging.conftest import NOON

pytestmark = pytest.mark.django_db
LINK = "https://hekas.example/visit/abc_D-e="
WORDS = f"Friday 27 November: {LINK}\nFriday 4 December (http://old.example/visit/def).\nRing us: 0161."
CLEAN = "Friday 27 November: (private link)\nFriday 4 December ((private link)).\nRing us: 0161."


@pytest.fixture
def kept(alice, reminder):
    """Rows as they were kept: in the outbox, and put away long ago."""

    def make(count, text=WORDS):
        for number in range(count):
            reminder(alice, key=f"{text[:9]}:{number}", context={"when": "Friday", "where": LINK})
        OutboundMessage.objects.filter(sent_text="").update(
            state=State.SENT, sent_at=NOON, address=alice.email, sent_text=text, updated_at=NOON
        )

    return make


def take_out(monkeypatch, batch=2):
    migration = importlib.import_module("hekas.messaging.migrations.0005_no_link_is_kept")
    monkeypatch.setattr(migration, "BATCH", batch)
    with connection.schema_editor(atomic=False) as editor:
        migration.take_out(None, editor)


def texts(model):
    return set(model.objects.values_list("sent_text", flat=True))


def test_rows_of_before_lose_their_links_batch_by_batch(kept, monkeypatch):
    kept(5)
    take_out(monkeypatch)
    assert texts(OutboundMessage) == {CLEAN}
    assert OutboundMessage.objects.count() == 5


def test_so_do_those_that_were_put_away(kept, monkeypatch):
    kept(3)
    OutboundMessage.objects.update(created_at=NOON)
    archive.put_away(now=NOON + timedelta(days=200))
    take_out(monkeypatch)
    assert (ArchivedMessage.objects.count(), texts(ArchivedMessage)) == (3, {CLEAN})


def test_done_twice_it_does_nothing_twice_and_nothing_else(kept, monkeypatch):
    """When a row last changed decides when it is put away; its closed words may have to go again."""
    kept(1), kept(1, text="Nothing to open here.\n")
    unlike = {"sent_text"}
    before = list(OutboundMessage.objects.order_by("id").values())
    take_out(monkeypatch), take_out(monkeypatch)
    after = list(OutboundMessage.objects.order_by("id").values())
    assert [row["sent_text"] for row in after] == [CLEAN, "Nothing to open here.\n"]
    for old, new in zip(before, after, strict=True):
        old["context"], new["context"] = dict(old["context"]), dict(new["context"])
        assert {key for key in old if old[key] != new[key]} <= unlike


def test_where_nothing_is_kept_there_is_nothing_to_do(monkeypatch):
    take_out(monkeypatch)
    assert texts(OutboundMessage) == set()


def test_no_page_shows_one_that_a_worker_of_before_still_wrote(kept):
    """Old code runs on for minutes beside the new schema, and writes as it always did."""
    kept(1)
    message = OutboundMessage.objects.get()
    assert message_page(message, NOON).text == own_message(message).text == CLEAN
