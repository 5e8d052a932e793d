"""Who asks in vain can't tell by the clock whether an account exists. Source: fault 46; CVE-2024-39329.

The work is counted, which comes out the same on a busy machine: passwords hashed, statements, and all calls
of functions. `make drill-times` measures the time as well: of the processor, not of the wall, in turn, and
the median. The collector of garbage waits meanwhile: as hekas.memory sets it, it would look once in four
forms, in step.
"""

import gc
import os
import statistics
import sys
import time
from dataclasses import dataclass
from itertools import count

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hekas.accounts import adapter, limits
from hekas.accounts.models import User

ROUNDS = int(os.environ.get("SAME_TIMES", "0"))  # the drill: 250, that is a thousand tries a page
PASSWORD = "a long demo password"
WHO = ("unknown", "known", "locked", "unconfirmed")
number = count()


class Counted(MD5PasswordHasher):
    """Each password that is hashed, to be kept or to be compared."""

    passwords = 0

    def encode(self, *said):
        Counted.passwords += 1
        return super().encode(*said)


@pytest.fixture
def people(request, db, settings, monkeypatch):
    """One of each, and no limit in the way of measuring.

    A full letter box saves the work of a letter, and only who was asked for before has a full one.
    """
    settings.PASSWORD_HASHERS = [getattr(request, "param", f"{__name__}.Counted")]
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(limits, "LIMITS", {"letter": "1000000/h/key"})
    for name in WHO[1:]:
        user = User.objects.create_user(f"{name}@demo.example", PASSWORD, is_active=name != "locked")
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=name != "unconfirmed")


def address(who):
    """That of an account, or one that nobody has and nobody asked for before."""
    return f"{who}@demo.example" if who != "unknown" else f"nobody{next(number)}@demo.example"


def seconds(page, said):
    """Of the processor, for one form; nothing of it is kept."""
    browser = Browser()
    with transaction.atomic():
        gc.disable()
        try:
            began = time.process_time()
            browser.post(page, said)
            return time.process_time() - began
        finally:
            gc.enable()
            transaction.set_rollback(True)


def medians(page, form):
    spent = {who: [] for who in WHO}
    for who in WHO:
        seconds(page, form(address(who)))  # what is read once is read now
    for _ in range(ROUNDS):
        for who in WHO:
            spent[who].append(seconds(page, form(address(who))))
    return {who: statistics.median(times) for who, times in spent.items()}


PAGES = {
    "account_login": lambda email: {"login": email, "password": "wrong but long"},
    "account_reset_password": lambda email: {"email": email},
    "account_signup": lambda email: {"email": email, "password1": "wrong but long"},
}


@dataclass
class Work:
    """What one form makes the machine do."""

    passwords: int
    statements: int
    calls: int


def work(page, said):
    """Counted as it is done; nothing of it is kept."""
    browser, calls, before = Browser(), count(), Counted.passwords
    with transaction.atomic(), CaptureQueriesContext(connection) as statements:
        sys.setprofile(lambda frame, event, told: event.endswith("call") and next(calls))
        try:
            browser.post(page, said)
        finally:
            sys.setprofile(None)
            transaction.set_rollback(True)
    return Work(Counted.passwords - before, len(statements), next(calls))


def works(name):
    page, form = reverse(name), PAGES[name]
    for who in WHO:
        work(page, form(address(who)))  # what is read once is read now
    return {who: work(page, form(address(who))) for who in WHO}


def is_as_much(told):
    """As many passwords; three statements or one call in fifty more do not show beside the way there."""
    passwords, statements, calls = zip(
        *((w.passwords, w.statements, w.calls) for w in told.values()), strict=True
    )
    return (
        len({*passwords}) == 1 and max(statements) - min(statements) <= 3 and max(calls) / min(calls) < 1.02
    )


@pytest.mark.parametrize("name", PAGES)
def test_known_and_unknown_take_as_long(people, name):
    told = works(name)
    assert is_as_much(told), told
    assert min(each.calls for each in told.values()) > 10_000, "nothing was counted"


SHORT_WAYS = {
    "account_login": lambda patch, settings: patch.setattr(
        AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None
    ),
    "account_reset_password": lambda patch, settings: setattr(
        settings, "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS", False
    ),
    "account_signup": lambda patch, settings: patch.setattr(
        adapter.users, "pretend_to_add", lambda request: None
    ),
}


@pytest.mark.parametrize("name", SHORT_WAYS)
def test_a_short_way_for_one_of_them_is_noticed(people, name, monkeypatch, settings):
    """The control: each page without what makes it as long for everybody."""
    SHORT_WAYS[name](monkeypatch, settings)
    assert not is_as_much(works(name))


def test_signing_up_asks_the_database_as_much_for_a_known_address(people):
    """One statement more where it is undone."""
    asked = {who: each.statements for who, each in works("account_signup").items()}
    assert max(asked.values()) - min(asked.values()) <= 1, asked


if ROUNDS:

    @pytest.mark.parametrize("people", ["django.contrib.auth.hashers.Argon2PasswordHasher"], indirect=True)
    @pytest.mark.parametrize("name", PAGES)
    def test_so_it_is_by_the_clock(people, name):
        """The drill, with the hasher of production."""
        taken = medians(reverse(name), PAGES[name])
        apart = max(taken.values()) - min(taken.values())
        told = {who: f"{each * 1000:.1f} ms" for who, each in taken.items()}
        print(f"\n{name}: {told}, apart {apart * 1000:.1f} ms")
        assert apart < 0.005, told
