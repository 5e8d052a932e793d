"""Whose answers they are is read behind the lock, whatever was loaded before."""

import pytest

from assessments.actions import clearances, owners
from assessments.models import Clearance, Intake, Result
from tests.bookings.clinic import BY, NOW, make_client
from tests.bookings.safety.people import RED, draft, give

pytestmark = pytest.mark.django_db


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
