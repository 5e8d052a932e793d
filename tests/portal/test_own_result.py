"""What a client's own page says of the newest result: never less than the result itself asked for."""

import re
from datetime import timedelta
from types import SimpleNamespace as Thing
from uuid import UUID

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse

from assessments.permissions import OWN_INTAKES
from hekas.accounts.models import User
from hekas.portal.presenters.home import first_of
from tests.bookings.clinic import NOW, make_clinic, make_intake
from tests.bookings.safety.people import RED, client_with
from tests.bookings.safety.stops import closed_after_a_talk

MEDICAL_FIRST, A_TALK_FIRST, AGAIN = "get medical help first", "speaks with you before", "Answer them again"
CHOOSE, START = "Book a visit", "Start the questions"


def part(name, *, is_booked=False, **advice):
    known = {"gate": "open", "stale": False, "may_book": False, "result_uuid": UUID(int=1)} | advice
    context = {"advice": Thing(**known), "result": None, "is_booked": is_booked}
    return render_to_string(f"portal/parts/{name}.html", context)


@pytest.mark.parametrize(
    ("advice", "says"),
    [
        ({"gate": "redirected"}, MEDICAL_FIRST),
        ({"gate": "redirected", "stale": True}, MEDICAL_FIRST),
        ({"gate": "held"}, A_TALK_FIRST),
        ({"gate": "open", "stale": True}, AGAIN),
        ({"gate": None, "result_uuid": None}, START),
        ({"may_book": True}, CHOOSE),
    ],
)
def test_the_one_next_step_is_said_where_the_visit_would_stand(advice, says):
    told = part("next_step", **advice)
    assert [text for text in (MEDICAL_FIRST, A_TALK_FIRST, AGAIN, START, CHOOSE) if text in told] == [says]
    assert "Nothing is booked." in told


@pytest.mark.parametrize(
    ("advice", "says"),
    [
        ({"gate": "held"}, A_TALK_FIRST),
        ({"stale": True}, AGAIN),
        ({"gate": None, "result_uuid": None}, START),
    ],
)
def test_with_a_visit_to_come_it_still_says_what_stands_in_the_way_of_another(advice, says):
    told = part("next_step", is_booked=True, **advice)
    assert says in told
    assert "Nothing is booked." not in told


@pytest.mark.parametrize("advice", [{"may_book": True}, {"gate": "redirected"}])
def test_with_a_visit_to_come_nothing_is_said_twice(advice):
    """Another visit is offered below; help first stands at the top of the page."""
    assert part("next_step", is_booked=True, **advice).strip() == ""


@pytest.mark.parametrize(
    ("advice", "upcoming", "plan", "first"),
    [
        ({"gate": "redirected"}, [], None, ""),
        ({"gate": "redirected", "stale": True}, [], Thing(is_done=False), ""),
        ({"gate": "redirected"}, ["a visit"], Thing(is_done=False), ""),
        ({"result_uuid": None}, [], None, "step"),
        ({"stale": True}, ["a visit"], Thing(is_done=False), "step"),
        ({"may_book": True}, [], Thing(is_done=False), "step"),
        ({"may_book": True}, ["a visit"], Thing(is_done=False), "plan"),
        ({"gate": "held"}, [], Thing(is_done=False), "plan"),
        ({"may_book": True}, ["a visit"], Thing(is_done=True), "visit"),
        ({"gate": "held"}, ["a visit"], None, "visit"),
        ({"gate": "held"}, [], None, ""),
    ],
)
def test_one_thing_on_the_page_is_the_first(advice, upcoming, plan, first):
    """Writing down a cramp, the plan and signing out were three buttons of one weight."""
    known = Thing(
        **({"gate": "open", "stale": False, "may_book": False, "result_uuid": UUID(int=1)} | advice)
    )
    assert first_of(known, bool(upcoming), plan) == first


def test_after_a_stop_the_link_leads_to_what_to_do():
    assert "See what to do now" in part("own_result", gate="redirected")
    assert "See your result" in part("own_result", gate="held")


def own_page(client, now):
    """The words of their own page at this time."""
    if client.user is None:
        client.user = User.objects.create_user(client.email, "demo demo demo", name=client.name)
        client.save()
    with time_machine.travel(now, tick=False):
        browser = Browser()
        browser.force_login(client.user)
        told = browser.get(reverse("portal:home_client")).content.decode()
    return " ".join(told.split())


@pytest.mark.django_db
def test_after_a_talk_about_a_stop_no_answers_of_today_are_called_old():
    """Whoever had answered an hour ago read that their answers were more than 14 days old."""
    client, therapist = client_with(), make_clinic().therapists[0]
    type(client).objects.filter(pk=client.pk).update(home_therapist=therapist)
    client.refresh_from_db()
    closed_after_a_talk(client)
    told = own_page(client, NOW + timedelta(hours=2))
    assert "We have spoken with you." in told and "Answer the safety questions" in told
    assert "days old" not in told and "Get medical help first" not in told


@pytest.mark.django_db
@pytest.mark.parametrize("days", [13, 15])
def test_a_stop_that_has_grown_old_still_comes_first(days):
    """It asked for answers before one books, by a button that led back to the page of the stop."""
    told = own_page(client_with(RED), NOW + timedelta(days=days))
    assert "Get medical help first" in told and "See what to do now" in told
    assert "Answer the safety questions" not in told and "before you book" not in told


@pytest.mark.django_db
def test_whoever_answered_and_has_no_record_yet_is_led_to_nothing_that_there_is_not():
    """ "Write down a cramp" stood beside a result, and led to the page that says there is no record."""
    with time_machine.travel(NOW, tick=False):
        browser = Browser()
        browser.force_login(User.objects.create_user("new@demo.example", "demo demo demo", name="New"))
        session = browser.session
        session[OWN_INTAKES] = [str(make_intake().uuid)]
        session.save()
        home = browser.get(reverse("portal:home_client")).content.decode()
        main = home.split("<main")[1].split("</main>")[0]
        opened = {href: browser.get(href).status_code for href in re.findall(r'href="(/[^"]*)"', main)}
    assert any("/results/" in href for href in opened), opened
    assert set(opened.values()) <= {200, 302}, opened
