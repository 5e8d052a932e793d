"""A visit is moved by its client after its service got another price or length, or went off the list."""

from datetime import timedelta

import pytest

from bookings.actions import appointments, desk, holds
from bookings.actions.holds import Wish
from bookings.models import Appointment, Service, Workload
from bookings.queries.desk import Spot
from hekas.web.templatetags import plain
from tests.bookings.actions.test_desk import book as desk_books
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.regular import book_series
from tests.bookings.views.test_own import book, newest_link
from tests.flows.robot import Robot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
CHANGED, TURNOVER = "appointment_changed", timedelta(minutes=15)
START, LATER = TEN + timedelta(days=2), TEN + timedelta(days=3)


@pytest.fixture
def visit(clinic):
    return book(clinic, cleared_visitor())


def times(template="appointment_confirmed"):
    robot = Robot()
    return robot, robot.open(newest_link(template) + "move/")


def moved(visit, robot, page):
    day = robot.open(page.link(f"day={LATER:%Y-%m-%d}"))
    assert robot.submit(day.form("move"), start=LATER.isoformat()).headings == ["Your visit has a new time"]
    visit.refresh_from_db()
    assert visit.starts_at == LATER


def test_what_was_agreed_is_what_the_page_says_and_what_it_costs(visit):
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    robot, page = times()
    assert "£70" not in page.text
    assert "The price stays as you booked it, £52." in page.text
    before = (visit.policy_text, visit.policy_hours, visit.policy_accepted_at)
    moved(visit, robot, page)
    assert visit.price_pence == 5200
    assert (visit.policy_text, visit.policy_hours, visit.policy_accepted_at) == before


def agreed(visit):
    return visit.price_pence, visit.policy_text, visit.policy_hours, visit.policy_accepted_at


def test_the_desk_moves_it_at_the_price_and_the_rule_that_were_agreed(visit):
    before = agreed(visit)
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    spot = Spot(fresh.therapist, LATER, 60)
    desk.move(appointment=fresh, spot=spot, by=BY, now=NOW, seen=fresh.version)
    visit.refresh_from_db()
    assert (agreed(visit), visit.starts_at, visit.minutes) == (before, LATER, 60)


def test_so_does_whoever_moves_one_of_a_series(clinic):
    visit = book_series(clinic, cleared_client()).appointments.with_names().order_by("during").last()
    before = agreed(visit)
    Service.objects.update(price_pence=7000, change_notice_hours=48)
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    wish = Wish(fresh.service, visit.starts_at + timedelta(days=1), fresh.therapist)
    appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=fresh.version)
    visit.refresh_from_db()
    assert (agreed(visit), visit.version) == (before, 2)


def test_nothing_is_said_where_nothing_has_changed(visit):
    _, page = times()
    assert "£52" in page.text
    assert "stays as you booked it" not in page.text
    assert "It lasts" not in page.text


def test_off_the_list_it_is_moved_and_the_page_says_so(visit):
    Service.objects.update(is_active=False)
    robot, page = times()
    assert "We don’t offer this visit to anybody new any more. You keep yours." in page.text
    moved(visit, robot, page)


def lasting(visit, minutes):
    """As the desk makes it longer or shorter."""
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    spot = Spot(fresh.therapist, fresh.starts_at, minutes)
    desk.move(appointment=fresh, spot=spot, by=BY, now=NOW, seen=fresh.version)
    fresh.refresh_from_db()
    return fresh


def test_a_service_that_got_longer_takes_nothing_from_what_was_agreed(visit):
    Service.objects.update(minutes=60)
    robot, page = times()
    assert "Each time below is as long as yours, 45 minutes." in page.text
    moved(visit, robot, page)
    assert visit.minutes == 45


@pytest.mark.parametrize("minutes", [30, 90])
def test_what_the_desk_made_longer_or_shorter_stays_so_with_its_turnover(visit, minutes):
    lasting(visit, minutes)
    robot, page = times(CHANGED)
    assert f"Each time below is as long as yours, {plain.duration(minutes)}." in page.text
    moved(visit, robot, page)
    assert (visit.minutes, visit.busy.upper - visit.ends_at) == (minutes, TURNOVER)


def test_where_so_long_a_visit_fits_nowhere_the_page_says_why_and_who_helps(visit, clinic):
    """The therapists' limit of deep work is shorter than what the desk has made of it."""
    lasting(visit, 90)
    Service.objects.update(is_deep=True)
    for therapist in clinic.therapists:
        Workload.objects.create(therapist=therapist, most_deep_minutes=60, rest_minutes=30)
    _, page = times(CHANGED)
    assert "Nothing is free on this day." in page.text
    assert "Few gaps are as long as 1 hour 30 minutes. Ring us on 0161 496 0123" in page.text


def test_where_a_longer_turnover_makes_it_longer_than_any_visit_may_be_nothing_is_offered(visit, clinic):
    fresh = lasting(visit, 285)
    Service.objects.update(turnover_minutes=30)
    _, page = times(CHANGED)
    assert "Few gaps are as long as 4 hours 45 minutes. Ring us on 0161 496 0123" in page.text
    fresh = Appointment.objects.with_names().get(pk=visit.pk)
    wish = Wish(fresh.service, LATER, fresh.therapist)
    with pytest.raises(holds.NeverOnOffer):
        appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=fresh.version)


@pytest.mark.parametrize(("gap", "status"), [(90, 409), (105, 200)])
def test_only_times_with_room_for_all_of_it_can_be_had(visit, clinic, gap, status):
    """The next visit of the therapist begins so many minutes later: 90 of treatment, 15 of turnover."""
    lasting(visit, 90)
    desk_books(clinic, "Demo Dana", start=LATER + timedelta(minutes=gap))
    robot = Robot()
    who = clinic.therapists[0].uuid
    page = robot.open(f"{newest_link(CHANGED)}move/?therapist={who}&day={LATER:%Y-%m-%d}")
    assert (LATER.isoformat() in page.form("move").controls["start"].values) is (status == 200)
    assert robot.submit(page.form("move"), start=LATER.isoformat()).status == status


@pytest.mark.parametrize("therapist", [0, None])
def test_the_same_holds_for_whoever_moves_it_by_a_program(visit, clinic, therapist):
    fresh = lasting(visit, 90)
    wish = Wish(fresh.service, LATER, None if therapist is None else clinic.therapists[therapist])
    appointments.move(appointment=fresh, wish=wish, by=BY, now=NOW, seen=fresh.version)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.minutes) == (LATER, 90)


def test_what_is_held_is_as_long_as_its_service_however_often_it_is_chosen_anew(clinic):
    person = cleared_visitor()
    own = place(clinic, person, TEN, None)
    Service.objects.update(minutes=60)
    assert place(clinic, person, LATER, own).minutes == 60


def place(clinic, person, start, own):
    service = Service.objects.get(pk=clinic.service.pk)
    wish = Wish(service, start, clinic.therapists[0])
    return holds.place(wish=wish, person=person, own=own, by=BY, now=NOW).appointment
