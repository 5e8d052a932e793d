"""A GP rings about somebody: the desk writes down what it heard, and may take that back until it was read.

What is open is held at once. Who is held or stopped already, or has never answered, is held by it as soon as
they would open without it; till then it stands before the therapist who rings them. The gate stays the one
door. Source: ADR 43.
"""

from datetime import datetime

from django.db import transaction

from assessments.actions import clearances, owners, review, standing
from assessments.actions.clearances import ReasonNeeded
from assessments.models import Clearance, DeskNote
from assessments.queries.ages import namesakes
from assessments.queries.clearances import is_to_be_held
from assessments.queries.desk_notes import is_read_since
from assessments.queries.door import hold_still
from hekas.accounts.models import Client, User
from hekas.audit.actors import Actor
from hekas.audit.log import record


class NotTheirs(Exception):
    """It is settled, taken back or replaced already, or somebody else wrote it."""


class ReadAlready(Exception):
    """A therapist has opened their answers since: what was read is theirs to judge."""


@transaction.atomic
def write(client: Client, *, user: User, reason: str, by: Actor, now: datetime) -> DeskNote | None:
    """Hold this person, or keep what was heard; the note, or none where all that was needed was to hold.

    Who rings names a person and not a record: what another record of theirs has open is held at once.
    Pressed twice it is kept once. Raises ReasonNeeded.
    """
    twins = namesakes(client)
    for pk in sorted([client.pk, *(one.pk for one in twins)], reverse=True):  # in the order of all doors
        hold_still(pk)
    if not reason.strip():
        raise ReasonNeeded
    is_held = is_to_be_held(client) or _holds_already(client, user, reason.strip())
    note = None if is_held else _keep(client, user, reason.strip(), by, now)
    for one in filter(is_to_be_held, [client, *twins]):
        clearances.hold_at_desk(one, user=user, reason=reason, by=by, now=now)
    return note


def _holds_already(client: Client, user: User, reason: str) -> bool:
    """The same words of the same person: whoever pressed twice would have to take them back twice."""
    held = Clearance.objects.current().filter(client=client, held_at_desk_by=user, hold_reason=reason)
    return held.exists()


def _keep(client: Client, user: User, reason: str, by: Actor, now: datetime) -> DeskNote:
    said = {"client": client, "written_by": user, "reason": reason}
    note, made = DeskNote.objects.standing().get_or_create(**said)
    if made:
        DeskNote.objects.filter(pk=note.pk).update(created_at=now)  # by the clock that reads go by
        record(by=by, action="client.heard_of", subject=client, now=now, note=str(note.uuid))
        for row in Clearance.objects.current().filter(client=client).select_related("client"):
            if row.closed_at is None:  # after a talk nobody waits for a therapist; the next answers will
                review.ask_therapists(row, now=now, anew=True)
    return note


@transaction.atomic
def take_back(words: DeskNote | Clearance, *, user: User, reason: str, by: Actor, now: datetime) -> None:
    """A note, or the hold that the desk's words became: it was a mistake, in writing.

    Raises NotTheirs, ReadAlready, ReasonNeeded.
    """
    act = _take_note_back if isinstance(words, DeskNote) else _take_hold_back
    act(words, user=user, reason=reason, by=by, now=now)


def _take_note_back(note: DeskNote, *, user: User, reason: str, by: Actor, now: datetime) -> None:
    hold_still(note.client_id)
    row = DeskNote.objects.select_for_update(of=("self",)).select_related("client").filter(pk=note.pk).first()
    if row is None or row.written_by_id != user.pk or row.settled_at is not None:  # none: it holds by now
        raise NotTheirs
    _refuse_read(row.client, row.created_at, reason)
    row.settled_at, row.settled_by, row.taken_back_because = now, user, reason.strip()
    row.save(update_fields=["settled_at", "settled_by", "taken_back_because", "updated_at"])
    record(by=by, action="desk_note.taken_back", subject=row, now=now)


def _take_hold_back(clearance: Clearance, *, user: User, reason: str, by: Actor, now: datetime) -> None:
    """Undo what this member of staff held. Whatever else holds goes on holding.

    A release that the hold took away does not come back: a therapist gave it, and gives it again. What was
    written is kept as a note that was taken back.
    """
    line = owners.hold_line(clearance.intake)
    row = clearances.locked(clearance)
    if row.client is None or row.held_at is None or row.held_at_desk_by_id != user.pk or row.superseded_at:
        raise NotTheirs
    _refuse_read(row.client, row.held_at, reason)
    DeskNote.objects.create(
        client=row.client,
        written_by=user,
        reason=row.hold_reason,
        settled_at=now,
        settled_by=user,
        taken_back_because=reason.strip(),
    )
    standing.unhold(row, [one.pk for one in line], by=by, now=now)


def _refuse_read(client: Client, since: datetime, reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded
    if is_read_since(client, since):
        raise ReadAlready
