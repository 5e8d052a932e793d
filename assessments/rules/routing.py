"""Which pages a set of answers leads to. A pure function of the questionnaire and the answers.

Answers are nested as in the intake schema; a key such as `safety.dark_urine` names one of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assessments.rules.questionnaire_terms import Page, Question, Questionnaire

Answers = Mapping[str, Any]
UNANSWERED = None
NOTED = "noted.places"  # where it cramps beside the five places of the intake schema; no part of it
LAST_URGENT_PAGE, ONCE_MORE = "personal-signs", "once-more"
ONCE_MORE_WHY = "You were not sure about an urgent sign. These words are easier to check."


def answer_at(answers: Answers, key: str) -> Any:
    """The answer, or None where there is none. A "no" is an answer; an empty list is one too."""
    section, _, name = key.partition(".")
    return answers.get(section) if not name else answers.get(section, {}).get(name)


def with_answers(answers: Answers, given: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with these answers put in; one that is None is taken out."""
    nested = {part: dict(value) if isinstance(value, Mapping) else value for part, value in answers.items()}
    for key, value in given.items():
        section, _, name = key.partition(".")
        place, last = (nested.setdefault(section, {}), name) if name else (nested, section)
        place.pop(last, None)
        if value is not UNANSWERED:
            place[last] = value
    return {part: value for part, value in nested.items() if value != {}}


def all_pages(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """Every page in order, with the one that asks once more where an urgent sign was not clear."""
    pages: list[Page] = []
    for page in questionnaire.pages:
        pages.append(page)
        if page.slug == LAST_URGENT_PAGE:
            pages.append(once_more(questionnaire, answers))
    return tuple(pages)


def once_more(questionnaire: Questionnaire, answers: Answers) -> Page:
    """The urgent questions that somebody was not sure about, each in other words. May have none."""
    unsure = [q for q in questionnaire.questions if q.plainly and answer_at(answers, q.key) == "not_sure"]
    questions = tuple(replace(question, ask=question.plainly, hint="") for question in unsure)
    return Page(ONCE_MORE, "safety", "Let us ask that another way", ONCE_MORE_WHY, questions)


def page_of(questionnaire: Questionnaire, answers: Answers, slug: str) -> Page | None:
    """The page of this address, on the way or not; None where there is none."""
    return next((page for page in all_pages(questionnaire, answers) if page.slug == slug), None)


def route(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """The pages that these answers lead to, in order. What a hidden page once got does not count."""
    pages: list[Page] = []
    seen: set[str] = set()
    for page in all_pages(questionnaire, answers):
        known = {c.key: answer_at(answers, c.key) if c.key in seen else UNANSWERED for c in page.when}
        if page.is_asked(known) and page.questions:
            pages.append(page)
            seen |= {question.key for question in page.questions}
    return tuple(pages)


def visible_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """Only what the pages on the way have asked: a branch that has closed is left out."""
    asked = {question.key for page in route(questionnaire, answers) for question in page.questions}
    given = {key: answer_at(answers, key) for key in sorted(asked)}
    return with_answers({}, {key: value for key, value in given.items() if value is not UNANSWERED})


def page_after(questionnaire: Questionnaire, answers: Answers, slug: str) -> Page | None:
    """The next page on the way, or None where the questions end."""
    order = [page.slug for page in all_pages(questionnaire, answers)]
    later = order[order.index(slug) + 1 :] if slug in order else []
    return next((page for page in route(questionnaire, answers) if page.slug in later), None)


def page_before(questionnaire: Questionnaire, answers: Answers, slug: str) -> Page | None:
    """The page before it on the way, or None at the beginning."""
    earlier: Page | None = None
    for page in route(questionnaire, answers):
        if page.slug == slug:
            return earlier
        earlier = page
    return None


def first_unanswered(
    questionnaire: Questionnaire, answers: Answers, before: str | None = None
) -> Page | None:
    """The first page on the way, up to `before`, with a question that needs an answer and has none."""
    for page in route(questionnaire, answers):
        if page.slug == before:
            return None
        if any(_lacks(answers, question) for question in page.questions):
            return page
    return None


def safety_pages(questionnaire: Questionnaire, answers: Answers) -> tuple[Page, ...]:
    """The pages that have to be asked again when the safety answers have grown old."""
    return tuple(page for page in route(questionnaire, answers) if is_safety(page))


def is_safety(page: Page) -> bool:
    """Does a clearance rest on this page? Then every question, or one of them, needs an answer."""
    return any(question.must for question in page.questions)


def without_safety(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """The answers that stay when the safety questions are asked again."""
    keys = safety_keys(questionnaire)
    marks = [questionnaire.by_key[key].left_open for key in keys]
    return with_answers(answers, dict.fromkeys([*keys, *marks]))


def safety_keys(questionnaire: Questionnaire) -> list[str]:
    return [q.key for page in questionnaire.pages if is_safety(page) for q in page.questions if q.must]


def _lacks(answers: Answers, question: Question) -> bool:
    """A list that somebody could not go through is left open on purpose; then the booking is held."""
    open_on_purpose = answer_at(answers, question.left_open) is True
    return question.must and answer_at(answers, question.key) is UNANSWERED and not open_on_purpose
