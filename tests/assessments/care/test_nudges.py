"""What a plan asks us to say in between: the diary at the end of a silent week, and reviews that fall due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.actions.nudges import nudge_diaries, tell_reviews
from assessments.models import Clearance, ProgressEntry
from hekas.accounts.models import Consent
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from hekas.messaging.wishes import DIARY

from .conftest import as_if_signed_with

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SATURDAY = datetime(2026, 12, 5, 10, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def plan(active):
    """Alice's active plan; it began on a Monday."""
    as_if_signed_with(starts_on=MONDAY)
    active.refresh_from_db()
    return active


@pytest.fixture
def wanted(alice):
    def say(given=True, at=SATURDAY - 9 * DAY):
        Consent.objects.create(client=alice, kind=DIARY, given=given, wording_version="1", at=at)

    return say


def write(client, on):
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    ProgressEntry.objects.create(client=client, kind="quiet_week", happened_on=on, written_at=at)


def letters(template):
    return OutboundMessage.objects.filter(template=template)


def test_a_silent_week_brings_one_letter_and_the_next_week_another(plan, wanted):
    wanted()
    hours = [SATURDAY + n * HOUR for n in range(-24, 9 * 24)]
    new = [at for at in hours if nudge_diaries(at)]
    assert new == [datetime(2026, 12, day, 8, tzinfo=UTC) for day in (5, 12)]
    first = letters("diary_nudge").order_by("id")[0]
    assert first.expires_at == datetime(2026, 12, 7, tzinfo=UTC)


def test_nobody_is_nudged_who_did_not_ask(plan, wanted):
    assert nudge_diaries(SATURDAY) == 0
    wanted(), wanted(False, SATURDAY - DAY)
    assert nudge_diaries(SATURDAY) == 0


def test_whoever_wrote_this_week_is_left_in_peace(plan, wanted, alice):
    wanted()
    write(alice, date(2026, 12, 1))
    assert nudge_diaries(SATURDAY) == 0
    assert nudge_diaries(SATURDAY + 7 * DAY) == 1


def test_without_an_active_plan_there_is_nothing_to_write(plan, wanted):
    wanted()
    plan.status, plan.ended_at = "completed", SATURDAY
    plan.save()
    assert (nudge_diaries(SATURDAY), tell_reviews(SATURDAY + 7 * DAY)) == (0, 0)


def test_a_plan_of_yesterday_has_no_week_to_tell_of(plan, wanted):
    wanted()
    as_if_signed_with(starts_on=SATURDAY.date() - DAY)
    assert nudge_diaries(SATURDAY) == 0


def test_who_says_no_in_between_gets_nothing(plan, wanted):
    wanted()
    nudge_diaries(SATURDAY)
    wanted(False, SATURDAY)
    delivery.drain(clock=lambda: SATURDAY, until=SATURDAY + HOUR)
    assert letters("diary_nudge").get().state == "dropped"


def test_reviews_are_told_in_weeks_2_6_and_12_once_each(plan):
    days = [datetime(2026, 11, 23, 9, tzinfo=UTC) + n * DAY for n in range(120)]
    told = [(at.date() - MONDAY).days for at in days if tell_reviews(at)]
    assert told == [14, 42, 84]
    assert letters("reassessment_due").count() == 3


def test_a_review_by_night_waits_for_the_morning(plan):
    """Also over the clock change of 28 March 2027, which is week 2 of this plan."""
    as_if_signed_with(starts_on=date(2027, 3, 14))
    hours = [datetime(2027, 3, 27, 22, tzinfo=UTC) + n * HOUR for n in range(14)]
    assert [at for at in hours if tell_reviews(at)] == [datetime(2027, 3, 28, 7, tzinfo=UTC)]


def test_after_a_visit_was_measured_the_review_is_done(plan, visit, completed):
    day_15 = datetime(2026, 12, 8, 10, tzinfo=UTC)
    completed.completed_at = day_15 - HOUR
    completed.save()
    assert tell_reviews(day_15) == 0


def test_a_review_missed_for_weeks_is_no_news(plan):
    assert tell_reviews(datetime(2026, 12, 22, 10, tzinfo=UTC)) == 0
    assert tell_reviews(datetime(2026, 12, 21, 10, tzinfo=UTC)) == 1


def test_who_was_sent_for_help_hears_nothing_of_plans(plan, wanted):
    wanted()
    Clearance.objects.update(tier="same_day", gate="redirected")
    assert (nudge_diaries(SATURDAY), tell_reviews(SATURDAY + 3 * DAY)) == (0, 0)
