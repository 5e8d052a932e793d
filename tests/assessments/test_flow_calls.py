"""An emergency or a same-day result is a call to make: staff hear of it in words that say nothing."""

import pytest
from django.urls import reverse

from assessments.actions import claims
from assessments.models import Clearance
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.assessments.conftest import VISITOR

pytestmark = pytest.mark.django_db
NUMB = {"personal_signs": {"safety-numb_saddle": "yes"}}
SWOLLEN = {"one_leg": {"safety-one_leg_swollen": "yes"}}


def calls():
    return OutboundMessage.objects.filter(template="red_flag_follow_up")


def leave_word(person, now, client=None):
    who = {"name": "Alice Demo", "email": "alice@example.org", "phone": "+447400123456"}
    return claims.leave_word(person.intake, client=client, **who, by=VISITOR, now=now)


@pytest.mark.parametrize("answers", [NUMB, SWOLLEN])
def test_whoever_may_call_hears_of_it_once_there_is_a_number(person, therapist, now, answers):
    person.begin().answer_all(**answers)
    assert not calls().exists()
    leave_word(person, now), leave_word(person, now)
    message = calls().get()
    assert (message.user, set(message.context)) == (therapist.user, {"queue_url"})


def test_the_home_therapist_is_asked_and_nobody_else(person, therapist, other_therapist, now):
    home = Client.objects.create(name="Alice Demo", email="alice@example.org", home_therapist=other_therapist)
    person.begin().answer_all(**NUMB)
    leave_word(person, now, home)
    assert [message.user for message in calls()] == [other_therapist.user]


def test_where_the_home_therapist_has_left_the_others_are_asked(
    person, therapist, other_therapist, sign_in, now
):
    other_therapist.user.is_active = False
    other_therapist.user.save()
    home = Client.objects.create(name="Alice Demo", email="alice@example.org", home_therapist=other_therapist)
    person.begin().answer_all(**NUMB)
    leave_word(person, now, home)
    assert [message.user for message in calls()] == [therapist.user]
    page = sign_in(therapist.user).get(reverse("assessments:held")).content.decode()
    assert "Alice Demo" in page
    clearance = Clearance.objects.current().get()
    closing = reverse("assessments:close", args=[clearance.uuid])
    assert sign_in(therapist.user).get(closing).status_code == 200
