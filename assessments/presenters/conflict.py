"""What another tab has saved, in words, so that nobody loses an answer without seeing it."""

from collections.abc import Mapping
from typing import Any

from assessments.labels import in_words
from assessments.presenters.check import Row
from assessments.rules.questionnaire_terms import Page


def saved_elsewhere(page: Page, saved: Mapping[str, Any]) -> list[Row]:
    """The answers to this page that were saved in the meantime."""
    rows = [(question, saved.get(question.key)) for question in page.questions]
    return [Row(question.ask, in_words(question, answer)) for question, answer in rows if answer is not None]
