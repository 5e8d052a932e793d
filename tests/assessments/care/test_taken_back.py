"""Who took a consent back: the therapist is told at the top of the visit page, and no visit begins."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions import screenings
from assessments.models import Intake, Screening
from hekas.accounts.actions import consents as kept
from hekas.accounts.consents import ASKED, HEALTH_DATA, TO_STAFF, TREATMENT
from hekas.accounts.models import Consent
from hekas.privacy.actions import consents

from .conftest import NOW, THEA

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def say(client, kind, given, minutes=0):
    consents.say(client, kind, given=given, by=THEA, now=NOW + timedelta(minutes=minutes))


def test_everything_that_is_asked_has_its_words_for_staff():
    assert set(TO_STAFF) == set(ASKED)


@pytest.mark.parametrize("kind", ASKED)
def test_the_visit_page_says_so_until_they_agree_again(thea, alice, result, visit_url, kind):
    assert TO_STAFF[kind] not in text(thea.get(visit_url))
    say(alice, kind, False)
    page = text(thea.get(visit_url))
    assert page.count(TO_STAFF[kind]) == 1 and page.count("A consent was taken back") == 1
    say(alice, kind, True, minutes=1)
    assert "A consent was taken back" not in text(thea.get(visit_url))


@pytest.mark.parametrize("kind", ASKED)
def test_no_visit_begins_and_the_therapist_is_told_why(thea, alice, therapist, result, visit_url, kind):
    say(alice, kind, False)
    answer = thea.post(reverse("assessments:start_visit", args=[alice.uuid]), follow=True)
    assert (answer.redirect_chain, Screening.objects.count()) == ([(f"{visit_url}#visit-head", 302)], 0)
    assert text(answer).count(TO_STAFF[kind]) == 2  # the answer to the press, and the page
    with pytest.raises(screenings.TakenBack):
        screenings.start(alice, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)


def test_the_questions_are_not_asked_in_the_room_and_nothing_breaks(thea, alice, result, visit_url):
    say(alice, HEALTH_DATA, False)
    count = Intake.objects.count()
    answer = thea.post(reverse("assessments:ask_in_room", args=[alice.uuid]), follow=True)
    assert (answer.redirect_chain, Intake.objects.count()) == ([(visit_url, 302)], count)
    assert TO_STAFF[HEALTH_DATA] in text(answer)


def test_who_wants_no_messages_is_treated_all_the_same(thea, alice, result, visit_url):
    Consent.objects.create(client=alice, kind="diary_nudge", given=False, wording_version="1", at=NOW)
    assert "A consent was taken back" not in text(thea.get(visit_url))
    thea.post(reverse("assessments:start_visit", args=[alice.uuid]))
    assert Screening.objects.filter(client=alice).exists()


def test_of_each_kind_the_last_word_counts(alice, result):
    say(alice, HEALTH_DATA, True)
    say(alice, TREATMENT, False, minutes=1)
    say(alice, HEALTH_DATA, False, minutes=2)
    say(alice, TREATMENT, True, minutes=3)
    assert kept.refused(alice) == {HEALTH_DATA}
