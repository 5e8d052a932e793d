"""A visit is moved, begun or taken while its client's record is merged or forgotten: one of the two is whole.

Paused after the gate, and free running. Nothing is left half done: no visit of nobody, none that a stop
should have taken out, no two of one person at one time, nobody merged or forgotten who is in the room.
"""

import pytest

from bookings.actions import appointments, attendance, desk
from bookings.actions.holds import Wish
from bookings.models import Appointment
from bookings.queries.desk import Spot
from bookings.scheduling.terms import Event
from hekas.accounts.models import Client
from hekas.messaging.models import OutboundMessage
from hekas.privacy.actions import erasure, merging
from tests.bookings.clinic import BY, NOW, TEN
from tests.bookings.safety.people import RED, book, client_with, give
from tests.concurrency.race import race
from tests.concurrency.test_shut_meanwhile import HOUR, LATE, MINUTE, cleo, meanwhile, taking  # noqa: F401 - a fixture

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
TWO = TEN + 4 * HOUR
SOON = NOW + HOUR
REFUSED = {
    *("NotCleared", "NotYet", "SlotTaken", "Changed", "NotAllowed"),
    *("CheckInRefused", "InTheWay", "OfferOver", "NeverOnOffer", "HoldExpired"),
}
KEPT_APART = {"CannotMerge", "VisitGoingOn"}


@pytest.fixture
def pausing(slow, monkeypatch):
    """Whoever moves or begins a visit has asked the gate as well, and stops before the row is written."""
    reached, go_on = slow
    for where, name in ((appointments, "resettle"), (attendance, "_mark")):
        monkeypatch.setattr(where, name, stopping(getattr(where, name), reached, go_on))
    return slow


def stopping(call, reached, go_on):
    def run(*args):
        reached.set()
        assert go_on.wait(60)
        return call(*args)

    return run


def moved(clinic, cleo, visit):  # noqa: F811
    wish = Wish(clinic.service, TWO, clinic.therapists[0])
    return lambda: appointments.move(appointment=visit, wish=wish, by=BY, now=SOON, seen=1)


def dragged(clinic, cleo, visit):  # noqa: F811
    spot = Spot(clinic.therapists[0], TWO, 45)
    return lambda: desk.move(appointment=visit, spot=spot, by=BY, now=LATE, seen=1)


def begun(clinic, cleo, visit):  # noqa: F811
    return lambda: attendance.mark(appointment=visit, event=Event.ARRIVE, by=BY, now=LATE)


MOVES = [moved, dragged]
WAYS = [*MOVES, begun]


def red_into(clinic, cleo, twin):  # noqa: F811
    give(twin, RED, NOW + MINUTE)
    return lambda: merging.merge(cleo, twin, reason="One person", by=BY, now=SOON)


def into_red(clinic, cleo, twin):  # noqa: F811
    give(twin, RED, NOW + MINUTE)
    return lambda: merging.merge(twin, cleo, reason="One person", by=BY, now=SOON)


def twin_in(clinic, cleo, twin):  # noqa: F811
    return lambda: merging.merge(cleo, twin, reason="One person", by=BY, now=SOON)


def into_twin(clinic, cleo, twin):  # noqa: F811
    return lambda: merging.merge(twin, cleo, reason="One person", by=BY, now=SOON)


STOPS, GREEN = [red_into, into_red], [twin_in, into_twin]


@pytest.fixture
def visit(clinic, cleo):  # noqa: F811
    """As a page has loaded it."""
    return Appointment.objects.with_names().get(pk=book(clinic, cleo).pk)


@pytest.fixture
def twin(clinic):
    return client_with(name="Demo Cleo Twin", now=NOW)


@pytest.fixture
def other(clinic, twin):
    """The other record's own visit."""
    return book(clinic, twin, TWO, therapist=1)


def judged(acted, done):
    """Neither failed in a way that nobody foresaw; whether the merger or the forgetting was done."""
    assert not isinstance(acted, Exception) or type(acted).__name__ in REFUSED, acted
    assert not isinstance(done, Exception) or type(done).__name__ in KEPT_APART, done
    return not isinstance(done, Exception)


def stands_right(visit, *, stopped):
    """Whoever was merged with a stop has no visit; who is in the room was not merged. One record has it."""
    visit.refresh_from_db()
    assert Client.objects.filter(pk=visit.client_id).exists()
    assert visit.status == ("cancelled" if stopped else visit.status)
    rows = list(Appointment.objects.filter(client=visit.client, status__in=["booked", "arrived"]))
    assert len({row.starts_at for row in rows}) == len(rows)


@pytest.mark.parametrize("how", [*STOPS, *GREEN])
@pytest.mark.parametrize("way", WAYS)
def test_merged_after_the_gate_and_before_the_end(clinic, cleo, twin, visit, pausing, way, how):  # noqa: F811
    acted, done = meanwhile(pausing, way(clinic, cleo, visit), how(clinic, cleo, twin))
    was_merged = judged(acted, done)
    assert was_merged != (way is begun and not isinstance(acted, Exception))
    stands_right(visit, stopped=how in STOPS and was_merged)


@pytest.mark.parametrize("attempt", range(2))
@pytest.mark.parametrize("how", [*STOPS, *GREEN])
@pytest.mark.parametrize("way", WAYS)
def test_merged_at_the_same_moment(clinic, cleo, twin, visit, way, how, attempt):  # noqa: F811
    acted, done = race(way(clinic, cleo, visit), how(clinic, cleo, twin))
    was_merged = judged(acted, done)
    stands_right(visit, stopped=how in STOPS and was_merged)
    assert visit.status != "arrived" or not was_merged or how in GREEN


@pytest.mark.parametrize("how", GREEN)
@pytest.mark.parametrize("way", MOVES)
def test_moved_to_where_the_other_record_has_a_visit(clinic, cleo, twin, visit, other, pausing, way, how):  # noqa: F811
    """One person is in one place: merged first, the move is refused; moved first, the merger is."""
    acted, done = meanwhile(pausing, way(clinic, cleo, visit), how(clinic, cleo, twin))
    was_merged = judged(acted, done)
    assert was_merged == isinstance(acted, Exception)
    stands_right(visit, stopped=False)


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize("how", GREEN)
@pytest.mark.parametrize("way", MOVES)
def test_moved_there_at_the_same_moment(clinic, cleo, twin, visit, other, way, how, attempt):  # noqa: F811
    acted, done = race(way(clinic, cleo, visit), how(clinic, cleo, twin))
    assert judged(acted, done) == isinstance(acted, Exception)
    stands_right(visit, stopped=False)


@pytest.mark.parametrize("attempt", range(2))
@pytest.mark.parametrize("how", GREEN)
def test_an_offer_is_taken_while_its_record_is_merged(clinic, cleo, twin, how, attempt):  # noqa: F811
    """Taken or left, never both: what is taken is one visit of the record that is left."""
    take = taking(clinic, cleo)
    acted, done = race(take, how(clinic, cleo, twin))
    assert judged(acted, done)
    booked = Appointment.objects.filter(status="booked", during__startswith=TEN)
    assert booked.count() == (not isinstance(acted, Exception))
    assert all(Client.objects.filter(pk=row.client_id).exists() for row in booked)
    assert Client.objects.count() >= 1


@pytest.mark.parametrize("attempt", range(2))
@pytest.mark.parametrize("way", WAYS)
def test_forgotten_at_the_same_moment(clinic, cleo, visit, way, attempt):  # noqa: F811
    wish = erasure.ask(cleo, by=BY, now=LATE)
    acted, done = race(way(clinic, cleo, visit), lambda: erasure.carry_out(wish, by=BY, now=LATE))
    assert forgotten_or_begun(cleo, acted, done) or way is begun


@pytest.mark.parametrize("way", WAYS)
def test_forgotten_after_the_gate_and_before_the_end(clinic, cleo, visit, pausing, way):  # noqa: F811
    wish = erasure.ask(cleo, by=BY, now=LATE)
    forget = lambda: erasure.carry_out(wish, by=BY, now=LATE)  # noqa: E731
    acted, done = meanwhile(pausing, way(clinic, cleo, visit), forget)
    assert not isinstance(acted, Exception)
    assert forgotten_or_begun(cleo, acted, done) or way is begun


def forgotten_or_begun(cleo, acted, done):  # noqa: F811
    """Whoever is in the room is not forgotten; whoever is forgotten has no visit, and no letter of it."""
    was_forgotten = judged(acted, done)
    standing = Appointment.objects.filter(status__in=["booked", "arrived"])
    assert standing.count() == (not was_forgotten)
    assert not was_forgotten or not OutboundMessage.objects.filter(client=cleo).exists()
    return was_forgotten
