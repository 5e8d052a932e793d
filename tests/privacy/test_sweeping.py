"""An erasure by a node of an older release leaves the newest kind of rows, and the next hour finishes it."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import DeskNote
from hekas.accounts.models import Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.privacy.actions import erasure, forgetting, sweeping
from hekas.privacy.actions.rows import GONE
from hekas.privacy.models import ErasureRequest
from hekas.privacy.queries import held
from hekas.privacy.queries.access_log import left_to_look_at
from tests.access.people import JO as STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
JO = Actor("user", "jo", "Jo")


def heard_of(own, house):
    """What the desk wrote at a node of the new release."""
    desk = house.users[STAFF]
    words = f"Dr Demo rang about {own.client.name}: wait for the scan"
    return DeskNote.objects.create(client=own.client, written_by=desk, reason=words)


@pytest.fixture
def old_node(monkeypatch):
    """A release that has no model for what the desk wrote."""
    known = tuple(model for model in held._models() if model is not DeskNote)

    def carries_out(own, now, *, writes_down=True):
        wish = erasure.ask(own.client, by=SYSTEM, now=now)
        with monkeypatch.context() as older:
            older.setattr(held, "_models", lambda: known)
            erasure.carry_out(wish, by=JO, now=now)
        if not writes_down:
            ErasureRequest.objects.filter(pk=wish.pk).update(knew=None)
        return wish

    return carries_out


@pytest.mark.parametrize("writes_down", [True, False])
def test_the_words_that_an_old_node_left_are_taken_out_within_the_hour(house, alice, old_node, writes_down):
    name = alice.client.name
    note = heard_of(alice, house)
    old_node(alice, house.now, writes_down=writes_down)
    assert name in DeskNote.objects.get(pk=note.pk).reason  # what it left
    assert forgetting.everything(house.now)["left_by_older_releases"] == 1
    row = DeskNote.objects.get(pk=note.pk)
    assert (row.reason, row.taken_back_because, row.written_by) == (GONE, "", note.written_by)
    assert left_to_look_at(alice.client.uuid)
    assert sweeping.left_by_older_releases(house.now) == 0


def test_what_this_release_erased_is_left_as_it_is(house, alice, bob):
    """Its words were looked at one by one: what is no name is the record of care."""
    note, his = heard_of(alice, house), heard_of(bob, house)
    wish = erasure.ask(alice.client, by=SYSTEM, now=house.now)
    erasure.carry_out(wish, by=JO, now=house.now)
    left = DeskNote.objects.get(pk=note.pk).reason
    assert left == f"Dr Demo rang about {GONE}: wait for the scan"
    assert sweeping.left_by_older_releases(house.now) == 0
    assert DeskNote.objects.get(pk=note.pk).reason == left
    assert bob.client.name in DeskNote.objects.get(pk=his.pk).reason


def test_what_a_newer_release_knew_stays_known(house, alice, old_node):
    """Where each knows a table that the other lacks, they would sweep in turn, and words of care with it."""
    heard_of(alice, house)
    wish = old_node(alice, house.now)
    wish.refresh_from_db()
    wish.knew.append("of_a_newer_release")
    wish.save()
    assert sweeping.left_by_older_releases(house.now) == 1
    wish.refresh_from_db()
    assert set(wish.knew) == {*held.tables(), "of_a_newer_release"}


def test_an_erasure_of_long_ago_is_not_taken_up_again(house, alice, old_node):
    heard_of(alice, house)
    old_node(alice, house.now)
    assert sweeping.left_by_older_releases(house.now + 2 * sweeping.LOOKED_AT_FOR) == 0


def test_where_nothing_is_kept_an_old_node_is_refused_whole(house, old_node):
    """The database lets no note hang on nobody: the wish stays open, for a node that knows the note."""
    nobody = Client.objects.create(name="Demo Nobody", email="nobody@demo.example")
    DeskNote.objects.create(client=nobody, written_by=house.users[STAFF], reason="Rang")
    own = type("Own", (), {"client": nobody})
    with pytest.raises(IntegrityError), transaction.atomic():
        old_node(own, house.now)
        connection.check_constraints()
    assert Client.objects.get(pk=nobody.pk).name == "Demo Nobody"
