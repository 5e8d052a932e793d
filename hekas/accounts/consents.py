"""What people are asked to agree to, in the words they agree to."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One thing to agree to. A change of its words is a new version: what was said stays with the old."""

    key: str
    label: str
    words: str
    withdrawn: str  # what follows from taking it back
    version: str = "2026-11"


HEALTH_DATA, TREATMENT = "health_data", "treatment"
ASKED: Mapping[str, Asked] = {
    one.key: one
    for one in (
        Asked(
            HEALTH_DATA,
            "We may use what I say about my health",
            "I agree that Hekas keeps and uses what I say about my health, to check that massage is safe "
            "for me, to show me what may be adding to my cramps, and to plan my care. Nothing else.",
            "We stop using your answers. You can’t book until you agree again; what has to be kept is kept.",
        ),
        Asked(
            TREATMENT,
            "I want to be assessed and treated",
            "I want a therapist of Hekas to assess my legs and to give me massage. I can stop at any moment.",
            "Tell your therapist, or cancel your visits here. Nobody treats you without your yes.",
        ),
    )
}

# Said where answers can't be used because their client took that word back.
AGREE_FIRST = "You took back that we may use what you say about your health. Agree again first, then answer."
THEY_AGREE_FIRST = (
    "They took back that we may use what they say about their health. They can agree again by the link in "
    "their messages, or on their own page."
)
# What staff have to know of somebody who took one of these back, and what it means in the room.
TO_STAFF: Mapping[str, str] = {
    HEALTH_DATA: THEY_AGREE_FIRST,
    TREATMENT: (
        "They took back that they want to be assessed and treated. No tests and no hands-on work until they "
        "say yes again, on their own page."
    ),
}
