"""What changed since the last visit: answers then and now, in the short words of each question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from assessments.labels import Words, in_words, told_in_words
from assessments.models import Result
from assessments.queries.screenings import History, Visit
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import answer_at

MOST = 8  # stand on the page; how many more there are is said
EMPTY = ("", "no", "none", [], ["none"])
# Long lists of numbers and moments: they differ each time, and the drawings show them.
LEFT_OUT = {"training.weeks", "cramps.last_cramp_at"}


@dataclass(frozen=True)
class Change:
    """One answer that differs. `before` is empty where it was not asked or not answered then."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Changed:
    """What is new against the last visit; `since` is None where there was none."""

    since: datetime | None
    is_same_answers: bool
    rows: tuple[Change, ...]
    more: int = 0


def changed_since(history: History, result: Result | None, today: date) -> Changed | None:
    """The answers that count today against those of the visit before; None before the second visit."""
    last = history.before if _is_of(history.now, today) else history.now
    if last is None or last.screening.result is None or result is None:
        return None
    then = last.screening.result
    rows = tuple(changes(then.answers, result.answers, (then.intake.answers, result.intake.answers)))
    since = last.screening.started_at
    return Changed(since, then.pk == result.pk, rows[:MOST], max(0, len(rows) - MOST))


def _is_of(visit: Visit | None, today: date) -> bool:
    """Running, or begun today: then it is the visit at hand, and not the last one."""
    if visit is None:
        return False
    return visit.screening.is_running or timezone.localdate(visit.screening.started_at) == today


def changes(
    then: Mapping[str, Any], now: Mapping[str, Any], beside: tuple[Mapping[str, Any], ...] = ({}, {})
) -> Iterator[Change]:
    """Every answer that differs, in the order of the questions. No answer and a plain no are the same.

    `beside`: the answers of both intakes, where a race that was told in weeks is noted.
    """
    for question in load_questionnaire().by_key.values():
        if question.key in LEFT_OUT:
            continue
        old, new = answer_at(then, question.key), answer_at(now, question.key)
        words = [_text(told_in_words(question, *told)) for told in zip((then, now), beside, strict=True)]
        if (old != new or words[0] != words[1]) and not (is_empty(old) and is_empty(new)):
            yield Change(question.short, *words)


def is_empty(answer: Any) -> bool:
    """Not asked, not answered, or a plain no. Nought is an answer."""
    return answer is None or answer is False or answer in EMPTY


def _text(words: Words) -> str:
    return words if isinstance(words, str) else ", ".join(words)


def told(answers: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Name and words of those of these answers that are more than a no."""
    known = load_questionnaire().by_key
    for key in keys:
        answer = answer_at(answers, key)
        if key in known and not is_empty(answer):
            yield known[key].short, _text(in_words(known[key], answer))
