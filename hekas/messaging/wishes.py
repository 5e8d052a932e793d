"""What a client may switch on or off: the words that they agree to, and what holds until they speak."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preference:
    """Something a client may switch on or off; `assumed` holds until they say otherwise."""

    key: str
    label: str
    hint: str
    assumed: bool = False
    wording_version: str = field(default="2026-11")


TEXTS, DIARY, UNFINISHED, AGAIN = "sms", "diary_nudge", "intake_unfinished", "marketing_email"

PREFERENCES: Mapping[str, Preference] = {
    preference.key: preference
    for preference in (
        Preference(
            TEXTS,
            "Text messages about my visits",
            "Reminders and changes, between 8am and 9pm. You can also reply STOP to any text.",
            assumed=True,
            wording_version="2026-11-30",
        ),
        Preference(
            DIARY,
            "A reminder to fill in my diary",
            "By e-mail, at most once a week.",
            wording_version="2026-11-30",
        ),
        Preference(
            UNFINISHED,
            "A reminder when I leave my answers unfinished",
            "One e-mail, a day after you stopped.",
        ),
        Preference(
            AGAIN,
            "A word when it is time to book again",
            "By e-mail, when a review of your plan is due or a series of visits nears its end. "
            "One click stops it.",
            wording_version="2026-11-28",
        ),
    )
}
