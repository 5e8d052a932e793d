"""What the calendar is told of a person, one decision at a time: the newest count, and a stop over all."""

from datetime import timedelta

import pytest

from assessments.actions import clearances as closing
from assessments.actions.clearances import Contact
from assessments.models import Clearance
from assessments.queries import clearances
from assessments.queries.advice import AFTER_STOP, standing_gate
from assessments.queries.clearances import advice_for, advice_for_pairs, lock_advice_for, only_age_keeps
from assessments.queries.elsewhere import held_elsewhere
from bookings.queries.clearing import Missing, missing_at_the_door
from hekas.accounts.models import Client, Therapist
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.safety.people import GREEN, HELD, PREGNANT, RED, book, client_with, give, release
from tests.bookings.safety.test_asked_about import THINNER

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_newer_answers_of_nobody_yet_do_not_open_what_a_stop_has_shut():
    cleo = client_with(RED, now=NOW - HOUR)
    newer = give(None, GREEN).intake
    assert advice_for(now=NOW, client=cleo, intake=newer).gate == "held"


def test_a_release_opens_nothing_while_a_stop_before_it_is_open():
    stop = Clearance(tier="emergency", gate="redirected")
    released = Clearance(tier="caution", gate="held", released_at=NOW, follows_stop=stop)
    assert standing_gate(released) == "held"
    stop.closed_at = NOW
    assert standing_gate(released) == "open"


def test_of_many_each_with_their_intake_the_newest_answers_count():
    cleo, dora = client_with(GREEN, now=NOW - HOUR), client_with(HELD, name="Demo Dora", now=NOW - HOUR)
    worse, better = give(None, HELD).intake, give(None, GREEN).intake
    older = give(None, HELD, NOW - 2 * HOUR).intake
    pairs = [(cleo.pk, worse.pk), (dora.pk, better.pk), (cleo.pk, older.pk), (cleo.pk, None)]
    assert [one.gate for one in advice_for_pairs(pairs, now=NOW)] == ["held", "open", "open", "open"]


def test_what_is_answered_while_the_lock_is_waited_for_is_locked_and_counts(monkeypatch):
    cleo = make_client()
    lock, asked = clearances.lock_standing, []

    def late(*whose):
        locked = lock(*whose)
        if not asked:
            give(cleo, GREEN)
        asked.append(locked)
        return locked

    monkeypatch.setattr(clearances, "lock_standing", late)
    assert lock_advice_for(now=NOW, client=cleo).may_book
    assert asked == [set(), {cleo.clearances.get().pk}]


def test_a_stop_that_was_spoken_about_is_held_until_they_answer_again(clinic):
    cleo = client_with(RED)
    talk = Contact("Cleo", NOW, "Seen by her doctor")
    closing.close(cleo.clearances.get(), therapist=clinic.therapists[0], contact=talk, by=BY, now=NOW)
    advice = advice_for(now=NOW, client=cleo)
    assert (advice.gate, advice.stale, only_age_keeps(cleo, advice)) == ("held", True, False)


@pytest.mark.parametrize("said", [RED, THINNER])
def test_more_than_age_keeps_whom_another_record_of_theirs_holds(said):
    cleo = client_with(GREEN, now=NOW - 15 * DAY)
    assert only_age_keeps(cleo, advice_for(now=NOW, client=cleo))
    client_with(said, now=NOW)
    assert not only_age_keeps(cleo, advice_for(now=NOW, client=cleo))


def test_of_many_nobody_is_held_by_another_name_at_their_address_nor_by_their_own_record():
    cleo, dora = client_with(GREEN, now=NOW - HOUR), client_with(THINNER, name="Demo Dora")
    Client.objects.filter(pk=dora.pk).update(email=cleo.email)
    dora.refresh_from_db()
    assert held_elsewhere([cleo, dora], {cleo.pk: advice_for(now=NOW, client=cleo)}) == {}


def test_the_training_is_asked_for_at_the_door_once_more(clinic):
    amira = clinic.therapists[0]
    Therapist.objects.filter(pk=amira.pk).update(pregnancy_trained=True)
    amira.refresh_from_db()
    cleo = client_with(PREGNANT)
    release(cleo, amira)
    visit = book(clinic, cleo)
    assert missing_at_the_door(visit, TEN) is None
    visit.therapist.pregnancy_trained = False
    assert missing_at_the_door(visit, TEN) is Missing.THERAPIST


def test_an_open_stop_of_their_own_counts_without_any_address():
    nameless = client_with(RED)
    Client.objects.filter(pk=nameless.pk).update(email="")
    give(nameless, GREEN, NOW + HOUR)
    Clearance.objects.current().filter(client=nameless).update(
        gate="open", follows_stop=None
    )  # as by a fault
    nameless.refresh_from_db()
    assert held_elsewhere([nameless], {}) == {nameless.pk: AFTER_STOP}
