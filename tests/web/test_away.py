"""The database is away: an honest page, a plain word for programs, and nothing of the inside."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import path

from hekas import urls
from hekas.web.access import public


@public("this test alone")
def lost(request):
    raise OperationalError("could not connect to server at 10.1.2.3")


@public("this test alone")
def closed(request):
    raise InterfaceError("connection already closed")


urlpatterns = [path("lost/", lost), path("closed/", closed), *urls.urlpatterns]
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


def test_a_program_is_told_so_too(monkeypatch):
    monkeypatch.setattr("bookings.queries.catalogue.services", lambda *_: lost(None))
    answer = Client(raise_request_exception=False).get("/api/v1/services")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "30"
    assert answer.json()["type"] == "away"
