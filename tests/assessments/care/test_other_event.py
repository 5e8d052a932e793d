"""A plan in force names one event, regular visits lead up to another: the therapist is told on both pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Series
from tests.assessments.care.test_views_plan import text, url
from tests.bookings.clinic import make_clinic
from tests.bookings.plans import plan_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOLD = "name different events"


def today():
    return timezone.localdate()


def series(client, clinic, event, **changes):
    said = {"every_weeks": 1, "first": timezone.now(), "until": today() + 60 * DAY, "key": uuid4()}
    whose = {"client": client, "service": clinic.service, "therapist": clinic.therapists[0]}
    return Series.objects.create(**whose, **said, event=event, **changes)


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def plan(alice, decided, ahead):
    return plan_for(alice, decided.therapist, None if ahead is None else today() + ahead * DAY)


@pytest.fixture
def ahead():
    """In how many days the plan's event is."""
    return 20


def pages(thea, plan):
    visit = thea.get(url("visit", plan.client))
    return text(thea.get(url("care_plan", plan))), text(visit)


def test_another_day_is_told_on_the_plan_and_on_the_page_of_the_visit(thea, plan, alice, clinic):
    series(alice, clinic, today() + 34 * DAY)
    for html in pages(thea, plan):
        assert TOLD in html
        assert str((today() + 34 * DAY).year) in html


def test_the_same_day_one_that_is_over_and_a_series_that_ended_say_nothing(thea, plan, alice, clinic):
    series(alice, clinic, plan.next_event_on)
    series(alice, clinic, today() - DAY)
    series(alice, clinic, today() + 34 * DAY, ended_at=timezone.now())
    series(alice, clinic, None)
    assert not [html for html in pages(thea, plan) if TOLD in html]


@pytest.mark.parametrize("ahead", [-1])
def test_an_event_of_the_plan_that_is_over_is_told_as_well(thea, plan, alice, clinic):
    series(alice, clinic, today() + 10 * DAY)
    assert all(TOLD in html for html in pages(thea, plan))


@pytest.mark.parametrize("ahead", [None])
def test_a_plan_without_an_event_asks_for_none(thea, plan, alice, clinic):
    series(alice, clinic, today() + 10 * DAY)
    assert not [html for html in pages(thea, plan) if TOLD in html]


def test_many_series_are_one_statement(thea, plan, alice, clinic):
    counts = []
    for n in range(3):
        series(alice, clinic, today() + (30 + n) * DAY)
        with CaptureQueriesContext(connection) as said:
            thea.get(url("care_plan", plan))
        counts.append(len(said))
    assert counts[0] == counts[2]
