"""Two people with one telephone: a talk with one of them frees the other of nothing."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from assessments.actions import clearances
from assessments.actions.clearances import Contact
from assessments.models import Clearance
from assessments.queries.clearances import advice_for, lock_advice_for
from hekas.privacy.actions import merging
from tests.bookings.clinic import BY, NOW
from tests.bookings.safety.people import GREEN, RED, client_with, give
from tests.bookings.safety.test_asked_about import THINNER
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NUMBER = "+447400123456"


def gate(client, now=NOW):
    return advice_for(now=now, client=client).gate


def spoken_with(client, thea, now):
    row = client.clearances.get(superseded_at=None)
    talk = Contact(client.name, now, "It is my husband who has this")
    said = {"therapist": thea, "reason": "Hers are another's", "by": BY, "now": now}
    return clearances.release(row, contact=talk, **said)


def test_a_talk_with_the_wife_closes_no_stop_of_the_husband(clinic):
    him = client_with(RED, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    assert gate(her, NOW + MINUTE) == "held"
    with pytest.raises(clearances.OthersStop):
        spoken_with(her, clinic.therapists[0], NOW + 2 * MINUTE)
    give(him, GREEN, NOW + 3 * MINUTE)
    assert gate(him, NOW + 3 * MINUTE) == "held"


def test_she_is_let_through_once_somebody_has_spoken_with_him(clinic):
    him = client_with(RED, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    talk = Contact("Bob", NOW + MINUTE, "He sees his doctor")
    thea = clinic.therapists[0]
    clearances.close(him.clearances.get(), therapist=thea, contact=talk, by=BY, now=NOW + MINUTE)
    spoken_with(her, thea, NOW + 2 * MINUTE)
    assert gate(her, NOW + 2 * MINUTE) == "open"


def test_under_the_same_name_one_talk_is_enough(clinic):
    cleo = client_with(RED, phone=NUMBER)
    twin = client_with(GREEN, name="demo  CLEO", phone=NUMBER, now=NOW + MINUTE)
    spoken_with(twin, clinic.therapists[0], NOW + 2 * MINUTE)
    assert (gate(twin, NOW + 2 * MINUTE), cleo.clearances.get().contact_with) == ("open", "demo  CLEO")


def test_where_both_were_told_to_stop_each_is_spoken_with_about_their_own(clinic):
    her = client_with(RED, name="Demo Ann", phone=NUMBER)
    him = client_with(RED, name="Demo Bob", phone=NUMBER, now=NOW + MINUTE)
    give(her, GREEN, NOW + 2 * MINUTE)
    thea = clinic.therapists[0]
    spoken_with(her, thea, NOW + 3 * MINUTE)
    assert her.clearances.exclude(closed_at=None).get().contact_with == "Demo Ann"
    assert lock_advice_for(now=NOW + 3 * MINUTE, client=her).gate == "held"
    talk = Contact("Bob", NOW + 4 * MINUTE, "He sees his doctor")
    clearances.close(him.clearances.get(), therapist=thea, contact=talk, by=BY, now=NOW + 4 * MINUTE)
    assert lock_advice_for(now=NOW + 4 * MINUTE, client=her).gate == "open"


def test_after_her_own_release_the_page_says_that_his_stop_still_holds_her(clinic):
    """It said "Open for booking", and each booking was refused."""
    her = client_with(RED, name="Demo Ann", phone=NUMBER)
    client_with(RED, name="Demo Bob", phone=NUMBER, now=NOW + MINUTE)
    give(her, GREEN, NOW + 2 * MINUTE)
    thea = clinic.therapists[0]
    type(her).objects.filter(pk=her.pk).update(home_therapist=thea)
    row = spoken_with(her, thea, NOW + 3 * MINUTE)
    browser = Browser()
    browser.force_login(thea.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with time_machine.travel(NOW + 4 * MINUTE, tick=False):
        page = browser.get(reverse("assessments:client_result", args=[row.result.uuid])).content.decode()
        Clearance.objects.open_stops().update(
            closed_by=thea, closed_at=NOW, closed_reason="Seen", contact_with="Bob", contact_at=NOW
        )
        after = browser.get(reverse("assessments:client_result", args=[row.result.uuid])).content.decode()
    assert "They still can’t be booked" in page and "Open for booking" not in page and "Bob" not in page
    assert "They still can’t be booked" not in after and "Open for booking" in after


def test_who_does_not_treat_her_reads_it_on_the_way_back(clinic):
    """Her answers are closed to them once it is settled: no page of hers can say it any more."""
    her = client_with(RED, name="Demo Ann", phone=NUMBER)
    client_with(RED, name="Demo Bob", phone=NUMBER, now=NOW + MINUTE)
    give(her, GREEN, NOW + 2 * MINUTE)
    row = her.clearances.get(superseded_at=None)
    robot = Robot()
    thea = clinic.therapists[0].user
    robot.client.force_login(thea, backend="allauth.account.auth_backends.AuthenticationBackend")
    day = {"spoke_at_0": "23", "spoke_at_1": "11", "spoke_at_2": "2026", "spoke_at_3": "8:00am"}
    talk = {"spoke_with": "Demo Ann", "said": "Well again", "reason": "Hers are fine", **day}
    with time_machine.travel(NOW + 3 * MINUTE, tick=False):
        page = robot.open(reverse("assessments:release", args=[row.uuid]))
        back = robot.submit(page.form("release/"), **talk)
    assert back.url.endswith(reverse("assessments:held")), back.text
    assert "They still can’t be booked" in back.text
    assert lock_advice_for(now=NOW + 3 * MINUTE, client=her).gate == "held"


def test_the_page_says_who_comes_first_and_has_no_button(clinic):
    client_with(RED, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    row = her.clearances.get()
    browser = Browser()
    thea = clinic.therapists[0].user
    browser.force_login(thea, backend="allauth.account.auth_backends.AuthenticationBackend")
    with time_machine.travel(NOW + 2 * MINUTE, tick=False):
        page = browser.get(reverse("assessments:client_result", args=[row.result.uuid])).content.decode()
        pressed = browser.post(reverse("assessments:release", args=[row.uuid]), {"reason": "Spoke"})
    assert "Nobody has spoken with them yet" in page and "Release with a reason" not in page
    assert "Bob" not in page
    assert pressed.url == reverse("assessments:client_result", args=[row.result.uuid])
    assert gate(her, NOW + 2 * MINUTE) == "held"


def test_nor_does_it_release_what_lasts_of_his(clinic):
    him = client_with(THINNER, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    assert gate(her, NOW + MINUTE) == "held"
    spoken_with(her, clinic.therapists[0], NOW + 2 * MINUTE)
    assert gate(her, NOW + 2 * MINUTE) == "open"
    give(him, GREEN, NOW + 3 * MINUTE)
    assert gate(him, NOW + 3 * MINUTE) == "held"


def test_she_is_asked_once(clinic):
    client_with(THINNER, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    spoken_with(her, clinic.therapists[0], NOW + 2 * MINUTE)
    give(her, GREEN, NOW + 3 * MINUTE)
    assert gate(her, NOW + 3 * MINUTE) == "open"


def test_once_both_are_one_person_what_she_was_let_through_beside_is_asked_about(clinic):
    """Her release left his blood thinner to him; it turned out that there is no him."""
    him = client_with(THINNER, name="Demo Bob", phone=NUMBER)
    her = client_with(GREEN, name="Demo Ann", phone=NUMBER, now=NOW + MINUTE)
    spoken_with(her, clinic.therapists[0], NOW + 2 * MINUTE)
    merging.merge(her, him, reason="One person", by=BY, now=NOW + 3 * MINUTE)
    row = her.clearances.get(superseded_at=None)
    assert (gate(her, NOW + 3 * MINUTE), row.released_at, row.released_by) == ("held", None, None)
