"""How long the questions take is said on many pages: reckoned from what is there to read, never guessed."""

import re

import pytest

from assessments.queries.freshness import ALL_TAKE, SAFETY_TAKES
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import route, safety_pages

WORDS_A_MINUTE, A_TAP, A_PAGE = 240, 1.5, 2  # read in silence; seconds for an answer, and for the next page
STILL = {
    "about": {"age": 38, "sex": "female", "pregnancy": "no"},
    "training": {"sports": [], "sessions_per_week": 0},
    "cramps": {"settings": ["night"]},
}
RUNNER = {
    "about": {"age": 27, "sex": "male"},
    "training": {"sports": ["running"], "sessions_per_week": 4},
    "cramps": {"settings": ["late_in_exercise"]},
}


def words_of(page):
    texts = [page.title, page.lead]
    for question in page.questions:
        texts += [question.ask, question.hint]
        texts += [choice.label for choice in question.choices if question.kind in ("one_of", "many_of")]
    return sum(len(text.split()) for text in texts)


def minutes(pages):
    questions = sum(len(page.questions) for page in pages)
    return sum(map(words_of, pages)) / WORDS_A_MINUTE + (questions * A_TAP + len(pages) * A_PAGE) / 60


@pytest.mark.parametrize("answers", [STILL, RUNNER], ids=["no sport", "a runner"])
def test_the_questions_take_as_long_as_is_said(answers):
    for pages_of, said in ((route, ALL_TAKE), (safety_pages, SAFETY_TAKES)):
        least, most = map(int, re.findall(r"\d+", said))
        assert least < minutes(pages_of(load_questionnaire(), answers)) < most
