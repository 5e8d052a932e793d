"""The demo clinic: the same for the same seed, safe to look at, and never on top of real people."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.models import CarePlan, RuleProposal
from assessments.queries.clearances import advice_for_each
from assessments.queries.earlier import lasting_of, open_stop_of
from assessments.queries.visits import visit_data
from bookings.models import Appointment, ClinicClosure
from bookings.queries.to_do import Trouble, to_do
from hekas.accounts.models import Client, User
from hekas.accounts.permissions import Permission
from hekas.audit.models import AuditEvent
from hekas.messaging import parts
from hekas.portal.demo import clinic

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SMALL = ("--clients=15", "--therapists=2", "--bookings=30")
pytestmark = pytest.mark.django_db


def load(*options):
    with time_machine.travel(NOON, tick=False):
        call_command("demo", *SMALL, *options, verbosity=0)
    return list(Appointment.objects.order_by("id").values_list("uuid", "during", "status", "client__uuid"))


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 10, 9, tzinfo=UTC),  # Christmas and the New Year lie ahead
        datetime(2026, 12, 25, 10, tzinfo=UTC),  # it is Christmas
        datetime(2026, 12, 31, 23, 50, tzinfo=UTC),
        datetime(2027, 3, 20, 3, tzinfo=UTC),  # Easter and a clock change lie ahead
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # the hour that comes twice
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ],
)
def test_on_whatever_date_it_is_loaded_nobody_is_booked_where_the_clinic_does_not_work(now):
    with time_machine.travel(now, tick=False):
        call_command("demo", "--clients=15", "--therapists=2", "--bookings=220", verbosity=0)
    wrong = {*Trouble} - {Trouble.TIMING, Trouble.UNSEEN, Trouble.OVERBOOKED}
    assert [one for one in to_do(now) if wrong & {*one.troubles}] == []
    days = {visit.starts_at.date() for visit in Appointment.objects.filter(status="booked")}
    assert max(days) > now.date() + timedelta(days=10)
    today = timezone.localdate(now)
    assert not ClinicClosure.objects.filter(first_day=today).exists()
    assert Appointment.objects.filter(during__startswith__date=today).exists()


def test_what_it_tells_of_other_months_lies_in_their_parts():
    with time_machine.travel(datetime(2026, 11, 29, 16, tzinfo=UTC), tick=False):
        call_command("demo", "--clients=160", "--bookings=60", verbosity=0)
        assert AuditEvent.objects.filter(at__lt=datetime(2026, 11, 1, tzinfo=UTC)).exists()
        assert parts.faults(timezone.now()) == []


def test_who_tries_it_with_an_example_s_number_is_held_for_nobody_of_the_demo():
    load("--clients=160")
    for number in ("+447700900000", "+447700900123", "+447700900456", "+447700900999"):
        stranger = Client.objects.create(name="Stranger", email="stranger@clients.example", phone=number)
        assert (open_stop_of(stranger), lasting_of(stranger)) == (None, []), number
        assert not Client.objects.filter(phone=number).exclude(pk=stranger.pk).exists()
        stranger.delete()


def test_a_bigger_demo_shows_better_same_and_worse_and_a_change_for_the_clinician():
    load("--clients=60", "--therapists=3")
    told = [visit_data(plan.client, NOON).progress.judgement for plan in CarePlan.objects.active()]
    assert sorted((one.verdict, one.review) for one in told) == [
        ("better", False),
        ("same", True),
        ("worse", True),
    ]
    (clinician,) = User.objects.filter(is_clinician=True)
    proposal = RuleProposal.objects.get(status="open")
    assert clinician.may(Permission.DECIDE_ON_RULES)
    assert (clinician.email, proposal.proposed_by != clinician) == ("therapist2@demo.example", True)
    assert proposal.effect["changed"] > 0


@pytest.mark.parametrize("day", range(7))
def test_somebody_works_whatever_day_it_is(day):
    assert clinic.pattern(0, 1).hours_on(NOON.date() + timedelta(days=day))


def test_it_refuses_a_database_with_people():
    User.objects.create_user("someone@demo.example", "x")
    with pytest.raises(CommandError, match="empty"):
        load()


@pytest.mark.parametrize("options", [["--clients=0"], ["--therapists=0"], ["--bookings=-1"]])
def test_numbers_that_make_no_clinic_are_refused(options):
    with pytest.raises(CommandError, match="at least one"):
        call_command("demo", *options, verbosity=0)


def test_the_logins_are_printed_without_touching_anything():
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    assert "admin@demo.example" in out.getvalue()
    assert not User.objects.exists()


def test_a_large_clinic_where_no_therapist_has_two_clients_has_the_stories_too():
    """Nobody else's client need be fit for a story."""
    load("--clients=60", "--therapists=60", "--bookings=0")
    assert CarePlan.objects.values("client").distinct().count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_clinic():
    first = load()
    call_command("flush", interactive=False, verbosity=0)
    assert load() == first
    call_command("flush", interactive=False, verbosity=0)
    assert load("--seed=2") != first


@pytest.mark.parametrize("hour", [8, 19, 23])
def test_at_whatever_hour_it_is_loaded_who_keeps_a_diary_may_come_today(hour):
    """The dice of the diary fall otherwise at each hour; a cramp of yesterday would hold its writer back."""
    now = datetime(2026, 11, 30, hour, 42, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        call_command("demo", "--clients=45", "--bookings=60", verbosity=0)
    writers = Client.objects.filter(progress_entries__kind="cramp").distinct()
    assert writers.count() == 3
    told = advice_for_each(writers, now=now)
    assert [one.name for one in writers if told[one.pk].not_before > now] == []
