"""Moving and cancelling: by the link in a message, from the browser that booked, from the account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from icalendar import Calendar

from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.actions.links import new_link
from bookings.adapters.advice import NOT_TOLD, without_reasons
from bookings.models import Appointment, Reminder
from bookings.queries.person import Person
from bookings.scheduling.series import TOO_NEAR
from bookings.scheduling.terms import Fit, ServiceKind
from bookings.scheduling.windows import Window
from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor, make_client, make_intake
from tests.bookings.regular import book_series
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)
START = TEN + 2 * DAYS
WHO = Details("Demo Dana", "dana@demo.example", "+447700900123")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def booked(clinic):
    return book(clinic, cleared_visitor())


def book(clinic, person, start=START):
    wish = Wish(clinic.service, start, clinic.therapists[0])
    hold = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    return appointments.book(hold=hold, person=person, details=WHO, by=BY, now=NOW)


def newest_link(template="appointment_confirmed"):
    message = OutboundMessage.objects.filter(template=template).latest("id")
    return re.sub(r"^https?://[^/]+", "", message.context["manage_url"])


def test_the_link_shows_the_visit_and_changes_nothing(booked):
    page = Robot().open(newest_link())
    assert page.headings == ["Your visit"]
    assert "Thursday 26 November, 10:00am" in page.text
    for name in ("", "move/", "cancel/", "appointment.ics"):
        assert Browser().get(newest_link() + name).status_code == 200
    booked.refresh_from_db()
    assert (booked.status, booked.version) == ("booked", 1)


def test_no_cache_keeps_what_a_link_shows(booked):
    for name in ("", "move/", "cancel/", "appointment.ics"):
        assert "no-store" in Browser().get(newest_link() + name)["Cache-Control"]


def test_only_a_hash_of_the_link_is_kept(booked):
    token = newest_link().split("/")[-2]
    assert token not in str(list(booked.links.values()))
    assert len(token) >= 32


def test_cancelling_by_link(booked):
    robot = Robot()
    page = robot.open(newest_link() + "cancel/")
    page = robot.submit(page.form())
    assert page.headings == ["Your visit is cancelled"]
    booked.refresh_from_db()
    assert (booked.status, booked.version, booked.cancelled_by) == ("cancelled", 2, "client")
    assert set(Reminder.objects.values_list("state", flat=True)) == {"void"}


def test_cancelling_takes_back_what_was_not_yet_sent(booked):
    _cancel()
    states = dict(OutboundMessage.objects.values_list("template", "state"))
    assert states["appointment_confirmed"] == "dropped"
    assert states["appointment_cancelled"] == states["therapist_appointment_cancelled"] == "queued"


def _cancel():
    robot = Robot()
    return robot.submit(robot.open(newest_link() + "cancel/").form())


def test_a_used_link_opens_nothing(booked):
    old = newest_link()
    _cancel()
    assert Browser().get(old).status_code == 404
    assert Browser().get(old + "cancel/").status_code == 404
    assert Browser().get("/bookings/link/made-up/").status_code == 404


def test_the_cancelled_time_is_free_at_once(booked, clinic):
    _cancel()
    assert book(clinic, cleared_visitor()).starts_at == START


def test_moving_by_link_keeps_the_visit_and_frees_the_old_time(booked, clinic):
    robot = Robot()
    page = robot.open(newest_link() + "move/")
    assert "Your time now: Thursday 26 November, 10:00am" in page.text
    assert "Choosing one moves your visit there." in page.text
    assert "for ten minutes" not in page.text
    page = robot.submit(page.form("move"), start=(START + DAYS).isoformat())
    assert page.headings == ["Your visit has a new time"]
    booked.refresh_from_db()
    assert (booked.starts_at, booked.version, Appointment.objects.count()) == (START + DAYS, 2, 1)
    assert book(clinic, cleared_visitor()).starts_at == START


@pytest.mark.parametrize(("therapist", "is_a_choice"), [(0, False), (1, True), (None, False)])
def test_the_time_that_it_has_is_no_choice_but_with_somebody_else(booked, clinic, therapist, is_a_choice):
    who = "any" if therapist is None else clinic.therapists[therapist].uuid
    page = Robot().open(f"{newest_link()}move/?therapist={who}&day={START:%Y-%m-%d}")
    times = page.form("move").controls["start"].values
    assert ((START.isoformat() in times), len(times) > 3) == (is_a_choice, True)


def test_a_new_time_may_overlap_the_old_one(booked):
    robot = Robot()
    page = robot.open(newest_link() + "move/")
    later = (START + timedelta(minutes=30)).isoformat()
    assert later in page.form("move").controls["start"].values
    assert robot.submit(page.form("move"), start=later).headings == ["Your visit has a new time"]


def test_the_page_opens_on_the_day_and_the_therapist_of_the_visit(booked, clinic):
    page = Robot().open(newest_link() + "move/")
    assert page.form("move").data()["therapist"] == [str(clinic.therapists[0].uuid)]
    assert "Thursday 26 November" in page.text


def test_moving_plans_new_reminders_and_sends_a_new_link(booked):
    old, robot = newest_link(), Robot()
    robot.submit(robot.open(old + "move/").form("move"), start=(START + DAYS).isoformat())
    due = set(Reminder.objects.filter(state="planned").values_list("kind", "due_at", "version"))
    nine = START - timedelta(hours=1)
    assert due == {("two_days", START - DAYS, 2), ("day_before", nine, 2)}
    assert Browser().get(old).status_code == 404
    assert Browser().get(newest_link("appointment_changed")).status_code == 200


def test_a_taken_time_is_refused_and_the_old_one_kept(booked, clinic):
    robot = Robot()
    page = robot.open(newest_link() + "move/")
    for therapist in clinic.therapists:
        wish = Wish(clinic.service, START + DAYS, therapist)
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)
    page = robot.submit(page.form("move"), start=(START + DAYS).isoformat())
    assert (page.status, page.headings) == (409, ["That time has just gone"])
    booked.refresh_from_db()
    assert booked.starts_at == START


def test_after_the_cut_off_only_the_clinic_can_change_it(booked, _clock):
    page, robot = Robot().open(newest_link() + "cancel/"), Robot()
    _clock.move_to(START - timedelta(hours=23))
    for name in ("move/", "cancel/"):
        page_now = robot.open(newest_link() + name)
        assert (page_now.status, page_now.text.count("It is too late to change it here")) == (409, 1)
    assert robot.open(newest_link()).text.count("It is too late to change it here") == 1
    answer = Browser().post(newest_link() + "cancel/", {"version": 1})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert said.count("It is too late to change it here") == 1
    assert '<a href="tel:+441614960123">Ring us' in said
    assert page.form().data()["version"] == ["1"]


@pytest.mark.parametrize(("before", "after", "may"), [(24, 72, True), (72, 24, False)])
def test_the_cut_off_is_the_one_that_was_accepted_with_the_booking(clinic, before, after, may):
    """A rule that the clinic changes later binds later bookings, in neither direction those that stand."""
    clinic.service.change_notice_hours = before
    clinic.service.save()
    visit = book(clinic, cleared_visitor())  # in 74 hours
    clinic.service.change_notice_hours = after
    clinic.service.save()
    assert f"{before} hours before" in visit.policy_text
    now, link = START - timedelta(hours=48), newest_link()
    with time_machine.travel(now, tick=False):
        page = Robot().open(link)
        assert ("Change the time" in page.text) is may
        answer = Browser().post(link + "cancel/", {"version": 1})
    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == ((200, "cancelled") if may else (409, "booked"))


def test_an_old_page_changes_nothing(booked):
    answer = Browser().post(newest_link() + "cancel/", {"version": 7})
    assert answer.status_code == 409
    booked.refresh_from_db()
    assert booked.status == "booked"


@pytest.mark.parametrize("data", [{}, {"version": "x"}, {"version": "1", "start": "soon"}])
def test_a_faulty_form_comes_back(booked, data):
    assert Browser().post(newest_link() + "move/", data).status_code == 422
    assert booked.version == 1


@pytest.mark.parametrize("query", ["?therapist=x", "?therapist=any&day=0", "?day=2026-11-31&from=never"])
def test_an_odd_query_never_fails(booked, query):
    assert Robot().open(newest_link() + f"move/{query}").status == 200


def test_the_link_shows_no_reason_for_a_time_and_the_account_does(clinic):
    alice = User.objects.create_user("alice@demo.example", "demo demo demo")
    client = make_client("Demo Alice", user=alice)
    intake = make_intake(client=client, last_cramp=NOW + timedelta(hours=8))
    visit = book(clinic, Person(client=client, intake=intake))
    browser, times = Browser(), f"move/?day={(NOW + DAYS).date()}&from={(NOW + DAYS).date()}&therapist=any"
    browser.force_login(alice)
    own = browser.get(f"/bookings/{visit.uuid}/{times}").content.decode()
    linked = Browser().get(newest_link() + times).content.decode()
    why = "Any time from then on suits."
    assert (why in own, why in linked, "4:00pm" in linked) == (True, False, True)


def test_what_speaks_for_or_against_a_time_is_taken_out():
    fits = (Fit.AVOID, Fit.GOOD)
    windows = [Window(ServiceKind.TREATMENT, None, None, fit, "After your cramp.") for fit in fits]
    assert [window.because for window in without_reasons(windows)] == [NOT_TOLD, ""]


def test_the_link_does_not_tell_of_an_event_either(clinic):
    """Nor of one that only a series knows: the rule near an event is a word on the person."""
    person, event = cleared_client(), (START + 15 * DAYS).date()
    book_series(clinic, person, count=1, event=event)
    book(clinic, person)
    near = f"move/?day={event - DAYS}&from={event - DAYS}&therapist=any"
    linked = Browser().get(newest_link() + near).content.decode()
    assert (TOO_NEAR in linked, NOT_TOLD in linked) == (False, True)


NOT_CLEARED = ({"gate": "held"}, {"gate": "redirected"}, {"expires_at": NOW})


@pytest.mark.parametrize("known", NOT_CLEARED)
def test_whoever_is_no_longer_cleared_is_not_moved_and_the_link_says_not_why(booked, known):
    booked.intake.clearances.update(**known)
    page = Robot().open(newest_link() + "move/")
    assert page.headings == ["That can’t be done by this link just now"]
    booked.intake.clearances.update(gate="held", expires_at=NOW + 9 * DAYS)
    assert Robot().open(newest_link() + "move/").text == page.text
    said = {"start": (START + DAYS).isoformat(), "version": "1"}
    answer = Browser().post(newest_link() + "move/", said)
    assert (answer.status_code, "rapist will ring" in answer.content.decode()) == (403, False)


def test_the_account_of_the_client_reads_why_a_visit_is_not_moved(clinic):
    alice = User.objects.create_user("alice@demo.example", "demo demo demo")
    mine = book(clinic, cleared_person(make_client("Demo Alice", user=alice)))
    mine.intake.clearances.update(gate="held")
    browser = Browser()
    browser.force_login(alice)
    assert "A therapist will ring you first" in browser.get(f"/bookings/{mine.uuid}/move/").content.decode()


def test_the_account_sees_its_own_and_no_other(clinic):
    alice = User.objects.create_user("alice@demo.example", "demo demo demo")
    own = make_client("Demo Alice", user=alice)
    mine = book(clinic, cleared_person(own))
    theirs = book(clinic, cleared_visitor(), START + timedelta(hours=1))
    browser = Browser()
    browser.force_login(alice)
    assert browser.get(f"/bookings/{mine.uuid}/").status_code == 200
    assert browser.get(f"/bookings/{theirs.uuid}/").status_code == 404


def cleared_person(client: Client):
    person = cleared_visitor(client=client)
    return type(person)(client=client, intake=person.intake)


def test_a_signed_in_client_books_as_themselves(clinic):
    alice = User.objects.create_user("alice@demo.example", "demo demo demo")
    client = make_client("Demo Alice", user=alice)
    make_intake(client=client)
    robot = Robot()
    robot.client.force_login(alice)
    page = robot.open(robot.open("/bookings/").link("/bookings/search/"))
    page = robot.submit(page.form("hold"), start=START.isoformat())
    assert page.headings == ["Your details"]  # no mobile number is known yet
    assert list(page.form("confirm").controls) == ["csrfmiddlewaretoken", "seen", "phone"]
    assert robot.submit(page.form("confirm")).headings == ["You are booked in"]
    assert Appointment.objects.get().client == client


def calendar_of(path):
    return Calendar.from_ical(Browser().get(path).content)


def test_the_calendar_file_keeps_its_uid_and_counts_up(booked):
    first = calendar_of(newest_link() + "appointment.ics").walk("VEVENT")[0]
    robot = Robot()
    robot.submit(robot.open(newest_link() + "move/").form("move"), start=(START + DAYS).isoformat())
    second = calendar_of(newest_link("appointment_changed") + "appointment.ics").walk("VEVENT")[0]
    assert first["UID"] == second["UID"] == f"{booked.uuid}@hekas"
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)
    assert (first["DTSTART"].dt, second["DTSTART"].dt) == (START, START + DAYS)
    assert first["SUMMARY"] == "Appointment at Hekas"


def opens(link):
    return Browser().get(link).status_code == 200


def test_a_link_lives_until_a_day_after_the_visit(booked, _clock):
    link, over = newest_link(), booked.ends_at + DAYS
    _clock.move_to(over - timedelta(seconds=1))
    assert opens(link)
    _clock.move_to(over)
    assert not opens(link)


@pytest.mark.parametrize("field", ["email", "phone"])
def test_a_link_dies_with_the_address_that_it_went_to(booked, field):
    """The letter went by e-mail: another number takes nothing away, another e-mail address everything."""
    link = newest_link()
    new = {"email": "new@demo.example", "phone": "+447700900999"}
    Client.objects.filter(pk=booked.client.pk).update(**{field: new[field]})
    assert opens(link) == (field == "phone")


def test_a_link_in_a_text_dies_with_the_number(booked):
    link = f"/bookings/link/{new_link(booked, NOW, 'sms')}/"
    Client.objects.filter(pk=booked.client.pk).update(email="new@demo.example")
    assert opens(link)
    Client.objects.filter(pk=booked.client.pk).update(phone="+447700900999")
    assert not opens(link)


def test_an_address_is_the_same_in_capitals(booked):
    Client.objects.filter(pk=booked.client.pk).update(email=" DANA@demo.example")
    assert opens(newest_link())
