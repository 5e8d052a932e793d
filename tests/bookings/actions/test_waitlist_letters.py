"""Whoever waits and is passed over because their answers have grown old is told so, once, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Clearance
from assessments.queries.clearances import advice_for, only_age_keeps
from bookings.actions import waitlist, waitlist_letters
from bookings.actions.waitlist_offers import offer_due
from bookings.adapters.answers_token import read
from bookings.models import Service, WaitlistEntry
from bookings.queries.person import Person
from hekas.accounts.models import Client, User
from hekas.messaging.models import OutboundMessage
from hekas.messaging.sending import delivery
from tests.bookings.clinic import BY, TUESDAY, make_client
from tests.bookings.safety.people import HELD, RED, client_with, give
from tests.bookings.waiting import MORNING, mailed, offers_of, one_slot, wait

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OLD = MORNING + 14 * DAY
NEXT_MONTH = TUESDAY + 30 * DAY


def told(client=None):
    rows = OutboundMessage.objects.filter(template="waitlist_answers_old").order_by("id")
    return list(rows.filter(client=client) if client else rows)


@pytest.fixture
def wanda(clinic):
    """She answered on Monday at eight, and waits for a month."""
    return client_with(name="Demo Wanda")


@pytest.fixture
def entry(clinic, wanda):
    return wait(clinic, person=Person(client=wanda), last_day=NEXT_MONTH)


def test_nobody_is_told_while_the_answers_count(entry):
    offer_due(MORNING)
    offer_due(OLD - DAY)
    assert told() == []


def test_whoever_is_passed_over_for_old_answers_is_told_once(entry, wanda):
    for n in range(3):
        offer_due(OLD + n * HOUR)
    (letter,) = told()
    assert (letter.client, letter.channel, letter.about) == (wanda, "email", f"waitlist:{entry.uuid}")
    assert (letter.due_at, letter.expires_at) == (OLD, datetime(2026, 12, 25, tzinfo=UTC))


def test_whoever_is_told_keeps_the_place_and_is_asked_first_once_they_have_answered(clinic, entry, wanda):
    one_slot(clinic)
    will = client_with(name="Demo Will", now=OLD)
    second = wait(clinic, person=Person(client=will), last_day=NEXT_MONTH)
    assert offer_due(OLD) == 1
    assert (mailed(), [row.client for row in told()]) == (["Demo Will"], [wanda])
    waitlist.decline(offer=offers_of(second)[0], by=BY, now=OLD)
    give(wanda, now=OLD + MINUTE)
    offer_due(OLD + 2 * MINUTE)
    assert mailed() == ["Demo Will", "Demo Wanda", "Demo Will"]


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_online": False}])
def test_nobody_is_asked_to_answer_for_what_is_not_on_offer_any_more(clinic, entry, change):
    Service.objects.filter(pk=clinic.service.pk).update(**change)
    offer_due(OLD)
    assert told() == []


def test_answers_that_grow_old_again_are_told_of_again(entry, wanda):
    offer_due(OLD)
    give(wanda, now=OLD + HOUR)
    offer_due(OLD + 2 * HOUR)
    assert len(told()) == 1
    offer_due(OLD + 14 * DAY + HOUR)
    assert len(told()) == 2


def test_never_at_night(entry):
    offer_due(OLD - 4 * HOUR)  # six in the morning
    offer_due(OLD + 12 * HOUR)  # ten at night
    assert told() == []
    offer_due(OLD + 22 * HOUR)
    assert len(told()) == 1


@pytest.mark.parametrize("changes", [HELD, RED])
def test_whoever_is_held_or_stopped_hears_nothing(entry, wanda, changes):
    give(wanda, changes, now=MORNING)
    offer_due(OLD + HOUR)
    assert told() == []


def test_whoever_we_have_spoken_with_after_a_stop_hears_nothing(entry, wanda):
    amira = entry.service.therapists.first()
    give(wanda, RED, now=MORNING)
    Clearance.objects.filter(client=wanda, superseded_at=None).update(
        closed_at=MORNING,
        closed_by=amira,
        closed_reason="She is at her doctor's.",
        contact_at=MORNING,
        contact_with="Wanda",
    )
    offer_due(OLD + HOUR)
    assert told() == []


def test_a_minor_without_a_guardian_hears_nothing(entry, wanda):
    Client.objects.filter(pk=wanda.pk).update(born_on=date(2012, 1, 1))
    offer_due(OLD)
    assert told() == []


def test_a_stop_of_another_record_under_the_same_address_keeps_them_silent(entry, wanda):
    twin = make_client("Demo Wendy")
    Client.objects.filter(pk=twin.pk).update(email=wanda.email.upper())
    give(twin, RED, now=MORNING)
    offer_due(OLD)
    assert told() == []


def test_only_age_keeps_says_no_of_answers_that_count(wanda):
    fresh, old = (advice_for(now=now, client=wanda) for now in (MORNING, OLD))
    assert (only_age_keeps(wanda, fresh), only_age_keeps(wanda, old)) == (False, True)


def test_whoever_has_never_answered_is_not_one_of_them(clinic):
    nobody = make_client("Demo Nobody")
    assert not only_age_keeps(nobody, advice_for(now=OLD, client=nobody))


@pytest.mark.parametrize("changes", [{}, HELD, RED])
def test_newer_answers_take_it_back_whatever_they_were(entry, wanda, changes):
    offer_due(OLD)
    give(wanda, changes, now=OLD + MINUTE)
    assert [row.state for row in told()] == ["dropped"]


def test_leaving_takes_it_back_for_that_place_alone(clinic, entry, wanda):
    other = wait(clinic, person=Person(client=wanda), last_day=NEXT_MONTH + DAY)
    offer_due(OLD)
    waitlist.leave(entry=entry, by=BY, now=OLD)
    assert {row.about: row.state for row in told()} == {entry.about: "dropped", other.about: "queued"}


def test_an_offer_takes_back_what_is_not_yet_out(clinic, entry, wanda):
    """However the answers came to count again."""
    offer_due(OLD)
    Clearance.objects.filter(client=wanda).update(expires_at=OLD + 14 * DAY)
    assert offer_due(OLD + MINUTE) == 1
    assert [row.state for row in told()] == ["dropped"]


def test_when_the_dates_are_over_nobody_hears_of_it(clinic, wanda):
    entry = wait(clinic, person=Person(client=wanda), last_day=OLD.date())
    offer_due(OLD)
    delivery.drain(clock=lambda: OLD + 14 * HOUR, until=OLD + 15 * HOUR)
    assert [row.state for row in told()] == ["dropped"]
    offer_due(OLD + DAY)
    assert (WaitlistEntry.objects.get(pk=entry.pk).state, len(told())) == ("over", 1)


def test_by_text_too_where_there_is_a_number(settings, clinic):
    settings.SMS_URL = "memory://"
    cleo = client_with(phone="+447700900123")
    wait(clinic, person=Person(client=cleo), last_day=NEXT_MONTH)
    offer_due(OLD)
    assert sorted(row.channel for row in told(cleo)) == ["email", "sms"]


def test_the_link_of_whoever_has_an_account_leads_there_by_signing_in(entry, wanda):
    user = User.objects.create_user("wanda@demo.example", "demo demo demo")
    Client.objects.filter(pk=wanda.pk).update(user=user)
    offer_due(OLD)
    (letter,) = told()
    assert letter.context["again_url"].endswith("/?next=/assessments/again/")


def test_whoever_has_none_has_a_link_for_any_device_and_for_these_answers_alone(entry, wanda):
    offer_due(OLD)
    (letter,) = told()
    token = letter.context["again_url"].rstrip("/").rpartition("/waitlist/answers/")[2]
    assert read(token) == (entry.uuid, Clearance.objects.get(client=wanda).answered_at)


def many(clinic, wanda, count):
    """So many places more, each for a month of its own."""
    for _ in range(count):
        last = NEXT_MONTH + WaitlistEntry.objects.count() * DAY
        wait(clinic, person=Person(client=wanda), last_day=last)


def statements(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_taking_all_letters_back_asks_as_often_for_thirty_as_for_one(clinic, wanda):
    many(clinic, wanda, 1)
    offer_due(OLD)
    one = statements(lambda: waitlist_letters.take_back_all(wanda, OLD))
    many(clinic, wanda, 30)
    offer_due(OLD + HOUR)
    assert [row.state for row in told()] == ["dropped", *["queued"] * 30]
    assert statements(lambda: waitlist_letters.take_back_all(wanda, OLD + HOUR)) == one
    assert {row.state for row in told()} == {"dropped"}


def test_whoever_has_been_told_costs_no_statement_at_each_look(clinic, wanda):
    """Nobody has a turn, and so no transaction and no lock, for whom nothing but new answers would help."""
    counts = []
    for more in (1, 9, 20):
        many(clinic, wanda, more)
        offer_due(OLD)  # told
        counts.append(statements(lambda: offer_due(OLD + MINUTE)))
    assert counts == [counts[0]] * 3 and counts[0] <= 12
