"""An answer that turns red races a booking: no red client keeps a visit, and nobody hangs."""

from datetime import timedelta
from threading import Timer

import pytest

from assessments.actions import claims, desk_notes, intakes
from assessments.models import Clearance, DeskNote
from assessments.queries.clearances import advice_for
from bookings.actions import appointments, attendance, holds, safety
from bookings.actions.details import Details
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries.person import Person
from bookings.scheduling.terms import Event
from hekas.accounts.models import User
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.safety.people import HELD, RED, book, client_with, confirm, draft, give, hold
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ROUNDS = range(6)


def clients(count=1):
    return [client_with(name=f"Demo C{n}") for n in range(count)]


def turn(client, changes=RED, now=NOW + MINUTE):
    return lambda: give(client, changes, now)


def standing():
    return Appointment.objects.filter(status__in=["tentative", "booked", "arrived"]).count()


@pytest.mark.parametrize("attempt", ROUNDS)
def test_what_the_desk_hears_while_the_first_answers_are_given_holds_them(clinic, attempt):
    """Whichever is first: it waits for the answers, or it holds those that are there."""
    cleo, jo = make_client("Demo Cleo"), User.objects.create_user("jo@demo.example", "x", role="admin")
    said = {"user": jo, "reason": "Her GP rang", "by": BY, "now": NOW}

    outcomes = race(lambda: desk_notes.write(cleo, **said), turn(cleo, {}, NOW))
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert advice_for(now=NOW, client=cleo).gate == "held"
    assert (DeskNote.objects.count(), Clearance.objects.get().hold_reason) == (0, "Her GP rang")


@pytest.mark.parametrize("attempt", ROUNDS)
def test_red_while_a_confirmation_is_in_flight(clinic, attempt):
    (client,) = clients()
    held = Appointment.objects.get(pk=hold(clinic, client).pk)
    outcomes = tally(race(turn(client), lambda: confirm(held, client, NOW + MINUTE)))
    assert outcomes["Result"] == 1
    assert sum(outcomes[kind] for kind in ("Appointment", "NotCleared", "HoldExpired")) == 1
    assert standing() == 0


@pytest.mark.parametrize("attempt", ROUNDS)
def test_red_while_a_visit_is_moved(clinic, attempt):
    (client,) = clients()
    visit = book(clinic, client)
    wish = Wish(clinic.service, TEN + 2 * HOUR, clinic.therapists[0])

    def move():
        return appointments.move(appointment=visit, wish=wish, by=BY, now=NOW + MINUTE, seen=1)

    outcomes = tally(race(turn(client), move))
    assert outcomes["Result"] == 1
    assert sum(outcomes[kind] for kind in ("Appointment", "NotCleared", "Changed")) == 1
    assert standing() == 0


@pytest.mark.parametrize("changes", [HELD, RED])
def test_red_while_somebody_is_checked_in(clinic, changes):
    """Whoever is let in was open at that moment; whoever is not open afterwards is not let in."""
    (client,) = clients()
    visit, now = book(clinic, client), TEN - MINUTE

    def arrive():
        return attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=now)

    outcomes = tally(race(turn(client, changes, now), arrive))
    assert outcomes["Result"] == 1
    assert sum(outcomes[kind] for kind in ("Appointment", "CheckInRefused", "NotAllowed")) == 1
    stands = Appointment.objects.get().status
    assert stands == "arrived" if outcomes["Appointment"] else stands in ("booked", "cancelled")


def test_red_twice_and_the_sweep_at_once_withdraw_once(clinic):
    (client,) = clients()
    book(clinic, client)
    outcomes = race(turn(client), turn(client), lambda: safety.sweep(NOW + MINUTE), turn(client))
    assert tally(outcomes) == {"Result": 3, "int": 1}
    assert Appointment.objects.get().version == 2


def test_many_turn_red_while_they_book_and_nobody_waits_crosswise(clinic):
    """Three clients of one therapist: every answer is stored, no booking of theirs stands, no time-out."""
    people = clients(3)
    helds = [Appointment.objects.get(pk=hold(clinic, c, TEN + n * HOUR).pk) for n, c in enumerate(people)]
    later = NOW + MINUTE
    books = [lambda h=h, c=c: confirm(h, c, later) for h, c in zip(helds, people, strict=True)]
    outcomes = tally(race(*books, *(turn(client) for client in people)))
    assert outcomes["Result"] == 3
    assert not {"SlotTaken", "OperationalError"} & set(outcomes)
    assert standing() == 0


def visitor_holds(clinic):
    """Somebody without an account who has answered and holds a time."""
    intake = give(None).intake
    person, wish = Person(intake=intake), Wish(clinic.service, TEN, clinic.therapists[0])
    return person, holds.place(wish=wish, person=person, own=None, by=BY, now=NOW).appointment


def test_red_in_another_tab_while_a_visitor_becomes_a_client(clinic, slow):
    """The answers have no owner when they are sent, and one by the time that they can be written down."""
    reached, go_on = slow
    person, held = visitor_holds(clinic)
    again = draft(None, RED, NOW + MINUTE, renews=person.intake)

    def red_meanwhile():
        assert reached.wait(60)
        Timer(0.3, go_on.set).start()
        return intakes.submit(again, by=BY, now=NOW + MINUTE)

    def confirm_as_visitor():
        who = Details("Demo Vera", "vera@demo.example")
        return appointments.book(hold=held, person=person, details=who, by=BY, now=NOW + MINUTE)

    outcomes = tally(race(red_meanwhile, confirm_as_visitor))
    assert outcomes == {"Result": 1, "Appointment": 1}
    assert standing() == 0
    stop = Clearance.objects.current().get()
    assert (stop.is_stop, stop.client) == (True, Appointment.objects.get().client)


@pytest.mark.parametrize("attempt", ROUNDS)
def test_red_in_another_tab_against_a_visitor_who_confirms(clinic, attempt):
    person, held = visitor_holds(clinic)
    again, who = draft(None, RED, NOW + MINUTE, person.intake), Details("Demo Vera", "vera@demo.example")
    outcomes = tally(
        race(
            lambda: intakes.submit(again, by=BY, now=NOW + MINUTE),
            lambda: appointments.book(hold=held, person=person, details=who, by=BY, now=NOW + MINUTE),
        )
    )
    assert outcomes["Result"] == 1
    assert sum(outcomes[kind] for kind in ("Appointment", "NotCleared", "HoldExpired")) == 1
    assert not Appointment.objects.filter(status="booked").exists()


@pytest.mark.parametrize("attempt", ROUNDS)
def test_answers_that_are_claimed_by_many_and_answered_by_many_wait_for_nobody_for_ever(clinic, attempt):
    """Each claims, or answers what renews them: the owner's door comes before the rows for all."""
    first, client = give(None).intake, clients()[0]
    drafts = [draft(None, RED, NOW + MINUTE, first) for _ in range(4)]
    runners = [lambda d=d: intakes.submit(d, by=BY, now=NOW + MINUTE) for d in drafts]
    claiming = [lambda: claims.claim(first, client=client, by=BY, now=NOW + MINUTE) for _ in range(4)]
    assert tally(race(*runners, *claiming)) == {"Result": 4, "NoneType": 4}
    first.refresh_from_db()
    assert first.client == client


def test_without_the_follower_a_red_client_would_keep_the_visit(clinic, settings):
    """The negative control: these tests can fail."""
    settings.CLEARANCE_FOLLOWERS = []
    (client,) = clients()
    book(clinic, client)
    give(client, RED, NOW + MINUTE)
    assert standing() == 1
