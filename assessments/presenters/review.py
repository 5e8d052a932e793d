"""What a therapist sees of those who wait for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from assessments.labels import TIERS
from assessments.models import Clearance, DeskNote
from assessments.presenters.flagged import whats_of
from assessments.queries.advice import standing_gate
from assessments.queries.ages import is_held_by_age, is_minor
from assessments.queries.clearances import may_be_held, waits_for_others
from assessments.queries.desk_notes import heard_of, heard_of_each
from assessments.queries.earlier import as_shown, is_anothers, unasked
from hekas.web.templatetags.plain import clock, short_day

BORN_LATER = (
    "By a date of birth that we have, or by an age that they told before, they are under 18; the age in the "
    "answers is another. Ask for the date of birth, and have it written down."
)


@dataclass(frozen=True)
class Waiting:
    """One person in the queue. `reasons` are plain sentences."""

    name: str
    phone: str
    since: datetime
    tier: str
    tier_kind: str
    is_stop: bool
    reasons: tuple[str, ...]
    before: tuple["ToldBefore", ...]
    href: str


@dataclass(frozen=True)
class ToldBefore:
    """What an earlier answer told that these leave out: to be asked about before a release."""

    at: datetime
    whats: tuple[str, ...]
    href: str  # none where it is another record's, of the same e-mail or number


def queue_of(clearances: Iterable[Clearance]) -> list[Waiting]:
    """The queue as rows, in the order given."""
    rows = list(clearances)
    heard = heard_of_each([row.client for row in rows if row.client is not None])
    return [_waiting(row, heard.get(row.client_id, []) if row.client_id else []) for row in rows]


def _waiting(row: Clearance, heard: Iterable[DeskNote]) -> Waiting:
    triage = row.result.snapshot["triage"]
    stop = row.is_stop
    by_age = (BORN_LATER,) if is_held_by_age(row) else ()
    return Waiting(
        name=row.client.name if row.client else "Has not left a name",
        phone=row.client.phone.as_national if row.client and row.client.phone else "",
        since=row.created_at,
        tier=TIERS[row.tier] if row.tier != "none" else "Not clear yet",
        tier_kind="urgent" if stop else "held",
        is_stop=stop,
        reasons=(*by_age, *held_by_hand(row), *map(words_of, heard), *whats_of(triage)),
        before=told_before([row.follows_stop] if row.follows_stop else [], row),
        href=reverse("assessments:client_result", args=[row.result.uuid]),
    )


def told_before(earlier: Iterable[Clearance], row: Clearance) -> tuple[ToldBefore, ...]:
    """The earlier answers that a therapist reads beside these."""
    return tuple(
        ToldBefore(
            one.answered_at,
            (*held_by_hand(one), *whats_of(one.result.snapshot["triage"])),
            reverse("assessments:client_result", args=[one.result.uuid]) if _is_theirs(one, row) else "",
        )
        for one in earlier
    )


def held_by_hand(row: Clearance) -> tuple[str, ...]:
    """Who holds it, though no answer does, and why."""
    return (f"Held by {row.holder}: {row.hold_reason}",) if row.is_held_by_hand else ()


def words_of(note: DeskNote) -> str:
    """What the desk wrote down, with who and when."""
    at = f"{short_day(note.created_at)}, {clock(note.created_at)}"
    return f"Heard by {note.written_by.name}, {at}: {note.reason}"


def _is_theirs(one: Clearance, row: Clearance) -> bool:
    return row.client_id is not None and one.client_id == row.client_id


@dataclass(frozen=True)
class Standing:
    """Where a clearance stands, and what a therapist may do about it."""

    clearance: Clearance
    gate: str
    may_release: bool
    may_hold: bool
    may_close: bool
    needs_guardian: bool
    needs_contact: bool
    before: tuple[ToldBefore, ...]
    waits_for_another: bool = False  # somebody else's stop comes first
    waits_for_others: bool = False  # let through, and another record holds their bookings
    heard: tuple[DeskNote, ...] = ()
    as_shown: str = ""  # whoever presses the page's button has read these holds and no later

    @property
    def heard_words(self) -> list[str]:
        return [words_of(note) for note in self.heard]


def standing_of(row: Clearance) -> Standing:
    current = row.superseded_at is None
    is_held = current and not row.is_stop and row.gate != "open" and row.released_at is None
    stop = row.follows_stop if is_held and row.follows_open_stop else None
    waits_for_another = stop is not None and is_anothers(stop, row)
    may_release = is_held and not waits_for_another
    beside = unasked(row) if may_release else []
    is_behind_others = waits_for_others(row)
    return Standing(
        clearance=row,
        gate="held" if is_behind_others else standing_gate(row),
        may_release=may_release,
        may_hold=may_be_held(row),
        may_close=row.is_stop and row.closed_at is None,
        needs_guardian=is_minor(row),
        needs_contact=row.follows_open_stop,
        before=told_before(beside, row),
        waits_for_another=waits_for_another,
        waits_for_others=is_behind_others,
        heard=tuple(heard_of(row.client)) if current else (),
        as_shown=as_shown(row, beside),
    )
