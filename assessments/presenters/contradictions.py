"""What the therapist has to ask about: answers that do not go together, and those that are not clear."""

from dataclasses import dataclass

from assessments.labels import in_words
from assessments.models import Result
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import answer_at

CONTRADICTION = "X2"


@dataclass(frozen=True)
class Said:
    """One answer: the question as asked and what was answered."""

    asked: str
    answer: str


@dataclass(frozen=True)
class Contradiction:
    because: str
    said: tuple[Said, ...]


def contradictions_of(result: Result) -> tuple[Contradiction, ...]:
    """Every pair of answers that the rules found to contradict each other."""
    flags = [flag for flag in result.snapshot["triage"]["flags"] if flag["id"] == CONTRADICTION]
    return tuple(
        Contradiction(flag["because"], tuple(_said(result, key) for key in flag["answers"])) for flag in flags
    )


def unclear_of(result: Result) -> tuple[Said, ...]:
    """Safety questions that apply and have no clear answer."""
    return tuple(_said(result, key) for key in result.snapshot["triage"]["unanswered"])


def _said(result: Result, key: str) -> Said:
    question = load_questionnaire().by_key.get(key)
    answer = answer_at(result.answers, key)
    if question is None:
        return Said(key, str(answer))
    words = in_words(question, answer)
    shown = ", ".join(words) if isinstance(words, list) else words
    return Said(result.asked.get(key, question.ask), shown or "Not answered")
