"""One row of three that the database refuses: the other two are handled, and the run is seen to fail."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from assessments.actions import ages
from assessments.models import Clearance
from bookings.actions import notices, ran_out, safety, to_call, waitlist_offers
from bookings.models import Appointment, WaitlistOffer
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from hekas.postgres.each_alone import NotAll
from tests.bookings.clinic import NOW, TEN, cleared_client
from tests.bookings.safety.people import HELD, book, client_with, give, hold
from tests.bookings.waiting import MORNING, wait

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REFUSE = """
    CREATE FUNCTION refuse_this() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'not this row' USING ERRCODE = 'check_violation'; END $$;
    CREATE TRIGGER refuse_this BEFORE {event} ON {table}
    FOR EACH ROW WHEN ({row}) EXECUTE FUNCTION refuse_this();
"""


def refuse(event, model, row):
    """From here on the database refuses this one row; `row` is SQL of our own, with NEW."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(REFUSE.format(event=event, table=model._meta.db_table, row=row))


def failed(run, now, key, caplog):
    """Run the task's action: it fails at its end, and names the row."""
    with caplog.at_level(logging.ERROR), pytest.raises(NotAll, match=f"^1 of the .*: {key}$"):
        run(now)
    assert [str(key) in record.message for record in caplog.records] == [True]
    return True


def held_visits(clinic):
    """Three clients whom nobody has released in time."""
    visits = []
    for n, name in enumerate(["Demo Ada", "Demo Bea", "Demo Cy"]):
        client = client_with(name=name)
        visits.append(book(clinic, client, start=TEN + (n // 2) * HOUR, therapist=n % 2))
        give(client, HELD, NOW)
    return visits


def statuses():
    return list(Appointment.objects.order_by("id").values_list("status", flat=True))


def test_who_can_not_be_withdrawn_leaves_nobody_elses_visit_standing(clinic, caplog):
    first, _, _ = held_visits(clinic)
    refuse("UPDATE", Appointment, f"NEW.id = {first.pk}")
    assert failed(safety.sweep, TEN - HOUR, first.client.uuid, caplog)
    assert statuses() == ["booked", "cancelled", "cancelled"]


def test_a_call_that_can_not_be_written_of_keeps_no_other(clinic, caplog):
    first, second, third = held_visits(clinic)
    refuse("INSERT", OutboundMessage, f"NEW.dedupe_key LIKE '%{first.uuid}%'")
    assert failed(to_call.tell, TEN - 5 * HOUR, first.uuid, caplog)
    told = OutboundMessage.objects.filter(template=notices.CALL_FIRST).order_by("id")
    assert [message.about for message in told] == [second.about, third.about]


def stale(clinic):
    return [
        hold(clinic, cleared_client(name).client, start=TEN + n * HOUR)
        for n, name in enumerate(["Demo Ada", "Demo Bea", "Demo Cy"])
    ]


def test_a_hold_that_can_not_be_ended_keeps_no_other(clinic, caplog):
    first, _, _ = stale(clinic)
    refuse("UPDATE", Appointment, f"NEW.id = {first.pk}")
    assert failed(ran_out.tell_ran_out, NOW + HOUR, first.pk, caplog)
    assert statuses() == ["tentative", "expired", "expired"]


def test_who_can_not_be_told_of_a_hold_that_ran_out_keeps_no_other(clinic, caplog):
    first, second, third = stale(clinic)
    assert ran_out.tell_ran_out(NOW + HOUR) == 0
    refuse("INSERT", OutboundMessage, f"NEW.dedupe_key LIKE '%{first.uuid}%'")
    assert failed(ran_out.tell_ran_out, NOW + HOUR + 10 * MINUTE, first.pk, caplog)
    told = OutboundMessage.objects.filter(template="hold_ran_out").order_by("id")
    assert [message.client for message in told] == [second.client, third.client]


def test_who_can_not_be_offered_a_time_keeps_no_other_waiting(clinic, caplog):
    first, second, third = (wait(clinic, name) for name in ["Demo Ada", "Demo Bea", "Demo Cy"])
    refuse("INSERT", WaitlistOffer, f"NEW.entry_id = {first.pk}")
    assert failed(waitlist_offers.offer_due, MORNING, first.pk, caplog)
    offered = WaitlistOffer.objects.order_by("id").values_list("entry", flat=True)
    assert list(offered) == [second.pk, third.pk]
    assert Appointment.objects.filter(status="tentative").count() == 2


def test_who_can_not_be_held_for_their_age_keeps_no_other_open(clinic, caplog):
    rows = [cleared_client(name).client for name in ["Demo Ada", "Demo Bea", "Demo Cy"]]
    Client.objects.update(born_on=NOW.date() - timedelta(days=16 * 366))
    first = Clearance.objects.get(client=rows[0])
    refuse("UPDATE", Clearance, f"NEW.id = {first.pk}")
    assert failed(ages.hold_minors, NOW, first.pk, caplog)
    gates = Clearance.objects.order_by("id").values_list("gate", flat=True)
    assert list(gates) == ["open", "held", "held"]


def test_a_database_that_is_away_ends_the_run(clinic, monkeypatch):
    held_visits(clinic)
    asked = []

    def away(client, **more):
        asked.append(client)
        raise OperationalError("it went away")

    monkeypatch.setattr(safety, "withdraw_uncleared", away)
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    with pytest.raises(OperationalError):
        safety.sweep(TEN - HOUR)
    assert len(asked) == 1
