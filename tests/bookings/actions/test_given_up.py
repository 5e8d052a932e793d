"""A time kept for whoever waits that the clinic gives up: who had been told of it hears so, once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.models import Clearance
from bookings.actions import rota, safety, waitlist, waitlist_letters
from bookings.actions.waitlist_offers import offer_due
from bookings.adapters.diaries import range_of
from bookings.models import TimeOff, WaitlistEntry, WaitlistOffer
from bookings.scheduling.intervals import Interval
from hekas.accounts.actions import users
from hekas.messaging.models import OutboundMessage
from tests.bookings.actions.test_ran_out import hold
from tests.bookings.clinic import BY, NOW, TEN, cleared_client
from tests.bookings.waiting import MORNING, book, cancel, give_up, gone_out, offers_of, one_slot, wait

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def entry(clinic):
    """The one time of the week is kept for Wanda."""
    one_slot(clinic)
    full = book(clinic)
    entry = wait(clinic)
    cancel(full)
    assert offer_due(MORNING) == 1
    return entry


def letters():
    return OutboundMessage.objects.filter(template="waitlist_given_up").order_by("id")


def by_the_desk(clinic):
    give_up(clinic)


def by_time_off(clinic):
    with rota.changing(MORNING):
        span = Interval(TEN - HOUR, TEN + HOUR)
        TimeOff.objects.create(therapist=clinic.therapists[0], during=range_of(span), reason="Away")


def by_leaving(clinic):
    """Their account is closed: nobody is booked with them any more."""
    with rota.changing(MORNING):
        type(clinic.therapists[0]).objects.filter(pk=clinic.therapists[0].pk).update(is_bookable=False)


def by_the_catalogue(clinic):
    with rota.changing(MORNING):
        clinic.service.is_online = False
        clinic.service.save()


WAYS = [by_the_desk, by_time_off, by_leaving, by_the_catalogue]


@pytest.mark.parametrize("way", WAYS)
def test_who_was_told_hears_once_that_it_is_kept_no_more(clinic, entry, way):
    gone_out()
    way(clinic)
    way(clinic)
    for minute in range(3):
        offer_due(MORNING + minute * MINUTE)
    (letter,) = letters()
    assert (letter.client, letter.channel) == (entry.client, "email")
    assert letter.context["when"] == "Tuesday 24 November, 10:00am"
    assert letter.expires_at == offers_of(entry)[0].until == MORNING + 2 * HOUR
    assert offers_of(entry)[0].state == "lapsed"
    entry.refresh_from_db()
    assert entry.state == "waiting"


@pytest.mark.parametrize(("way", "promised"), list(zip(WAYS, ["yes", "yes", "yes", ""], strict=True)))
def test_it_promises_another_time_only_where_there_may_be_one(clinic, entry, way, promised):
    gone_out()
    way(clinic)
    assert letters().get().context["still_waits"] == promised


def test_whose_therapist_has_gone_is_promised_nothing(clinic, entry):
    WaitlistEntry.objects.update(therapist=clinic.therapists[0])
    gone_out()
    by_leaving(clinic)
    assert letters().get().context["still_waits"] == ""


@pytest.mark.parametrize("way", WAYS)
def test_an_offer_that_has_not_gone_out_is_taken_back_and_nobody_hears_of_either(clinic, entry, way):
    way(clinic)
    assert not letters().exists()
    assert OutboundMessage.objects.get(template="waitlist_offer").state == "dropped"


def test_by_text_only_where_the_offer_came_by_text(clinic, entry, settings):
    settings.SMS_URL = "memory://"
    letter = OutboundMessage.objects.get(template="waitlist_offer")
    letter.pk, letter.uuid, letter.channel = None, uuid4(), "sms"
    letter.dedupe_key += ":text"
    letter.save(force_insert=True)
    gone_out(["email"])
    give_up(clinic)
    assert [one.channel for one in letters()] == ["email"]


def test_one_of_which_nobody_knows_whether_it_went_out_counts_as_told(clinic, entry):
    offers = OutboundMessage.objects.filter(template="waitlist_offer")
    offers.update(state="failed", error="The line was cut", in_doubt=True)
    give_up(clinic)
    assert letters().count() == 1


def decline(entry):
    waitlist.decline(offer=offers_of(entry)[0], by=BY, now=MORNING)


def take(entry):
    waitlist.take(offer=WaitlistOffer.objects.get(entry=entry), by=BY, now=MORNING)


def leave(entry):
    waitlist.leave(entry=entry, by=BY, now=MORNING)


def red_answers(entry):
    clearance = Clearance.objects.get(client=entry.client)
    Clearance.objects.filter(pk=clearance.pk).update(gate="redirected", tier="emergency")
    clearance.refresh_from_db()
    safety.follow_clearance(clearance, by=BY, now=MORNING)


@pytest.mark.parametrize("theirs", [decline, take, leave, red_answers])
def test_what_they_did_themselves_brings_no_such_letter(clinic, entry, theirs):
    gone_out()
    theirs(entry)
    by_the_desk(clinic)
    by_time_off(clinic)
    offer_due(MORNING)
    assert not letters().exists()


@pytest.mark.parametrize("late", [timedelta(), MINUTE, HOUR])
def test_nor_does_a_time_that_ran_out_as_it_was_said(clinic, entry, late):
    """The beat may be late to end it: it was over all the same."""
    gone_out()
    give_up(clinic, MORNING + 2 * HOUR + late)
    offer_due(MORNING + 2 * HOUR + late)
    assert not letters().exists()


def test_a_moment_before_it_would_have_run_out_it_does(clinic, entry):
    gone_out()
    give_up(clinic, MORNING + 2 * HOUR - timedelta(seconds=1))
    assert letters().count() == 1


def test_newer_answers_and_another_offer_leave_it_as_true_as_it_was(clinic, entry):
    gone_out()
    give_up(clinic)
    waitlist_letters.take_back_all(entry.client, MORNING)
    waitlist_letters.take_back(entry, waitlist_letters.OFFERED, MORNING)
    assert letters().get().state == "queued"


def test_who_leaves_before_it_is_out_is_not_told_that_they_stay(clinic, entry):
    gone_out()
    give_up(clinic)
    leave(entry)
    assert letters().get().state == "dropped"


def test_a_time_that_somebody_is_choosing_is_nobodys_on_the_list(clinic):
    hold(clinic, cleared_client())
    give_up(clinic, NOW)
    assert not OutboundMessage.objects.exists()


def test_it_asks_as_often_for_no_hold(clinic, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert rota.let_go([0], MORNING) == 0


def test_the_account_of_a_therapist_is_closed(clinic, entry):
    amira = clinic.therapists[0].user
    gone_out()
    amira.is_active = False
    users.change(amira, by=BY, now=MORNING)
    assert letters().count() == 1
