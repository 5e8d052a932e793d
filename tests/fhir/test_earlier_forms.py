"""Whoever answered an older form: its questions whole, its way through, its answers as it asked them."""

import json

import pytest
from django.apps import apps

from assessments.actions.forms import keep_form
from assessments.models import Intake, QuestionnaireForm
from assessments.rules.questionnaire import load_questionnaire, read_questionnaire, texts
from hekas.fhir import bundle
from hekas.fhir.branches import asked_when, asked_when_in
from tests.assessments.care.conftest import NOW
from tests.fhir.judge import faults
from tests.fhir.shapes import normal, of_kind, one, reread
from tests.fhir.test_parts import linked

pytestmark = pytest.mark.django_db
OLD = "0.9"
TODAY = 'when = { "about.sex" = { not = ["male"] } }'


@pytest.fixture
def older(record):
    """Alice answered version 0.9: it asked about pregnancy of women only, in other words."""
    pages, choices = texts()
    now = load_questionnaire()
    for before, after in (
        (f'version = "{now.version}"', f'version = "{OLD}"'),
        (TODAY, 'when = { "about.sex" = ["female"] }'),
        (now.by_key["about.pregnancy"].ask, "Were you pregnant then?"),
    ):
        assert pages.count(before) == 1
        pages = pages.replace(before, after)
    QuestionnaireForm.objects.create(version=OLD, pages=pages, choices=choices)
    Intake.objects.update(questionnaire_version=OLD)
    return bundle.of(record, now=NOW)


def test_the_release_keeps_its_own_form_and_it_reads_back_the_same():
    kept = QuestionnaireForm.objects.get(version=load_questionnaire().version)
    assert read_questionnaire(kept.pages, kept.choices) == load_questionnaire()
    keep_form()
    assert QuestionnaireForm.objects.count() == 1


def test_a_form_that_was_kept_is_never_written_over():
    QuestionnaireForm.objects.update(pages="as it was")
    keep_form(using="default", apps=apps)
    assert QuestionnaireForm.objects.get().pages == "as it was"


def test_what_was_asked_when_is_that_of_the_older_form(older):
    form = one(older, "Questionnaire")
    items = {item["linkId"]: item for item in linked(form["item"])}
    assert (form["version"], form["status"]) == (OLD, "retired")
    asked = items["about.pregnancy"]
    assert asked["text"] == "Were you pregnant then?"
    (only,) = asked["enableWhen"]
    assert (only["operator"], only["answerCoding"]["code"]) == ("=", "female")
    now = asked_when()["about.pregnancy"]["enableWhen"]
    assert [test["operator"] for test in now] == ["exists", "!="]
    assert set(load_questionnaire().by_key) <= set(items)


def test_it_is_valid_and_comes_back_the_same(older):
    assert faults(older) == []
    assert normal(reread(older)) == normal(json.loads(json.dumps(older)))
    (answers,) = of_kind(older, "QuestionnaireResponse")
    assert answers["questionnaire"].endswith(f"|{OLD}")


def test_without_a_kept_form_nothing_is_guessed(record):
    Intake.objects.update(questionnaire_version="0.1")
    assert "enableWhen" not in str(one(bundle.of(record, now=NOW), "Questionnaire"))


def test_the_way_through_a_form_is_its_own():
    assert asked_when_in(load_questionnaire()) == asked_when()
