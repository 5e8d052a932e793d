"""Setting, releasing and closing clearances. Nothing here lowers an emergency or a same-day result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact

from assessments.actions import ages, followers, owners, review
from assessments.engine.terms import Consequence
from assessments.models import Clearance, Intake, Result
from assessments.queries.ages import is_minor
from assessments.queries.door import hold_still
from assessments.rules import load_rules
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.kept import Among, Given, Question

NOBODY = Q(pk__in=[])


def _of_person(rows: QuerySet[Clearance]) -> QuerySet[Clearance]:
    """Of these the newest of a client, of their e-mail or number, or of intakes."""
    return rows.filter(
        Q(Among("intake", Given("line")))
        | Q(client=Given("client"))
        | Q(Exact(Upper("client__email"), Upper(Given("email"))))
        | Q(client__phone=Given("phone"))
    ).order_by("-answered_at", "-id")[:1]


OPEN_STOP = Question(lambda: _of_person(Clearance.objects.open_stops()))
LASTING = Question(lambda: _of_person(Clearance.objects.lasting()))
STANDING = Question(
    lambda: (
        Clearance.objects.current()
        .filter(Q(client=Given("client")) | Q(Among("intake", Given("intakes"))))
        .only("pk")
        .order_by()
    )
)
NEWER, RELEASED, SPOKEN = "there are newer answers", "they were released", "somebody has spoken with them"


class NotHeld(Exception):
    """Only a clearance that is held, or waits for a doctor's word, and still stands can be released."""


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
    return timedelta(days=load_rules().safety.fresh_for_days)


def set_from(result: Result, *, by: Actor, now: datetime) -> Clearance:
    """The clearance of a new result, in place of the one before it.

    An earlier stop of the same person that nobody has closed holds it, whatever the answers are now.
    """
    intake = result.intake
    line = owners.hold_line(intake)
    owners.keep_owner(intake, line)
    theirs = [row.pk for row in line if row.client_id in (None, intake.client_id)]
    stop = open_stop_of(intake.client, [row.pk for row in line])
    standing = STANDING.all(client=intake.client_id, intakes=theirs)
    if standing:  # nobody adds to these meanwhile: their line is held
        supersede(Clearance.objects.filter(pk__in=[row.pk for row in standing]), now)
    clearance = Clearance.objects.create(
        client=intake.client,
        intake=intake,
        result=result,
        tier=result.tier,
        gate=result.gate,
        answered_at=intake.safety_answered_at or now,
        expires_at=(intake.safety_answered_at or now) + lasts(),
        lasting=bool(_told_for_good(result)),
    )
    _hold_behind(clearance, stop)
    ages.hold_minor(clearance)
    record(by=by, action="clearance.set", subject=clearance, now=now, gate=clearance.gate)
    review.ask_therapists(clearance, now=now)
    followers.tell(clearance, by=by, now=now)
    return clearance


def _told_for_good(result: Result) -> frozenset[str]:
    """The ids of its flags that hold until a therapist has asked, whatever is answered next."""
    asked_first = load_rules().safety.flags_with(Consequence.ASKED_FIRST)
    return asked_first & {flag["id"] for flag in result.snapshot["triage"]["flags"]}


def tie(intake: Intake, client: Client, *, by: Actor, now: datetime) -> None:
    """Give the clearances of an intake to a client, in the caller's transaction."""
    hold_still(client.pk)
    of_intake = Clearance.objects.filter(intake=intake)
    mine = of_intake.current().first()
    theirs = Clearance.objects.current().filter(client=client).first()
    stop = open_stop_of(client)
    if mine and theirs:
        older, newer = sorted([mine, theirs], key=lambda row: (row.answered_at, row.pk))
        supersede(Clearance.objects.filter(pk=older.pk), now)
        mine, stop = newer, (stop if newer is mine else _unsettled(older))
    of_intake.update(client=client)
    if stop is not None and stop.is_stop and stop.intake_id == intake.pk:  # now there is somebody to call
        stop.refresh_from_db()
        review.ask_therapists(stop, now=now)
    if mine:
        _stand(mine, stop, by, now)


def _unsettled(row: Clearance) -> Clearance | None:
    """It still holds whatever was answered after it: nobody spoke with them, or asked about what lasts."""
    waits = row.closed_at is None if row.is_stop else row.lasting and row.released_at is None
    return row if waits else None


def join(gone: Client, keep: Client, *, by: Actor, now: datetime) -> None:
    """Two records are of one person: the newer answers stand, and a stop of either that is open holds.

    In the caller's transaction, which holds both still.
    """
    both = Clearance.objects.filter(client__in=[gone, keep])
    current = list(both.current().order_by("answered_at", "pk"))
    supersede(both.filter(pk__in=[row.pk for row in current[:-1]]), now)
    both.filter(client=gone).update(client=keep)
    if current:
        _stand(current[-1], open_stop_of(keep), by, now)


def _stand(row: Clearance, stop: Clearance | None, by: Actor, now: datetime) -> None:
    """It is the one that counts for this client by now: what follows from it follows."""
    row.refresh_from_db()
    _hold_behind(row, stop)
    ages.hold_minor(row)
    review.ask_therapists(row, now=now)
    followers.tell(row, by=by, now=now)


def _hold_behind(row: Clearance, stop: Clearance | None) -> None:
    # who was released once may be held anew, by a stop that nobody knew of then
    is_anew = row.released_at is not None and stop is not None and stop.is_stop
    if row.is_stop or (row.follows_stop_id is not None and not is_anew):
        return
    earlier = _left_out(row, stop)
    if earlier is not None:
        row.follows_stop = earlier
        row.gate = "held" if row.gate == "open" else row.gate
        row.save(update_fields=["follows_stop", "gate", "updated_at"])


def _left_out(row: Clearance, earlier: Clearance | None) -> Clearance | None:
    """A stop, or the nearest earlier answer that told something for good which this one does not say.

    Each answer leads to the one that it was held behind: what the last one said again hides no older one.
    """
    told = _told_for_good(row.result)
    while earlier is not None and not earlier.is_stop and _told_for_good(earlier.result) <= told:
        before = earlier.follows_stop
        earlier = None if before is None or before.is_stop else before  # a stop that is open was found first
    return earlier


def open_stop_of(client: Client | None, line: Sequence[int] = ()) -> Clearance | None:
    """The newest stop of this person that nobody has closed, else what waits for a word of a doctor or a
    therapist; or one of these intakes, by their ids.

    The same e-mail or number counts as the same person: it can only make a result stricter, and tells nobody
    anything.
    """
    whose: dict[str, Any] = {"line": list(line), "client": None, "email": None, "phone": None}
    if client is not None:  # without an address or a number nobody is like anybody
        whose |= {"client": client.pk, "email": client.email or None, "phone": str(client.phone) or None}
    return OPEN_STOP.first(**whose) or _not_settled(LASTING.first(**whose))


def _not_settled(waits: Clearance | None) -> Clearance | None:
    """What waits for a word, unless a release has come since: another answer does not end K1 or K2."""
    if waits is None:
        return None
    theirs = Q(client=waits.client_id) if waits.client_id else Q(intake=waits.intake_id)
    since = Clearance.objects.filter(Q(follows_stop=waits) | theirs & Q(pk__gt=waits.pk))
    return None if since.filter(released_at__isnull=False).exists() else waits


def _same_person(client: Client | None) -> Q:
    return Q(client=client) if client is not None else NOBODY


def supersede(rows: QuerySet[Clearance], now: datetime) -> None:
    """Newer answers stand. Nobody has to read the older ones any more; a stop still asks for its call."""
    current = rows.filter(superseded_at=None)
    review.take_back([row for row in current.filter(gate="held") if not row.is_stop], NEWER, now)
    current.update(superseded_at=now, updated_at=now)


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
) -> Clearance:
    """Open a clearance that is not a stop, in writing. One that follows a stop needs the talk too.

    Raises NotHeld, ReasonNeeded, GuardianNeeded, ContactNeeded.
    """
    owners.hold_line(clearance.intake)
    row = _locked(clearance)
    if row.is_stop or row.gate == "open" or row.released_at or row.superseded_at:
        raise NotHeld
    if not reason.strip():
        raise ReasonNeeded
    if is_minor(row) and not guardian_note.strip():
        raise GuardianNeeded
    _settle_stop(row, therapist, contact, by, now)
    row.released_by, row.released_at, row.release_reason = therapist, now, reason.strip()
    row.guardian_note = guardian_note.strip()
    row.save(update_fields=["released_by", "released_at", "release_reason", "guardian_note", "updated_at"])
    review.take_back([row], RELEASED, now)
    record(by=by, action="clearance.released", subject=row, now=now, therapist=str(therapist.uuid))
    followers.tell(row, by=by, now=now)
    return row


def _settle_stop(
    row: Clearance, therapist: Therapist, contact: Contact | None, by: Actor, now: datetime
) -> None:
    stop = row.follows_stop
    if stop is None or not row.follows_open_stop:
        return
    if contact is None:
        raise ContactNeeded
    close(stop, therapist=therapist, contact=contact, by=by, now=now)


@transaction.atomic
def close(
    clearance: Clearance, *, therapist: Therapist, contact: Contact, by: Actor, now: datetime
) -> Clearance:
    """Close a stop, and this person's earlier ones, after contact with them.

    Before they can book they answer the safety questions again.

    Raises NotAStop, ContactNeeded.
    """
    owners.hold_line(clearance.intake)
    row = _locked(clearance)
    if not row.is_stop or row.closed_at:
        raise NotAStop
    if not contact.is_told or contact.at > now:
        raise ContactNeeded
    same = _same_person(row.client) | Q(intake=row.intake) | Q(pk=row.pk)
    review.take_back(Clearance.objects.open_stops().filter(same), SPOKEN, now)
    Clearance.objects.open_stops().filter(same).update(
        closed_by=therapist,
        closed_at=now,
        closed_reason=contact.said.strip(),
        contact_with=contact.spoke_with.strip(),
        contact_at=contact.at,
        updated_at=now,
    )
    row.refresh_from_db()
    record(by=by, action="clearance.closed", subject=row, now=now, therapist=str(therapist.uuid))
    followers.tell(row, by=by, now=now)
    return row


def _locked(clearance: Clearance) -> Clearance:
    rows = Clearance.objects.select_for_update(of=("self",)).select_related("result", "intake")
    return rows.get(pk=clearance.pk)
