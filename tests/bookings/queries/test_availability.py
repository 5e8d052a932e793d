from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from psycopg2.extras import DateTimeTZRange

from assessments.queries.advice import Advice
from bookings.actions import holds
from bookings.actions.holds import Wish
from bookings.models import Appointment, ChangedHours, ClinicClosure, Location, Room, TimeOff, Workload
from bookings.queries.availability import Seek, free_slots
from bookings.queries.offers import best, nearest, offer_at
from tests.bookings.clinic import (
    BY,
    LONDON,
    NOW,
    TEN,
    TUESDAY,
    at,
    cleared_visitor,
    make_client,
    make_service,
    make_therapist,
)

pytestmark = pytest.mark.django_db
OPEN = Advice(gate="open", stale=False)
DAY = timedelta(days=1)


def starts(clinic, first=TUESDAY, last=None, now=None, **more):
    seek = Seek(more.pop("service", clinic.service), more.pop("advice", OPEN), **more)
    return [offer.start for offer in free_slots(seek, first, last or first, now or NOW).offers]


def clocks(clinic, **more):
    return [start.astimezone(LONDON).strftime("%H:%M") for start in starts(clinic, **more)]


def test_a_whole_free_day(clinic):
    assert clocks(clinic)[0] == "09:00"
    assert clocks(clinic)[-1] == "16:00"
    assert len(clocks(clinic)) == 15


@pytest.mark.parametrize("therapists", [1, 3])
@pytest.mark.parametrize("days", [1, 14])
def test_three_statements_whatever_is_asked(clinic, django_assert_num_queries, therapists, days):
    clinic.therapists += [make_therapist(f"Demo T{n}", clinic.location) for n in range(therapists)]
    clinic.service.therapists.set(clinic.therapists[:therapists])
    holds.place(wish=Wish(clinic.service, TEN), person=cleared_visitor(), own=None, by=BY, now=NOW)
    with django_assert_num_queries(3):
        assert starts(clinic, last=TUESDAY + (days - 1) * DAY)


def test_one_therapist_one_day_is_three_statements(clinic, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert starts(clinic, therapist=clinic.therapists[0])


def test_a_closure_of_the_place_empties_the_day(clinic):
    ClinicClosure.objects.create(
        name="Bank holiday", first_day=TUESDAY, last_day=TUESDAY, location=clinic.location
    )
    assert starts(clinic) == []


def test_changed_hours_replace_the_day(clinic):
    for therapist in clinic.therapists:
        ChangedHours.objects.create(
            therapist=therapist, on=TUESDAY, location=clinic.location, opens=time(12), closes=time(13)
        )
    assert clocks(clinic) == ["12:00"]


def test_time_off_is_not_offered(clinic):
    for therapist in clinic.therapists:
        TimeOff.objects.create(
            therapist=therapist, during=DateTimeTZRange(at(TUESDAY, "9:00"), at(TUESDAY, "15:30"))
        )
    assert clocks(clinic) == ["15:30", "16:00"]


def test_a_therapist_who_may_not_be_booked_is_not_offered(clinic):
    for therapist in clinic.therapists:
        therapist.is_bookable = False
        therapist.save()
    assert starts(clinic) == []


def test_the_horizon_is_a_clinic_date(clinic):
    clinic.service.horizon_days = 7
    last = NOW.date() + 7 * DAY
    assert starts(clinic, first=last)
    assert starts(clinic, first=last + DAY) == []


def test_the_therapists_own_rule_for_deep_work(clinic):
    amira, deep = clinic.therapists[0], make_service(clinic, is_deep=True, minutes=60, turnover_minutes=0)
    Workload.objects.create(therapist=amira, most_deep_minutes=60, rest_minutes=60)
    holds.place(wish=Wish(deep, TEN, amira), person=cleared_visitor(), own=None, by=BY, now=NOW)
    assert clocks(clinic, service=deep, therapist=amira)[:2] == ["12:00", "12:30"]


def test_the_page_and_the_booking_agree_on_every_slot(clinic):
    holds.place(wish=Wish(clinic.service, TEN), person=cleared_visitor(), own=None, by=BY, now=NOW)
    seek = Seek(clinic.service, OPEN)
    shown = set(starts(clinic))
    every = [at(TUESDAY, "0:00") + n * timedelta(minutes=30) for n in range(48)]
    assert {start for start in every if offer_at(seek, start, NOW).offer} == shown


def test_a_sunday_shift_on_both_change_days(clinic):
    sunday = make_therapist("Demo Owl", clinic.location, opens=time(0), closes=time(6), weekdays=[6])
    service = make_service(clinic, minutes=60, turnover_minutes=0, step_minutes=60, horizon_days=400)
    service.therapists.set([sunday])
    assert len(starts(clinic, service=service, first=date(2027, 3, 28))) == 5
    assert len(starts(clinic, service=service, first=date(2027, 10, 31))) == 7


def test_a_free_time_is_free_until_its_hold_is_placed(clinic):
    amira = clinic.therapists[0]
    hold = holds.place(
        wish=Wish(clinic.service, TEN, amira), person=cleared_visitor(), own=None, by=BY, now=NOW
    )
    assert TEN not in starts(clinic, therapist=amira)
    assert TEN in starts(clinic, therapist=amira, leaving_out=hold.appointment)
    Appointment.objects.update(hold_expires_at=NOW)
    assert TEN in starts(clinic, therapist=amira)


def test_the_best_time_and_the_nearest(clinic):
    windows = cleared_visitor(
        windows=[
            {"service": "treatment", "fit": "best", "from": TEN.isoformat(), "because": "A day has passed."}
        ]
    )
    seek = Seek(clinic.service, windows.advice(NOW))
    found = free_slots(seek, TUESDAY, TUESDAY, NOW)
    assert best(found).start == TEN
    near = [offer.start for offer in nearest(seek, TEN, NOW, count=3)]
    assert near == [TEN, TEN + timedelta(minutes=30), TEN + timedelta(minutes=60)]


@pytest.mark.parametrize(("ahead", "is_on_offer"), [(7, True), (8, False)])
def test_the_horizon_counts_from_the_clinics_date_when_utc_is_still_on_the_day_before(
    clinic, ahead, is_on_offer
):
    """Half past midnight in summer: in UTC it is yesterday, and the last day would be lost."""
    clinic.service.horizon_days = 7
    midnight = at(date(2027, 7, 6), "0:30")
    assert midnight.date() == date(2027, 7, 5)
    assert bool(starts(clinic, first=date(2027, 7, 6) + ahead * DAY, now=midnight)) is is_on_offer


def test_changed_hours_after_midnight_in_summer_are_of_that_date_and_no_other(clinic):
    """In UTC they lie on the day before."""
    day = date(2027, 7, 6)
    for therapist in clinic.therapists:
        ChangedHours.objects.create(
            therapist=therapist, on=day, location=clinic.location, opens=time(0), closes=time(1)
        )
    clinic.service.horizon_days = 400
    assert starts(clinic, first=day) == [at(day, "0:00")]
    assert at(day, "0:00") not in starts(clinic, first=day - DAY)
    assert len(starts(clinic, first=day - DAY)) == 15


@pytest.mark.parametrize("status", ["booked", "arrived"])
def test_a_time_does_not_come_back_once_its_visit_has_begun(clinic, status):
    """Whoever looks at five past ten may have eleven, and nothing of the hour that is taken."""
    amira = clinic.therapists[0]
    hold = holds.place(
        wish=Wish(clinic.service, TEN, amira), person=cleared_visitor(), own=None, by=BY, now=NOW
    )
    Appointment.objects.filter(pk=hold.appointment.pk).update(
        status=status, hold_expires_at=None, booked_at=NOW, client=make_client()
    )
    clinic.service.notice_hours = 0
    found = starts(clinic, therapist=amira, now=TEN + timedelta(minutes=5))
    assert found[0] == TEN + timedelta(hours=1)


def test_a_visit_over_midnight_takes_its_time_on_the_day_after_too(clinic):
    """Put there by the desk, before the day that is asked for begins."""
    owl = make_therapist("Demo Owl", clinic.location, opens=time(0), closes=time(3), weekdays=range(7))
    clinic.service.therapists.set([owl])
    late = at(TUESDAY - DAY, "23:30")
    Appointment.objects.create(
        therapist=owl, room=clinic.rooms[0], service=clinic.service, price_pence=1, status="booked",
        client=make_client(), booked_at=NOW, during=DateTimeTZRange(late, late + timedelta(minutes=60)),
        busy=DateTimeTZRange(late, late + timedelta(minutes=75)),
    )  # fmt: skip
    assert clocks(clinic) == ["01:00", "01:30", "02:00"]


def test_an_exception_replaces_every_shift_of_its_date_and_of_no_other(clinic):
    """A split shift and the evening go; two rows make a split exception; the days beside it stay."""
    amira = clinic.therapists[0]
    clinic.service.therapists.set([amira])
    amira.working_hours.filter(weekday=1).update(closes=time(12))
    hours = {"location": clinic.location, "weekday": 1, "opens": time(14), "closes": time(22)}
    amira.working_hours.create(**hours)
    assert clocks(clinic)[-1] == "21:00"
    for opens, closes in ((time(10), time(11)), (time(12), time(13))):
        ChangedHours.objects.create(
            therapist=amira, on=TUESDAY, location=clinic.location, opens=opens, closes=closes
        )
    assert clocks(clinic) == ["10:00", "12:00"]
    assert len(clocks(clinic, first=TUESDAY + DAY)) == 15
    assert clocks(clinic, first=TUESDAY + 7 * DAY)[-1] == "21:00"


def test_hours_end_on_the_day_that_they_begin_so_none_spill_into_an_exception(clinic):
    with pytest.raises(IntegrityError, match="working_hours_open_before_they_close"), transaction.atomic():
        clinic.therapists[0].working_hours.create(
            location=clinic.location, weekday=0, opens=time(22), closes=time(6)
        )
    changed = {"therapist": clinic.therapists[0], "on": TUESDAY, "location": clinic.location}
    with pytest.raises(IntegrityError, match="changed_hours_are_whole_or_none"), transaction.atomic():
        ChangedHours.objects.create(**changed, opens=time(22), closes=time(6))


def test_between_two_visits_there_is_one_turnover_and_neither_list_nor_database_asks_for_more(clinic):
    """45 minutes and 15 of turnover: 9, 10, 11 are three visits back to back."""
    amira = clinic.therapists[0]
    for hour in ("9:00", "11:00", "10:00"):
        wish = Wish(clinic.service, at(TUESDAY, hour), amira)
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=NOW)
    assert clocks(clinic, therapist=amira)[0] == "12:00"


@pytest.mark.parametrize(
    ("first", "last", "is_open"), [(0, 0, True), (-7, 0, True), (1, 7, False), (-7, -1, False)]
)
def test_the_first_and_the_last_day_of_hours_and_closures_count_when_that_day_alone_is_asked_for(
    clinic, first, last, is_open
):
    """In days from Tuesday: hours from and until, then a closure of the same days."""
    amira, dates = (
        clinic.therapists[0],
        {"first_day": TUESDAY + first * DAY, "last_day": TUESDAY + last * DAY},
    )
    clinic.service.therapists.set([amira])
    usual = amira.working_hours.filter(weekday=1)
    usual.update(**dates)
    assert bool(starts(clinic)) is is_open
    usual.update(first_day=TUESDAY - 7 * DAY, last_day=None)
    ClinicClosure.objects.create(name="Demo", location=None, **dates)
    assert bool(starts(clinic)) is not is_open


def test_where_the_client_is_at_another_place_no_time_is_offered(clinic):
    """With a therapist and in a room that this visit could never have: nobody is in two places."""
    other = Location.objects.create(name="Other Demo", address="2 Demo Street", postcode="M2 2AA")
    room, cleo = Room.objects.create(location=other, name="Far room"), make_client()
    during = DateTimeTZRange(TEN, at(TUESDAY, "10:45"))
    Appointment.objects.create(
        client=cleo,
        therapist=make_therapist("Demo Far", other),
        room=room,
        service=clinic.service,
        during=during,
        busy=during,
        status="booked",
        booked_at=NOW,
        price_pence=1,
    )
    assert clocks(clinic, client=cleo)[:3] == ["09:00", "11:00", "11:30"]
    assert clocks(clinic)[:3] == ["09:00", "09:30", "10:00"]
