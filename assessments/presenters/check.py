"""The answers, to be read through: by the person before sending, by the therapist after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.labels import Words, near_the_calf, told_in_words
from assessments.models import Intake, Result
from assessments.presenters.question import page_url
from assessments.presenters.weeks import Week
from assessments.presenters.weeks import in_short as weeks_in_short
from assessments.rules.event_days import NOTED_DAYS
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.questionnaire_terms import Page
from assessments.rules.routing import NOTED, ONCE_MORE, answer_at, route, with_answers

YES, NO, UNSURE, WEEKS = "Yes", "No", "I’m not sure", "training.weeks"
FEW = 3
IS_EACH_RIGHT = "Is each of them right? They decide if and when a massage is right for you."
NEAR = "Near the calf (a note, not weighed)"


@dataclass(frozen=True)
class Row:
    """A question and its answer; `href` leads back to the question."""

    key: str
    value: Words
    href: str = ""
    about: str = ""
    is_safety: bool = False


@dataclass(frozen=True)
class Group:
    """One section: what stands out, plain noes, many answers of somebody unsure, and what was left open."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    noes: tuple[Row, ...] = ()
    unsure: tuple[Row, ...] = ()
    left_open: tuple[Row, ...] = ()


def answers_of(intake: Intake) -> tuple[Group, ...]:
    """All questions on the way with the answers so far, each with its way back; every yes to safety first."""
    links = {page.slug: page_url(intake, page, from_check=True) for page in load_questionnaire().pages}
    groups = [_weeks_in_lines(group, intake.answers) for group in _groups(intake.answers, {}, links)]
    return tuple(_unsure_apart(_folded(group)) for group in [*_said_yes(groups), *map(_without_yes, groups)])


def _said_yes(groups: Sequence[Group]) -> Iterator[Group]:
    """Each yes to a question of safety, wherever it was asked: a slip is seen before it counts."""
    rows = tuple(row for group in groups for row in group.rows if _is_yes(row))
    if rows:
        many = f"{len(rows)} safety questions" if len(rows) > 1 else "a safety question"
        yield Group(f"You said yes to {many}", rows, IS_EACH_RIGHT)


def _without_yes(group: Group) -> Group:
    return replace(group, rows=tuple(row for row in group.rows if not _is_yes(row)))


def _is_yes(row: Row) -> bool:
    return row.is_safety and row.value == YES


def given_answers(result: Result) -> tuple[Group, ...]:
    """What was answered when the result was made, in the words that were shown then.

    Whoever reads it for somebody, or has a copy of it, sees each answer of which they were not sure.
    """
    beside = {key: answer_at(result.intake.answers, key) for key in (NOTED, NOTED_DAYS)}
    noted = with_answers(result.answers, beside)
    return tuple(_folded(group) for group in _groups(noted, result.asked, {}))


def training_of(result: Result | None) -> Group | None:
    """The training history as it was told, the fifth part of the assessment.

    Each row is `about` its question in short; one that was worded otherwise at the time keeps those words.
    """
    title = load_questionnaire().sections["training"]
    groups = given_answers(result) if result else ()
    found = next((group for group in groups if group.title == title), None)
    if found is None:
        return None
    in_short = {question.ask: question.short for question in load_questionnaire().by_key.values()}
    rows = (replace(row, about=in_short.get(row.key, "") or row.key) for row in found.rows)
    return _weeks_in_lines(replace(found, rows=tuple(rows)), result.answers if result else {})


def _weeks_in_lines(group: Group, answers: Mapping[str, Any]) -> Group:
    """Week by week they are two lines each on a phone; as rows of numbers they are read at a glance."""
    weeks = answer_at(answers, WEEKS)
    return replace(group, rows=tuple(_in_lines(row, weeks) for row in group.rows)) if weeks else group


def _in_lines(row: Row, weeks: Sequence[Week]) -> Row:
    is_theirs = row.about == load_questionnaire().by_key[WEEKS].short
    return replace(row, value=weeks_in_short(weeks)) if is_theirs else row


def _folded(group: Group) -> Group:
    """Plain noes and open questions are many: they stand apart, so that the rest can be read."""
    noes = tuple(row for row in group.rows if row.value == NO)
    left_open = tuple(row for row in group.rows if not row.value)
    rest = tuple(row for row in group.rows if row.value and row.value != NO)
    return replace(group, rows=rest, noes=noes, left_open=left_open)


def _unsure_apart(group: Group) -> Group:
    """A few of which they are not sure are worth a second look of whoever answers; forty are folded too."""
    unsure = tuple(row for row in group.rows if row.value == UNSURE)
    rest = tuple(row for row in group.rows if row.value != UNSURE)
    return replace(group, rows=rest, unsure=unsure) if len(unsure) > FEW else group


def _groups(
    answers: Mapping[str, Any], asked: Mapping[str, str], links: Mapping[str, str]
) -> Iterator[Group]:
    questionnaire = load_questionnaire()
    pages = [page for page in route(questionnaire, answers) if page.slug != ONCE_MORE]
    for section, title in questionnaire.sections.items():
        here = [page for page in pages if page.section == section]
        rows = [row for page in here for row in _rows(page, answers, asked, links.get(page.slug, ""))]
        if rows:
            yield Group(title, tuple(rows))


def _rows(page: Page, answers: Mapping[str, Any], asked: Mapping[str, str], href: str) -> Iterator[Row]:
    for question in page.questions:
        answer = answer_at(answers, question.key)
        if href or answer is not None:
            words = asked.get(question.key, question.ask), told_in_words(question, answers)
            yield Row(*words, href, question.short, is_safety=question.key.startswith("safety."))
    if page.layout == "body_map" and (near := near_the_calf(answer_at(answers, NOTED) or [])):
        yield Row(NEAR, near, href, NEAR)
