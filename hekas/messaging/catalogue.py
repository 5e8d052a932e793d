"""Every kind of message there is: what it is called, why it may be sent, what its wording can't do without.

A new kind is one line here and one folder under `templates/messages/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hekas.messaging.terms import Purpose


class UnknownKind(LookupError):
    """No message of this name is in the catalogue."""


class ContextIncomplete(ValueError):
    """The wording would have a hole: `.missing` names the values that were not given."""

    def __init__(self, kind: str, missing: frozenset[str]) -> None:
        super().__init__(f"{kind} needs {', '.join(sorted(missing))}")
        self.missing = missing


@dataclass(frozen=True)
class Kind:
    """One kind of message. `preference` is the consent that it needs; `secret` wording is never kept."""

    name: str
    label: str
    needs: frozenset[str] = frozenset()
    purpose: Purpose = Purpose.SERVICE
    preference: str = ""
    secret: bool = False


@dataclass(frozen=True)
class Preference:
    """Something a client may switch on or off; `assumed` holds until they say otherwise."""

    key: str
    label: str
    hint: str
    assumed: bool = False
    wording_version: str = field(default="2026-11")


TEXTS, DIARY, UNFINISHED, NEWS = "sms", "diary_nudge", "intake_unfinished", "marketing_email"

PREFERENCES: Mapping[str, Preference] = {
    preference.key: preference
    for preference in (
        Preference(
            TEXTS,
            "Text messages about my appointments",
            "Reminders and changes, between 8am and 9pm. You can also reply STOP to any text.",
            assumed=True,
        ),
        Preference(DIARY, "A nudge to fill in my diary", "By e-mail, at most once a week."),
        Preference(
            UNFINISHED,
            "A reminder when I leave my answers unfinished",
            "One e-mail, a day after you stopped.",
        ),
        Preference(NEWS, "News and offers from the clinic", "By e-mail. One click stops them."),
    )
}


def _kind(name: str, label: str, *needs: str, **more: object) -> Kind:
    return Kind(name, label, frozenset(needs), **more)  # type: ignore[arg-type]


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("appointment_confirmed", "Appointment confirmed", "when", "where"),
        _kind("appointment_changed", "Appointment changed", "when", "where"),
        _kind("appointment_cancelled", "Appointment cancelled", "when"),
        _kind("appointment_withdrawn", "Appointment taken out of the diary", "when", "why", "start_url"),
        _kind("series_confirmed", "Series of visits confirmed", "when", "where"),
        _kind("series_ended", "Series of visits ended", "when"),
        _kind("appointment_reminder", "Appointment reminder", "when", "where"),
        _kind("therapist_appointment_booked", "New appointment (therapist)", "when"),
        _kind("therapist_appointment_changed", "Changed appointment (therapist)", "when"),
        _kind("therapist_appointment_cancelled", "Cancelled appointment (therapist)", "when"),
        _kind("therapist_call_first", "Call before a visit (therapist)", "when", "day_url"),
        _kind("held_for_review", "Answers to review (therapist)", "queue_url"),
        _kind("red_flag_follow_up", "Call to make (staff)", "queue_url"),
        _kind("hold_ran_out", "Time no longer kept", "when", "search_url"),
        _kind("waitlist_offer", "Waiting list offer", "when", "offer_url", "answer_by"),
        _kind("previsit_check", "Questions before the visit", "when", "where", "check_url"),
        _kind("plan_ready", "Plan ready", "plan_url"),
        _kind("reassessment_due", "Review due", "search_url"),
        _kind(
            "intake_unfinished",
            "Answers not finished",
            "resume_url",
            purpose=Purpose.ASKED,
            preference=UNFINISHED,
        ),
        _kind("diary_nudge", "Diary nudge", "diary_url", purpose=Purpose.ASKED, preference=DIARY),
        _kind(
            "series_ending",
            "Series of visits ending",
            "search_url",
            purpose=Purpose.PROMOTES,
            preference=NEWS,
        ),
        _kind("account_email", "Sign-in and account", "subject", "body", secret=True),
    )
}


def kind_of(name: str) -> Kind:
    """The kind of this name; raises UnknownKind."""
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None


def check_context(name: str, context: Mapping[str, str]) -> None:
    """Raise ContextIncomplete where the wording of `name` would have a hole."""
    missing = kind_of(name).needs - {key for key, value in context.items() if value}
    if missing:
        raise ContextIncomplete(name, frozenset(missing))
