"""Setting, releasing and closing clearances. Nothing here lowers an emergency or a same-day result."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from assessments.actions import ages, holding, owners, review, standing
from assessments.actions.holding import HELD, UNRELEASED
from assessments.models import Clearance, Result
from assessments.queries.ages import is_minor
from assessments.queries.clearances import may_be_held
from assessments.queries.earlier import as_shown, is_anothers, lasting_of, told_for_good, unasked
from assessments.queries.freshness import fresh_for_days
from hekas.accounts.models import Client, Therapist, User
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still
from hekas.postgres.kept import Among, Given, Question

NOBODY = Q(pk__in=[])


STANDING = Question(
    lambda: (
        Clearance.objects.current()
        .filter(Q(client=Given("client")) | Q(Among("intake", Given("intakes"))))
        .only("pk")
        .order_by()
    )
)
RELEASED, SPOKEN = "they were released", "somebody has spoken with them"


class NotHeld(Exception):
    """Only a clearance that is held, or waits for a doctor's word, and still stands can be released."""


class OthersStop(NotHeld):
    """Somebody else's stop, of the same address or number, comes first: a talk with them closes it."""


class NotOpen(Exception):
    """Only a clearance that is open and still stands can be held by hand."""


class NotAStop(Exception):
    """Only an emergency or same-day result that nobody has closed can be closed."""


class ReasonNeeded(ValueError):
    """Why, in words, is part of the act."""


class GuardianNeeded(ValueError):
    """Under 18: who is responsible and what was agreed has to be written down."""


class ContactNeeded(ValueError):
    """Nobody has spoken with the person yet: who, when and what was said have to be written down."""


@dataclass(frozen=True)
class Contact:
    """A talk with the person: with whom, when, and what was said."""

    spoke_with: str
    at: datetime
    said: str

    @property
    def is_told(self) -> bool:
        return bool(self.spoke_with.strip() and self.said.strip())


def lasts() -> timedelta:
    """How long answers count, by the rules. Source: safety 3.7, rule 6; X3"""
    return timedelta(days=fresh_for_days())


def set_from(result: Result, *, by: Actor, now: datetime) -> Clearance:
    """The clearance of a new result, in place of the one before it.

    An earlier stop of the same person that nobody has closed holds it, whatever the answers are now.
    """
    intake = result.intake
    line = owners.hold_line(intake)
    owners.keep_owner(intake, line)
    theirs = [row.pk for row in line if row.client_id in (None, intake.client_id)]
    before = STANDING.all(client=intake.client_id, intakes=theirs)
    if before:  # nobody adds to these meanwhile: their line is held
        standing.supersede(Clearance.objects.filter(pk__in=[row.pk for row in before]), now)
    clearance = _of_answers(result, intake.safety_answered_at or now)
    standing.hold_behind(clearance, [row.pk for row in line])
    ages.hold_minor(clearance, is_first=not before)
    record(by=by, action="clearance.set", subject=clearance, now=now, gate=clearance.gate)
    review.ask_therapists(clearance, now=now)
    standing.follow(clearance, by=by, now=now)
    return clearance


def _of_answers(result: Result, answered_at: datetime) -> Clearance:
    return Clearance.objects.create(
        client=result.intake.client,
        intake=result.intake,
        result=result,
        tier=result.tier,
        gate=result.gate,
        answered_at=answered_at,
        expires_at=answered_at + lasts(),
        lasting=bool(told_for_good(result.snapshot)),
    )


def _same_person(client: Client | None) -> Q:
    return Q(client=client) if client is not None else NOBODY


@transaction.atomic
def release(
    clearance: Clearance,
    *,
    therapist: Therapist,
    reason: str,
    by: Actor,
    now: datetime,
    guardian_note: str = "",
    contact: Contact | None = None,
    read: Collection[str] = (),
    shown: str | None = None,
) -> Clearance:
    """Open a clearance that is not a stop, in writing. One that follows a stop needs the talk too.

    It is the hold that `clearance` shows which is released, with what the page has `shown` beside it (as
    `as_shown` says it). `read` has the uuids of the desk's notes that were read: another holds at once.

    Raises NotHeld, OthersStop, ReasonNeeded, GuardianNeeded, ContactNeeded.
    """
    line = owners.hold_line(clearance.intake)
    row = locked(clearance)
    _refuse_other_hold(row, clearance, shown)
    _refuse_unsaid(row, reason, guardian_note)
    _settle_stop(row, therapist, contact, by, now)
    _settle_told(row, [one.pk for one in line], now)
    holding.settle_notes(row, read, therapist, by=by, now=now)
    _open(row, therapist, reason, guardian_note, now)
    review.take_back([row], RELEASED, now)
    record(by=by, action="clearance.released", subject=row, now=now, therapist=str(therapist.uuid))
    standing.follow(row, by=by, now=now)
    return row


def _refuse_unsaid(row: Clearance, reason: str, guardian_note: str) -> None:
    if not reason.strip():
        raise ReasonNeeded
    if is_minor(row) and not guardian_note.strip():
        raise GuardianNeeded


def _refuse_other_hold(row: Clearance, read: Clearance, shown: str | None) -> None:
    """Nothing is released but the hold that was read, with what stood beside it."""
    if row.is_stop or row.gate == "open" or row.released_at or row.superseded_at:
        raise NotHeld
    if row.held_at != read.held_at or (shown is not None and shown != as_shown(row, unasked(row))):
        raise NotHeld


def _open(row: Clearance, therapist: Therapist, reason: str, guardian_note: str, now: datetime) -> None:
    row.released_by, row.released_at, row.release_reason = therapist, now, reason.strip()
    row.guardian_note = guardian_note.strip()
    row.held_by, row.held_at_desk_by, row.held_at, row.hold_reason = None, None, None, ""
    row.save(update_fields=[*UNRELEASED, *HELD, "guardian_note", "updated_at"])


@transaction.atomic
def hold(clearance: Clearance, *, therapist: Therapist, reason: str, by: Actor, now: datetime) -> Clearance:
    """Take back what is open, in writing: a therapist has heard what no answer says.

    It holds this person's newer answers too, until a therapist releases them. Raises NotOpen, ReasonNeeded.
    """
    row = _take_back(clearance, reason, by, now, held_by=therapist)
    if row.client is not None and row.client.home_therapist_id != therapist.pk:
        review.ask_therapists(row, now=now, anew=True)
    return row


@transaction.atomic
def hold_at_desk(client: Client, *, user: User, reason: str, by: Actor, now: datetime) -> Clearance:
    """The same by whoever answers the clinic's telephone, for anybody. Raises NotOpen, ReasonNeeded."""
    clearance = Clearance.objects.current().filter(client=client).select_related("intake").first()
    if clearance is None:
        raise NotOpen
    row = _take_back(clearance, reason, by, now, held_at_desk_by=user)
    review.ask_therapists(row, now=now, anew=True)
    return row


def _take_back(
    clearance: Clearance, reason: str, by: Actor, now: datetime, **holder: Therapist | User
) -> Clearance:
    owners.hold_line(clearance.intake)
    row = locked(clearance)
    if not may_be_held(row):
        raise NotOpen
    if not reason.strip():
        raise ReasonNeeded
    holding.shut(row, reason, by=by, now=now, **holder)
    standing.follow(row, by=by, now=now)
    return row


def _settle_stop(
    row: Clearance, therapist: Therapist, contact: Contact | None, by: Actor, now: datetime
) -> None:
    stop = row.follows_stop
    if stop is None or not row.follows_open_stop:
        return
    if is_anothers(stop, row):
        raise OthersStop
    if contact is None:
        raise ContactNeeded
    close(stop, therapist=therapist, contact=contact, by=by, now=now)


def _settle_told(row: Clearance, line: Sequence[int], now: datetime) -> None:
    """They were asked about all that stands beside it, so it holds nothing any more, unless it is another's.

    What somebody else has in hand this moment goes on holding: that is one call more.
    """
    before = [*lasting_of(row.client, line), *([row.follows_stop] if row.follows_stop else [])]
    told = [one.pk for one in before if one.pk != row.pk and not is_anothers(one, row)]
    rows = Clearance.objects.filter(pk__in=told, lasting=True)
    free = rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    Clearance.objects.filter(pk__in=list(free)).update(lasting=False, updated_at=now)


@transaction.atomic
def close(
    clearance: Clearance,
    *,
    therapist: Therapist,
    contact: Contact,
    by: Actor,
    now: datetime,
    read: Collection[str] = (),
) -> Clearance:
    """Close a stop, and this person's earlier ones, after contact with them. `read` is as for a release.

    Before they can book they answer the safety questions again.

    Raises NotAStop, ContactNeeded.
    """
    owners.hold_line(clearance.intake)
    row = locked(clearance)
    if not row.is_stop or row.closed_at:
        raise NotAStop
    if not contact.is_told or contact.at > now:
        raise ContactNeeded
    same = _same_person(row.client) | Q(intake=row.intake) | Q(pk=row.pk)
    stops = Clearance.objects.open_stops().filter(same)
    review.take_back(stops, SPOKEN, now)
    stops.update(**_talk(therapist, contact, now), updated_at=now)
    row.refresh_from_db()
    holding.settle_notes(row, read, therapist, by=by, now=now)
    record(by=by, action="clearance.closed", subject=row, now=now, therapist=str(therapist.uuid))
    standing.follow(row, by=by, now=now)
    return row


def _talk(therapist: Therapist, contact: Contact, now: datetime) -> dict[str, object]:
    return {
        "closed_by": therapist,
        "closed_at": now,
        "closed_reason": contact.said.strip(),
        "contact_with": contact.spoke_with.strip(),
        "contact_at": contact.at,
    }


def locked(clearance: Clearance) -> Clearance:
    """The row as it stands, still until this transaction ends."""
    rows = Clearance.objects.select_for_update(of=("self",)).select_related("result", "intake")
    return still(rows, pk=clearance.pk)
