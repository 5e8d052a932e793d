"""Codes and answers as words for people."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from assessments.rules.event_days import event_days
from assessments.rules.questionnaire_terms import Question
from assessments.rules.routing import answer_at
from assessments.rules.spans import in_words_of, spoken

CAUSES = {
    "calf_weakness": "Calf strength",
    "foot_mechanics": "How your foot works",
    "nerve": "Nerves from the back",
    "training_load": "Training load",
    "sleep_recovery": "Sleep and recovery",
}
# As a therapist reads them.
CLINICAL_CAUSES = {**CAUSES, "foot_mechanics": "Foot mechanics"}
BANDS = {
    "main_factor": "Main factor",
    "may_be_adding": "May be adding",
    "not_shown": "Not shown",
    "not_enough_to_say": "Not enough to say",
}
PATTERNS = {
    "desk_warrior": "Desk days, then sport",
    "weekend_warrior": "Hard and seldom",
    "returning_athlete": "Coming back",
    "veteran_athlete": "Many years of sport",
}
PATTERN_SENTENCES = {
    "desk_warrior": "You sit for long and train soon after.",
    "weekend_warrior": "You train hard a few times a week and rest in between.",
    "returning_athlete": "You are back after a break.",
    "veteran_athlete": "You have years of sport or several injuries behind you.",
}
SERVICES = {
    "initial_assessment": "First assessment",
    "treatment": "Treatment",
    "preventive": "Preventive massage",
    "post_cramp": "After a cramp",
    "pre_competition": "Before a race",
    "reassessment": "Check-up",
}
FITS = {"best": "Best time", "good": "Good time", "allowed": "Possible", "avoid": "Better not"}
GRADES = {
    "A": "trials on cramps",
    "B": "studies of people with cramps",
    "C": "indirect studies",
    "D": "what the clinic has seen",
}
TIERS = {
    "none": "Nothing flagged",
    "caution": "Take care",
    "soon_gp": "GP soon",
    "same_day": "Doctor the same day",
    "emergency": "Emergency",
}
GATES = {"open": "Open for booking", "held": "Held for a therapist", "redirected": "Sent for help"}
SIDES = {"left": "left", "right": "right", "both": "both sides"}
NEAR_THE_CALF = {
    "heel_cord": "The heel cord",
    "shin": "The shin",
    "outer_side": "The outer side of the lower leg",
}

Words = str | list[str]


def in_words(question: Question, answer: Any) -> Words:
    """An answer as the person would say it: a text, or a list of texts. Nothing for no answer."""
    if answer is None:
        return ""
    writer = WRITERS.get(question.kind)
    return writer(question, answer) if writer else str(answer)


def _chosen(question: Question, answer: Any) -> Words:
    code = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
    return question.label_of(code)


def _several(question: Question, answer: list[str]) -> Words:
    return [question.label_of(value) for value in answer]


def _number(question: Question, answer: float) -> Words:
    unit = question.unit.removesuffix("s") if answer == 1 else question.unit
    return f"{answer:g} {unit}".strip()


def _moment(question: Question, answer: str) -> Words:
    local = timezone.localtime(datetime.fromisoformat(answer))
    half = "am" if local.hour < 12 else "pm"
    return f"{_day(local.date())}, about {local.hour % 12 or 12}:{local.minute:02}{half}"


def told_in_words(
    question: Question, answers: Mapping[str, Any], beside: Mapping[str, Any] | None = None
) -> Words:
    """The answer to a question as the person would say it: of a race told in weeks its weekend, not a day.

    `beside`: the answers of the intake, for a document that was made of them. Source: docs/adr/0056.
    """
    if question.kind == "date" and (days := event_days(answers, beside)):
        return capfirst(about_the_weekend(days.day))
    return in_words(question, answer_at(answers, question.key))


def about_the_weekend(saturday: date) -> str:
    """An event of which the weeks until then are known, and not the day."""
    return f"about the weekend of {_day(saturday)}, day not known"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _weeks(question: Question, answer: list[dict[str, float]]) -> Words:
    ages = [len(answer) - index - 1 for index in range(len(answer))]
    return [f"{_ago(age)}: {_week(week)}" for age, week in zip(ages, answer, strict=True)]


def _ago(weeks: int) -> str:
    return "Last 7 days" if not weeks else f"{weeks} week{'s' if weeks > 1 else ''} before"


def _week(week: dict[str, float]) -> str:
    parts = [f"{week['minutes']:g} minutes"]
    if "sessions" in week:
        parts.append(f"{week['sessions']:g} sessions")
    return ", ".join(parts + ([f"effort {week['effort']:g}"] if "effort" in week else []))


def _injuries(question: Question, answer: list[dict[str, Any]]) -> Words:
    return [_injury(question, injury) for injury in answer] or "None"


def _injury(question: Question, injury: dict[str, Any]) -> str:
    parts = [question.label_of(injury["site"])]
    if "side" in injury:
        parts.append(SIDES[injury["side"]])
    if "months_ago" in injury:
        amount, unit = in_words_of(injury["months_ago"], "months", ("weeks", "months", "years"))
        parts.append(f"{amount:g} {unit.removesuffix('s') if amount == 1 else unit} ago")
    parts += ["operated on"] if injury.get("surgery") else []
    parts += ["not fully recovered"] if injury.get("fully_recovered") is False else []
    return ", ".join(parts)


WRITERS = {
    "yes_no": _chosen,
    "boolean": _chosen,
    "one_of": _chosen,
    "many_of": _several,
    "whole": _number,
    "number": _number,
    "scale": lambda question, answer: f"{answer:g} out of 10",
    "span": lambda question, answer: spoken(answer, question.unit, question.units),
    "moment": _moment,
    "date": lambda question, answer: _day(date.fromisoformat(answer)),
    "short_list": lambda question, answer: ", ".join(answer),
    "weeks": _weeks,
    "injuries": _injuries,
}


def near_the_calf(codes: list[str]) -> list[str]:
    """What was marked beside the places that the rules know."""
    return [NEAR_THE_CALF[code] for code in codes if code in NEAR_THE_CALF]
