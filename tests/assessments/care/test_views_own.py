"""The client's own pages: plan, ticks, scores, diary in three taps, progress, and who has looked."""

import re
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import plan_edits
from assessments.models import CarePlan, ProgressEntry
from hekas.accounts.models import Client, User

from .conftest import NOW, THEA

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def bobs(sign_in):
    user = User.objects.create_user("bob@example.org", "a long password", name="Bob")
    Client.objects.create(user=user, name="Bob Demo", email="bob@example.org")
    return sign_in(user)


@pytest.fixture
def goal(draft):
    return plan_edits.add_goal(draft, text="Run 10 km", phase=None, by=THEA, now=NOW)


def test_before_there_is_a_plan_the_page_says_so(alices):
    assert "writes it with you after your first visit" in text(alices.get(url("own_plan")))
    assert "writes it with you" in text(alices.get(url("own_progress")))


@pytest.mark.parametrize("name", ["diary", "own_progress", "own_reads"])
def test_an_account_without_a_record_reads_when_it_gets_one(sign_in, name):
    """Nothing is wrong with the address: their first visit is not booked yet."""
    user = User.objects.create_user("new@example.org", "a long password", name="New")
    response = sign_in(user).get(url(name))
    page = text(response)
    assert response.status_code == 404
    assert "This begins with your first visit" in page
    assert reverse("assessments:start") in page
    assert reverse("bookings:services") in page
    assert "then ring us on" in page  # two records are put together by people alone (ADR 4)
    assert "slip" not in page


def test_the_home_of_an_account_without_a_record_links_only_what_opens(sign_in):
    """Diary, messages and data led to a page that said there is no record yet."""
    browser = sign_in(User.objects.create_user("new@example.org", "a long password", name="New"))
    main = browser.get(reverse("portal:home_client")).content.decode().split("<main")[1].split("</main>")[0]
    opened = {href: browser.get(href).status_code for href in re.findall(r'href="(/[^"]*)"', main)}
    assert len(opened) >= 4 and set(opened.values()) <= {200, 302}, opened
    assert "Been here before?" in main


def test_what_an_account_without_a_record_sends_is_not_kept_and_says_so(sign_in):
    user = User.objects.create_user("new@example.org", "a long password", name="New")
    response = sign_in(user).post(url("quiet_week"))
    assert response.status_code == 404
    assert "What you sent just now was not kept" in text(response)


def test_a_draft_is_not_shown(alices, draft):
    assert "Heel raises on two legs" not in text(alices.get(url("own_plan")))


def test_a_signed_plan_shows_this_phase_with_dose_and_when_to_stop(alices, active):
    page = text(alices.get(url("own_plan")))
    assert "Now: Settle and find out" in page
    assert "3 sets of 12, 4 days a week" in page
    assert "Stop if pain goes above 4 out of 10" in page


def test_load_is_minutes_times_effort(alices, active):
    told = {"sleep_hours": "", "training_minutes": "120", "training_effort": "5", "pain": ""}
    alices.post(url("check_in"), told)
    page = text(alices.get(url("own_progress")))
    assert "Load: minutes times effort" in page
    assert ">600<" in page
    alices.post(url("check_in"), told | {"training_effort": ""})  # the same day, taken back
    assert "Load: minutes times effort" not in text(alices.get(url("own_progress")))


def test_the_next_visits_are_booked_from_the_plan(alices, active):
    assert f'href="{reverse("bookings:series")}?plan=yes"' in text(alices.get(url("own_plan")))


def test_an_exercise_is_ticked_and_unticked(alices, active):
    exercise = active.activities.filter(phase=1, kind="exercise").first()
    for _ in range(2):
        alices.post(url("tick", exercise.uuid), {"done": "yes"})
    assert ProgressEntry.objects.filter(kind="exercise").count() == 1
    assert "Done today" in text(alices.get(url("own_plan")))
    alices.post(url("tick", exercise.uuid), {"done": "no"})
    assert not ProgressEntry.objects.exists()


def test_nobody_ticks_or_scores_for_another(bobs, goal, active):
    exercise = active.activities.filter(kind="exercise").first()
    assert bobs.post(url("tick", exercise.uuid), {"done": "yes"}).status_code == 404
    assert bobs.post(url("score", goal.uuid), {"points": "5"}).status_code == 404
    assert not ProgressEntry.objects.exists()


def test_an_activity_is_scored_once_a_day(alices, goal, active):
    for points in ("3", "4"):
        alices.post(url("score", goal.uuid), {"points": points})
    assert ProgressEntry.objects.get(kind="score").score == 4
    response = alices.post(url("score", goal.uuid), {"points": "11"}, follow=True)
    assert "Choose a number from 0 to 10" in text(response)


def test_three_taps_write_a_cramp_down(alices):
    first = text(alices.get(url("diary")))
    assert "Which leg?" in first
    told = {"side": "left", "key": str(uuid4()), "days_ago": "1"}
    assert "When did it come?" in text(alices.post(url("diary"), told))
    assert "How bad was it" in text(alices.post(url("diary"), told | {"setting": "night"}))
    done = alices.post(url("diary"), told | {"setting": "night", "pain": "7"})
    assert done.status_code == 302
    cramp = ProgressEntry.objects.get()
    assert (cramp.side, cramp.setting, cramp.pain) == ("left", "night", 7)
    assert cramp.happened_on == timezone.localdate() - timedelta(days=1)


def test_the_last_tap_twice_is_one_cramp(alices):
    told = {"side": "left", "key": str(uuid4()), "days_ago": "0", "setting": "night", "pain": "7"}
    for _ in range(2):
        alices.post(url("diary"), told)
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize("odd", [{"side": "tail"}, {"key": "x"}, {"days_ago": "-3"}, {"pain": "11"}])
def test_odd_taps_ask_again_and_write_nothing(alices, odd):
    told = {"side": "left", "key": str(uuid4()), "days_ago": "0", "setting": "night", "pain": "7"} | odd
    assert alices.post(url("diary"), told).status_code == 200
    assert not ProgressEntry.objects.exists()


def test_a_quiet_week_is_said(alices):
    for _ in range(2):
        alices.post(url("quiet_week"))
    assert ProgressEntry.objects.get().kind == "quiet_week"
    assert "no cramps in 7 days" in text(alices.get(url("diary")))


def test_a_line_is_taken_back_by_its_owner_alone(alices, bobs):
    alices.post(url("quiet_week"))
    entry = ProgressEntry.objects.get()
    assert bobs.post(url("remove_entry", entry.uuid)).status_code == 404
    for _ in range(2):
        assert alices.post(url("remove_entry", entry.uuid)).status_code == 302
    assert text(alices.get(url("diary"))).count("Taken back: ") == 1
    assert not ProgressEntry.objects.exists()
    assert bobs.post(url("remove_entry", entry.uuid)).status_code == 404


def test_progress_says_why_and_each_chart_has_its_table(alices, active):
    alices.post(url("check_in"), {"sleep_hours": "7.5", "training_minutes": "150", "pain": "2"})
    page = text(alices.get(url("own_progress")))
    assert "not enough to say" in page
    assert page.count('role="img"') == page.count("Show as a table") == 3
    assert '<td data-label="Hours a night">7.5</td>' in page


def test_a_bad_check_in_comes_back_with_its_fault(alices, active):
    response = alices.post(url("check_in"), {"sleep_hours": "lots", "training_minutes": "150"})
    assert response.status_code == 422
    assert "Enter a number of hours, such as 7.5" in text(response)
    assert 'value="150"' in text(response)


def test_the_client_sees_who_looked(alices, thea, active, visit_url):
    thea.get(visit_url)
    thea.get(url("care_plan", active.uuid))
    alices.get(url("own_plan"))
    page = text(alices.get(url("own_reads")))
    assert "opened your visit page" in page
    assert page.count("read your plan") == 1


def test_these_pages_are_for_clients(thea, therapist):
    names = ("own_plan", "own_progress", "own_reads", "diary")
    assert {thea.get(url(name)).status_code for name in names} == {404}


def test_the_newest_lines_of_the_diary_stand_open_and_the_rest_is_folded(alices, alice):
    days = [timezone.localdate() - timedelta(days=n) for n in range(9)]
    said = {"kind": "cramp", "side": "left", "setting": "night", "written_at": timezone.now()}
    ProgressEntry.objects.bulk_create(
        ProgressEntry(client=alice, happened_on=day, pain=5, **said) for day in days
    )
    page = text(alices.get(url("diary")))
    opened, folded = page.split("<details", 1)
    assert (opened.count("Take back"), folded.count("Take back")) == (7, 2)
    assert "2 more of the last eight weeks" in folded


def test_an_activity_says_what_it_was_last_time(alices, goal, active):
    assert "Last time" not in text(alices.get(url("own_plan")))
    alices.post(url("score", goal.uuid), {"points": "4"})
    assert ": 4 of 10</p>" in text(alices.get(url("own_plan"))).split("Last time")[1]


@pytest.mark.parametrize(("weeks", "words"), [(0, "3, until about"), (9, "3, planned until about")])
def test_a_phase_whose_weeks_are_over_says_what_was_planned(alices, active, weeks, words):
    with pgtrigger.ignore("assessments.CarePlan:what_was_signed_stays"):
        began = timezone.localdate() - timedelta(weeks=weeks)
        CarePlan.objects.filter(pk=active.pk).update(starts_on=began)
    assert f"Phase 1 of {words}" in text(alices.get(url("own_plan")))


def test_an_account_without_a_record_that_follows_the_letter_of_a_plan_reads_what_to_do(sign_in, active):
    new = sign_in(User.objects.create_user("new@example.org", "a long password", name="New"))
    page = new.get(url("own_plan"))
    assert page.status_code == 200
    assert "Did an e-mail say that your plan is ready?" in text(page)
    assert url("diary") not in text(page)
