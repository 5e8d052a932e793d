"""Shin, outer side and heel cord: marked like any place, kept as a note, weighed in no rule."""

import json

import jsonschema
import pytest
from django.conf import settings
from django.urls import reverse

from assessments.models import Result
from assessments.presenters.check import given_answers

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((settings.BASE_DIR / "tests/contract/intake.schema.json").read_text())
MARKED = {"noted-places": ["shin", "outer_side"]}


def finished(person, **where):
    person.begin().answer_all(where=where)
    return Result.objects.get(uuid=person.hand_in().url.split("/")[-2])


def test_a_shin_is_read_back_told_to_the_therapist_and_changes_no_result(person):
    result = finished(person, **MARKED)
    jsonschema.validate(result.answers, SCHEMA)
    assert "noted" not in result.answers
    page = person.browser.get(reverse("assessments:result", args=[result.uuid])).content.decode()
    assert "You also marked the shin, the outer side of the lower leg. Your therapist sees that." in page
    told = [row for group in given_answers(result) for row in group.rows if row.key.startswith("Near")]
    assert [row.value for row in told] == [["The shin", "The outer side of the lower leg"]]


def test_it_can_be_read_through_and_taken_back_before_sending(person):
    person.begin().answer_all(where=MARKED)
    check = reverse("assessments:check", args=[person.intake.uuid])
    assert "The shin" in person.browser.get(check).content.decode()
    person.send("where", {}, query="?from=check")
    assert "The shin" not in person.browser.get(check).content.decode()
    person.intake.refresh_from_db()
    assert "noted" not in person.intake.answers


def test_without_a_mark_nothing_is_said_of_it(person):
    result = finished(person)
    page = person.browser.get(reverse("assessments:result", args=[result.uuid])).content.decode()
    assert "You also marked" not in page
    assert not [row for group in given_answers(result) for row in group.rows if row.key.startswith("Near")]
