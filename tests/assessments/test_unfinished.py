"""A reminder of unfinished answers: asked for, a day later, once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from assessments.actions import unfinished
from assessments.actions.unfinished import remind_unfinished
from assessments.models import Intake, ReturnLink
from hekas.accounts.models import Consent
from hekas.audit.actors import SYSTEM
from hekas.messaging.models import OutboundMessage
from hekas.messaging.wishes import UNFINISHED
from tests.concurrency.race import race

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_earlier_asking():
    """From one place only so many links may be asked for in an hour, and all tests are one place."""
    cache.clear()


@pytest.fixture
def left(person):
    """Alice began, and asked for a link; with the tick or without."""

    def stop(**box):
        person.begin()
        person.send("breathing-and-head", {})
        later = reverse("assessments:later", args=[person.intake.uuid])
        person.browser.post(later, {"email": "alice@example.org", **box})
        return timezone.now()

    return stop


def sent():
    return OutboundMessage.objects.filter(template="intake_unfinished")


def test_who_ticked_the_box_is_reminded_once_after_a_day(left):
    stopped = left(remind="on")
    assert [remind_unfinished(stopped + n * HOUR) for n in (1, 23, 25, 26, 49)] == [0, 0, 1, 0, 0]
    message = sent().get()
    assert message.given_address == "alice@example.org"
    assert (message.expires_at, message.dedupe_key) == (
        Intake.objects.get().expires_at,
        f"intake_unfinished:{Intake.objects.get().uuid}",
    )


def test_the_asking_is_a_dated_record(left):
    stopped = left(remind="on")
    assert stopped - HOUR < ReturnLink.objects.get().remind_asked_at <= stopped


def test_who_did_not_ask_is_not_reminded(left):
    assert remind_unfinished(left() + 25 * HOUR) == 0


def test_the_letter_leads_back_to_the_code(left):
    remind_unfinished(left(remind="on") + 25 * HOUR)
    link = sent().get().context["resume_url"]
    path = "/" + link.split("/", 3)[3]
    assert Browser().get(path).status_code == 200
    assert ReturnLink.objects.count() == 2


def test_whoever_finished_is_not_reminded(left, person):
    stopped = left(remind="on")
    person.answer_all()
    person.hand_in()
    assert remind_unfinished(stopped + 25 * HOUR) == 0


def test_a_letter_that_waits_is_taken_back_when_they_finish(left, person):
    remind_unfinished(left(remind="on") + 25 * HOUR)
    person.answer_all()
    person.hand_in()
    assert (sent().get().state, sent().get().dropped_because) == ("dropped", "they have finished")


def test_what_was_left_long_ago_is_left_alone(left):
    assert remind_unfinished(left(remind="on") + timedelta(days=5)) == 0


@pytest.mark.parametrize(("said", "told"), [([], 0), ([True], 1), ([True, False], 0), ([False, True], 1)])
def test_a_client_is_reminded_by_their_preference(left, client_record, said, told):
    stopped = left()
    Intake.objects.update(client=client_record, updated_at=stopped)
    for minute, given in enumerate(said):
        at = stopped + timedelta(minutes=minute)
        Consent.objects.create(client=client_record, kind=UNFINISHED, given=given, wording_version="1", at=at)
    assert remind_unfinished(stopped + 25 * HOUR) == told
    assert [message.client for message in sent()] == [client_record] * told


def test_a_client_who_finished_another_one_is_not_reminded(left, client_record):
    stopped = left(remind="on")
    later = stopped + timedelta(minutes=5)
    done = {"status": "submitted", "submitted_at": later, "expires_at": later, "questionnaire_version": "1"}
    Intake.objects.update(client=client_record)
    Intake.objects.create(client=client_record, **done)
    assert remind_unfinished(stopped + 25 * HOUR) == 0


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_beats_at_once_remind_once(left):
    at = left(remind="on") + 25 * HOUR
    assert sum(race(*(lambda: remind_unfinished(at) for _ in range(4)))) == 1
    assert sent().count() == 1


def test_a_letter_about_what_was_forgotten_says_why_it_was(left, person, client_record):
    stopped = left(remind="on")
    remind_unfinished(stopped + 25 * HOUR)
    Intake.objects.update(client=client_record)
    assert unfinished.forget_begun(client_record, by=SYSTEM, now=stopped + 26 * HOUR) == 1
    because = "they took back that we may use their answers"
    assert (sent().get().state, sent().get().dropped_because) == ("dropped", because)
