from datetime import time, timedelta

import pytest

from bookings.actions import appointments, holds
from bookings.actions.details import Details
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NeverOnOffer, NotCleared, Wish
from bookings.models import Appointment, ChangedHours, Location, Room
from bookings.queries.person import Person
from hekas.web.secret_links import hash_of
from tests.bookings.clinic import BY, NOW, TEN, TUESDAY, at, cleared_client, cleared_visitor, make_service

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def place(clinic, person, start=TEN, therapist=None, own=None, now=NOW):
    wish = Wish(clinic.service, start, therapist)
    return holds.place(wish=wish, person=person, own=own, by=BY, now=now)


def test_a_hold_takes_the_time_for_ten_minutes(clinic):
    amira = clinic.therapists[0]
    hold = place(clinic, cleared_visitor(), therapist=amira).appointment
    assert (hold.status, hold.hold_expires_at) == ("tentative", NOW + 10 * MINUTE)
    assert (hold.starts_at, hold.ends_at) == (TEN, TEN + 45 * MINUTE)
    assert hold.busy.upper == TEN + 60 * MINUTE
    assert (hold.price_pence, hold.therapist) == (5200, amira)


def test_only_a_hash_of_the_token_is_kept(clinic):
    placed = place(clinic, cleared_visitor())
    assert placed.token not in str(Appointment.objects.values())
    assert placed.appointment.hold_token_hash == hash_of(placed.token)


def test_nobody_else_gets_a_held_time(clinic):
    amira = clinic.therapists[0]
    place(clinic, cleared_visitor(), therapist=amira)
    for start in (TEN, TEN - 30 * MINUTE, TEN + 30 * MINUTE):
        with pytest.raises(SlotTaken):
            place(clinic, cleared_visitor(), start=start, therapist=amira)
    assert place(clinic, cleared_visitor(), start=TEN + 60 * MINUTE, therapist=amira)


def test_a_hold_that_ran_out_is_free_again(clinic):
    amira = clinic.therapists[0]
    first = place(clinic, cleared_visitor(), therapist=amira).appointment
    later = NOW + 10 * MINUTE
    second = place(clinic, cleared_visitor(), therapist=amira, now=later).appointment
    first.refresh_from_db()
    assert (first.status, second.status) == ("expired", "tentative")


def test_choosing_again_moves_the_hold_and_frees_the_old_time(clinic):
    amira, me = clinic.therapists[0], cleared_visitor()
    first = place(clinic, me, therapist=amira)
    again = place(clinic, me, start=TEN + 30 * MINUTE, therapist=amira, own=first.appointment)
    assert again.appointment.pk == first.appointment.pk
    assert Appointment.objects.count() == 1
    assert again.token != first.token
    assert place(clinic, cleared_visitor(), start=at(TUESDAY, "9:00"), therapist=amira)


def test_a_hold_that_was_booked_in_another_tab_is_not_made_a_hold_again(clinic):
    me = cleared_visitor()
    seen = place(clinic, me).appointment
    hold = Appointment.objects.get(pk=seen.pk)
    details = Details("Jo Bloggs", "jo@example.com")
    appointments.book(hold=hold, person=me, details=details, by=BY, now=NOW)
    with pytest.raises(SlotTaken):
        place(clinic, me, start=TEN + 30 * MINUTE, own=seen)
    booked = Appointment.objects.get(pk=seen.pk)
    assert (booked.status, booked.starts_at) == ("booked", TEN)


def test_any_therapist_gives_each_of_them_once(clinic):
    given = {place(clinic, cleared_visitor()).appointment.therapist for _ in range(2)}
    assert given == set(clinic.therapists)
    with pytest.raises(SlotTaken):
        place(clinic, cleared_visitor())


def test_a_room_is_never_given_twice(clinic):
    clinic.service.rooms.set(clinic.rooms[:1])
    place(clinic, cleared_visitor())
    with pytest.raises(SlotTaken):
        place(clinic, cleared_visitor())


def test_places_where_a_therapist_never_works_are_not_waited_for(clinic):
    """Of one therapist the rooms of their weekly and changed hours, of any therapist all."""
    far = Room.objects.create(location=Location.objects.create(name="Far"), name="Far room")
    clinic.service.rooms.add(far)
    amira, ben = clinic.therapists
    hours = {"opens": time(9), "closes": time(17), "location": far.location}
    ChangedHours.objects.create(therapist=ben, on=TUESDAY, **hours)
    near = {room.pk for room in clinic.rooms}
    reach = [holds.reach_of(Wish(clinic.service, TEN, who)) for who in (amira, ben, None)]
    assert [set(rooms) for _, rooms in reach] == [near, near | {far.pk}, near | {far.pk}]
    assert place(clinic, cleared_visitor(), therapist=ben).appointment.room == far


@pytest.mark.parametrize("clock", ["8:30", "16:30", "10:10", "20:00"])
def test_a_time_that_was_never_offered_is_refused(clinic, clock):
    with pytest.raises(NeverOnOffer):
        place(clinic, cleared_visitor(), start=at(TUESDAY, clock))


def test_too_soon_and_too_far_are_never_on_offer(clinic):
    for start in (at(NOW.date(), "9:30"), TEN + timedelta(days=7 * 10)):
        with pytest.raises(NeverOnOffer):
            place(clinic, cleared_visitor(), start=start)


@pytest.mark.parametrize("answers", [{"gate": "held"}, {"gate": "redirected"}, {"days_old": 15}])
def test_without_clearance_there_is_no_hold(clinic, answers):
    with pytest.raises(NotCleared):
        place(clinic, cleared_visitor(**answers))
    assert not Appointment.objects.exists()


def test_a_stranger_has_no_clearance(clinic):
    with pytest.raises(NotCleared) as refused:
        place(clinic, Person())
    assert refused.value.advice.stale


def test_nothing_within_a_day_of_the_last_cramp(clinic):
    me = cleared_visitor(last_cramp=TEN - timedelta(hours=24) + MINUTE)
    with pytest.raises(NeverOnOffer):
        place(clinic, me)
    assert place(clinic, me, start=TEN + 30 * MINUTE)


def test_a_time_to_avoid_is_not_given(clinic):
    window = {"service": "treatment", "fit": "avoid", "because": "Your race is very near."}
    with pytest.raises(NeverOnOffer):
        place(clinic, cleared_visitor(windows=[window]))


def test_a_client_is_not_held_in_two_places(clinic):
    me = cleared_client()
    place(clinic, me, therapist=clinic.therapists[0])
    with pytest.raises(SlotTaken):
        place(clinic, me, therapist=clinic.therapists[1])


def held_elsewhere(clinic, client):
    """A hold at ten with Ben in the second room, of a service that shares neither with the clinic's own."""
    other = make_service(clinic, kind="initial_assessment", name="First assessment")
    other.therapists.set(clinic.therapists[1:])
    other.rooms.set(clinic.rooms[1:])
    clinic.service.therapists.set(clinic.therapists[:1])
    clinic.service.rooms.set(clinic.rooms[:1])
    wish = Wish(other, TEN, clinic.therapists[1])
    return holds.place(wish=wish, person=Person(client=client), own=None, by=BY, now=NOW).appointment


def test_ones_own_hold_that_ran_out_elsewhere_is_not_in_the_way(clinic):
    person = cleared_client()
    elsewhere = held_elsewhere(clinic, person.client)
    assert place(clinic, person, now=NOW + 11 * MINUTE).appointment.status == "tentative"
    elsewhere.refresh_from_db()
    assert elsewhere.status == "expired"


def test_a_hold_of_before_signing_in_is_booked_over_ones_own_that_ran_out(clinic):
    person, later = cleared_client(), NOW + 11 * MINUTE
    held_elsewhere(clinic, person.client)
    held = place(clinic, cleared_visitor(), now=later).appointment
    who = Details(person.client.name, person.client.email)
    assert appointments.book(hold=held, person=person, details=who, by=BY, now=later).status == "booked"
