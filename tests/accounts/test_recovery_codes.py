"""Recovery codes: shown once, kept as hashes, each good for one sign-in. Source: ASVS 6.5.2."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes as Allauths
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from hekas.accounts.models import User
from hekas.accounts.recovery_codes import HashedRecoveryCodes, RecoveryCodes

pytestmark = pytest.mark.django_db
ARGON = "django.contrib.auth.hashers.Argon2PasswordHasher"


@pytest.fixture
def admin():
    return User.objects.create_user("admin@demo.example", "a long demo password", role="admin")


def shown_to(admin):
    """What the page shows that is opened once."""
    HashedRecoveryCodes.activate(admin)
    page = kept().wrap()
    page.mark_as_viewed()
    return page.get_unused_codes()


def kept():
    return Authenticator.objects.get(type="recovery_codes")


def test_once_they_were_shown_a_hash_of_each_is_left_and_nothing_they_are_made_of(admin, settings):
    settings.PASSWORD_HASHERS = [ARGON]
    codes = shown_to(admin)
    data = kept().data
    assert "seed" not in data and len(set(codes)) == 10
    assert [one.split("$")[:2] for one in data["hashes"]] == [["argon2", "argon2id"]] * 10
    assert not any(code in str(data) for code in codes)


def test_each_opens_once_however_it_is_typed(admin):
    codes = shown_to(admin)
    first = f" {codes[0][:4]}-{codes[0][4:]} "
    assert [kept().wrap().validate_code(code) for code in (first, first, codes[9], "00000000", "")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert len(kept().wrap().get_unused_codes()) == 8


def test_a_hash_is_no_code(admin):
    shown_to(admin)
    assert not kept().wrap().validate_code(kept().data["hashes"][0])


def test_they_still_open_where_a_hash_costs_more_by_now(admin, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    codes = shown_to(admin)
    row = kept()
    row.data["hashes"] = [cheaper(code) for code in codes[:3]]
    row.save()
    assert [kept().wrap().validate_code(code) for code in (codes[1], codes[1])] == [True, False]


def cheaper(code):
    return PBKDF2PasswordHasher().encode(code, "a salt of before", iterations=10)


def test_those_of_before_are_hashed_with_the_release(admin):
    old = Allauths.activate(admin)
    codes, row = old.generate_codes(), old.instance
    assert old.validate_code(codes[0])
    row = kept()
    row.data["viewed_at"] = 1.0
    row.save()
    import_module("hekas.accounts.migrations.0009_recovery_codes_are_hashed").hash_them(apps, None)
    assert ("seed" in kept().data, len(kept().data["hashes"])) == (False, 9)
    assert [kept().wrap().validate_code(code) for code in codes[:2]] == [False, True]


def test_those_that_nobody_has_seen_are_closed_until_then(admin):
    row = HashedRecoveryCodes.activate(admin).instance
    assert row.data["seed"].startswith("gAAAA") and len(decrypt(row.data["seed"])) == 80


def test_a_node_of_the_release_before_finds_none_and_no_fault(admin):
    codes = shown_to(admin)
    assert RecoveryCodes(kept()).validate_code(codes[0]) is False
