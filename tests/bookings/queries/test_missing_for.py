"""What comes first before staff put a visit somewhere: each decision alone, asked of the query itself."""

from datetime import timedelta

import pytest

from assessments.actions import clearances
from assessments.actions.clearances import Contact
from bookings.queries.availability import Seek
from bookings.queries.clearing import Missing, missing_for
from bookings.queries.person import Person
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, make_service
from tests.bookings.safety.people import CLOT, GREEN, HELD, PREGNANT, RED, client_with, release
from tests.bookings.safety.test_asked_about import THINNER
from tests.bookings.safety.test_times import diary

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OLD = NOW - 15 * DAY
RACE = {"training": {"next_event_on": (TUESDAY + DAY).isoformat()}}
CRAMP = {"safety": {"cramping_now": "yes"}, "cramps": {"last_cramp_at": NOW.isoformat()}}


def missing(clinic, client, start=TEN, *, service=None, is_booked=False):
    seek = Seek(service or clinic.service, Person(client=client).advice(NOW), None, client)
    return missing_for(seek, clinic.therapists[0], start, NOW, is_booked=is_booked)


@pytest.mark.parametrize(
    ("said", "given", "is_booked", "first"),
    [
        (GREEN, NOW, False, None),
        (RED, NOW, False, Missing.ADVICE),
        (RED, OLD, True, Missing.ADVICE),
        (CLOT, NOW, False, Missing.ADVICE),
        (HELD, NOW, False, Missing.WORD),
        (GREEN, OLD, False, Missing.ANSWERS),
        (GREEN, OLD, True, None),
        (HELD, OLD, True, Missing.ANSWERS),
    ],
)
def test_answers(clinic, said, given, is_booked, first):
    assert missing(clinic, client_with(said, now=given), is_booked=is_booked) is first


def test_who_was_spoken_with_after_a_stop_answers_again_and_waits_for_no_further_word(clinic):
    client = client_with(RED)
    talk = Contact("Cleo", NOW, "Seen by her doctor")
    stop = client.clearances.get()
    clearances.close(stop, therapist=clinic.therapists[0], contact=talk, by=BY, now=NOW)
    assert missing(clinic, client) is Missing.ANSWERS


@pytest.mark.parametrize("said", [RED, THINNER])
def test_what_another_record_of_them_told(clinic, said):
    client = client_with(GREEN, now=NOW - HOUR)
    client_with(said)
    assert missing(clinic, client) is Missing.WORD


def test_a_kind_of_visit_for_who_was_here(clinic):
    service = make_service(clinic, kind="preventive", name="Preventive", clearance="seen")
    assert missing(clinic, client_with(GREEN), service=service) is Missing.VISIT


def test_a_time_to_avoid(clinic):
    service = make_service(clinic, name="Deep", is_deep=True)
    assert missing(clinic, client_with(RACE), service=service) is Missing.DAY


def test_a_day_of_rest_ends_before_a_later_visit_begins(clinic):
    client = client_with(CRAMP)
    assert missing(clinic, client, NOW + 23 * HOUR) is Missing.REST
    assert missing(clinic, client, NOW + 26 * HOUR) is None


def test_a_day_of_rest_after_a_cramp_in_the_diary_of_which_no_answer_tells(clinic):
    client = client_with(GREEN)
    diary(client, NOW.date(), NOW)
    assert missing(clinic, client, NOW + 8 * HOUR) is Missing.REST
    assert missing(clinic, client, TEN) is None


def test_the_training_that_a_client_needs(clinic):
    amira = clinic.therapists[0]
    client = client_with(PREGNANT)
    release(client, amira)
    assert missing(clinic, client) is Missing.THERAPIST
    amira.pregnancy_trained = True
    assert missing(clinic, client) is None
