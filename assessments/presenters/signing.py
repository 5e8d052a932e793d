"""Whether a clinician has signed the rules behind a result, in words. Source: practice 5, Clinical safety."""

from collections.abc import Collection
from datetime import date

from assessments.engine.ruleset import Review
from assessments.engine.shown import all_rules
from assessments.models import Result
from assessments.rules import load_rules

UNSIGNED = "These rules have not yet been signed by a clinician."


def of_rules() -> str:
    """Of the rules as they are now."""
    return words({rule.basis.review for rule in all_rules(load_rules())})


def of_result(result: Result) -> str:
    """Of the rules that made this result. A signature under today's rules says nothing of earlier ones."""
    return of_rules() if result.rules_digest == load_rules().digest else UNSIGNED


def signed_on() -> date | None:
    """The day of the last signature under the rules as they are now; None while one of them has none."""
    reviews = {rule.basis.review for rule in all_rules(load_rules())}
    signed = [review.reviewed_on for review in reviews if review.reviewer and review.reviewed_on]
    return max(signed) if signed and len(signed) == len(reviews) else None


def words(reviews: Collection[Review]) -> str:
    """One rule that nobody signed is enough to say so."""
    if not reviews or not all(review.reviewer and review.reviewed_on for review in reviews):
        return UNSIGNED
    names = ", ".join(sorted({review.reviewer for review in reviews}))
    last = max(review.reviewed_on for review in reviews if review.reviewed_on)
    return f"A clinician has signed these rules: {names}, last on {last.day} {last:%B %Y}."
