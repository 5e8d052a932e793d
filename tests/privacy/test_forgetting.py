"""What goes by itself: on its day and only then."""

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from assessments.models import Clearance, Intake, Result
from bookings.actions import waitlist
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment
from hekas.accounts.models import Client, StandIn, User
from hekas.audit.models import AuditEvent
from hekas.privacy.actions import forgetting
from hekas.privacy.models import LegalHold
from hekas.privacy.queries import kept
from hekas.privacy.queries.held import rows_of
from hekas.privacy.queries.kept import answers_of_nobody, due, until
from hekas.privacy.tasks import forget_what_is_old
from tests.bookings.actions.test_holds import place
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor, make_clinic, make_intake
from tests.bookings.waiting import MORNING, offers_of, one_slot, wait

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EIGHT_YEARS_ON = date(2034, 11, 22)


@pytest.fixture
def clinic(db):
    return make_clinic()


@pytest.fixture
def cleo(db):
    """Answered on 22 November 2026, and never came again."""
    client = cleared_client().client
    Client.objects.filter(pk=client.pk).update(created_at=NOW - DAY)
    client.refresh_from_db()
    return client


def moment(day):
    """Eight in the morning of that day."""
    return NOW.replace(year=day.year, month=day.month, day=day.day)


def test_a_record_goes_on_its_day_and_not_the_day_before(cleo):
    assert until(cleo) == EIGHT_YEARS_ON
    assert forgetting.old_records(moment(EIGHT_YEARS_ON - DAY)) == 0
    assert Result.objects.filter(intake__client=cleo).count() == 1
    assert forgetting.old_records(moment(EIGHT_YEARS_ON)) == 1
    assert {rows.count() for rows in rows_of(cleo).values()} == {0}
    assert AuditEvent.objects.filter(action="record.forgotten", subject_uuid=cleo.uuid).count() == 1


def test_its_versions_go_with_it(cleo):
    mine = [model.pgh_event_model.objects.filter(client_id=cleo.pk) for model in (Clearance,)]
    mine.append(Client.pgh_event_model.objects.filter(pgh_obj_id=cleo.pk))
    assert [versions.count() > 0 for versions in mine] == [True, True]
    forgetting.old_records(moment(EIGHT_YEARS_ON))
    assert [versions.count() for versions in mine] == [0, 0]


def test_somebody_with_the_same_number_whom_it_held_stays_and_does_not_keep_it(cleo):
    twin = cleared_client().client
    LegalHold.objects.create(client=twin, reason="A claim", set_at=NOW)
    told = cleo.clearances.get()
    Clearance.objects.filter(client=twin).update(follows_stop=told)
    assert forgetting.old_records(moment(EIGHT_YEARS_ON)) == 1
    connection.check_constraints()
    assert twin.clearances.get().follows_stop is None


def test_a_childs_record_waits_for_the_25th_birthday(cleo):
    Client.objects.filter(pk=cleo.pk).update(born_on=date(2015, 5, 2))
    cleo.refresh_from_db()
    assert until(cleo) == date(2040, 5, 2)
    assert [cleo in due(moment(date(2040, 5, day))) for day in (1, 2)] == [False, True]


def test_without_a_birthday_the_age_that_was_told_counts(cleo):
    Result.objects.filter(intake__client=cleo).update(answers={"about": {"age": 17}})
    assert until(cleo) == date(2035, 11, 22)  # 26 at the latest on this day


def test_who_comes_again_is_kept_again(clinic, cleo):
    make_intake(client=None, now=moment(date(2033, 1, 2)))
    newer = Intake.objects.latest("id")
    Intake.objects.filter(pk=newer.pk).update(client=cleo)
    assert until(cleo) == date(2041, 1, 1)
    assert list(due(moment(EIGHT_YEARS_ON))) == []


def test_a_legal_hold_keeps_it(cleo):
    hold = LegalHold.objects.create(client=cleo, reason="A claim", set_at=NOW)
    assert (list(due(moment(EIGHT_YEARS_ON))), forgetting.old_records(moment(EIGHT_YEARS_ON))) == ([], 0)
    hold.lifted_at = NOW
    hold.save()
    assert forgetting.old_records(moment(EIGHT_YEARS_ON)) == 1


def test_advice_that_somebody_nameless_was_given_is_kept_as_long():
    intake = make_intake()
    mine = Intake.objects.filter(pk=intake.pk)
    mine.update(created_at=NOW - DAY, answers={"about": {"age": 40}})
    assert forgetting.old_answers_of_nobody(moment(EIGHT_YEARS_ON - DAY)) == 0
    assert forgetting.old_answers_of_nobody(moment(EIGHT_YEARS_ON)) == 1
    assert mine.count() == 0
    left = (
        Clearance.objects.filter(intake=intake.pk),
        Intake.pgh_event_model.objects.filter(pgh_obj=intake.pk),
    )
    assert [rows.count() for rows in left] == [0, 0]


def test_nameless_answers_that_a_visit_or_newer_answers_rest_on_are_kept(clinic, cleo):
    rested_on, renewed, newer = make_intake(), make_intake(), make_intake()
    Intake.objects.all().update(created_at=NOW - DAY)
    Intake.objects.filter(pk=newer.pk).update(renews=renewed)
    hold = place(clinic, cleared_visitor(), TEN).appointment
    Appointment.objects.filter(pk=hold.pk).update(client=cleo, intake=rested_on)
    forgotten = {row.pk for row in answers_of_nobody(moment(EIGHT_YEARS_ON))}
    assert forgotten & {rested_on.pk, renewed.pk, newer.pk} == {newer.pk}


def test_a_hold_that_ran_out_is_forgotten_after_a_day(clinic):
    hold = place(clinic, cleared_visitor(), TEN).appointment
    Appointment.objects.filter(pk=hold.pk).update(status="expired", hold_expires_at=None, updated_at=NOW)
    assert forgetting.old_holds(NOW + DAY - timedelta(seconds=1)) == 0
    assert forgetting.old_holds(NOW + DAY) == 1
    assert Appointment.objects.filter(pk=hold.pk).count() == 0


def test_a_visit_that_is_booked_is_no_hold(clinic):
    place(clinic, cleared_visitor(), TEN)
    assert forgetting.old_holds(NOW + timedelta(minutes=11)) == 0


def test_a_time_that_was_offered_to_who_still_waits_is_kept_so_that_it_is_not_offered_again(clinic):
    one_slot(clinic)
    entry = wait(clinic)
    offer_due(MORNING)
    (offer,) = offers_of(entry)
    Appointment.objects.filter(pk=offer.appointment_id).update(
        status="expired", hold_expires_at=None, updated_at=NOW
    )
    assert forgetting.old_holds(NOW + DAY) == 0
    waitlist.leave(entry=entry, by=BY, now=MORNING)
    assert forgetting.old_holds(NOW + DAY) == 1


def test_where_somebody_signed_in_from_is_forgotten_after_ninety_days():
    user = User.objects.create_user("zed@demo.example", "x")
    for key, days in (("old", 90), ("new", 89)):
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.1", user_agent="x")
        UserSession.objects.filter(session_key=key).update(last_seen_at=NOW - days * DAY)
    forgetting.old_sessions(NOW)
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]


def test_sessions_that_ran_out_are_deleted():
    ends = {"old": NOW - DAY, "new": NOW + DAY}
    for key, at in ends.items():
        Session.objects.create(session_key=key, session_data="", expire_date=at)
    forgetting.old_sessions(NOW)
    assert list(Session.objects.filter(pk__in=ends).values_list("session_key", flat=True)) == ["new"]


def test_counted_tries_that_ran_out_are_deleted():
    """They stand there only while Valkey is away."""
    for name, at in (("old", NOW - timedelta(minutes=1)), ("new", NOW + timedelta(minutes=1))):
        StandIn.objects.create(cache_key=name, value="", expires=at)
    forgetting.old_sessions(NOW)
    assert list(StandIn.objects.values_list("cache_key", flat=True)) == ["new"]


def test_what_is_not_old_stays(house):
    before = {model: rows.count() for model, rows in rows_of(house.alice.client).items()}
    forget_what_is_old()
    assert {model: rows.count() for model, rows in rows_of(house.alice.client).items()} == before


def test_ties_hold_after_it(cleo):
    forgetting.old_records(moment(EIGHT_YEARS_ON))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM accounts_client WHERE id = %s", [cleo.pk])
        assert cursor.fetchone() == (0,)


def test_the_beat_wakes_it():
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_what_is_old.name in tasks


def test_many_are_looked_at_so_many_at_a_time(cleo, monkeypatch, django_assert_num_queries):
    """All at once took 18 seconds of 200,000 clients, and a statement has twenty: then no record would go."""
    monkeypatch.setattr(kept, "AT_A_TIME", 2)
    others = [cleared_client(f"Demo {n}").client for n in range(3)]
    Client.objects.filter(pk__in=[one.pk for one in others]).update(created_at=NOW - DAY)
    with django_assert_num_queries(1 + 2 + 4):  # who was here, two by two, and each one's age
        found = list(due(moment(EIGHT_YEARS_ON + DAY)))
    assert found == sorted([cleo, *others], key=lambda one: one.pk)


def test_who_was_brought_here_with_an_old_record_has_no_eight_years_more(cleo):
    """The row is of yesterday, and what it tells of is not."""
    Client.objects.filter(pk=cleo.pk).update(created_at=moment(EIGHT_YEARS_ON) - DAY)
    assert list(due(moment(EIGHT_YEARS_ON - DAY))) == []
    assert list(due(moment(EIGHT_YEARS_ON + DAY))) == [cleo]


def test_looking_for_what_is_due_asks_once(cleo, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(due(NOW)) == []
    cleared_client("Demo Dora")
    with django_assert_num_queries(1):
        assert list(due(NOW)) == []
