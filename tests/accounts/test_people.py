"""Accounts, roles, and how a client record comes to an account."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from hekas.accounts.actions import clients
from hekas.accounts.models import Client, User
from hekas.accounts.permissions import OF_A_CLINICIAN, ROLES, Permission, Role, may
from hekas.audit.actors import SYSTEM
from hekas.audit.models import AuditEvent

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return clients.of_visitor(
        name="Demo Alice", email="Alice@demo.example", phone="+447700900001", by=SYSTEM, now=NOW
    )


@pytest.fixture
def account():
    return User.objects.create_user("alice@demo.example", "correct horse", name="Demo Alice")


def test_an_address_differing_in_case_is_the_same_account(account):
    with pytest.raises(IntegrityError):
        User.objects.create_user("ALICE@demo.example", "x")


def test_signing_in_ignores_case(account):
    assert User.objects.get_by_natural_key("Alice@Demo.example") == account


def test_browser_and_address_together_tie_a_client_to_an_account(visitor, account):
    assert clients.tie_to_account(account, visitor.uuid, now=NOW) == visitor
    assert AuditEvent.objects.filter(action="client.tied", subject_uuid=visitor.uuid).count() == 1


@pytest.mark.parametrize("uuid", [None, uuid4()])
def test_the_address_alone_ties_nothing(visitor, account, uuid):
    assert clients.tie_to_account(account, uuid, now=NOW) is None


def test_the_browser_alone_ties_nothing(visitor):
    other = User.objects.create_user("bob@demo.example", "correct horse")
    assert clients.tie_to_account(other, visitor.uuid, now=NOW) is None


def test_a_tied_record_is_never_tied_again(visitor, account):
    clients.tie_to_account(account, visitor.uuid, now=NOW)
    visitor.refresh_from_db()
    second = User.objects.create_user("alice2@demo.example", "x")
    User.objects.filter(pk=second.pk).update(email="alice@demo.example2")
    assert clients.tie_to_account(second, visitor.uuid, now=NOW) is None


def test_a_visitor_never_takes_an_existing_record(visitor):
    again = clients.of_visitor(name="Demo A", email=visitor.email, phone="", by=SYSTEM, now=NOW)
    assert again.pk != visitor.pk and Client.objects.count() == 2


def test_an_account_has_one_client_record(account):
    first = clients.of_account(account, name="Demo Alice", phone="", now=NOW)
    assert clients.of_account(account, name="Demo Else", phone="", now=NOW) == first


def test_every_permission_is_held_by_some_role_or_given_by_name():
    assert set().union(*ROLES.values()) == set(Permission) - OF_A_CLINICIAN


def test_an_unknown_role_may_nothing():
    assert [p for p in Permission if may("root", p, is_clinician=True)] == []


@pytest.mark.parametrize("role", list(Role))
def test_what_is_a_clinicians_is_held_by_no_role_and_never_by_a_client(role):
    is_staff = role is not Role.CLIENT
    for permission in OF_A_CLINICIAN:
        assert not User(role=role.value).may(permission)
        assert User(role=role.value, is_clinician=True).may(permission) is is_staff


def test_no_client_is_a_clinician(account):
    account.is_clinician = True
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()


def test_a_deactivated_account_may_nothing(account):
    account.is_active = False
    assert not account.may(Permission.OWN_CARE)


@pytest.mark.parametrize(
    ("role", "staff"), [(Role.CLIENT, False), (Role.THERAPIST, False), (Role.ADMIN, True)]
)
def test_only_admins_reach_the_admin_site(role, staff):
    assert User(role=role.value).is_staff is staff
