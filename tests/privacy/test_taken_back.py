"""Whoever takes back that we may use what they say about their health is not used on any way. GDPR 7(3)."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from assessments.actions import asking, intakes, unfinished
from assessments.models import Clearance, Intake
from assessments.rules.questionnaire import load_questionnaire
from bookings.models import Appointment, WaitlistEntry
from bookings.queries.person import Person
from hekas.accounts.consents import ASKED, HEALTH_DATA
from hekas.accounts.models import Consent
from hekas.audit.actors import SYSTEM
from hekas.privacy.actions import consents

HOUR = timedelta(hours=1)
AGREED = {"agree": ASKED[HEALTH_DATA].version}


def take_back(own, now):
    consents.say(own.client, HEALTH_DATA, given=False, by=SYSTEM, now=now)


def test_it_is_one_press_on_ones_own_page_and_booking_ends(house, browsers):
    browser = browsers.of("alice")
    take = {"kind": HEALTH_DATA, "given": "no"}
    assert browser.post(reverse("privacy:own_consent"), {**take, "given": "yes"}).status_code == 302
    assert Person(client=house.alice.client).advice(house.now).may_book
    assert browser.post(reverse("privacy:own_consent"), take).status_code == 302
    assert not Person(client=house.alice.client).advice(house.now + HOUR).may_book
    assert not Clearance.objects.current().filter(client=house.alice.client, expires_at__gt=house.now + HOUR)
    assert (
        Consent.objects.filter(client=house.alice.client, kind=HEALTH_DATA).order_by("at").last().given
        is False
    )


def test_what_was_begun_goes_and_what_others_began_stays(house):
    drafts = Intake.objects.filter(status="draft", results=None, renewals=None)
    assert drafts.filter(client=house.alice.client).exists()
    take_back(house.alice, house.now + HOUR)
    assert {draft.client_id for draft in drafts} == {
        house.bob.client.pk,
        house.users["gone client"].client.pk,
    }


def lean_on(own):
    """They booked, and asked to wait, between two questions: both rows name what they had begun."""
    Appointment.objects.filter(pk=own.appointment.pk).update(intake=own.draft_intake)
    WaitlistEntry.objects.filter(pk=own.waiting.pk).update(intake=own.draft_intake)
    return [type(row).objects.filter(pk=row.pk) for row in (own.appointment, own.waiting)]


def test_it_is_taken_back_also_where_a_visit_names_what_was_begun(house, browsers):
    rows = lean_on(house.alice)
    take = {"kind": HEALTH_DATA, "given": "no"}
    assert browsers.of("alice").post(reverse("privacy:own_consent"), take).status_code == 302
    assert not Intake.objects.filter(pk=house.alice.draft_intake.pk).exists()
    assert [row.get().intake for row in rows] == [None, None]


def test_one_draft_that_a_visit_names_keeps_nobodys_from_being_forgotten(house):
    """Each hour all that are past their time go at once: one that could not was a stop to all of them."""
    rows, drafts = lean_on(house.alice), Intake.objects.filter(status="draft", results=None, renewals=None)
    count = drafts.count()
    assert unfinished.forget_abandoned(now=house.now + timedelta(days=40)) >= count > 1
    assert not drafts.exists()
    assert [row.get().intake for row in rows] == [None, None]


@pytest.mark.parametrize("again, refused", [(None, True), (-HOUR, True), (2 * HOUR, False)])
def test_nothing_is_handed_in_without_a_yes_that_is_newer(house, again, refused):
    """`again`: when these questions were agreed to, beside the moment of the no."""
    began = asking.ask_again(house.alice.client, by=SYSTEM, now=house.now)
    take_back(house.alice, house.now + HOUR)
    agreed = house.now + HOUR + again if again is not None else None
    answers = {**house.alice.intake.answers}
    draft = Intake.objects.create(
        client=house.alice.client,
        status="draft",
        answers=answers,
        agreed_at=agreed,
        questionnaire_version=load_questionnaire().version,
        safety_answered_at=house.now,
        expires_at=house.now + 24 * HOUR,
    )
    assert not Intake.objects.filter(pk=began.pk).exists()
    if refused:
        with pytest.raises(intakes.TakenBack):
            intakes.submit(draft, by=SYSTEM, now=house.now + 4 * HOUR)
    else:
        intakes.submit(draft, by=SYSTEM, now=house.now + 4 * HOUR)
    assert draft.results.count() == (0 if refused else 1)


def test_by_the_link_of_a_visit_the_words_stand_above_the_button_again(house):
    take_back(house.alice, house.now)
    address = reverse("bookings:link_before", args=[house.alice.token])
    browser, count = Browser(), Intake.objects.count()
    assert ASKED[HEALTH_DATA].words in browser.get(address).content.decode()
    assert (browser.post(address).status_code, Intake.objects.count()) == (422, count)
    assert (browser.post(address, AGREED).status_code, Intake.objects.count()) == (302, count + 1)
    assert Consent.objects.filter(client=house.alice.client, kind=HEALTH_DATA).order_by("at").last().given


def test_the_desk_and_the_therapist_ask_nobody_who_took_it_back(house, browsers):
    take_back(house.alice, house.now)
    count = Intake.objects.count()
    here = reverse("bookings:ask_here", args=[house.alice.appointment.uuid])
    desk = reverse("bookings:desk_ask", args=[house.alice.client.uuid])
    answers = [browsers.of("amira").post(here), browsers.of("jo").post(here), browsers.of("jo").post(desk)]
    assert ([answer.status_code for answer in answers], Intake.objects.count()) == ([302] * 3, count)
