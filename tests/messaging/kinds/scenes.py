"""For each kind of message the real action that makes it, when it ends, and what takes it back.

Cleo is the client; she has a number and said yes to everything. Amira treats her.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assessments.actions import care_plans, clearances, intakes, nudges, progress, unfinished
from assessments.actions.clearances import Contact
from assessments.models import CarePlan, Clearance, Intake
from assessments.rules.questionnaire import load_questionnaire
from bookings.actions import appointments, ran_out, reminders, series, to_call, waitlist, waitlist_offers
from bookings.actions.holds import Wish
from bookings.models import Appointment, Series, WaitlistEntry, WaitlistOffer
from bookings.queries.person import Person
from hekas.accounts.models import Client, Consent, User
from hekas.audit.actors import Actor
from hekas.messaging.account_mail import OutboxAccountAdapter
from hekas.messaging.actions import writing
from hekas.messaging.wishes import PREFERENCES
from tests.bookings import waiting
from tests.bookings.clinic import BY, NOW, TEN, Clinic
from tests.bookings.regular import WEEK, book_series
from tests.bookings.safety.people import GREEN, HELD, RED, answers, book, client_with, give, hold, release

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINE = NOW + HOUR  # Monday, 9am
AMIRA = Actor("user", "amira", "Demo Amira")
WEDNESDAY = TEN + DAY
LAST = TEN + 4 * WEEK


@dataclass
class World:
    clinic: Clinic
    cleo: Client


@dataclass(frozen=True)
class Scene:
    """`make` is the action, whose result `undo` is given; `due` and `ends` are what must come out."""

    make: Callable[[World], object]
    due: datetime = NOW
    ends: datetime | None = None
    undo: Callable[[World, object], object] | None = None
    by_beat: bool = False  # a task that may run any number of times
    answered: datetime = NOW


def make_world(clinic, scene):
    for therapist in clinic.therapists:
        address = f"{therapist.name.split()[1].lower()}@clinic.example"
        User.objects.filter(pk=therapist.user_id).update(email=address)
    world = World(clinic, client_with(phone="+447700900123", now=scene.answered))
    world.cleo.home_therapist = clinic.therapists[0]
    world.cleo.save()
    for preference in PREFERENCES.values():
        Consent.objects.create(
            client=world.cleo, kind=preference.key, given=True, wording_version="1", at=NOW - DAY
        )
    return world


def booked(world):
    return book(world.clinic, world.cleo)


def moved(world):
    wish = Wish(world.clinic.service, WEDNESDAY, world.clinic.therapists[0])
    visit = booked(world)
    return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW, seen=visit.version)


def cancel(world, visit):
    visit.refresh_from_db()
    appointments.cancel(appointment=visit, by=BY, now=NOW, seen=visit.version, for_clinic=True)


def cancelled(world):
    cancel(world, booked(world))


def withdrawn(world):
    booked(world)
    give(world.cleo, RED)


def reminded(world):
    if not world.cleo.appointments.exists():
        booked(world)
    reminders.send_due(NINE)
    return world.cleo.appointments.get()


def call_first(world):
    if not world.cleo.appointments.exists():
        booked(world)
        give(world.cleo, HELD)
    to_call.tell(NOW + 3 * HOUR)
    return world.cleo.appointments.get()


def series_booked(world):
    return book_series(world.clinic, Person(client=world.cleo))


def end_series(world, made):
    series.end(series=made, by=BY, now=NOW)


def series_ends(world):
    if not Series.objects.exists():
        made = book_series(world.clinic, Person(client=world.cleo), count=5)
        Series.objects.filter(pk=made.pk).update(created_at=NOW - WEEK)
    series.tell_ending(LAST - 2 * WEEK)
    return Series.objects.get()


def let_go(world, made):
    release(world.cleo, world.clinic.therapists[0])


def speak(world, made):
    stop = Clearance.objects.get(client=world.cleo, superseded_at=None)
    talk = Contact("Cleo", NOW, "She is at her doctor's.")
    clearances.close(stop, therapist=world.clinic.therapists[0], contact=talk, by=AMIRA, now=NOW)


def hold_lapsed(world):
    if not Appointment.objects.exists():
        hold(world.clinic, world.cleo)
    ran_out.tell_ran_out(NOW + 10 * MINUTE)
    ran_out.tell_ran_out(NOW + 20 * MINUTE)


def offered(world):
    if not WaitlistOffer.objects.exists():
        waiting.one_slot(world.clinic)
        full = waiting.book(world.clinic)
        waiting.wait(world.clinic, person=Person(client=world.cleo))
        waiting.cancel(full)
    waitlist_offers.offer_due(waiting.MORNING)


def decline(world, made):
    waitlist.decline(offer=WaitlistOffer.objects.get(), by=BY, now=waiting.MORNING)


def given_up(world):
    offered(world)
    waiting.gone_out()
    waiting.give_up(world.clinic)
    return WaitlistEntry.objects.get()


def grown_old(world):
    if not WaitlistEntry.objects.exists():
        waiting.wait(world.clinic, person=Person(client=world.cleo))
    waitlist_offers.offer_due(waiting.MORNING)
    return WaitlistEntry.objects.get()


def leave(world, entry):
    waitlist.leave(entry=entry, by=BY, now=waiting.MORNING)


def plan_signed(world, starts_on=date(2026, 11, 23)):
    amira = world.clinic.therapists[0]
    plan = CarePlan.objects.create(
        client=world.cleo, therapist=amira, rules_version="1", starts_on=starts_on, phases=[{}, {}, {}]
    )
    return care_plans.sign(plan, therapist=amira, by=AMIRA, now=NOW)


def plan_followed(world, plan):
    amira = world.clinic.therapists[0]
    following = care_plans.follow(plan, therapist=amira, by=AMIRA, now=NOW)
    care_plans.sign(following, therapist=amira, by=AMIRA, now=NOW)


def written(world):
    amira = world.clinic.therapists[0]
    account, _ = User.objects.get_or_create(email="cleo@people.example")
    Client.objects.filter(pk=world.cleo.pk).update(user=account)
    said = {"text": "Demo words", "author": amira.user, "therapist": amira}
    return writing.write(world.cleo, **said, by=AMIRA, now=NOW)


def read(world, message):
    writing.note_read(world.cleo, [message.uuid], now=NOW)


def of_plan(task, at):
    def make(world):
        if not CarePlan.objects.exists():
            plan_signed(world)
        task(at)

    return make


def write_diary(world, made):
    progress.log_quiet_week(world.cleo, on=SATURDAY.date(), today=SATURDAY.date(), by=BY, now=SATURDAY)


def left_unfinished(world):
    if not Intake.objects.filter(status="draft").exists():
        intake = Intake.objects.create(
            client=world.cleo,
            answers=answers(GREEN),
            asked={question.key: question.ask for question in load_questionnaire().questions},
            questionnaire_version="test",
            safety_answered_at=NOW,
            expires_at=NOW + 30 * DAY,
        )
        Intake.objects.filter(pk=intake.pk).update(created_at=NOW + MINUTE, updated_at=NOW + MINUTE)
    unfinished.remind_unfinished(NOW + 25 * HOUR)
    return Intake.objects.filter(status="draft").get()


def hand_in(world, intake):
    intakes.submit(intake, by=BY, now=NOW + 25 * HOUR)


def account_letter(world):
    OutboxAccountAdapter().send_mail("account/email/password_changed", "new@demo.example", {})


SATURDAY = datetime(2026, 11, 28, 10, tzinfo=UTC)
REVIEW = datetime(2026, 12, 7, 10, tzinfo=UTC)
LONDON_MIDNIGHT = timedelta(hours=10)

SCENES = {
    "appointment_confirmed": Scene(booked, ends=TEN, undo=cancel),
    "appointment_changed": Scene(moved, ends=WEDNESDAY, undo=cancel),
    "appointment_cancelled": Scene(cancelled, ends=TEN + DAY),
    "appointment_withdrawn": Scene(withdrawn),
    "series_confirmed": Scene(series_booked, ends=TEN + 2 * WEEK, undo=end_series),
    "series_ended": Scene(lambda world: end_series(world, series_booked(world)), ends=TEN + 2 * WEEK + DAY),
    "appointment_reminder": Scene(reminded, due=NINE, ends=TEN, undo=cancel, by_beat=True),
    "previsit_check": Scene(reminded, due=NINE, ends=TEN, undo=cancel, by_beat=True, answered=NOW - 3 * DAY),
    "therapist_appointment_booked": Scene(booked, ends=TEN, undo=cancel),
    "therapist_appointment_changed": Scene(moved, ends=WEDNESDAY, undo=cancel),
    "therapist_appointment_cancelled": Scene(cancelled, ends=TEN + DAY),
    "therapist_call_first": Scene(call_first, due=NOW + 3 * HOUR, ends=TEN, undo=cancel, by_beat=True),
    "held_for_review": Scene(lambda world: give(world.cleo, HELD), undo=let_go),
    "red_flag_follow_up": Scene(lambda world: give(world.cleo, RED), undo=speak),
    "hold_ran_out": Scene(
        hold_lapsed,
        due=NOW + 20 * MINUTE,
        ends=NOW + 20 * MINUTE + 6 * HOUR,
        undo=lambda world, _: booked(world),
        by_beat=True,
    ),
    "waitlist_offer": Scene(
        offered, due=waiting.MORNING, ends=waiting.MORNING + 2 * HOUR, undo=decline, by_beat=True
    ),
    "waitlist_given_up": Scene(
        given_up, due=waiting.MORNING, ends=waiting.MORNING + 2 * HOUR, undo=leave, by_beat=True
    ),
    "waitlist_answers_old": Scene(
        grown_old,
        due=waiting.MORNING,
        ends=datetime(2026, 11, 25, tzinfo=UTC),
        undo=leave,
        by_beat=True,
        answered=NOW - 14 * DAY + HOUR,
    ),
    "message_waiting": Scene(written, ends=NOW + 2 * WEEK, undo=read),
    "plan_ready": Scene(plan_signed, ends=NOW + 2 * WEEK, undo=plan_followed),
    "reassessment_due": Scene(
        of_plan(nudges.tell_reviews, REVIEW),
        due=REVIEW,
        ends=REVIEW + 2 * WEEK + DAY - LONDON_MIDNIGHT,
        undo=lambda world, _: booked(world),
        by_beat=True,
    ),
    "series_ending": Scene(series_ends, due=LAST - 2 * WEEK, ends=LAST, undo=end_series, by_beat=True),
    "diary_nudge": Scene(
        of_plan(nudges.nudge_diaries, SATURDAY),
        due=SATURDAY,
        ends=datetime(2026, 11, 30, tzinfo=UTC),
        undo=write_diary,
        by_beat=True,
    ),
    "intake_unfinished": Scene(
        left_unfinished, due=NOW + 25 * HOUR, ends=NOW + 30 * DAY, undo=hand_in, by_beat=True
    ),
    "account_email": Scene(account_letter, ends=NOW + 2 * WEEK),
}
