"""A minor who says that they are an adult: what can be known of their age holds, online and at the desk."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from assessments.actions import ages, claims, clearances
from assessments.actions.clearances import GuardianNeeded
from assessments.models import Clearance
from assessments.presenters import review
from assessments.presenters.result.page import page_of
from assessments.queries.advice import A_WORD_FIRST
from assessments.queries.clearances import advice_for, advice_for_each
from assessments.queries.waiting import waiting_for
from bookings.actions import appointments, desk, holds
from bookings.actions.desk import NotYet, Order
from bookings.actions.details import Details
from bookings.actions.holds import NotCleared, Wish
from bookings.queries.clearing import Missing, missing_at_the_door
from bookings.queries.desk import Spot
from bookings.queries.person import Person
from hekas.accounts.models import Client
from hekas.audit.models import AuditEvent
from hekas.messaging.models import OutboundMessage
from tests.bookings.clinic import BY, NOW, TEN, make_client
from tests.bookings.overruling import overruled
from tests.bookings.safety.people import HELD, book, client_with, give, hold, release, status

pytestmark = pytest.mark.django_db
SIXTEEN, ADULT = date(2010, 5, 2), date(2008, 11, 23)  # who is 18 on the day of the answers is an adult
MINUTE = timedelta(minutes=1)


def born(client, day):
    Client.objects.filter(pk=client.pk).update(born_on=day)
    client.refresh_from_db()
    return client


def kid(day=SIXTEEN, changes=None):
    """Somebody whom the desk has met, and who then says online that they are 34."""
    client = born(make_client("Demo Kim"), day)
    give(client, changes or {})
    return client


def standing(client):
    return client.clearances.get(superseded_at=None)


def test_a_minor_who_says_34_is_held_and_waits_for_a_therapist(clinic):
    client = kid()
    assert advice_for(now=NOW, client=client).gate == "held"
    assert advice_for(now=NOW, client=client).reasons == (A_WORD_FIRST,)
    assert list(waiting_for(clinic.therapists[0])) == [standing(client)]
    assert OutboundMessage.objects.filter(template="held_for_review").count() == 2


@pytest.mark.parametrize(
    ("day", "gate"), [(ADULT, "open"), (ADULT + timedelta(days=1), "held"), (None, "open")]
)
def test_the_eighteenth_birthday_is_the_first_open_day(clinic, day, gate):
    assert advice_for(now=NOW, client=kid(day)).gate == gate


def test_neither_the_site_nor_the_desk_books_them(clinic):
    client = kid()
    with pytest.raises(NotCleared):
        hold(clinic, client)
    spot = Spot(clinic.therapists[0], TEN, 45)
    with pytest.raises(NotYet) as refusal:
        overruled(desk.book, order=Order(client, clinic.service, spot, uuid4()), by=BY, now=NOW)
    assert refusal.value.missing is Missing.WORD


def test_only_a_word_with_a_guardian_opens(clinic):
    client, amira = kid(), clinic.therapists[0]
    with pytest.raises(GuardianNeeded):
        release(client, amira)
    clearances.release(
        standing(client), therapist=amira, reason="Spoke", guardian_note="Mother stays", by=BY, now=NOW
    )
    assert book(clinic, client).status == "booked"
    assert ages.hold_minors(NOW) == 0


def test_the_therapist_reads_why_and_the_client_what_comes_next(clinic):
    row = standing(kid())
    (waiting,) = review.queue_of([row])
    assert waiting.reasons == (review.BORN_LATER,)
    assert review.standing_of(row).needs_guardian
    assert page_of(row.result, row, NOW).held_because == (A_WORD_FIRST,)


NUMBER = "+447700900123"
ALIKE = [
    ("demo kim", "KIM@demo.example", ""),
    ("Demo\u00a0 Kim\u200b", "kim@demo.example", ""),
    ("Demo Kim", "another@demo.example", NUMBER),
]


@pytest.mark.parametrize("who", ALIKE)
def test_a_visitor_of_the_same_name_and_address_or_number_is_held_when_they_book(clinic, who):
    child = make_client("Demo Kim")
    Client.objects.filter(pk=child.pk).update(phone=NUMBER)
    born(child, SIXTEEN)
    person = Person(intake=give(None).intake)
    held = holds.place(wish=Wish(clinic.service, TEN), person=person, own=None, by=BY, now=NOW).appointment
    with pytest.raises(NotCleared):
        appointments.book(hold=held, person=person, details=Details(*who), by=BY, now=NOW)


def test_a_parent_who_left_their_address_for_a_child_books_for_themselves(clinic):
    child = make_client("Demo Kim")
    Client.objects.filter(pk=child.pk).update(phone=NUMBER)
    born(child, SIXTEEN)
    person = Person(intake=give(None).intake)
    held = holds.place(wish=Wish(clinic.service, TEN), person=person, own=None, by=BY, now=NOW).appointment
    who = Details("Demo Mother", "kim@demo.example", NUMBER)
    assert appointments.book(hold=held, person=person, details=who, by=BY, now=NOW).status == "booked"


def test_a_date_of_birth_that_comes_later_counts_at_once_and_then_on_every_list(clinic):
    client = client_with()
    visit = book(clinic, client)
    born(client, SIXTEEN)
    assert advice_for(now=NOW, client=client).gate == "held"
    assert advice_for_each([client], now=NOW)[client.pk].gate == "held"
    assert ages.hold_minors(NOW + MINUTE) == 1
    assert standing(client).gate == "held"
    assert AuditEvent.objects.filter(action="clearance.held_for_age").count() == 1
    assert status(visit) == "booked"  # a held answer leaves it until two hours before: ADR 6
    assert ages.hold_minors(NOW + 2 * MINUTE) == 0


def test_a_release_without_a_guardian_does_not_count_for_a_minor(clinic):
    client, amira = client_with(HELD), clinic.therapists[0]
    release(client, amira)
    assert advice_for(now=NOW, client=client).gate == "open"
    born(client, SIXTEEN)
    assert advice_for(now=NOW, client=client).gate == "held"
    assert ages.hold_minors(NOW) == 1
    row = standing(client)
    assert (row.released_at, row.released_by, row.gate) == (None, None, "held")
    assert list(waiting_for(amira)) == [row]


def test_a_stop_of_a_minor_stays_a_stop(clinic):
    client = kid(changes={"safety": {"dark_urine": "yes"}})
    assert standing(client).gate == "redirected"
    assert ages.hold_minors(NOW) == 0
    assert Clearance.objects.open_stops().count() == 1


def says(age):
    return {"about": {"age": age}}


def later(days=0, hours=1):
    return NOW + timedelta(days=days, hours=hours)


@pytest.mark.parametrize("age", [15, 17])
def test_nobody_grows_up_by_answering_again(clinic, age):
    client = client_with(says(age))
    give(client, says(18), later())
    assert advice_for(now=later(), client=client).gate == "held"
    with pytest.raises(NotCleared):
        hold(clinic, client, now=later())
    with pytest.raises(GuardianNeeded):
        release(client, clinic.therapists[0], later())


def test_nor_before_anybody_knows_who_it_is():
    first = give(None, says(15)).intake
    again = give(None, says(18), later(), renews=first).intake
    assert advice_for(now=later(), intake=again).gate == "held"


def test_nor_by_claiming_it_later():
    client = client_with(says(15))
    clean = give(None, says(30), later()).intake
    claims.claim(clean, client=client, by=BY, now=later())
    assert standing(client).intake == clean
    assert advice_for(now=later(), client=client).gate == "held"


def test_what_else_was_told_hides_no_age(clinic):
    client = client_with({**says(15), **HELD})
    give(client, says(18), later())
    assert standing(client).follows_stop is not None
    with pytest.raises(GuardianNeeded):
        release(client, clinic.therapists[0], later())


@pytest.mark.parametrize(("years", "gate"), [(1, "held"), (2, "held"), (3, "open")])
def test_who_must_be_18_by_now_is(years, gate):
    client = client_with(says(15))
    now = NOW.replace(year=NOW.year + years)
    give(client, says(18), now)
    assert advice_for(now=now, client=client).gate == gate


def test_a_date_of_birth_settles_it(clinic):
    client = born(client_with(says(15)), ADULT)
    give(client, says(18), later())
    assert advice_for(now=later(), client=client).may_book


def test_who_is_held_by_an_age_is_released_once_the_date_of_birth_is_known(clinic):
    client = client_with(says(15))
    give(client, says(18), later())
    born(client, ADULT)
    release(client, clinic.therapists[0], later())
    assert advice_for(now=later(), client=client).may_book


@pytest.mark.parametrize("who", ALIKE)
def test_nobody_grows_up_by_answering_again_without_an_account(clinic, who):
    """Who said 15 and left word is the same person on a browser that forgot them."""
    client_with(says(15), name="Demo Kim", phone=NUMBER)
    person = Person(intake=give(None, says(40)).intake)
    held = holds.place(wish=Wish(clinic.service, TEN), person=person, own=None, by=BY, now=NOW).appointment
    with pytest.raises(NotCleared):
        appointments.book(hold=held, person=person, details=Details(*who), by=BY, now=NOW)


@pytest.mark.parametrize(("name", "missing"), [("demo KIM", Missing.WORD), ("Demo Mother", None)])
def test_who_says_15_elsewhere_after_the_booking_is_asked_for_a_word_at_the_door(clinic, name, missing):
    visit = book(clinic, client_with(says(40), name="Demo Kim", phone=NUMBER))
    client_with(says(15), name=name, phone=NUMBER)
    assert missing_at_the_door(visit, visit.starts_at) is missing


@pytest.mark.parametrize("way", ["said", "born"])
@pytest.mark.parametrize(("name", "gate"), [("demo KIM", "held"), ("Demo Mother", "open")])
def test_who_turns_out_to_be_15_elsewhere_after_the_booking_is_held_within_minutes(clinic, way, name, gate):
    """And not only met at the door: a therapist can ring days before the visit."""
    kim = client_with(says(40), name="Demo Kim", phone=NUMBER)
    book(clinic, kim)
    twin = client_with(says(15 if way == "said" else 40), name=name, phone=NUMBER)
    born(twin, SIXTEEN if way == "born" else None)
    Clearance.objects.filter(client=kim).update(gate="open")
    ages.hold_minors(NOW)
    assert standing(kim).gate == gate
    assert ages.hold_minors(NOW) == 0


def test_who_was_spoken_with_is_not_held_again_by_what_a_namesake_said(clinic):
    kim = client_with(says(40), name="Demo Kim", phone=NUMBER)
    client_with(says(15), name="Demo Kim", phone=NUMBER)
    assert ages.hold_minors(NOW) == 1
    born(kim, ADULT)
    release(kim, clinic.therapists[0])
    assert (ages.hold_minors(NOW), advice_for(now=NOW, client=kim).may_book) == (0, True)


def test_it_asks_as_often_for_three_namesakes_as_for_one(clinic, django_assert_num_queries):
    client_with(says(15), name="Demo Kim", phone=NUMBER)
    for n in range(3):
        client_with(says(40), name=f"Demo Other {n}", phone=NUMBER)
    with django_assert_num_queries(3):
        ages.hold_minors(NOW)


@pytest.mark.parametrize("way", ["a date of birth", "a release with a guardian"])
def test_a_word_with_them_opens_the_door(clinic, way):
    kim = client_with(says(40), name="Demo Kim", phone=NUMBER)
    visit = book(clinic, kim)
    twin = client_with(says(15), name="Demo Kim", phone=NUMBER)
    if way == "a date of birth":
        born(kim, ADULT)
        visit.refresh_from_db()
    else:
        note = "Spoke with the mother"
        clearances.release(
            standing(twin), therapist=clinic.therapists[0], reason="Fine", guardian_note=note, by=BY, now=NOW
        )
    assert missing_at_the_door(visit, visit.starts_at) is None


def test_a_parent_with_the_same_address_is_not_held_by_what_a_child_told(clinic):
    client_with(says(15), name="Demo Kim")
    parent = make_client("Demo Mother")
    Client.objects.filter(pk=parent.pk).update(email="kim@demo.example")
    give(parent, says(40))
    assert advice_for(now=NOW, client=parent).may_book
