"""The settings as an admin uses them: in words, in pounds, and never against what is booked."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import appointments, holds
from bookings.actions.appointments import HoldExpired
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment, ChangedHours, ClinicClosure, Service, TimeOff, WorkingHours
from bookings.queries import to_do
from hekas.accounts import rota
from tests.bookings.actions.test_desk import book
from tests.bookings.clinic import BY, NOW, TEN, cleared_visitor, make_intake
from tests.concurrency.race import somebody_at_work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)


def send(jo, name, pk=None, /, **changes):
    page = jo.open(f"/admin/bookings/{name}/{f'{pk}/change' if pk else 'add'}/")
    form = next(form for form in page.forms if form.action.endswith(("/add/", "/change/")))
    return jo.submit(form, **changes)


def hours(clinic, **changes):
    said = {"therapist": clinic.therapists[0].pk, "location": clinic.location.pk, "weekday": "5"}
    times = {"opens": "09:00", "closes": "12:00", "first_day": "2026-01-05", "every_weeks": "1"}
    return {**said, **times, **changes}


def test_a_price_is_typed_in_pounds(jo, clinic):
    page = send(jo, "service", clinic.service.pk, price="54.50")
    assert page.status == 200
    assert Service.objects.get().price_pence == 5450
    assert "£54.50" in jo.open("/admin/bookings/service/").text


def test_a_row_more_is_offered_without_a_capital_in_its_sentence(jo, clinic):
    html = jo.open(f"/admin/bookings/location/{clinic.location.pk}/change/").html
    assert "Add another room" in html and "Add another Room" not in html


def told(page):
    """What stands above a refused form, and where each line of it leads."""
    summary = page.html.split("data-error-summary")[1].split("</ul>")[0]
    return re.findall(r"<h2[^>]*>(.*?)</h2>", summary), re.findall(r'href="#(\w[\w-]*)">(.*?)</a>', summary)


def test_a_refused_form_says_how_many_faults_there_are_and_leads_to_each(jo, clinic):
    page = send(jo, "service", clinic.service.pk, name="", minutes="long")
    assert told(page) == (
        ["There are 2 problems"],
        [("id_name", "Fill in “Name”"), ("id_minutes", "Length: Enter a whole number.")],
    )
    assert "correct the error" not in page.text
    assert "<title>Error: " in page.html


def test_a_list_in_which_nothing_is_chosen_says_so(jo, clinic):
    page = jo.open("/admin/bookings/changedhours/add/")
    assert [page.html.count(f">{words}</option>") for words in ("Choose", "–", "---------")] == [1, 1, 0]


def test_a_fault_of_boxes_leads_to_the_first_of_them(jo, clinic):
    page = send(jo, "service", clinic.service.pk, therapists=[])
    assert told(page)[1] == [("id_therapists_0", "Choose “Therapists”")]
    assert 'id="id_therapists_0"' in page.html


def test_a_fault_in_a_row_inside_a_form_says_in_which(jo, clinic):
    page = send(jo, "location", clinic.location.pk, **{"rooms-1-name": ""})
    assert told(page) == (["There is a problem"], [("id_rooms-1-name", "Room 2: Fill in “Name”")])
    assert "This field" not in page.text


def test_a_visit_is_listed_by_the_clinics_clock_and_not_by_a_number(jo, clinic):
    visit = book(clinic)
    page = jo.open("/admin/bookings/appointment/")
    assert "24 November 2026, 10:00am" in page.text
    assert str(visit.uuid) not in page.text
    assert "+00:00" not in page.text


def test_a_visit_says_its_time_its_price_and_its_state_in_words(jo, clinic):
    visit = book(clinic)
    page = jo.open(f"/admin/bookings/appointment/{visit.pk}/change/")
    shown = page.text.split("</fieldset>")[0]
    for words in ("24 November 2026, 10:00am", "Booked", f"£{visit.price_pence // 100}"):
        assert words in shown
    assert "Price pence" not in shown
    assert "+00:00" not in shown
    listed = jo.open("/admin/bookings/appointment/?status=booked").text
    assert "24 November 2026, 10:00am" in listed
    assert str(visit) == "24 November 2026, 10:00am"  # as the line that leads back says it
    assert str(visit.uuid) not in shown
    assert "Did not come" in listed  # a state to filter by
    assert "24 November 2026, 10:00am" not in jo.open("/admin/bookings/appointment/?status=noshow").text


def test_a_service_is_over_within_five_hours(jo, clinic):
    page = send(jo, "service", clinic.service.pk, minutes="290", turnover_minutes="15")
    assert "a visit is over within five hours" in page.text


def test_a_split_shift_is_two_rows_and_an_overlap_is_refused_in_words(jo, clinic):
    send(jo, "workinghours", **hours(clinic))
    send(jo, "workinghours", **hours(clinic, opens="12:00", closes="15:00"))
    assert WorkingHours.objects.filter(weekday=5).count() == 2
    page = send(jo, "workinghours", **hours(clinic, opens="11:00", closes="13:00"))
    assert "These hours overlap Saturday 09:00 to 12:00" in page.text
    assert WorkingHours.objects.filter(weekday=5).count() == 2


def test_who_waits_too_long_for_those_who_book_has_the_form_again_as_it_was_typed(jo, clinic, monkeypatch):
    monkeypatch.setattr(rota, "PATIENCE", "50ms")
    with somebody_at_work(shared=[rota.ROTA]):
        page = send(jo, "workinghours", **hours(clinic, opens="09:10"))
    assert "Nothing was saved: others were booking or changing the same" in page.text
    assert not WorkingHours.objects.filter(weekday=5).exists()
    jo.submit(page.form("/add/"))
    assert WorkingHours.objects.get(weekday=5).opens == time(9, 10)


@pytest.mark.parametrize(("first_day", "fits"), [("2026-01-12", True), ("2026-01-19", False)])
def test_fortnights_that_take_turns_do_not_overlap(jo, clinic, first_day, fits):
    send(jo, "workinghours", **hours(clinic, every_weeks="2"))
    send(jo, "workinghours", **hours(clinic, every_weeks="2", first_day=first_day))
    assert WorkingHours.objects.filter(weekday=5).count() == (2 if fits else 1)


@pytest.mark.parametrize(("first_day", "fits"), [("2026-01-12", True), ("2026-01-19", False)])
def test_every_second_and_every_fourth_week_overlap_only_where_they_meet(jo, clinic, first_day, fits):
    send(jo, "workinghours", **hours(clinic, every_weeks="2"))
    send(jo, "workinghours", **hours(clinic, every_weeks="4", first_day=first_day))
    assert WorkingHours.objects.filter(weekday=5).count() == (2 if fits else 1)


OFF = {"opens": "", "closes": "", "location": ""}


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ({}, {"opens": "13:00", "closes": "15:00"}, ""),
        ({}, {"opens": "11:00", "closes": "15:00"}, "These hours overlap 09:00 to 12:00 on that day"),
        ({}, OFF, "There are hours on that day, 09:00 to 12:00. Delete them first"),
        (OFF, {}, "That day is off already. Delete that first"),
    ],
)
def test_what_is_said_of_one_day_is_said_once(jo, clinic, first, then, words):
    """A day off beside a split shift was no day off: clients were booked in it, and nobody was told."""
    day = {"therapist": clinic.therapists[0].pk, "location": clinic.location.pk, "on": "2026-11-24"}
    day |= {"opens": "09:00", "closes": "12:00"}
    send(jo, "changedhours", **day | first)
    page = send(jo, "changedhours", **day | then)
    assert words in page.text
    assert ChangedHours.objects.count() == (1 if words else 2)


@pytest.mark.parametrize(
    "changes",
    [{"closes": "09:00"}, {"closes": "08:00"}, {"last_day": "2026-01-04"}],
)
def test_what_ends_before_it_begins_is_refused_in_words(jo, clinic, changes):
    page = send(jo, "workinghours", **hours(clinic, **changes))
    assert "The end must be after the beginning" in page.text
    assert "is violated" not in page.text


def test_time_off_is_typed_as_two_times_of_the_clinic(jo, clinic):
    when = {"since_0": "2026-07-01", "since_1": "10:00", "until_0": "2026-07-02", "until_1": "12:00"}
    send(jo, "timeoff", therapist=clinic.therapists[0].pk, reason="Holiday", **when)
    off = TimeOff.objects.get()
    assert off.during.lower.isoformat() == "2026-07-01T09:00:00+00:00"
    page = send(jo, "timeoff", off.pk, until_0="2026-06-01")
    assert "The end must be after the beginning" in page.text


def test_time_off_in_summer_is_named_by_the_clinics_clock(clinic):
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    off = TimeOff.objects.create(therapist=clinic.therapists[0], during=(noon, noon + HOUR), reason="Away")
    assert str(TimeOff.objects.get(pk=off.pk)) == "Away from 01 Jul 2026 13:00"


def test_a_day_off_has_no_hours_and_a_changed_day_all_of_them(jo, clinic):
    who = {"therapist": clinic.therapists[0].pk, "on": "2026-12-24"}
    send(jo, "changedhours", **who)
    assert ChangedHours.objects.get().opens is None
    page = send(jo, "changedhours", **{**who, "on": "2026-12-23", "opens": "09:00"})
    assert "Fill in place, beginning and end, or none of them" in page.text


def test_a_closure_and_a_bank_holiday_are_edited_like_any_row(jo, clinic):
    send(jo, "clinicclosure", name="Flood", first_day="2026-11-24", last_day="2026-11-25")
    row = ClinicClosure.objects.get()
    send(jo, "clinicclosure", row.pk, last_day="2026-11-24")
    row.refresh_from_db()
    assert row.last_day == date(2026, 11, 24)
    page = send(jo, "clinicclosure", row.pk, last_day="2026-11-23")
    assert "The last day must not be before the first" in page.text


def test_who_shortens_a_shift_is_told_of_the_visits_inside_it(jo, clinic):
    booked = book(clinic)
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=1)
    page = send(jo, "workinghours", row.pk, opens="12:00")
    assert "1 booked visit needs a look now: Tuesday 24 November" in page.text
    assert "with Demo Amira. Nothing was moved." in page.text
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at) == ("booked", TEN)
    assert WorkingHours.objects.get(pk=row.pk).opens == time(12)


def test_what_stood_wrong_before_is_not_told_again(jo, clinic):
    book(clinic)
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=1)
    send(jo, "workinghours", row.pk, opens="12:00")
    page = send(jo, "clinicclosure", name="Flood", first_day="2026-12-24", last_day="2026-12-24")
    assert "a look now" not in page.text


def test_whoever_gives_the_hours_to_somebody_else_is_told_of_the_visits_of_whoever_had_them(jo, clinic):
    book(clinic)
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=1)
    WorkingHours.objects.filter(therapist=clinic.therapists[1], weekday=1).delete()
    page = send(jo, "workinghours", row.pk, therapist=clinic.therapists[1].pk)
    assert "1 booked visit needs a look now: Tuesday 24 November" in page.text


@pytest.mark.parametrize("name", ["timeoff", "changedhours", "clinicclosure", "location", "service"])
def test_each_change_that_leaves_a_visit_where_it_can_not_stay_says_so(jo, clinic, name):
    """And says nothing of a visit that is out of its reach, however wrong that one stands."""
    booked = book(clinic)
    elsewhere = book(clinic, "Demo Dora", start=TEN + timedelta(days=1), therapist=1)
    ChangedHours.objects.create(therapist=clinic.therapists[1], on=elsewhere.starts_at.date())
    Appointment.objects.filter(pk=elsewhere.pk).update(room=clinic.rooms[1])
    who = {"therapist": clinic.therapists[0].pk}
    when = {"since_0": "2026-11-24", "since_1": "09:00", "until_0": "2026-11-24", "until_1": "12:00"}
    pages = {
        "timeoff": lambda: send(jo, name, **who, **when, reason="Training"),
        "changedhours": lambda: send(jo, name, **who, on="2026-11-24"),
        "clinicclosure": lambda: send(jo, name, name="Flood", first_day="2026-11-24", last_day="2026-11-24"),
        "location": lambda: without_room(jo, clinic, booked.room),
        "service": lambda: made_deep(jo, clinic, booked.client),
    }
    page = pages[name]()
    assert "1 booked visit needs a look now: Tuesday 24 November, 10:00am with Demo Amira" in page.text


def without_room(jo, clinic, room):
    number = list(clinic.location.rooms.order_by("pk")).index(room)
    return send(jo, "location", clinic.location.pk, **{f"rooms-{number}-is_active": []})


def made_deep(jo, clinic, client):
    client.clearances.all().delete()
    race = {"service": "treatment", "fit": "avoid", "because": "Your race is on Thursday."}
    clinic.service.kind = "reassessment"
    clinic.service.save()
    make_intake(client=client, windows=[race], days_old=0)
    return send(jo, "service", clinic.service.pk, kind="treatment")


def test_what_is_deleted_says_so_too(jo, clinic):
    book(clinic)
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=1)
    page = jo.open(f"/admin/bookings/workinghours/{row.pk}/delete/")
    page = jo.submit(page.form("delete") if any(f.action for f in page.forms) else page.forms[-1])
    assert "1 booked visit needs a look now" in page.text


def test_the_list_is_made_once_and_its_statements_do_not_grow_with_the_visits(jo, clinic, monkeypatch):
    made, asked = to_do.to_do, []
    monkeypatch.setattr(to_do, "to_do", lambda *more, **named: asked.append(more) or made(*more, **named))
    row = WorkingHours.objects.get(therapist=clinic.therapists[0], weekday=1)
    counts = []
    for hours, opens in ((1, "12:00"), (3, "12:30")):
        WorkingHours.objects.filter(pk=row.pk).update(opens=time(9))
        for n in range(len(counts), hours):
            book(clinic, f"Demo C{n}", start=TEN + n * timedelta(minutes=60))
        with CaptureQueriesContext(connection) as said:
            page = send(jo, "workinghours", row.pk, opens=opens)
        assert "a look now" in page.text
        counts.append(len(said))
    assert (counts[0], len(asked)) == (counts[1], 2)


def test_a_new_price_asks_for_no_list(jo, clinic, monkeypatch):
    book(clinic)
    monkeypatch.setattr(to_do, "to_do", None)
    assert send(jo, "service", clinic.service.pk, price="54.50").status == 200


def test_of_many_visits_in_the_way_the_first_are_named_and_all_are_counted(jo, clinic):
    for n in range(4):
        book(clinic, f"Demo C{n}", start=TEN + n * HOUR)
    page = send(jo, "clinicclosure", name="Flood", first_day="2026-11-24", last_day="2026-11-24")
    assert "4 booked visits need a look now" in page.text
    assert "; 1 more visit. Nothing was moved." in page.text
    assert all(f"Demo C{n}" in jo.open("/bookings/desk/to-do/").text for n in range(4))


def test_a_time_that_was_only_held_is_let_go_and_whoever_had_it_chooses_again(jo, clinic):
    person = cleared_visitor()
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    inside = holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment
    ben = Wish(clinic.service, TEN, clinic.therapists[1])
    outside = holds.place(wish=ben, person=cleared_visitor(), own=None, by=BY, now=NOW).appointment
    send(jo, "changedhours", therapist=clinic.therapists[0].pk, on="2026-11-24")
    states = [Appointment.objects.get(pk=one.pk).status for one in (inside, outside)]
    assert states == ["expired", "tentative"]
    with pytest.raises(HoldExpired):
        appointments.book(
            hold=inside, person=person, details=Details("Demo Vera", "v@demo.example"), by=BY, now=NOW
        )


def test_a_form_that_stood_open_writes_back_nothing_that_was_changed_meanwhile(jo, clinic):
    """A stale tab opened an account again that was closed meanwhile, or sells what is off the list."""
    address = f"/admin/bookings/service/{clinic.service.pk}/change/"
    form = next(form for form in jo.open(address).forms if form.action.endswith("/change/"))
    Service.objects.filter(pk=clinic.service.pk).update(is_active=False)
    page = jo.submit(form, price="54.50")
    assert "Somebody has changed this since you opened it" in page.text
    assert "Saving changes: " in page.text
    assert not Service.objects.get().is_active and Service.objects.get().price_pence != 5450
    form = next(form for form in page.forms if form.action.endswith("/change/"))
    jo.submit(form)
    assert Service.objects.get().is_active and Service.objects.get().price_pence == 5450
