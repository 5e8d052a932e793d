"""A race told in weeks: nothing deep on any day that it may be on, and everybody reads that it is rough."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import jsonschema
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.adapters_care import screening_document, weighed
from assessments.labels import told_in_words
from assessments.models import Result
from assessments.presenters.check import given_answers
from assessments.presenters.visit.changed import changes
from assessments.presenters.visit.head import head_of
from assessments.rules.event_days import EventDays, event_days, in_weeks
from assessments.rules.questionnaire import load_questionnaire
from hekas.accounts.models import Client
from hekas.fhir import questions
from tests.assessments.test_flow_near_the_calf import SCHEMA

pytestmark = pytest.mark.django_db
DATE, WEEKS = "training-next_event_on_0", "training-next_event_on_1"
ROUGH = "day not known"


def finished(person, **race):
    person.begin().answer_all(next_event=race)
    assert "next-event" in [page.slug for page in person.asked]
    return Result.objects.get(uuid=person.hand_in().url.split("/")[-2])


def fits_on(result, service, day):
    """What the windows say of noon of a day."""
    noon = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)
    for one in result.snapshot["next"]["windows"]:
        ends = datetime.fromisoformat(one["to"]) if "to" in one else noon + timedelta(1)
        if one["service"] == service and datetime.fromisoformat(one["from"]) <= noon < ends:
            return one["fit"]
    return None


@pytest.mark.parametrize("service", ["treatment", "preventive"])
def test_nothing_deep_is_offered_on_any_day_of_it_or_in_the_two_before(person, service):
    days = in_weeks(3, timezone.localdate())
    result = finished(person, **{WEEKS: "3"})
    closed = [days.first + timedelta(days=n) for n in range(-2, (days.last - days.first).days + 1)]
    assert {fits_on(result, service, day) for day in closed} == {"avoid"}
    assert fits_on(result, service, days.first - timedelta(days=3)) != "avoid"
    assert fits_on(result, service, days.last + timedelta(days=1)) != "avoid"


def test_a_visit_after_a_cramp_and_a_first_one_are_light_then(person):
    result = finished(person, **{WEEKS: "3"})
    tuesday = in_weeks(3, timezone.localdate()).last
    said = {one["because"] for one in result.snapshot["next"]["windows"] if "about then" in one["because"]}
    assert len(said) == 3
    assert (
        fits_on(result, "initial_assessment", tuesday) == fits_on(result, "post_cramp", tuesday) == "allowed"
    )


def test_what_a_visit_makes_of_the_answers_keeps_the_same_days_free(person):
    result = finished(person, **{WEEKS: "3"})
    seen = weighed(result, screening_document((), (), timezone.now()))
    assert seen["next"]["windows"] == result.snapshot["next"]["windows"]


def test_a_day_that_is_known_closes_its_own_days_alone(person):
    race = in_weeks(3, timezone.localdate()).day
    result = finished(person, **{DATE: race.isoformat()})
    assert event_days(result.answers, result.intake.answers) is None
    assert fits_on(result, "treatment", race) == fits_on(result, "treatment", race - timedelta(2)) == "avoid"
    assert fits_on(result, "treatment", race + timedelta(1)) == "good"
    assert ROUGH not in str(given_answers(result))


def test_who_answers_and_who_treats_reads_that_the_day_is_not_known(person):
    days = in_weeks(3, timezone.localdate())
    result = finished(person, **{WEEKS: "3"})
    jsonschema.validate(result.answers, SCHEMA)
    assert "noted" not in result.answers
    said = f"About the weekend of {days.day:%A} {days.day.day} {days.day:%B %Y}, {ROUGH}"
    assert said in [row.value for group in given_answers(result) for row in group.rows]
    person_ = type("Person", (), {"age": 38, "sex": "male"})()
    event = head_of(person_, result, None, timezone.now()).event
    quiet = days.first - timedelta(days=2)
    assert ROUGH in event and f"from {quiet.day} {quiet:%B} to {days.last.day} {days.last:%B}" in event
    page = person.browser.get(reverse("assessments:result", args=[result.uuid])).content.decode()
    assert "event about, " in page


def test_sending_the_page_again_keeps_it_rough_and_a_date_makes_it_known(person):
    person.begin().answer_all(next_event={WEEKS: "3"})
    check = reverse("assessments:check", args=[person.intake.uuid])
    assert ROUGH in person.browser.get(check).content.decode()
    shown = person.browser.get(person.url("next-event")).content.decode()
    assert 'value="3"' in shown
    person.send("next-event", {WEEKS: "3"}, query="?from=check")
    assert ROUGH in person.browser.get(check).content.decode()
    race = in_weeks(3, timezone.localdate()).day
    person.send("next-event", {DATE: race.isoformat()}, query="?from=check")
    assert ROUGH not in person.browser.get(check).content.decode()
    person.intake.refresh_from_db()
    assert "noted" not in person.intake.answers


def test_a_race_that_is_taken_back_leaves_nothing_noted(person):
    person.begin().answer_all(next_event={WEEKS: "3"})
    person.send("next-event", {}, query="?from=check")
    person.intake.refresh_from_db()
    assert "noted" not in person.intake.answers


@pytest.mark.parametrize("left", range(-3, 4))
def test_in_its_own_week_the_page_says_no_day_and_sent_again_keeps_each_day(person, left):
    """The Saturday stood there as a date, and the next press of Continue made a day of it that was known."""
    person.begin().answer_all(next_event={WEEKS: "1"})
    days, today = in_weeks(1, timezone.localdate()), timezone.localdate()
    near = EventDays(today + timedelta(days=left), today, today + timedelta(days=max(left, 0)))
    person.intake.refresh_from_db()
    person.intake.answers["training"]["next_event_on"] = near.day.isoformat()
    person.intake.answers["noted"] = {"event_days": near.noted()}
    person.intake.save()
    shown = person.browser.get(person.url("next-event")).content.decode()
    assert f'value="{near.day.isoformat()}"' not in shown and 'value="0"' in shown
    person.send("next-event", {WEEKS: "0"}, query="?from=check")
    person.intake.refresh_from_db()
    assert event_days(person.intake.answers) == near != days


def test_the_page_sent_again_days_later_keeps_the_days_that_were_told(person):
    person.begin().answer_all(next_event={WEEKS: "3"})
    person.intake.refresh_from_db()
    told = event_days(person.intake.answers)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        weeks = told.weeks_from(timezone.localdate())
        person.send("next-event", {WEEKS: str(weeks)}, query="?from=check")
    person.intake.refresh_from_db()
    assert event_days(person.intake.answers) == told


def test_the_words_of_what_changed_and_of_a_letter_name_no_day(person):
    result = finished(person, **{WEEKS: "3"})
    known = {"training": {"next_event_on": result.answers["training"]["next_event_on"]}}
    beside = {"noted": result.intake.answers["noted"]}
    told = [row for row in changes({}, known, ({}, beside)) if row.name == "Next event"]
    assert ROUGH in told[0].now
    made_known = list(changes(known, known, (beside, {})))
    assert [(ROUGH in row.before, ROUGH in row.now) for row in made_known] == [(True, False)]
    question = load_questionnaire().by_key["training.next_event_on"]
    assert ROUGH in told_in_words(question, result.answers, result.intake.answers)


def test_a_record_that_goes_out_has_the_days_beside_the_saturday(person):
    result = finished(person, **{WEEKS: "3"})
    days = event_days(result.answers, result.intake.answers)
    client = Client.objects.create(name="Demo Rita", email="rita@demo.example")
    record = SimpleNamespace(client=client, forms={})
    said = result.uuid, result.intake, result.answers, result.asked, "completed", timezone.now()
    form = questions.response(record, *said)
    parts = [one for part in form["item"] for one in part.get("item", ())]
    answer = next(one for one in parts if one["linkId"] == "training.next_event_on")["answer"][0]
    assert answer["valueDate"] == days.day.isoformat()
    span = {"start": days.first.isoformat(), "end": days.last.isoformat()}
    assert answer["_valueDate"]["extension"][0]["valuePeriod"] == span
