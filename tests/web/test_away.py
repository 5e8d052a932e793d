"""The database is away: an honest page, a plain word for programs, and nothing of the inside."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import path

from hekas import urls
from hekas.accounts.models import User
from hekas.web.access import public


@public("this test alone")
def lost(request):
    raise OperationalError("could not connect to server at 10.1.2.3")


@public("this test alone")
def closed(request):
    raise InterfaceError("connection already closed")


@public("this test alone")
def waited(request):
    raise OperationalError("canceling statement due to lock timeout") from TimedOut()


class TimedOut(Exception):
    """As the driver says it."""

    pgcode = "55P03"


@public("this test alone")
def nobodys(request):
    return User(pk=0).client


urlpatterns = [
    *(path("lost/", lost), path("closed/", closed), path("waited/", waited), path("nobodys/", nobodys)),
    *urls.urlpatterns,
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("address", ["/lost/", "/closed/"])
def test_a_page_says_that_we_are_away_and_when_to_try(address):
    answer = Client(raise_request_exception=False).get(address)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["X-Request-Reference"] in page
    assert "We are away for a moment" in page and "tel:999" in page
    assert "10.1.2.3" not in page and "Traceback" not in page
    assert answer["Cache-Control"] == "no-store, private"


def test_whoever_waited_for_others_is_told_so_and_that_nothing_is_lost():
    browser = Client(raise_request_exception=False)
    answer = browser.post("/waited/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "What you sent was not done, or not all of it. Nothing that was kept before is lost." in page
    assert "records can’t be reached" not in page and "lock timeout" not in page
    assert "Load this page again" in page and "Try again" not in page  # a link would lose what was typed
    assert "Try again" in browser.get("/waited/").content.decode()


def test_a_tie_that_never_was_is_a_fault_of_ours_and_no_missing_page():
    assert Client(raise_request_exception=False).get("/nobodys/").status_code == 500


def test_a_program_is_told_so_too(monkeypatch):
    monkeypatch.setattr("bookings.queries.catalogue.services", lambda *_: lost(None))
    answer = Client(raise_request_exception=False).get("/api/v1/services")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "30"
    assert answer.json()["type"] == "away"
