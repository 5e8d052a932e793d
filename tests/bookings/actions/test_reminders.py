import logging
from datetime import time, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import appointments, holds, reminders
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment, Reminder
from bookings.scheduling import reminders as rule
from bookings.scheduling.reminders import Kind
from bookings.scheduling.terms import ServiceKind
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, LONDON, NOW, TEN, cleared_visitor

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
START = TEN + DAY
FIRST, SECOND = START - 2 * DAY, START - 25 * HOUR  # 10am two days before, 9am the day before


def hold(clinic, start=START, now=NOW, therapist=0):
    person, wish = cleared_visitor(now=now), Wish(clinic.service, start, clinic.therapists[therapist])
    return person, holds.place(wish=wish, person=person, own=None, by=BY, now=now).appointment


def book(clinic, start=START, now=NOW, phone="", therapist=0):
    person, held = hold(clinic, start, now, therapist)
    who = Details("Demo Dana", "dana@demo.example", phone)
    return appointments.book(hold=held, person=person, details=who, by=BY, now=now)


def move(booked, start, now=NOW):
    wish = Wish(booked.service, start, booked.therapist)
    return appointments.move(appointment=booked, wish=wish, by=BY, now=now, seen=booked.version)


def reminded():
    return OutboundMessage.objects.filter(template__in=["appointment_reminder", "previsit_check"])


def planned():
    return set(Reminder.objects.filter(state="planned").values_list("kind", "channel", "due_at"))


def test_a_reminder_two_days_before_and_one_on_the_morning_before(clinic):
    booked = book(clinic)
    assert reminders.send_due(FIRST - timedelta(seconds=1)) == 0
    assert [reminders.send_due(FIRST + n * MINUTE) for n in range(3)] == [1, 0, 0]
    assert [reminders.send_due(SECOND + n * MINUTE) for n in range(3)] == [1, 0, 0]
    assert {(m.about, m.expires_at) for m in reminded()} == {(booked.about, START)}
    assert {m.context["when"] for m in reminded()} == {"Wednesday 25 November, 10:00am"}


def test_each_visit_reminds_its_own_client_and_nobody_else(clinic):
    """HC-53: reminders went to the wrong group. Two visits at one hour, of two people."""
    visits = [book(clinic), book(clinic, therapist=1)]
    reminders.send_due(FIRST)
    told = {(m.about, m.client_id, m.user_id, m.given_address) for m in reminded()}
    assert told == {(visit.about, visit.client_id, None, "") for visit in visits}
    assert len({visit.client_id for visit in visits}) == 2


def test_a_number_brings_a_text_on_the_morning_before_as_well(clinic):
    book(clinic, phone="+447700900123")
    reminders.send_due(FIRST)
    assert set(reminded().values_list("channel", flat=True)) == {"email"}
    reminders.send_due(SECOND)
    assert sorted(reminded().values_list("channel", flat=True)) == ["email", "email", "sms"]


def test_hc_49_what_another_beat_hands_over_between_look_and_claim_is_left_to_it(clinic, monkeypatch):
    book(clinic)
    asked = reminders._reason_against

    def slowly(reminder, *more):
        Reminder.objects.filter(pk=reminder.pk).update(state="sent")
        return asked(reminder, *more)

    monkeypatch.setattr(reminders, "_reason_against", slowly)
    assert reminders.send_due(FIRST) == 0
    assert not reminded().exists()


def test_the_link_in_a_reminder_opens_the_visit(clinic, client):
    book(clinic)
    reminders.send_due(FIRST)
    path = "/" + reminded().get().context["manage_url"].split("/", 3)[3]
    with time_machine.travel(FIRST, tick=False):
        assert client.get(path).status_code == 200


def test_hc_44_a_visit_booked_inside_the_window_has_no_reminder(clinic):
    """HC-44: all reminders were sent at once."""
    booked = book(clinic, now=SECOND + MINUTE)
    assert not Reminder.objects.exists()
    assert (reminders.replan(SECOND + HOUR), reminders.send_due(START - 3 * HOUR)) == (0, 0)
    assert set(OutboundMessage.objects.filter(about=booked.about).values_list("template", flat=True)) == {
        "appointment_confirmed",
        "therapist_appointment_booked",
    }


def test_hc_44_after_a_long_silence_one_reminder_comes_and_not_all(clinic):
    book(clinic)
    assert reminders.send_due(SECOND) == 1
    assert dict(Reminder.objects.values_list("kind", "state")) == {"two_days": "void", "day_before": "sent"}


def test_hc_47_a_rule_that_is_edited_is_planned_again(clinic, monkeypatch):
    """HC-47: editing a workflow cancelled the reminders and made no new ones."""
    book(clinic)
    both = planned()
    monkeypatch.setattr(rule, "RULE", {**rule.RULE, ServiceKind.TREATMENT: (Kind.DAY_BEFORE,)})
    assert (reminders.replan(NOW), planned()) == (1, {("day_before", "email", SECOND)})
    monkeypatch.undo()
    assert (reminders.replan(NOW), planned(), reminders.replan(NOW)) == (1, both, 0)


def test_hc_47_another_hour_moves_what_is_planned(clinic, monkeypatch):
    book(clinic)
    monkeypatch.setattr(rule, "MORNING", rule.time(8, 30))
    assert reminders.replan(NOW) == 1
    assert ("day_before", "email", SECOND - 30 * MINUTE) in planned()


def statements_of_replan(now=NOW):
    with CaptureQueriesContext(connection) as asked:
        changed = reminders.replan(now)
    return changed, len(asked)


def test_a_rule_that_was_edited_costs_as_many_statements_for_many_visits(clinic, monkeypatch):
    """Twenty thousand visits took more than half a minute, each with a transaction and four statements."""
    costs = []
    for hours, clock in ((0, time(8, 30)), (1, time(8, 10)), (2, time(8, 20))):
        book(clinic, START + hours * HOUR)
        monkeypatch.setattr(rule, "MORNING", clock)
        moved = statements_of_replan()
        assert {at.astimezone(LONDON).time() for kind, _, at in planned() if kind == "day_before"} == {clock}
        Reminder.objects.all().delete()
        costs.append((moved[0], moved[1], *statements_of_replan()))
    assert [cost[::2] for cost in costs] == [(1, 1), (2, 2), (3, 3)]
    assert {cost[1::2] for cost in costs} == {(7, 8)}


def test_more_visits_than_one_transaction_takes_are_all_planned(clinic, monkeypatch):
    monkeypatch.setattr(reminders, "AT_A_TIME", 2)
    for hours in range(5):
        book(clinic, START + hours * HOUR)
    before = planned()
    Reminder.objects.all().delete()
    assert (reminders.replan(NOW), planned(), reminders.replan(NOW)) == (5, before, 0)


def falls_over(monkeypatch, step, visit, fault):
    """This step can't be done for this one visit."""
    done = getattr(reminders, step)

    def stumbling(subject, *more):
        if visit in (subject, getattr(subject, "appointment", None)):
            raise fault
        return done(subject, *more)

    monkeypatch.setattr(reminders, step, stumbling)


def test_a_visit_that_can_not_be_planned_keeps_no_other_from_it(clinic, monkeypatch, caplog):
    """Of a hundred none was planned, nor any after them, as often as it was tried."""
    first, wrong, last = [book(clinic, START + hours * HOUR) for hours in range(3)]
    Reminder.objects.all().delete()
    falls_over(monkeypatch, "difference", wrong, ValueError("no such kind"))
    with caplog.at_level(logging.ERROR):
        assert reminders.replan(NOW) == 2
    assert set(Reminder.objects.values_list("appointment", flat=True)) == {first.pk, last.pk}
    assert "could not be planned: 1" in caplog.text


def test_a_reminder_that_can_not_be_handed_over_keeps_no_other_waiting(clinic, monkeypatch, caplog):
    """The first that was due stood before those of everybody, until its visit was over."""
    wrong, other = book(clinic), book(clinic, START + HOUR)
    falls_over(monkeypatch, "_enqueue", wrong, ValueError("no such letter"))
    with caplog.at_level(logging.ERROR):
        assert [reminders.send_due(FIRST + HOUR), reminders.send_due(FIRST + HOUR)] == [1, 0]
    assert reminded().get().about == other.about
    assert "could not be handed over: 1" in caplog.text
    monkeypatch.undo()
    assert reminders.send_due(FIRST + HOUR) == 1
    assert reminded().filter(about=wrong.about).count() == 1


@pytest.mark.parametrize(("step", "act"), [("difference", "replan"), ("_enqueue", "send_due")])
def test_a_database_that_is_away_is_no_fault_of_a_visit(clinic, monkeypatch, step, act):
    wrong = book(clinic)
    Reminder.objects.filter(kind="day_before").delete()
    falls_over(monkeypatch, step, wrong, OperationalError("it went away"))
    with pytest.raises(OperationalError):
        getattr(reminders, act)(FIRST)


def test_planning_again_brings_back_nothing_that_was_sent_or_taken_back(clinic):
    booked = book(clinic)
    reminders.send_due(FIRST)
    assert reminders.replan(FIRST + MINUTE) == 0
    appointments.cancel(appointment=booked, by=BY, now=FIRST + MINUTE, seen=1)
    assert (reminders.replan(FIRST + MINUTE), planned()) == (0, set())


def test_a_number_that_comes_later_brings_its_text(clinic):
    book(clinic)
    Client.objects.update(phone="+447700900123")
    assert reminders.replan(NOW) == 1
    assert ("day_before", "sms", SECOND) in planned()


def test_a_plan_that_got_lost_is_made_again(clinic):
    book(clinic)
    before = planned()
    Reminder.objects.all().delete()
    assert (reminders.replan(NOW), planned()) == (1, before)


def test_looking_at_many_visits_takes_two_queries(clinic, django_assert_num_queries):
    for place in range(3):
        book(clinic, START + place * HOUR)
        with django_assert_num_queries(2):
            assert reminders.replan(NOW) == 0


def test_the_nightly_proof_finds_a_deleted_message(clinic, caplog):
    """Fault 32."""
    book(clinic)
    reminders.send_due(FIRST)
    assert reminders.prove(FIRST) == 0
    reminded().delete()
    with caplog.at_level(logging.ERROR):
        assert reminders.prove(FIRST + MINUTE) == 1
    assert "have no message" in caplog.text


def test_hc_50_what_is_not_confirmed_is_not_reminded_of(clinic):
    """HC-50: unconfirmed bookings got reminders."""
    _, held = hold(clinic)
    assert (reminders.replan(NOW), planned()) == (0, set())
    Reminder.objects.create(appointment=held, version=1, channel="email", due_at=SECOND)
    assert reminders.send_due(SECOND) == 0
    assert Reminder.objects.get().void_because == "it is not booked any more"


def test_moved_three_times_in_a_minute_there_is_one_reminder_of_each_kind_for_the_last_time(clinic):
    """Fault 27, HC-43: a move left the old text behind."""
    booked = book(clinic, START + 2 * DAY)
    for second, start in enumerate((START + DAY, START + HOUR, START)):
        booked = move(booked, start, NOW + timedelta(seconds=20 * second))
    for hours in range(100):
        reminders.send_due(NOW + hours * HOUR)
    live = reminded().exclude(state="dropped")
    assert sorted(m.dedupe_key.split(":", 2)[2] for m in live) == ["day_before:email:4", "two_days:email:4"]
    assert {m.context["when"] for m in live} == {"Wednesday 25 November, 10:00am"}


def test_a_cancelled_visit_is_not_reminded_of(clinic):
    booked = book(clinic)
    appointments.cancel(appointment=booked, by=BY, now=NOW, seen=1)
    assert reminders.send_due(SECOND) == 0
    assert set(Reminder.objects.values_list("void_because", flat=True)) == {"it is not booked any more"}


def test_what_was_missed_is_caught_up(clinic):
    """Nobody woke for three hours: the window is asked, not the minute."""
    book(clinic)
    reminders.send_due(FIRST)
    assert [reminders.send_due(SECOND + 3 * HOUR), reminders.send_due(SECOND + 4 * HOUR)] == [1, 0]


def test_what_was_missed_is_never_too_late(clinic):
    book(clinic)
    assert reminders.send_due(START - HOUR) == 0
    assert set(Reminder.objects.values_list("void_because", flat=True)) == {"too late to remind"}


@pytest.mark.parametrize(
    ("change", "because"),
    [({"status": "noshow"}, "it is not booked any more"), ({"version": 2}, "the appointment changed")],
)
def test_the_visit_is_read_again_at_the_last_moment(clinic, change, because):
    booked = book(clinic)
    Appointment.objects.filter(pk=booked.pk).update(**change)
    assert reminders.send_due(SECOND) == 0
    assert set(Reminder.objects.values_list("void_because", flat=True)) == {because}
