"""Browsers of everybody, each signed in once, and a way to look without leaving a trace."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import transaction
from django.test import Client as Browser
from django.test.client import ClientHandler

from hekas.accounts.models import User
from tests.access.affairs import Affairs
from tests.access.people import ALICE, BOB, House

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# How allauth notes that somebody has taken the second step, moments ago for as long as these tests run.
METHODS, METHODS_OF = "account_authentication_methods", "account_authentication_methods_user"
JUST_NOW = {"method": "mfa", "type": "totp", "at": time.time() + 24 * 60 * 60}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back. Counts as a test's own transaction, as TestCase's do."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


class Browsers:
    """`of(who)` is a fresh browser with that person's session; Alice's and Bob's each hold a time."""

    def __init__(self, house: House) -> None:
        self._cookies = {name: signed_in(user).cookies for name, user in house.users.items()}
        for name, own in ((ALICE, house.alice), (BOB, house.bob)):
            remember_hold(self.of(name), own)

    def of(self, who: str, *, enforce_csrf_checks: bool = False) -> Browser:
        browser = _opened(enforce_csrf_checks)
        browser.cookies.load({key: morsel.value for key, morsel in self._cookies[who].items()})
        return browser


@cache
def _site(enforce_csrf_checks: bool) -> ClientHandler:
    """The site, started once: a browser of its own would start it again, and read all static files."""
    return ClientHandler(enforce_csrf_checks)


def _opened(enforce_csrf_checks: bool = False) -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.handler = _site(enforce_csrf_checks)
    return browser


def signed_in(user: User | None) -> Browser:
    """A browser of its own; nobody's stays signed out."""
    browser = _opened()
    if user is not None:
        browser.force_login(user, backend=BACKEND)
        session = browser.session
        session.update({METHODS: [JUST_NOW], METHODS_OF: str(user.pk)})
        session.save()
    return browser


def remember_hold(browser: Browser, own: Affairs) -> None:
    session = browser.session
    session["hold"] = {"uuid": str(own.hold.uuid), "token": own.hold_token}
    session.save()
