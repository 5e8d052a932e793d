from datetime import time, timedelta

import pytest

from assessments.models import Clearance
from bookings.actions import appointments, holds, ran_out, safety, waitlist
from bookings.actions.front_door import SlotTaken
from bookings.actions.holds import NotCleared, Wish
from bookings.actions.waitlist_offers import offer_due
from bookings.models import Appointment, Service, WaitlistEntry, WaitlistOffer, WorkingHours
from bookings.queries.waitlist import kept_for
from bookings.scheduling.waitlist import Part
from hekas.messaging.models import OutboundMessage
from hekas.privacy.actions import consents
from tests.bookings.clinic import BY, NOW, TEN, cleared_client, cleared_visitor
from tests.bookings.waiting import MORNING, book, cancel, link, mailed, offers_of, one_slot, wait

pytestmark = pytest.mark.django_db
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def full(clinic):
    """The one time of the week is booked."""
    one_slot(clinic)
    return book(clinic)


def take(offer, now=MORNING):
    return waitlist.take(offer=WaitlistOffer.objects.get(pk=offer.pk), by=BY, now=now)


def test_nothing_free_nothing_offered(full, clinic):
    entry = wait(clinic)
    assert offer_due(MORNING) == 0
    assert (offers_of(entry), mailed()) == ([], [])


def test_what_is_cancelled_is_held_for_the_first_who_asked(full, clinic):
    first, second = wait(clinic, "Demo Wanda"), wait(clinic, "Demo Will")
    cancel(full)
    assert offer_due(MORNING) == 1
    offer = offers_of(first)[0]
    hold = offer.appointment
    assert (hold.status, hold.starts_at, hold.client) == ("tentative", TEN, first.client)
    assert hold.hold_expires_at == offer.until == MORNING + 2 * HOUR
    assert (mailed(), offers_of(second)) == (["Demo Wanda"], [])


def test_the_letter_says_when_and_until_when_and_dies_with_the_offer(full, clinic):
    wait(clinic)
    cancel(full)
    offer_due(MORNING)
    message = OutboundMessage.objects.get(template="waitlist_offer")
    assert message.context["when"] == "Tuesday 24 November, 10:00am"
    assert message.context["answer_by"] == "12:00pm on Monday 23 November"
    assert message.expires_at == MORNING + 2 * HOUR


def test_only_a_hash_of_the_link_is_kept(full, clinic):
    wait(clinic)
    cancel(full)
    offer_due(MORNING)
    token = link().split("/")[-2]
    assert token not in str(list(WaitlistOffer.objects.values())) + str(list(Appointment.objects.values()))
    assert len(token) >= 32


def test_a_kept_time_is_nobody_elses(full, clinic):
    wait(clinic)
    cancel(full)
    offer_due(MORNING)
    wish = Wish(clinic.service, TEN, clinic.therapists[0])
    with pytest.raises(SlotTaken):
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=MORNING + 119 * MINUTE)


def test_when_the_time_is_over_the_next_is_asked_and_the_first_not_again(full, clinic):
    first, second = wait(clinic, "Demo Wanda"), wait(clinic, "Demo Will")
    cancel(full)
    for n in range(4):
        offer_due(MORNING + n * 2 * HOUR)
    assert mailed() == ["Demo Wanda", "Demo Will"]
    assert [offer.state for offer in offers_of(first) + offers_of(second)] == ["lapsed", "lapsed"]
    assert set(WaitlistEntry.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.parametrize("how", ["moved", "run out", "withdrawn"])
def test_it_does_not_matter_how_a_time_came_free(clinic, how):
    one_slot(clinic)
    entry = wait(clinic)
    if how == "run out":
        wish = Wish(clinic.service, TEN, clinic.therapists[0])
        holds.place(wish=wish, person=cleared_visitor(), own=None, by=BY, now=MORNING - 5 * MINUTE)
        assert offer_due(MORNING) == 0
        later = MORNING + 5 * MINUTE
    else:
        booked, later = book(clinic), MORNING
        _free(booked, how, clinic)
    assert offer_due(later) == 1
    assert offers_of(entry)[0].start == TEN


def _free(booked, how, clinic):
    if how == "withdrawn":
        Appointment.objects.filter(pk=booked.pk).update(status="cancelled")
        return
    wish = Wish(clinic.service, TEN + 7 * DAY, clinic.therapists[0])
    appointments.move(appointment=booked, wish=wish, by=BY, now=NOW, seen=1)


def test_to_take_it_makes_it_a_visit_by_the_usual_way(full, clinic):
    entry = wait(clinic)
    cancel(full)
    offer_due(MORNING)
    booked = take(offers_of(entry)[0], MORNING + HOUR)
    assert (booked.status, booked.client, booked.starts_at) == ("booked", entry.client, TEN)
    assert OutboundMessage.objects.filter(template="appointment_confirmed", client=entry.client).count() == 1
    entry.refresh_from_db()
    assert (entry.state, offers_of(entry)[0].state) == ("taken", "taken")


def test_it_is_taken_once(full, clinic):
    entry = wait(clinic)
    cancel(full)
    offer_due(MORNING)
    take(offers_of(entry)[0])
    with pytest.raises(waitlist.OfferOver):
        take(offers_of(entry)[0])


def test_too_late_is_too_late(full, clinic):
    entry = wait(clinic)
    cancel(full)
    offer_due(MORNING)
    with pytest.raises(waitlist.OfferOver):
        take(offers_of(entry)[0], MORNING + 2 * HOUR)


def test_to_the_moment_it_is_kept_until_its_end_and_from_then_on_is_somebody_elses(full, clinic):
    first, second = wait(clinic, "Demo Wanda"), wait(clinic, "Demo Will")
    cancel(full)
    offer_due(MORNING)
    (offer,) = offers_of(first)
    tick = timedelta(microseconds=1)
    assert [kept_for(first, offer.until - tick), kept_for(first, offer.until)] == [offer, None]
    assert offer_due(offer.until - tick) == 0
    assert offer_due(offer.until) == 1
    assert [offers_of(entry)[0].state for entry in (first, second)] == ["lapsed", "open"]


def test_the_gate_is_asked_when_it_is_offered(full, clinic):
    """The first is not cleared any more: the second gets it, and the first hears nothing."""
    first = wait(clinic, "Demo Wanda")
    wait(clinic, "Demo Will")
    Clearance.objects.filter(client=first.client).update(gate="held")
    cancel(full)
    assert offer_due(MORNING) == 1
    assert mailed() == ["Demo Will"]


def test_the_gate_is_asked_when_it_is_taken(full, clinic):
    entry = wait(clinic)
    cancel(full)
    offer_due(MORNING)
    Clearance.objects.filter(client=entry.client).update(gate="held")
    with pytest.raises(NotCleared):
        take(offers_of(entry)[0])
    assert not Appointment.objects.filter(status="booked").exists()


@pytest.mark.parametrize("answers", [{"gate": "held"}, {"gate": "redirected"}, {"days_old": 15}])
def test_whoever_may_not_be_booked_may_not_wait(clinic, answers):
    with pytest.raises(NotCleared):
        wait(clinic, person=cleared_visitor(**answers))
    assert not WaitlistEntry.objects.exists()


def test_at_night_nothing_is_offered_and_in_the_morning_it_is(full, clinic):
    wait(clinic, last_day=TEN.date() + 7 * DAY)
    cancel(full, NOW)
    assert offer_due(NOW - HOUR) == 0
    assert offer_due(NOW) == 1


def test_what_does_not_suit_is_not_offered(full, clinic):
    wait(clinic, parts=frozenset({Part.AFTERNOON}))
    wait(clinic, "Demo Will", therapist=clinic.therapists[1])
    wait(clinic, "Demo Wren", first_day=TEN.date() + DAY, last_day=TEN.date() + 2 * DAY)
    cancel(full)
    assert offer_due(MORNING) == 0


def test_asking_for_the_same_twice_is_asking_once(full, clinic):
    me = cleared_client("Demo Wanda")
    assert wait(clinic, person=me) == wait(clinic, person=me)


def test_whoever_declines_makes_way_at_once(full, clinic):
    entry, _ = wait(clinic), wait(clinic, "Demo Will")
    cancel(full)
    offer_due(MORNING)
    for _ in range(2):
        waitlist.decline(offer=offers_of(entry)[0], by=BY, now=MORNING)
    assert offer_due(MORNING) == 1
    assert mailed() == ["Demo Wanda", "Demo Will"]


def test_whoever_leaves_makes_way_and_is_not_asked_again(full, clinic):
    entry, _ = wait(clinic), wait(clinic, "Demo Will")
    cancel(full)
    offer_due(MORNING)
    waitlist.leave(entry=entry, by=BY, now=MORNING)
    assert offer_due(MORNING) == 1
    entry.refresh_from_db()
    assert (entry.state, mailed()) == ("left", ["Demo Wanda", "Demo Will"])
    assert OutboundMessage.objects.get(template="waitlist_offer", client=entry.client).state == "dropped"


def test_dates_that_are_over_end_the_waiting(full, clinic):
    entry = wait(clinic)
    offer_due(MORNING + 2 * DAY)
    entry.refresh_from_db()
    assert entry.state == "over"


def test_a_time_kept_for_the_list_brings_no_letter_about_a_hold(full, clinic):
    wait(clinic)
    cancel(full)
    offer_due(MORNING)
    for n in range(3):
        ran_out.tell_ran_out(MORNING + 2 * HOUR + n * 20 * MINUTE)
    assert not OutboundMessage.objects.filter(template="hold_ran_out").exists()


def test_two_times_that_come_free_at_once_go_to_the_first_two(full, clinic):
    WorkingHours.objects.filter(therapist=clinic.therapists[0]).update(closes=time(12))
    other = book(clinic, TEN + HOUR)
    waiting = [wait(clinic, f"Demo W{n}") for n in range(3)]
    for booked in (full, other):
        cancel(booked)
    assert [offer_due(MORNING) for _ in range(2)] == [2, 0]
    assert [offer.start for entry in waiting for offer in offers_of(entry)] == [TEN, TEN + HOUR]
    assert mailed() == ["Demo W0", "Demo W1"]


def test_a_red_answer_while_a_time_is_kept_gives_it_to_the_next(full, clinic):
    """The hold goes with the answers, and whoever is stopped hears of no time again."""
    first, second = wait(clinic, "Demo Wanda"), wait(clinic, "Demo Will")
    cancel(full)
    offer_due(MORNING)
    clearance = Clearance.objects.get(client=first.client)
    Clearance.objects.filter(pk=clearance.pk).update(gate="redirected", tier="emergency")
    clearance.refresh_from_db()
    safety.follow_clearance(clearance, by=BY, now=MORNING + MINUTE)
    assert offer_due(MORNING + 2 * MINUTE) == 1
    assert [offers_of(entry)[0].state for entry in (first, second)] == ["lapsed", "open"]
    assert mailed() == ["Demo Wanda", "Demo Will"]
    told = OutboundMessage.objects.get(template="waitlist_offer", client=first.client)
    assert told.state == "dropped"


def test_whoever_took_back_that_we_may_use_their_answers_is_offered_nothing(full, clinic):
    first, second = wait(clinic, "Demo Wanda"), wait(clinic, "Demo Will")
    consents.say(first.client, "health_data", given=True, by=BY, now=NOW)
    consents.say(first.client, "health_data", given=False, by=BY, now=NOW + MINUTE)
    cancel(full)
    assert offer_due(MORNING) == 1
    assert (mailed(), offers_of(second)[0].state) == (["Demo Will"], "open")


def test_who_takes_it_back_while_a_time_is_kept_can_not_take_it(full, clinic):
    entry = wait(clinic)
    cancel(full)
    offer_due(MORNING)
    consents.say(entry.client, "health_data", given=True, by=BY, now=NOW)
    consents.say(entry.client, "health_data", given=False, by=BY, now=MORNING + MINUTE)
    with pytest.raises(NotCleared):
        take(offers_of(entry)[0], MORNING + 2 * MINUTE)
    assert not Appointment.objects.filter(status="booked").exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_online": False}])
def test_what_is_not_on_offer_any_more_is_not_offered(full, clinic, change):
    wait(clinic)
    Service.objects.filter(pk=clinic.service.pk).update(**change)
    cancel(full)
    assert offer_due(MORNING) == 0
    assert mailed() == []
