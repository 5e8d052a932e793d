"""How a clearance is held by hand: by a therapist, by the desk, or by what the desk had heard before.

Everything here acts in the transaction that made the clearance open, before anybody could see it open.
"""

from collections.abc import Collection
from datetime import datetime

from assessments.actions import review
from assessments.models import Clearance, DeskNote
from assessments.queries.clearances import may_be_held
from assessments.queries.desk_notes import heard_of
from hekas.accounts.models import Therapist, User
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record

UNRELEASED = ("released_by", "released_at", "release_reason")
HELD = ("held_by", "held_at_desk_by", "held_at", "hold_reason")


def shut(
    row: Clearance,
    reason: str,
    *,
    by: Actor,
    now: datetime,
    written_at: datetime | None = None,
    **holder: Therapist | User,
) -> None:
    """Hold it in these words, by `held_by` or `held_at_desk_by`; a release that was given is taken back.

    It is held from when they were written: whoever read them as a note has read the hold.
    """
    row.released_by, row.released_at, row.release_reason = None, None, ""
    row.gate = "held" if row.gate == "open" else row.gate  # one that asked for a doctor asks for one again
    row.lasting, row.held_at, row.hold_reason = True, written_at or now, reason.strip()
    for name, who in holder.items():
        setattr(row, name, who)
    row.save(update_fields=[*UNRELEASED, *HELD, "gate", "lasting", "updated_at"])
    told = {name: str(who.uuid) for name, who in holder.items()}
    record(by=by, action="clearance.held", subject=row, now=now, **told)


def by_what_was_heard(row: Clearance, now: datetime) -> None:
    """If it is open and the desk has heard something of its client, the oldest note becomes its hold.

    The others go on standing beside it: each has its own words, and its own writer who may take it back.
    """
    notes = heard_of(row.client) if row.client is not None and may_be_held(row) else []
    first = next((note for note in notes if _is_used_up(note)), None)
    if first is None:
        return
    said = {"written_at": first.created_at, "held_at_desk_by": first.written_by}
    shut(row, first.reason, by=SYSTEM, now=now, **said)
    review.ask_therapists(row, now=now, anew=True)


def _is_used_up(note: DeskNote) -> bool:
    """It goes, unless it was taken back in this very moment."""
    return bool(DeskNote.objects.standing().filter(pk=note.pk).delete()[0])


def settle_notes(
    row: Clearance, read: Collection[str], therapist: Therapist, *, by: Actor, now: datetime
) -> None:
    """Of what the desk has heard, these were read before the talk: they hold nothing any more."""
    known = [note.pk for note in heard_of(row.client) if str(note.uuid) in read]
    for note in DeskNote.objects.standing().select_for_update().filter(pk__in=known):
        note.settled_at, note.settled_by = now, therapist.user
        note.save(update_fields=["settled_at", "settled_by", "updated_at"])
        record(by=by, action="desk_note.settled", subject=note, now=now, therapist=str(therapist.uuid))
