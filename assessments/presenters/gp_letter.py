"""A letter to a GP in neutral words: what the client said, what was measured, what we ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assessments.labels import told_in_words
from assessments.models import Result
from assessments.presenters import signing
from assessments.presenters.letters import CLINIC
from assessments.presenters.visit.record import record_of
from assessments.queries.screenings import Visit
from assessments.rules.questionnaire import load_questionnaire
from hekas.accounts.models import Client, Therapist
from hekas.web.templatetags.plain import long_day

FOOT = "Hekas is a massage clinic. This letter passes on what was said and measured; it makes no diagnosis."
ASKS = {
    "emergency": "They were told to call 999 at once. We offer no massage until a doctor has seen them.",
    "same_day": "We asked them to be seen today. We offer no massage until a doctor has seen them.",
    "soon_gp": "We would be grateful if you could see them within about two weeks.",
    "caution": "We would be grateful for your view before we go on with massage.",
    "none": "We would be grateful for your view.",
}
CLOSE = "Please let us know of any reason why massage of the legs should wait or be changed."


def gp_letter(
    client: Client, result: Result, visit: Visit | None, therapist: Therapist, now: datetime
) -> dict[str, Any]:
    """The letter as plain data."""
    born = f", born on {long_day(client.born_on)}" if client.born_on else ""
    return {
        "title": f"About {client.name}{born}",
        "clinic": CLINIC,
        "date": long_day(now),
        "foot": f"{FOOT} {signing.of_result(result)}",
        "opening": f"{client.name} came to us about calf cramps and agreed to this letter.",
        "said_on": long_day(result.made_at),
        "said": list(_said(result)),
        "measured_on": long_day(visit.screening.started_at) if visit else "",
        "measured": list(_measured(visit)) if visit else [],
        "asks": ASKS[result.tier],
        "close": CLOSE,
        "from": f"{therapist.name}{', ' + therapist.title if therapist.title else ''}",
    }


def _said(result: Result) -> Iterable[dict[str, str]]:
    """The answers behind the flags, each in the words that it was asked in."""
    keys = [key for flag in result.snapshot["triage"]["flags"] for key in flag["answers"]]
    known = load_questionnaire().by_key
    for key in dict.fromkeys(keys):
        section, _, name = key.partition(".")
        part = result.answers.get(section)
        if key in known and isinstance(part, dict) and name in part:
            words = told_in_words(known[key], result.answers, result.intake.answers)
            answer = words if isinstance(words, str) else ", ".join(words)
            yield {"asked": result.asked.get(key, known[key].ask), "answer": answer}


def _measured(visit: Visit) -> Iterable[str]:
    for row in record_of(visit).rows:
        yield f"{row.title}: {_sides(row.values)}"


def _sides(values: Iterable[tuple[str, str]]) -> str:
    """Both sides in one where they are alike; what a therapist wrote (without a side) stays as it is."""
    told = [(side.lower(), value[:1].lower() + value[1:] if side else value) for side, value in values]
    if len(told) > 1 and len({value for _, value in told}) == 1:
        told = [("both sides", told[0][1])]
    return "; ".join(f"{side} {value}".strip() for side, value in told)
