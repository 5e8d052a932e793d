"""Plans and findings as the plain data of a letter."""

from datetime import datetime
from typing import Any

from assessments.models import CarePlan
from assessments.presenters import signing
from assessments.presenters.plan_page import PhaseView, PlanView, dose_of, plan_view
from hekas.web.templatetags.plain import long_day, short_day

CLINIC = "Hekas"
FOOT = "We are a massage clinic. We do not diagnose illness. In an emergency call 999; for advice call 111."
CRAMP = (  # Source: A54 to A58, safety 3.9
    "Stop, breathe, and stretch the calf gently: pull your toes towards your shin. No hard pulling.",
    "Rub it lightly yourself. Warmth helps once the spasm has settled.",
    "Move gently again when the pain has gone and you can walk as usual.",
    "Call 111 today if it has not eased after 10 minutes, or if one leg is swollen or hot.",
)


def plan_letter(plan: CarePlan, now: datetime) -> dict[str, Any]:
    """The data of the client's plan as a letter."""
    view = plan_view(plan, today=plan.starts_on)
    signed = f"Signed by {plan.signed_by} on {long_day(plan.signed_at)}" if plan.signed_by else "A draft"
    return {
        "title": f"Plan for {plan.client.name}",
        "clinic": CLINIC,
        "date": long_day(now),
        "foot": f"{FOOT} {signing.of_rules()}",
        "signed": f"{signed}. Starts on {long_day(plan.starts_on)}.",
        "note": plan.note,
        "phases": [_phase(phase) for phase in view.phases],
        "load": _load(view),
        "amendments": [f"{long_day(row.at)}, {row.by}: {row.text}" for row in plan.amendments.all()],
        "cramp": list(CRAMP),
    }


def _phase(phase: PhaseView) -> dict[str, Any]:
    rows = [row.activity for row in phase.exercises]
    return {
        "title": f"Phase {phase.number}: {phase.title}",
        "weeks": f"{phase.weeks}, to {long_day(phase.ends_on)}",
        "massage": phase.massage,
        "goals": [goal.text for goal in phase.goals],
        "exercises": [
            {"title": row.title, "dose": dose_of(row), "how": " ".join(row.how), "stop": row.stop}
            for row in rows
        ],
        "move_on": [criterion.text for criterion in phase.criteria],
    }


def _load(view: PlanView) -> list[dict[str, str]]:
    return [
        {"starts_on": short_day(row.starts_on), "percent": f"{row.percent}%", "words": row.words}
        for row in view.load
    ]
