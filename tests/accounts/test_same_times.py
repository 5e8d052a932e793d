"""Who asks in vain can't tell by the clock whether an account exists. Source: fault 46; CVE-2024-39329.

Time of the processor, not of the wall, in turn, and the median: other work beside it does not show. The
collector of garbage waits meanwhile: as hekas.memory sets it, it would look once in four forms, in step.
"""

import gc
import os
import statistics
import time
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hekas.accounts import limits
from hekas.accounts.models import User

ROUNDS = int(os.environ.get("SAME_TIMES", "0"))  # the drill: 250, that is a thousand tries a page
PASSWORD = "a long demo password"
WHO = ("unknown", "known", "locked", "unconfirmed")
number = count()


class Light(Argon2PasswordHasher):
    """As in production, and some ten times as quick: one hash more or less still takes half as long again."""

    memory_cost, time_cost, parallelism = 32_768, 1, 1


@pytest.fixture
def people(db, settings, monkeypatch):
    """One of each, and no limit in the way of measuring. The drill hashes as production does.

    A full letter box saves the work of a letter, and only who was asked for before has a full one.
    """
    whole = "django.contrib.auth.hashers.Argon2PasswordHasher"
    settings.PASSWORD_HASHERS = [whole if ROUNDS else f"{__name__}.Light"]
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(limits, "LIMITS", {"letter": "1000000/h/key"})
    for name in WHO[1:]:
        user = User.objects.create_user(f"{name}@demo.example", PASSWORD, is_active=name != "locked")
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=name != "unconfirmed")


def address(who):
    """That of an account, or one that nobody has and nobody asked for before."""
    return f"{who}@demo.example" if who != "unknown" else f"nobody{next(number)}@demo.example"


def cost(page, said):
    """Seconds of the processor for one form; nothing of it is kept."""
    browser = Browser()
    with transaction.atomic():
        gc.disable()
        try:
            began = time.process_time()
            answer = browser.post(page, said)
            took = time.process_time() - began
        finally:
            gc.enable()
        transaction.set_rollback(True)
    return took, answer


def medians(page, form):
    spent = {who: [] for who in WHO}
    for who in WHO:
        cost(page, form(address(who)))  # what is read once is read now
    for _ in range(ROUNDS or 15):
        for who in WHO:
            spent[who].append(cost(page, form(address(who)))[0])
    return {who: statistics.median(times) for who, times in spent.items()}


PAGES = {
    "account_login": lambda email: {"login": email, "password": "wrong but long"},
    "account_reset_password": lambda email: {"email": email},
    "account_signup": lambda email: {"email": email, "password1": "wrong but long"},
}


@pytest.mark.parametrize("name", PAGES)
def test_known_and_unknown_take_as_long(people, name):
    taken = medians(reverse(name), PAGES[name])
    least, most = min(taken.values()), max(taken.values())
    told = {who: f"{seconds * 1000:.1f} ms" for who, seconds in taken.items()}
    print(f"\n{name}: {told}, apart {(most - least) * 1000:.1f} ms")
    assert most - least < 0.005 if ROUNDS else most / least < 1.25, told


def test_signing_up_asks_the_database_as_much_for_a_known_address(people):
    """What the clock can't show in fifteen rounds, the statements do: one more where it is undone."""
    asked = {}
    for who in WHO:
        with CaptureQueriesContext(connection) as statements:
            cost(reverse("account_signup"), PAGES["account_signup"](address(who)))
        asked[who] = len(statements)
    assert max(asked.values()) - min(asked.values()) <= 1, asked
