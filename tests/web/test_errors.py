"""What a person sees when something went wrong: a plain page in the clinic's look, never the inside."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from hekas import urls
from hekas.web.access import public


@public("this test alone")
def broken(request):
    raise RuntimeError("the secret inside")


@public("this test alone")
@require_POST
def button(request):
    return HttpResponse("done")


urlpatterns = [path("broken/", broken), path("button/", button), *urls.urlpatterns]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler500 = urls.handler500
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_whoever_opens_the_address_of_a_button_reads_what_to_do():
    answer = Client().get("/button/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Nothing was changed." in answer.content.decode()
    assert (Client().post("/button/").content, Client().head("/button/").status_code) == (b"done", 405)


def test_a_fault_shows_a_reference_and_no_traceback(caplog):
    answer = Client(raise_request_exception=False).get("/broken/")
    reference = answer["X-Request-Reference"]
    page = answer.content.decode()
    assert answer.status_code == 500
    assert reference in page
    assert "secret" not in page and "Traceback" not in page


def test_the_log_carries_the_same_reference(caplog):
    answer = Client(raise_request_exception=False).get("/broken/")
    lines = [record for record in caplog.records if record.exc_info]
    assert [record.msg["event"] for record in lines] == ["request_failed"]
    assert [record.msg["request_id"] for record in lines] == [answer["X-Request-Reference"]]


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/guide/nothing/", "/bookings/x/", "/%00/", "/" + "a" * 3000]
)
def test_a_bad_address_is_a_page_of_ours(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Hekas" in answer.content.decode()


def test_a_form_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@demo.example"})
    assert answer.status_code == 403
    assert re.search(r"<h1[^>]*>", answer.content.decode())


def test_a_body_that_is_too_large_is_refused(client):
    answer = client.post("/accounts/login/", {"login": "x" * 2_000_000})
    assert answer.status_code == 400
