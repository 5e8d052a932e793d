"""Every kind of message there is, in one table: to whom, by what, when, for how long, and what takes it back.

A new kind is one row here, one folder under `templates/messages/` and one scene in `tests/messaging/kinds/`,
where a walk over this table asks every row the same questions. `docs/messages.md` is drawn from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hekas.messaging.terms import Channel, Purpose, To
from hekas.messaging.wishes import AGAIN, DIARY, UNFINISHED

LETTER, BOTH = (Channel.EMAIL,), (Channel.EMAIL, Channel.SMS)
NEVER = ""  # it has to be heard, however late
NOTHING = "nothing: it stays true"


@dataclass(frozen=True)
class Kind:
    """One kind of message. `preference` is the consent that it needs; `secret` wording is never kept.

    `needs` are the words that its wording can't do without. `made` says when it is written, `useless` from
    when on it is dropped (NEVER where it is not), `taken_back` what takes it back before it is out, `key`
    what keeps it from being written twice: names in braces stand for what they name.
    """

    name: str
    label: str
    to: To
    made: str
    useless: str
    taken_back: str
    key: str
    needs: frozenset[str]
    channels: tuple[Channel, ...] = LETTER
    purpose: Purpose = Purpose.SERVICE
    preference: str = ""
    secret: bool = False
    segments: int = 2  # so long may a text of this kind be, at the longest names
    text_instead: bool = False  # by text only where no e-mail address is known

    @property
    def may_be_late(self) -> bool:
        """Is it of use however late it comes?"""
        return self.useless is NEVER


def _kind(name: str, label: str, to: To, *needs: str, **more: object) -> Kind:
    return Kind(name, label, to, needs=frozenset(needs), **more)  # type: ignore[arg-type]


OF_VISIT = "{kind}:{visit}:{version}:{channel}"
OF_SERIES = "{kind}:{series}:{person}:{visit}"
CHANGES = "a change, a cancellation or a withdrawal of the visit"
BEGINS, DAY_AFTER = "the visit begins", "a day after the visit began"

_TABLE = (
    _kind(
        "appointment_confirmed", "Visit confirmed", To.CLIENT, "when", "where", channels=BOTH,
        text_instead=True,
        made="with the booking; by text where no e-mail address is known",
        useless=BEGINS, taken_back=CHANGES, key=OF_VISIT,
    ),
    _kind(
        "appointment_changed", "Visit changed", To.CLIENT, "when", "where", channels=BOTH,
        made="with the move; by text as well where there is a number",
        useless=BEGINS, taken_back=CHANGES, key=OF_VISIT,
    ),
    _kind(
        "appointment_cancelled", "Visit cancelled", To.CLIENT, "when", channels=BOTH,
        made="with the cancellation; by text as well where the clinic cancels and there is a number",
        useless=DAY_AFTER, taken_back=NOTHING, key=OF_VISIT,
    ),
    _kind(
        "appointment_withdrawn", "Visit taken out of the diary", To.CLIENT, "when", "why", "start_url",
        channels=BOTH, made="with the answer that closes the gate, or when nobody was reached in time",
        useless=NEVER, taken_back=NOTHING, key=OF_VISIT,
    ),
    _kind(
        "series_confirmed", "Series of visits confirmed", To.CLIENT, "when", "where", channels=BOTH,
        text_instead=True,
        made="with the booking of the series; by text where no e-mail address is known",
        useless="its last visit begins", taken_back="the end of the series", key=OF_SERIES,
    ),
    _kind(
        "series_ended", "Series of visits ended", To.CLIENT, "when", channels=BOTH, text_instead=True,
        made="when the series is ended; by text where no e-mail address is known",
        useless="a day after its last visit would have begun",
        taken_back=NOTHING, key=OF_SERIES,
    ),
    _kind(
        "appointment_reminder", "Visit reminder", To.CLIENT, "when", "where", channels=BOTH,
        made="two days before at the hour of the visit, and on the morning of the day before, by wall clock "
        "and by service; never where that had passed at booking",
        useless=BEGINS, taken_back=CHANGES, key="reminder:{visit}:{which}:{channel}:{version}",
    ),
    _kind(
        "previsit_check", "Questions before the visit", To.CLIENT, "when", "where", "check_url",
        channels=BOTH,
        made="in place of the morning reminder, where the answers will be too old or are from before",
        useless=BEGINS, taken_back=CHANGES, key="reminder:{visit}:{which}:{channel}:{version}",
    ),
    _kind(
        "therapist_appointment_booked", "New visit (therapist)", To.STAFF, "when",
        made="with the booking", useless=BEGINS, taken_back=CHANGES, key=OF_VISIT,
    ),
    _kind(
        "therapist_appointment_changed", "Changed visit (therapist)", To.STAFF, "when",
        made="with the move", useless=BEGINS, taken_back=CHANGES, key=OF_VISIT,
    ),
    _kind(
        "therapist_appointment_cancelled", "Cancelled visit (therapist)", To.STAFF, "when",
        made="with the cancellation", useless=DAY_AFTER, taken_back=NOTHING, key=OF_VISIT,
    ),
    _kind(
        "therapist_call_first", "Call before a visit (therapist)", To.STAFF, "when", "day_url",
        made="within 24 hours of a visit that can't go ahead as it stands",
        useless=BEGINS, taken_back=f"a release, newer answers, {CHANGES}",
        key="{kind}:{visit}:{version}:{clearance}",
    ),
    _kind(
        "held_for_review", "Answers to review (therapist)", To.STAFF, "queue_url",
        made="with a result that is held", useless=NEVER,
        taken_back="a release, or newer answers", key="{kind}:{clearance}:{person}",
    ),
    _kind(
        "red_flag_follow_up", "Call to make (staff)", To.STAFF, "queue_url",
        made="with an emergency or same-day result, once there is somebody to call", useless=NEVER,
        taken_back="the talk with the person", key="{kind}:{clearance}:{person}",
    ),
    _kind(
        "hold_ran_out", "Time no longer kept", To.CLIENT, "when", "search_url",
        made="ten minutes after a hold ran out and nothing else was chosen",
        useless="six hours later", taken_back="a booking", key="{kind}:{visit}",
    ),
    _kind(
        "waitlist_offer", "Waiting list offer", To.CLIENT, "when", "offer_url", "answer_by", channels=BOTH,
        made="with the hold of a time that came free, by day; by text as well where there is a number",
        useless="the offer runs out", taken_back="a yes, a no, or leaving the list",
        key="{kind}:{offer}:{channel}",
    ),
    _kind(
        "waitlist_given_up", "Waiting list: time no longer kept", To.CLIENT, "when", "search_url",
        channels=BOTH,
        made="when the clinic gives up a time that it kept, by each way by which its offer has gone out",
        useless="the offer would have run out", taken_back="leaving the list",
        key="{kind}:{offer}:{channel}",
    ),
    _kind(
        "waitlist_answers_old", "Waiting list: answers too old", To.CLIENT, "again_url", channels=BOTH,
        made="when they would be asked but for the age of their answers, by day; by text as well where there "
        "is a number",
        useless="the last day that they wait for is over",
        taken_back="newer answers, an offer, or leaving the list", key="{kind}:{entry}:{answers}:{channel}",
    ),
    _kind(
        "plan_ready", "Plan ready", To.CLIENT, "plan_url",
        made="with the signature", useless="two weeks later",
        taken_back="the end of the plan", key="{kind}:{plan}",
    ),
    _kind(
        "message_waiting", "Message to read", To.CLIENT, "messages_url",
        made="with a message that somebody of the clinic writes",
        useless="two weeks later", taken_back="its reading", key="{kind}:{message}",
    ),
    _kind(
        "reassessment_due", "Check-up due", To.CLIENT, "search_url",
        made="in week 2, 6 or 12 of a plan without a visit measured since, by day",
        useless="two weeks after the review fell due", taken_back="a booking, or the end of the plan",
        key="{kind}:{plan}:{day}", purpose=Purpose.PROMOTES, preference=AGAIN,
    ),
    _kind(
        "series_ending", "Series of visits ending", To.CLIENT, "search_url",
        made="two weeks before the last visit of a series", useless="its last visit begins",
        taken_back="the end of the series", key=OF_SERIES, purpose=Purpose.PROMOTES, preference=AGAIN,
    ),
    _kind(
        "diary_nudge", "Diary nudge", To.CLIENT, "diary_url",
        made="on Saturday of a week without an entry, by day", useless="the week ends",
        taken_back="an entry, or the end of the plan", key="{kind}:{person}:{day}",
        purpose=Purpose.ASKED, preference=DIARY,
    ),
    _kind(
        "intake_unfinished", "Answers not finished", To.WHO_ASKED, "resume_url",
        made="a day after somebody stopped who asked for it", useless="the answers are forgotten",
        taken_back="the answers being handed in, or an answer that needs help at once", key="{kind}:{intake}",
        purpose=Purpose.ASKED, preference=UNFINISHED,
    ),
    _kind(
        "account_email", "Sign-in and account", To.WHO_ASKED, "subject", "body",
        made="when somebody asks for it, or something of it was changed",
        useless="the code or the link in it is dead; a change is told for two weeks",
        taken_back=NOTHING, key="{what}:{id}", secret=True,
    ),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _TABLE}
