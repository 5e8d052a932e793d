"""What a person's standing answers say to the calendar: whether they may be booked, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from assessments.engine.terms import Consequence
from assessments.models import Clearance
from assessments.queries.ages import lacks_guardian
from assessments.queries.earlier import told_for_good
from assessments.queries.freshness import more_than_that
from assessments.queries.standing import Standing
from assessments.rules import load_rules

ASK_FIRST = "We need your answers to some safety questions first."
AFTER_CONTACT = "We have spoken with you. Please answer the safety questions again before you book."
A_WORD_FIRST = "A therapist will speak with you first, under 18 also with a parent or guardian."
SPEAK_FIRST = "A therapist will speak with you first."
AFTER_STOP = "An earlier answer told us to stop. A therapist will speak with you first."
AFTER_HELD = "What you told us or we found before was different. A therapist will speak with you first."

TRAINING = (Consequence.PREGNANCY_TRAINED,)
REST = timedelta(hours=24)  # Source: A71, A73, K11


@dataclass(frozen=True)
class TimingWindow:
    """When one kind of session fits: half-open, aware; `fit` is best, good, allowed or avoid."""

    service: str
    start: datetime | None
    end: datetime | None
    fit: str
    because: str


@dataclass(frozen=True)
class Advice:
    """What the calendar needs to know of a person's body, and no more.

    `gate` is open, held or redirected; nothing known is held. `stale` asks for the safety questions (again).
    Nothing may start before `not_before`. `needs` names what the therapist has to be trained in.
    The answers were given at `answered_at`, count until `good_until`, and were judged at `judged_at`.
    """

    gate: str
    stale: bool
    reasons: tuple[str, ...] = ()
    windows: tuple[TimingWindow, ...] = ()
    not_before: datetime | None = None
    result_uuid: UUID | None = None
    intake_uuid: UUID | None = None
    needs: frozenset[str] = frozenset()
    answered_at: datetime | None = None
    good_until: datetime | None = None
    judged_at: datetime | None = None
    told: frozenset[str] = frozenset()  # what lasts, by the ids of its flags

    @property
    def may_book(self) -> bool:
        return self.gate == "open" and not self.stale

    @property
    def is_after_talk(self) -> bool:
        """A therapist has closed their stop: the questions come again, however new the answers are."""
        return AFTER_CONTACT in self.reasons


NOTHING_KNOWN = Advice(gate="held", stale=True, reasons=(ASK_FIRST,))


def advice_of(standing: list[Standing], now: datetime) -> Advice:
    """Of one person's, the newest first: an older stop that nobody has closed holds newer answers."""
    if not standing:
        return NOTHING_KNOWN
    newest, *older = standing
    advice = _said_by(newest, now)
    if advice.gate == "open" and any(one.row.is_stop and one.row.closed_at is None for one in older):
        return replace(advice, gate="held", reasons=(AFTER_STOP,))
    return advice


def _said_by(one: Standing, now: datetime) -> Advice:
    row, gate = one.row, standing_gate(one.row)
    gate = "held" if gate == "open" and lacks_guardian(row, one.born_on) else gate
    windows = tuple(_windows(one.said.get("next", {}).get("windows", [])))
    return Advice(
        gate=gate,
        stale=row.expires_at <= now or row.closed_at is not None,
        reasons=tuple(_reasons(one, gate, now)),
        windows=windows,
        not_before=max(filter(None, (_not_before(windows), _rested(one))), default=None),
        result_uuid=one.result_uuid,
        intake_uuid=one.intake_uuid,
        needs=_needs(one),
        answered_at=row.answered_at,
        good_until=row.expires_at,
        judged_at=one.judged_at,
        told=told_for_good(one.said),
    )


def standing_gate(row: Clearance) -> str:
    """What the clearance says today: a release opens it; a closed stop waits for new answers."""
    if row.is_stop:
        return "held" if row.closed_at is not None else "redirected"
    return "open" if row.released_at is not None and not row.follows_open_stop else row.gate


def _reasons(one: Standing, gate: str, now: datetime) -> Iterable[str]:
    row = one.row
    if row.closed_at is not None:
        yield AFTER_CONTACT
    elif gate != "open":
        told = [*after(row), *one.said["triage"]["held_because"]]
        yield from told or [A_WORD_FIRST]
    elif row.expires_at <= now:
        yield ask_again()


def ask_again() -> str:
    """What is said of answers that are too old."""
    return f"Your safety answers are {more_than_that()} old. Please answer them again."


def after(row: Clearance) -> Iterable[str]:
    """What is said of a hold by hand, or of the earlier answer that holds this one, where there is one.

    Of what another record told nothing: whoever typed somebody's address would read what its owner told.
    """
    earlier = row.follows_stop
    is_anothers = earlier is not None and earlier.client_id != row.client_id
    if row.is_held_by_hand or (earlier is not None and (earlier.is_held_by_hand or is_anothers)):
        yield SPEAK_FIRST
    elif earlier is not None:
        yield AFTER_HELD if earlier.gate == "held" and not earlier.is_stop else AFTER_STOP


def _needs(one: Standing) -> frozenset[str]:
    flags = {flag["id"] for flag in one.said["triage"].get("flags", [])}
    safety = load_rules().safety  # released or not: what the therapist has to be trained in stays
    return frozenset(need.value for need in TRAINING if flags & safety.flags_with(need))


def _windows(documents: list[dict[str, str]]) -> Iterable[TimingWindow]:
    for window in documents:
        start, end = (datetime.fromisoformat(window[k]) if k in window else None for k in ("from", "to"))
        yield TimingWindow(window["service"], start, end, window["fit"], window["because"])


def _rested(one: Standing) -> datetime | None:
    """A day after the last cramp in the diary, which gives its date: taken as late as it can have been."""
    on, told = one.cramp_on, one.cramp_told
    if on is None or told is None:
        return None
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.CLINIC_TIMEZONE))
    return min(midnight.astimezone(UTC), told) + REST


def _not_before(windows: Iterable[TimingWindow]) -> datetime | None:
    """The first instant at which some session fits. Source: A71, A73, K11"""
    starts = [window.start for window in windows if window.start and window.fit != "avoid"]
    return min(starts, default=None)
