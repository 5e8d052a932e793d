"""What the desk wrote is taken back while a therapist releases, the first answers come, or another writes."""

from datetime import timedelta

import pytest

from assessments.actions import clearances, desk_notes
from assessments.actions.clearances import NotHeld
from assessments.actions.desk_notes import NotTheirs
from assessments.models import Clearance, DeskNote
from assessments.queries.clearances import advice_for
from hekas.accounts.models import User
from hekas.audit.models import AuditEvent
from tests.bookings.clinic import BY, NOW, make_client
from tests.bookings.safety.people import GREEN, HELD, client_with, give
from tests.concurrency.race import race, tally

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ROUNDS = range(6)
LATER = NOW + timedelta(microseconds=1)
HEARD, OTHER = "Her GP rang", "Her husband rang"


@pytest.fixture
def jo(clinic):
    return User.objects.create_user("jo@demo.example", "x", role="admin")


@pytest.fixture
def kim(clinic):
    return User.objects.create_user("kim@demo.example", "x", role="admin")


def write(user, client, reason=HEARD, now=NOW):
    """Two acts never have the same microsecond: a page knows the hold that it shows by when it was made."""
    return desk_notes.write(client, user=user, reason=reason, by=BY, now=now)


def take_back(words, user):
    return lambda: desk_notes.take_back(words, user=user, reason="It was about another", by=BY, now=NOW)


def release(row, clinic, read=()):
    said = {"therapist": clinic.therapists[0], "reason": "Spoke with them", "by": BY, "now": NOW}
    return lambda: clearances.release(row, read=[str(note.uuid) for note in read], **said)


def current(client):
    return Clearance.objects.current().select_related("intake").get(client=client)


def gate(client):
    return advice_for(now=NOW, client=client).gate


def acts(action):
    return AuditEvent.objects.filter(action=action).count()


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_hold_is_taken_back_or_released_and_not_both(clinic, jo, attempt):
    cleo = client_with(GREEN)
    write(jo, cleo)
    row = current(cleo)
    outcomes = race(take_back(row, jo), release(row, clinic))
    assert tally(outcomes) in ({"NoneType": 1, "NotHeld": 1}, {"NotTheirs": 1, "Clearance": 1})
    assert gate(cleo) == "open"
    assert acts("clearance.hold_taken_back") + acts("clearance.released") == 1
    assert DeskNote.objects.count() == acts("clearance.hold_taken_back")


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_note_beside_what_is_held_is_taken_back_or_read_and_dealt_with(clinic, jo, attempt):
    """Held by their answers too: whichever is first, the release opens them, and nobody's note is lost."""
    cleo = client_with(HELD)
    note = write(jo, cleo)
    outcomes = race(take_back(note, jo), release(current(cleo), clinic, [note]))
    assert tally(outcomes) in ({"NoneType": 1, "Clearance": 1}, {"NotTheirs": 1, "Clearance": 1})
    assert gate(cleo) == "open"
    note.refresh_from_db()
    assert bool(note.taken_back_because) == (acts("desk_note.taken_back") == 1)
    assert acts("desk_note.taken_back") + acts("desk_note.settled") == 1


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_note_that_nobody_read_holds_what_is_released_or_is_taken_back(clinic, jo, attempt):
    """Released from a page of before the note: open only where the note was gone by then."""
    cleo = client_with(HELD)
    row = current(cleo)
    note = write(jo, cleo)
    outcomes = race(take_back(note, jo), release(row, clinic))
    taken = tally(outcomes) == {"NoneType": 1, "Clearance": 1}
    assert taken or tally(outcomes) == {"NotTheirs": 1, "Clearance": 1}
    assert gate(cleo) == ("open" if taken else "held")
    assert taken or current(cleo).hold_reason == HEARD


@pytest.mark.parametrize("attempt", ROUNDS)
def test_a_note_is_taken_back_while_the_first_answers_are_given(clinic, jo, attempt):
    cleo = make_client("Demo Cleo")
    note = write(jo, cleo)
    outcomes = race(take_back(note, jo), lambda: give(cleo, GREEN, NOW))
    taken = tally(outcomes) == {"NoneType": 1, "Result": 1}
    assert taken or tally(outcomes) == {"NotTheirs": 1, "Result": 1}
    assert gate(cleo) == ("open" if taken else "held")
    assert taken or current(cleo).hold_reason == HEARD


@pytest.mark.parametrize("attempt", ROUNDS)
@pytest.mark.parametrize("told", [GREEN, HELD])
def test_what_another_writes_meanwhile_goes_on_holding(clinic, jo, kim, told, attempt):
    """Jo's was a mistake; Kim's is not, whichever came first."""
    cleo = client_with(told)
    words = write(jo, cleo) or current(cleo)
    outcomes = race(take_back(words, jo), lambda: write(kim, cleo, OTHER, LATER))
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert gate(cleo) == "held"
    row, notes = current(cleo), DeskNote.objects.standing()
    assert OTHER in {row.hold_reason, *notes.values_list("reason", flat=True)}
    assert HEARD not in {row.hold_reason, *notes.values_list("reason", flat=True)}
    clearances.release(row, therapist=clinic.therapists[0], reason="All is well", by=BY, now=LATER)
    assert gate(cleo) == ("open" if told is GREEN else "held")


@pytest.mark.parametrize("attempt", ROUNDS)
def test_all_four_at_once_leave_nobody_open_whom_words_hold(clinic, jo, kim, attempt):
    cleo = client_with(GREEN)
    write(jo, cleo)
    row = current(cleo)
    outcomes = race(
        take_back(row, jo),
        release(row, clinic),
        lambda: write(kim, cleo, OTHER, LATER),
        lambda: give(cleo, GREEN, NOW),
    )
    faults = [one for one in outcomes if isinstance(one, Exception)]
    assert [one for one in faults if not isinstance(one, (NotHeld, NotTheirs))] == []
    assert gate(cleo) == "held"
