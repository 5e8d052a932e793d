import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.engine.answers import event_within, parse_intake
from assessments.engine.assess import assess
from assessments.engine.terms import Fit, ServiceKind
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def result(change, asked_at=NOON, remove=()):
    return assess(parse_intake(healthy(change, remove)), load_rules(), checked_at=asked_at)


def fits(change, service, asked_at=NOON):
    return [(one.start, one.fit) for one in result(change, asked_at).windows if one.service is service]


def cramp(text):
    return {"cramps.last_cramp_at": text}


def about(asked_at, first=date(2026, 12, 10), last=date(2026, 12, 17)):
    """The assessment with a race on one of these days, of which the Saturday among them stands for it."""
    told = parse_intake(healthy({"training.next_event_on": "2026-12-12"}))
    return assess(event_within(told, first, last), load_rules(), checked_at=asked_at)


@pytest.mark.parametrize(
    ("day", "fires"), [(7, False), (8, True), (10, True), (12, True), (14, True), (17, True), (18, False)]
)
def test_a_race_whose_day_is_not_known_is_near_from_its_first_day_to_its_last(day, fires):
    result = about(datetime(2026, 12, day, 12, tzinfo=UTC))
    assert ("K15" in {flag.id for flag in result.triage.flags}) is fires
    deep = [one for one in result.windows if one.service is ServiceKind.TREATMENT]
    assert (deep[0].fit is Fit.AVOID) is fires


def test_once_that_saturday_is_over_the_days_after_it_are_still_kept_free():
    deep = about(datetime(2026, 12, 13, 12, tzinfo=UTC)).windows
    ends = {one.end for one in deep if one.fit is Fit.AVOID and one.service is ServiceKind.PREVENTIVE}
    assert ends == {datetime(2026, 12, 18, tzinfo=UTC)}


@pytest.mark.parametrize("service", ServiceKind)
def test_windows_of_a_service_cover_all_time_from_the_asking_on(service):
    change = cramp("2026-11-20T06:00:00Z") | {"training.next_event_on": "2026-11-29"}
    windows = [one for one in result(change).windows if one.service is service]
    assert windows[0].start == NOON and windows[-1].end is None
    assert all(one.end == two.start for one, two in itertools.pairwise(windows))


@pytest.mark.parametrize("service", ServiceKind)
def test_nothing_is_offered_within_a_day_of_the_last_cramp(service):
    start, fit = fits(cramp("2026-11-20T06:00:00Z"), service)[0]
    assert (start, fit) == (NOON, Fit.AVOID)


def test_the_second_day_is_for_gentle_work():
    change = cramp("2026-11-20T06:00:00Z")
    day = datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert fits(change, ServiceKind.POST_CRAMP)[1:] == [
        (day, Fit.BEST),
        (day + timedelta(days=1), Fit.ALLOWED),
    ]
    assert fits(change, ServiceKind.TREATMENT)[1:] == [
        (day, Fit.ALLOWED),
        (day + timedelta(days=1), Fit.GOOD),
    ]


def test_a_cramp_of_which_no_time_was_told_is_not_called_long_ago():
    said = {
        one.because
        for one in result({}, remove=("cramps.last_cramp_at",)).windows
        if one.service is ServiceKind.POST_CRAMP
    }
    assert len(said) == 1 and "do not know when" in said.pop()


def test_while_cramping_the_first_time_is_a_day_from_the_asking():
    change = {"safety.cramping_now": "yes"} | cramp("2026-11-10T06:00:00Z")
    assert result(change).not_before == NOON + timedelta(days=1)


def test_deep_work_ends_two_days_before_a_race_at_midnight_of_the_clinic():
    change = {"training.next_event_on": "2026-04-01"} | cramp("2026-03-01T06:00:00Z")
    asked = datetime(2026, 3, 20, 12, tzinfo=UTC)
    windows = fits(change | {"answered_at": "2026-03-20T12:00:00Z"}, ServiceKind.TREATMENT, asked)
    assert windows[1:] == [
        (datetime(2026, 3, 29, 23, tzinfo=UTC), Fit.AVOID),  # 30 March begins in summer time
        (datetime(2026, 4, 1, 23, tzinfo=UTC), Fit.GOOD),
    ]


def test_light_work_fits_three_to_five_days_before_a_race():
    change = {"training.next_event_on": "2026-11-29"} | cramp("2026-11-10T06:00:00Z")
    best = datetime(2026, 11, 24, tzinfo=UTC)
    assert fits(change, ServiceKind.PRE_COMPETITION)[1:] == [
        (best, Fit.BEST),
        (best + timedelta(days=3), Fit.AVOID),
    ]


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-21", "2026-11-22"])
def test_no_light_work_is_offered_for_a_race_that_is_over_or_too_near(day):
    assert fits({"training.next_event_on": day}, ServiceKind.PRE_COMPETITION) == [(NOON, Fit.AVOID)]


def test_nothing_is_offered_to_someone_who_is_sent_elsewhere():
    sent = result({"safety.dark_urine": "yes"})
    assert {one.fit for one in sent.windows} == {Fit.AVOID}
    assert sent.not_before is None


@pytest.mark.parametrize("year", ["0001-01-05", "9999-12-30"])
def test_the_ends_of_the_calendar_are_coped_with(year):
    at = {"answered_at": f"{year}T12:00:00Z", "training.next_event_on": year}
    assert result(at | cramp(f"{year}T11:00:00Z"), None).windows


def test_each_kind_of_visit_changes_its_fit_at_these_hours_and_at_no_others():
    change = {"training.next_event_on": "2026-12-10"}
    hour = timedelta(hours=1)
    midnight = datetime(2026, 12, 8, tzinfo=UTC)
    last_days = [(midnight, Fit.ALLOWED), (midnight + 3 * 24 * hour, Fit.GOOD)]
    assert fits(change, ServiceKind.INITIAL_ASSESSMENT) == [(NOON, Fit.GOOD), *last_days]
    deep = [(midnight, Fit.AVOID), (midnight + 3 * 24 * hour, Fit.GOOD)]
    assert fits(change, ServiceKind.TREATMENT) == [(NOON, Fit.GOOD), *deep]
    weeks = {2: Fit.GOOD, 6: Fit.BEST, 12: Fit.GOOD}
    edges = [
        edge for week, fit in weeks.items() for edge in ((week * 168, fit), ((week + 1) * 168, Fit.ALLOWED))
    ]
    planned = [(NOON, Fit.ALLOWED), *((NOON + hours * hour, fit) for hours, fit in edges)]
    assert fits({}, ServiceKind.REASSESSMENT) == planned
    near = {(one.start, one.end) for one in result(change).windows if "So close" in one.because}
    assert (midnight + timedelta(0), midnight + 3 * 24 * hour) in near


@pytest.mark.parametrize("service", [ServiceKind.TREATMENT, ServiceKind.POST_CRAMP])
def test_a_cramp_counts_to_the_second(service):
    last, second = NOON - timedelta(hours=30), timedelta(seconds=1)
    then = [start for start, _ in fits(cramp(last.isoformat()), service, asked_at=last + second)]
    assert then == [last + second, last + timedelta(hours=24), last + timedelta(hours=48)]


def test_a_cramp_of_this_moment_waits_a_day_to_the_second():
    windows = fits({"safety.cramping_now": "yes"}, ServiceKind.TREATMENT)
    assert windows[:2] == [(NOON, Fit.AVOID), (NOON + timedelta(hours=24), Fit.GOOD)]
