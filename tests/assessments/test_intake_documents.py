"""Whatever can be chosen on the pages is an intake that the engine accepts."""

import random
from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from assessments.adapters import assessed, document_of
from assessments.engine.answers import parse_intake
from assessments.forms import form_of
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import route, with_answers

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOMENT, COMING = ("3", "11", "2026", "3:05am"), "2026-12-06"


def something(question, dice):
    """Something that can be sent for a question; sometimes nothing where that is allowed."""
    if not question.must and dice.random() < 0.3:
        return {}
    if question.choices and question.kind != "injuries":
        return {question.field: [dice.choice(question.choices).value]}
    return SENDERS[question.kind](question, dice)


def number(question, dice):
    return {question.field: [str(dice.randint(int(question.min), int(question.max)))]}


def span(question, dice):
    most = int(question.max) if question.unit in question.units else 1
    sent = str(dice.randint(int(question.min), most))
    return {f"{question.field}_0": [sent], f"{question.field}_1": [question.unit]}


def parts(values):
    return lambda question, dice: {f"{question.field}_{i}": [value] for i, value in enumerate(values)}


def coming(question, dice):
    """By the calendar, or in weeks."""
    return dice.choice(
        [{f"{question.field}_0": [COMING]}, {f"{question.field}_1": [str(dice.randint(1, 52))]}]
    )


def weeks(question, dice):
    told = range(dice.randint(1, question.most))
    minutes = {f"week-{back}-minutes": [str(dice.randint(0, 6000))] for back in told}
    return minutes | {
        f"week-{back}-effort": [str(dice.randint(0, 10))] for back in told if dice.random() < 0.8
    }


def injuries(question, dice):
    site = dice.choice(question.choices).value
    return {
        "sites": [site],
        f"{site}-side": ["left"],
        f"{site}-months_ago_0": ["7"],
        f"{site}-surgery": ["no"],
    }


SENDERS = {
    "whole": number,
    "number": number,
    "scale": number,
    "span": span,
    "moment": parts(MOMENT),
    "date": coming,
    "text": lambda question, dice: {question.field: ["It’s 😀 fine."]},
    "short_list": lambda question, dice: {question.field: ["running, judo"]},
    "weeks": weeks,
    "injuries": injuries,
}


def answered(dice):
    """Answers to all pages on the way, as the pages would store them."""
    answers, done = {}, set()
    while page := next((p for p in route(load_questionnaire(), answers) if p.slug not in done), None):
        query = QueryDict(mutable=True)
        for question in page.questions:
            for name, values in something(question, dice).items():
                query.setlist(name, values)
        form = form_of(page, answers, now=NOW, data=query)
        assert form.is_valid(), (page.slug, query, form.errors)
        answers = with_answers(answers, form.given())
        done.add(page.slug)
    return answers


@pytest.mark.parametrize("seed", range(60))
def test_what_the_pages_give_the_engine_takes(seed):
    document = document_of(answered(random.Random(seed)), NOW)
    assert parse_intake(document).given
    assert assessed(document)["triage"]["booking"] in ("open", "held", "redirected")
