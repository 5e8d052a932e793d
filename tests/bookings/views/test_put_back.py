"""A hold by hand in a visit's last two hours took it out at once; it was a mistake, and it stands again."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from psycopg2.extras import DateTimeTZRange

from assessments.actions import clearances
from bookings.actions import desk
from bookings.models import Appointment, ClinicClosure, Reminder, Service, TimeOff, WorkingHours, Workload
from bookings.queries.desk import Spot
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.sending import delivery
from hekas.messaging.terms import Channel
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY
from tests.bookings.overruling import overruled
from tests.bookings.safety.people import GREEN, RED, book, client_with, give, release
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SOON = TEN - 50 * MINUTE
PUT = "Put it back and tell the client"


@pytest.fixture
def clock():
    with time_machine.travel(SOON, tick=False) as clock:
        yield clock


@pytest.fixture
def jo(clock):
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    return robot


@pytest.fixture
def cleo():
    return client_with(GREEN)


@pytest.fixture
def gone(clinic, cleo, clock):
    """Booked, and then a therapist holds her by mistake."""
    visit = book(clinic, cleo)
    row = cleo.clearances.get(superseded_at=None)
    said = {"therapist": clinic.therapists[0], "reason": "Her GP rang", "by": BY, "now": SOON}
    clearances.hold(row, **said)
    visit.refresh_from_db()
    assert (visit.status, visit.cancelled_because, visit.version) == ("cancelled", "not_reached", 2)
    return visit


def page_of(robot, visit):
    return robot.open(f"/visits/{visit.uuid}/")


def put_back(robot, visit):
    return robot.submit(page_of(robot, visit).form("put-back"))


def link_of(visit):
    letter = OutboundMessage.objects.filter(template="appointment_confirmed").earliest("id")
    return "/" + letter.context["manage_url"].split("/", 3)[3]


def test_released_it_stands_again_at_its_time_with_its_number_and_links(jo, clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    assert "stands again" in put_back(jo, gone).text
    again = Appointment.objects.get()
    assert (again.pk, again.uuid, again.status, again.starts_at) == (gone.pk, gone.uuid, "booked", TEN)
    assert (again.version, again.cancelled_by, again.cancelled_because, again.ended_at) == (3, "", "", None)
    page = Robot().open(link_of(again))
    assert (page.status, "10:00am" in page.text, "cancelled" in page.text.lower()) == (200, True, False)
    assert AuditEvent.objects.get(action="appointment put back").subject_uuid == gone.uuid


def test_its_client_and_its_therapist_are_told_and_its_calendar_entry_rises(jo, clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    put_back(jo, gone)
    live = OutboundMessage.objects.filter(about=gone.about, state="queued")
    assert {one.template for one in live} == {"appointment_confirmed", "therapist_appointment_booked"}
    (file,) = live.get(template="appointment_confirmed").attachments
    assert "SEQUENCE:3" in file["text"] and f"UID:{gone.uuid}@hekas" in file["text"]
    assert not Reminder.objects.filter(state="planned").exclude(version=3).exists()


def test_while_they_are_held_it_stays_out_and_the_page_says_what_comes_first(jo, clinic, gone):
    answer = put_back(jo, gone)
    assert answer.status == 409
    gone.refresh_from_db()
    assert gone.status == "cancelled"


def test_never_over_somebody_who_has_its_time_by_now(jo, clinic, cleo, gone):
    book(clinic, client_with(GREEN, "Demo Dora"), therapist=0, now=TEN - 3 * HOUR)
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    page = put_back(jo, gone).text
    assert "Demo Amira has another visit then." in page and "Dora" not in page
    gone.refresh_from_db()
    assert gone.status == "cancelled"


def test_nor_where_they_are_elsewhere_by_then(jo, clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    book(clinic, cleo, TEN, therapist=1, now=TEN - 3 * HOUR)
    assert "Demo Cleo has another visit then." in put_back(jo, gone).text


def away(clinic):
    TimeOff.objects.create(therapist=clinic.therapists[0], during=DateTimeTZRange(TEN, TEN + HOUR))


def other_hours(clinic):
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(opens=time(11))


def closed(clinic):
    ClinicClosure.objects.create(first_day=TUESDAY, last_day=TUESDAY, name="Works")


def rest(clinic):
    """Two hours of deep work end as it would begin, by hands that need an hour after two."""
    Service.objects.update(is_deep=True)
    Workload.objects.create(therapist=clinic.therapists[0], most_deep_minutes=90, rest_minutes=60)
    for start in (TEN - 2 * HOUR, TEN - HOUR):
        dora = client_with(GREEN, f"Demo Dora{start:%H}", now=NOW)
        order = desk.Order(dora, clinic.service, Spot(clinic.therapists[0], start, 45), uuid4())
        overruled(desk.book, order=order, by=BY, now=NOW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (away, "Demo Amira is away then."),
        (other_hours, "Demo Amira does not work then, or the clinic is closed."),
        (closed, "Demo Amira does not work then, or the clinic is closed."),
        (rest, "Demo Amira needs a rest from deep work then."),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_else(jo, clinic, cleo, gone, change, said):
    """Nobody has that time: it was said to be taken."""
    change(clinic)
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    page = put_back(jo, gone).text
    assert said in page and "Nothing was changed" in page
    assert ("not free" in page, "another visit" in page, "No room" in page) == (False, False, False)
    gone.refresh_from_db()
    assert gone.status == "cancelled"


def test_pressed_twice_it_is_put_back_once(jo, clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    page = page_of(jo, gone)
    jo.submit(page.form("put-back"))
    assert "Someone changed this visit" in jo.submit(page.form("put-back")).text
    assert Appointment.objects.get().version == 3


def test_what_a_red_answer_took_out_or_a_person_cancelled_has_no_such_button(jo, clinic, cleo, clock):
    visit = book(clinic, cleo)
    give(cleo, RED, SOON)
    page = page_of(jo, visit)
    assert PUT not in page.text
    visit.refresh_from_db()
    token = page.form().data()["csrfmiddlewaretoken"][0]
    jo.client.post(f"/bookings/{visit.uuid}/put-back/", {"version": "2", "csrfmiddlewaretoken": token})
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("cancelled", 2)


def test_once_its_time_has_come_it_is_over(jo, clinic, cleo, gone, clock):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    clock.move_to(TEN - MINUTE)
    jo.client.force_login(User.objects.get(email="jo@demo.example"))  # half an hour has gone by
    page = page_of(jo, gone)
    clock.move_to(TEN)
    assert PUT not in page_of(jo, gone).text
    assert "Someone changed this visit" in jo.submit(page.form("put-back")).text
    gone.refresh_from_db()
    assert gone.status == "cancelled"


def test_its_therapist_puts_it_back_too_and_nobody_elses(clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    for therapist, status in ((clinic.therapists[1], 404), (clinic.therapists[0], 200)):
        robot = Robot()
        robot.client.force_login(therapist.user)
        assert page_of(robot, gone).status == status
    assert "stands again" in put_back(robot, gone).text


def test_the_desk_that_takes_its_words_back_is_led_to_the_visit(jo, clinic, cleo):
    visit = book(clinic, cleo)
    page = jo.open(f"/bookings/desk/book/{cleo.uuid}/hold/")
    jo.submit(page.form("/hold/"), reason="Her GP rang")
    taking = jo.open(jo.open(f"/bookings/desk/book/{cleo.uuid}/hold/").link("take-back"))
    page = jo.submit(taking.form("take-back"), reason="It was about another")
    assert f"/visits/{visit.uuid}/" in page.url and "is taken back" in page.text
    assert "stands again" in jo.submit(page.form("put-back")).text


@pytest.fixture
def two(clinic, cleo, clock):
    return [book(clinic, cleo, TEN + n * HOUR, therapist=n, now=NOW) for n in range(2)]


@pytest.fixture
def several(clinic, cleo, two):
    """Two visits that went in one letter, and she is let through."""
    row = cleo.clearances.get(superseded_at=None)
    said = {"therapist": clinic.therapists[0], "reason": "Her GP rang", "by": BY, "now": SOON}
    clearances.hold(row, **said)
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    return two


def live(template):
    letters = OutboundMessage.objects.filter(template=template, state="queued").order_by("id")
    return [render(one.template, Channel.EMAIL, one.context).text for one in letters]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_several_that_went_at_once_the_letter_tells_what_is_still_gone(jo, clinic, several, order):
    """It told of those that stand again too, and "after all" was said to who had read nothing."""
    first, second = (several[place] for place in order)
    put_back(jo, first)
    (letter,) = live("appointment_withdrawn")
    clocks = {several[0]: "10:00am", several[1]: "11:00am"}
    assert (clocks[first] in letter, clocks[second] in letter) == (False, True)
    (gone,) = [text for text in live("therapist_appointment_cancelled") if clocks[second] in text]
    assert clocks[first] not in gone
    put_back(jo, second)
    assert (live("appointment_withdrawn"), live("therapist_appointment_cancelled")) == ([], [])
    confirmed = live("appointment_confirmed")
    assert len(confirmed) == 2 and not any("after all" in text for text in confirmed)


def texts():
    found = OutboundMessage.objects.filter(template="appointment_withdrawn", channel="sms", state="queued")
    return list(found.values_list("expires_at", flat=True))


def test_a_text_about_several_is_of_use_until_the_last_begins_and_is_not_written_anew_after_that(
    jo, clinic, cleo, clock, two
):
    """Written anew once the first had begun it had no end, and came whenever the gateway was back."""
    type(cleo).objects.filter(pk=cleo.pk).update(phone="+447700900123")
    cleo.refresh_from_db()
    row = cleo.clearances.get(superseded_at=None)
    clearances.hold(row, therapist=clinic.therapists[0], reason="Her GP rang", by=BY, now=SOON)
    assert texts() == [TEN + HOUR]
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    clock.move_to(TEN + 5 * MINUTE)
    jo.client.force_login(User.objects.get(email="jo@demo.example"))
    put_back(jo, two[1])
    assert texts() == []
    (letter,) = live("appointment_withdrawn")
    assert "10:00am" in letter and "11:00am" not in letter


def test_where_their_letter_is_out_each_says_that_it_takes_place_after_all(jo, clinic, several):
    delivery.drain(clock=lambda: SOON + HOUR, until=SOON + 2 * HOUR)
    for visit in several[:2]:
        put_back(jo, visit)
    assert OutboundMessage.objects.filter(template="appointment_withdrawn").count() == 1
    assert ["after all" in text for text in live("appointment_confirmed")] == [True, True]


def test_whoever_has_to_answer_first_is_not_asked_for_a_visit_that_is_out(jo, clinic, cleo, gone):
    """The page for those at the door asked them by a visit that is no more, and would call it off."""
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    cleo.clearances.update(expires_at=SOON)
    page = put_back(jo, gone)
    assert (page.status, "can be put back while its time is free" in page.text) == (409, True)
    assert "on this device" not in page.text and "Call this visit off" not in page.text


def words_of(gone):
    letter = OutboundMessage.objects.filter(about=gone.about, template="appointment_confirmed").latest("id")
    return render(letter.template, Channel.EMAIL, letter.context).text


def test_who_has_read_that_it_is_cancelled_reads_that_it_takes_place_after_all(jo, clinic, cleo, gone):
    delivery.drain(clock=lambda: SOON, until=SOON + MINUTE)
    assert OutboundMessage.objects.get(template="appointment_withdrawn").state == "sent"
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    put_back(jo, gone)
    assert "takes place after all" in words_of(gone) and "is confirmed" not in words_of(gone)


def test_who_has_read_nothing_of_it_reads_no_riddle(jo, clinic, cleo, gone):
    release(cleo, clinic.therapists[0], SOON + MINUTE)
    put_back(jo, gone)
    assert "is confirmed" in words_of(gone) and "after all" not in words_of(gone)


def released(therapist, cleo):
    """Their own press of the button on the page."""
    robot = Robot()
    robot.client.force_login(therapist.user)
    page = robot.open(f"/assessments/clearances/{cleo.clearances.get(superseded_at=None).uuid}/release/")
    return robot, robot.submit(page.form("release/"), reason="It was about another")


def test_the_therapist_who_releases_is_led_to_it_as_the_desk_is(clinic, cleo, gone):
    robot, page = released(clinic.therapists[0], cleo)
    assert f"/visits/{gone.uuid}/" in page.url and "you can put it back here" in page.text
    assert "stands again" in robot.submit(page.form("put-back")).text


def test_nobody_is_led_to_a_colleagues_visit(clinic, cleo, gone):
    """They read whose it is and when; who waited for whoever is free first is nobody's once let through."""
    _, page = released(clinic.therapists[1], cleo)
    assert "visit on Tuesday 24 November, 10:00am with Demo Amira had been taken out" in page.text
    assert "tell Demo Amira or the desk" in page.text
    assert (page.status, f"/visits/{gone.uuid}/" in page.url) == (200, False)
    assert "It is written down. Their answers are closed to you now." in page.text


def test_of_several_the_therapist_reads_of_each(clinic, cleo, two):
    said = {"therapist": clinic.therapists[0], "reason": "Her GP rang", "by": BY, "now": SOON}
    clearances.hold(cleo.clearances.get(superseded_at=None), **said)
    _, page = released(clinic.therapists[0], cleo)
    assert f"/visits/{two[0].uuid}/" in page.url and "you can put it back here" in page.text
    assert "visit on Tuesday 24 November, 11:00am with Demo Ben had been taken out" in page.text


def test_of_several_the_desk_reads_of_each(jo, cleo, two):
    jo.submit(jo.open(f"/bookings/desk/book/{cleo.uuid}/hold/").form("/hold/"), reason="Her GP rang")
    taking = jo.open(jo.open(f"/bookings/desk/book/{cleo.uuid}/hold/").link("take-back"))
    page = jo.submit(taking.form("take-back"), reason="It was about another")
    assert f"/visits/{two[0].uuid}/" in page.url
    assert "Tuesday 24 November, 11:00am with Demo Ben is out of the diary too" in page.text
