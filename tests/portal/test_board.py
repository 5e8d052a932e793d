"""The board: gaps as buttons, who waits, the week, what changed since, how often the database is asked."""

import re
from datetime import time, timedelta

import pytest
import time_machine
from django.utils.html import escape

from bookings.actions import desk
from bookings.actions.waitlist_offers import offer_due
from bookings.labels import KIND
from bookings.models import Appointment, WorkingHours
from bookings.scheduling.intervals import Interval
from hekas.accounts.models import User
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, make_clinic
from tests.bookings.waiting import cancel, wait
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAY, HOUR = "?day=2026-11-24", timedelta(hours=1)
LIVE = f"/clinic/board/{DAY}"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def clinic():
    return make_clinic()


@pytest.fixture
def jo():
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return robot


def again(page):
    """Where the board on this page asks whether it is still right."""
    return page.html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")


def test_a_free_gap_says_when_how_long_and_leads_to_a_booking(jo, clinic):
    book(clinic)
    page = jo.open(f"/clinic/{DAY}")
    assert "9:00am, 1\u00a0hr free" in page.text
    assert "11:00am, 6\u00a0hr free" in page.text
    assert "start=2026-11-24T09" in page.link("9:00am, 1\u00a0hr free")


def test_each_kind_of_service_has_its_box_beside_the_board(jo, clinic):
    boxes = re.findall(r'data-kind="(\w+)">([\w -]+)<', jo.open(f"/clinic/{DAY}").html)
    assert boxes == [(kind.value, words) for kind, words in KIND.items()]


def test_a_gap_counts_who_waits_for_such_a_time(jo, clinic):
    book(clinic)
    wait(clinic)
    wait(clinic, "Demo Will", therapist=clinic.therapists[1])
    text = jo.open(f"/clinic/{DAY}").text
    assert text.count("Fits 1 waiting") == 2
    assert text.count("Fits 2 waiting") == 1


def test_a_time_let_go_within_the_notice_is_offered_to_nobody_and_the_board_says_whom_it_fits(jo, clinic):
    """A letter is no way to fill the next hour; the desk sees who waits, rings and books (ADR 61)."""
    visit = book(clinic)
    entry = wait(clinic, therapist=visit.therapist)
    soon = TEN - HOUR - timedelta(minutes=30)
    with time_machine.travel(soon, tick=False):
        jo.client.force_login(User.objects.get(email="jo@demo.example"))
        cancel(visit, now=soon)
        WorkingHours.objects.filter(therapist=visit.therapist).update(opens=time(10), closes=time(11))
        assert offer_due(soon) == 0
        page = jo.open(f"/clinic/{DAY}")
        assert "Fits 1 waiting" in page.text
        page = jo.open(page.link("10:00am, 1\u00a0hr free"))
        assert entry.client.name in page.text


def test_what_is_blocked_is_no_gap_and_leads_to_what_frees_it(jo, clinic):
    blocked = desk.block(
        therapist=clinic.therapists[0], span=Interval(TEN, TEN + HOUR), reason="Lunch", by=BY, now=NOW
    )
    page = jo.open(f"/clinic/{DAY}")
    assert f"/bookings/desk/block/{blocked.off.uuid}/" in page.link("Lunch, 10am to 11am")
    assert "9:00am, 1\u00a0hr free" in page.text


def test_two_over_each_other_stand_side_by_side_with_a_badge(jo, clinic):
    book(clinic)
    book(clinic, "Demo Dora", overbook=True)
    page = jo.open(f"/clinic/{DAY}")
    assert page.html.count("slot--beside") == 2
    assert page.text.count("Overbooked") == 1


def test_whoever_did_not_come_stands_beside_their_time_which_is_free_again(jo, clinic):
    visit = book(clinic)
    assert jo.open(f"/clinic/{DAY}").html.count('class="lane__turnover') == 1
    Appointment.objects.filter(pk=visit.pk).update(status="noshow")
    html = jo.open(f"/clinic/{DAY}").html
    assert (html.count("slot--beside"), html.count("gap--beside")) == (1, 1)
    assert html.count("lane__cards--shared") == 1
    assert 'class="lane__turnover' not in html


def test_a_held_card_says_by_when_a_therapist_calls_and_not_why(jo, clinic):
    book(clinic).client.clearances.update(gate="held")
    page = jo.open(f"/clinic/{DAY}")
    assert "Call by 8:00am" in page.text
    assert "Something to talk about" not in page.text


def test_the_week_has_every_day_of_it(jo, clinic):
    book(clinic, start=at(TUESDAY + timedelta(days=1), "10:00"))
    page = jo.open(f"/clinic/{DAY}&view=week")
    assert page.headings == ["Week of Monday 23 November"]
    assert "Demo Cleo" in page.text
    assert "Sat 28 Nov" not in page.text
    assert page.link("The week after").endswith("day=2026-11-30&view=week")


def test_the_board_says_nothing_while_nothing_changes_and_shows_what_does(jo, clinic):
    address = again(jo.open(f"/clinic/{DAY}"))
    assert jo.client.get(address).status_code == 204
    book(clinic)
    fresh = jo.client.get(address)
    assert fresh.status_code == 200
    assert "Demo Cleo" in fresh.content.decode()
    assert jo.client.get(again(Answer(fresh))).status_code == 204


class Answer:
    """The HTML of an answer, as `again` reads it."""

    def __init__(self, response):
        self.html = response.content.decode()


def test_a_still_board_stays_the_same_within_five_minutes(jo, clinic, _clock):
    address = again(jo.open("/clinic/?day=2026-11-23"))
    _clock.shift(timedelta(minutes=4))
    assert jo.client.get(address).status_code == 204
    _clock.shift(timedelta(minutes=1))
    assert jo.client.get(address).status_code == 200


def test_names_stay_words_on_the_board(jo, clinic):
    book(clinic, "Demo <script>alert(1)</script>")
    html = jo.open(f"/clinic/{DAY}").html
    assert escape("Demo <script>") in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("view", ["day", "week"])
def test_the_board_asks_as_often_for_three_visits_as_for_one(
    jo, clinic, django_assert_num_queries, django_assert_max_num_queries, view
):
    address = f"{LIVE}&view={view}"
    book(clinic)
    wait(clinic)
    with django_assert_max_num_queries(16) as asked:
        jo.client.get(address)

    for hour in (1, 2):
        book(clinic, f"Demo Client {hour}", start=TEN + hour * HOUR, therapist=hour % 2)
        wait(clinic, f"Demo Waiting {hour}")
    with django_assert_num_queries(len(asked)):
        jo.client.get(address)


def facts(html):
    """The day's numbers as words, wherever they stand in that HTML."""
    part = html.split('id="board-facts"')[1].split("</dl>")[0].split(">", 1)[1]
    return " ".join(re.sub("<[^>]*>", " ", part).split())


def test_the_numbers_of_the_day_are_sent_with_the_board_that_changed_them(jo, clinic):
    page = jo.open(f"/clinic/{DAY}")
    assert facts(page.html).startswith("Booked 0% Seen 0 of 0 Free gaps")
    assert page.html.count('id="board-facts"') == 1
    book(clinic)
    sent = jo.client.get(again(page)).content.decode()
    assert 'id="board-facts" hx-swap-oob="true"' in sent
    assert "Seen 0 of 1" in facts(sent)
    assert facts(sent) == facts(jo.open(f"/clinic/{DAY}").html)


def test_a_week_has_no_such_numbers(jo, clinic):
    page = jo.open(f"/clinic/{DAY}&view=week")
    book(clinic)
    assert "board-facts" not in page.html + jo.client.get(again(page)).content.decode()


def test_free_time_stands_between_the_visits_that_it_is_between(jo, clinic):
    book(clinic)
    text = jo.open(f"/clinic/{DAY}").text
    before, after = text.index("9:00am, 1\u00a0hr free"), text.index("11:00am, 6\u00a0hr free")
    assert before < text.index("Demo Cleo") < after


@pytest.mark.parametrize(
    ("minute", "named"), [(54, True), (55, False), (0, False), (15, False), (19, False), (20, True)]
)
def test_the_time_of_now_covers_no_name_of_an_hour(jo, clinic, minute, named):
    """Within a quarter of an hour the two would lie on one another; the time of now says it too."""
    with time_machine.travel(TEN - HOUR * (minute > 50) + timedelta(minutes=minute), tick=False):
        jo.client.force_login(User.objects.get(email="jo@demo.example"))
        html = jo.open(f"/clinic/{DAY}").html
    names = re.findall(r"axis__hour[^>]*>([^<]+)<", html)
    assert re.search(r"axis__now[^>]*>(9|10):\d\dam<", html)  # in the words of the clinic, as everywhere
    assert ("10am" in names) is named
    assert {"9am", "11am"} <= set(names)
