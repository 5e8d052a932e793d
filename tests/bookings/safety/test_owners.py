"""Whose answers they are is read behind the lock, whatever was loaded before."""

from datetime import timedelta

import pytest

from assessments.actions import claims, clearances, intakes, owners
from assessments.models import Clearance, Intake, Result
from assessments.queries.clearances import advice_for
from tests.bookings.clinic import BY, NOW, make_client
from tests.bookings.safety.people import RED, book, draft, give, status

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_answers_whose_record_became_another_meanwhile_belong_to_that_one():
    old, new = make_client("Demo Cleo"), make_client("Demo Cleo Two")
    result = Result.objects.select_related("intake__client").get(pk=give(old).pk)
    Intake.objects.update(client=new)
    Clearance.objects.update(client=new)
    assert result.intake.client == old
    made = clearances.set_from(result, by=BY, now=NOW)
    assert made.client == Intake.objects.get().client == new
    assert Clearance.objects.current().get() == made


def test_what_is_answered_again_belongs_to_whoever_has_the_first_by_now():
    first = give(None).intake
    again = draft(None, RED, NOW, renews=first)
    client = make_client()
    Intake.objects.filter(pk=first.pk).update(client=client)
    line = owners.hold_line(again)
    assert [row.pk for row in line] == [again.pk, first.pk]
    owners.keep_owner(again, line)
    assert Intake.objects.get(pk=again.pk).client == client


def test_red_answers_of_another_renewal_take_the_visit_of_whoever_claimed_the_first(clinic):
    """Two tabs answer the same questions again; one is booked with, the other turns red afterwards."""
    first = give(None).intake
    mine, other = give(None, renews=first).intake, draft(None, RED, NOW, renews=first)
    client = make_client()
    claims.claim(mine, client=client, by=BY, now=NOW)
    visit = book(clinic, client)
    intakes.submit(other, by=BY, now=NOW)
    assert status(visit) == "cancelled"
    assert Intake.objects.get(pk=other.pk).client == client


def test_the_answers_themselves_come_first_in_their_line_however_new_others_are():
    first = give(None).intake
    older, newer = draft(None, renews=first), draft(None, renews=first)
    assert [row.pk for row in owners.hold_line(older)] == [older.pk, newer.pk, first.pk]


def test_what_somebody_else_claimed_of_the_same_first_answers_stands():
    first = give(None).intake
    mine, theirs = give(None, renews=first).intake, draft(None, renews=first)
    me, them = make_client(), make_client("Demo Cleo Two")
    claims.claim(mine, client=me, by=BY, now=NOW)
    Intake.objects.filter(pk=theirs.pk).update(client=them)
    intakes.submit(Intake.objects.get(pk=theirs.pk), by=BY, now=NOW)
    assert Clearance.objects.current().filter(client=me).exists()


def test_who_comes_with_the_first_answers_brings_the_newer_ones_of_the_same_person():
    """A tab of before books: what turned red in the other one since holds them, and asks for its call."""
    first = give(None, now=NOW - HOUR).intake
    newer = give(None, RED, renews=first).intake
    client = make_client()
    claims.claim(first, client=client, by=BY, now=NOW)
    assert {row.client for row in Intake.objects.all()} == {client}
    assert Clearance.objects.current().get().intake == newer
    assert advice_for(now=NOW, client=client).gate == "redirected"
