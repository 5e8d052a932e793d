"""Whoever worked here and is a client by now: on their account hangs what is others'; that stays there."""

import zipfile

import pytest
from django.db import connection

from hekas.accounts.models import ERASED, Client, User
from hekas.accounts.permissions import Role
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.privacy.actions import accounts, erasure, exports
from tests.privacy.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_surroundings")]
DESK = Actor("user", "jo", "Jo")


@pytest.fixture
def helper(house, alice):
    """The account of her therapist, who books like everybody else from now on."""
    user = alice.client.home_therapist.user
    user.role = Role.CLIENT.value
    user.save()
    return user


@pytest.fixture
def own(helper, bob):
    """The record of somebody with care behind them, which is this account's."""
    Client.objects.filter(pk=bob.client.pk).update(user=helper)
    return Client.objects.get(pk=bob.client.pk)


def names_in(file):
    with file, zipfile.ZipFile(file) as archive:
        return " ".join(archive.read(name).decode("utf-8-sig", "replace") for name in archive.namelist())


def test_no_copy_of_the_account_is_made(helper):
    with pytest.raises(accounts.WorkedHere):
        accounts.copy(helper, by=DESK, now=TODAY)


def test_the_copy_of_their_record_holds_nobody_elses(house, own, alice):
    told = names_in(exports.make(own, by=DESK, now=house.now))
    words = (alice.client.name, alice.client.email, alice.client.phone.as_e164)
    assert [word for word in words if word in told] == []
    assert own.name in told


def test_they_are_forgotten_and_what_they_did_for_others_stays(house, own, helper, alice):
    by = Actor("user", str(helper.uuid), helper.name)
    record(by=by, action="result.read", subject=alice.result, now=house.now)
    wish = erasure.ask(own, by=SYSTEM, now=house.now)
    erasure.carry_out(wish, by=DESK, now=house.now)
    connection.check_constraints()
    assert Client.objects.get(pk=own.pk).name == ERASED
    assert Client.objects.get(pk=own.pk).user is None
    assert User.objects.filter(pk=helper.pk, therapist=alice.client.home_therapist).exists()
    looked = AuditEvent.objects.filter(action="result.read", actor_id=str(helper.uuid))
    assert {row.actor_label for row in looked} == {helper.name}
