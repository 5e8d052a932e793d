"""To be forgotten: contacts, bookings and messages go at once; the record of care stays to its day, nameless.

Source: security.md, GDPR; practice 5, Retention; faults 42, 58, 59.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.db import transaction

from assessments.models import Clearance, Intake, Letter
from assessments.queries.door import hold_still
from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas.accounts.models import ERASED, Client
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.postgres.faults import still
from hekas.privacy import tombstones
from hekas.privacy.actions import rows, traces
from hekas.privacy.models import ASKED, DONE, REFUSED, ErasureRequest, LegalHold
from hekas.privacy.queries.held import rows_of, tables, versions_of
from hekas.privacy.queries.kept import Split, split, until
from hekas.web.letters import pdf

IN_HAND = (Appointment, Intake)
CALL_WITHIN = timedelta(days=28)  # of the month that the law gives for an answer, a few days are left


class OnHold(Exception):
    """A legal hold stands: nothing of this client may be deleted."""


class VisitGoingOn(Exception):
    """The client is in the room this moment."""


class CallFirst(Exception):
    """They were sent for help and nobody has spoken with them: without an address nobody ever could."""


class AnsweredAlready(Exception):
    """Somebody else has answered this wish."""


@transaction.atomic
def ask(client: Client, *, by: Actor, now: datetime) -> ErasureRequest:
    """A client asks to be forgotten; asking twice is asking once."""
    still(Client.objects.select_for_update(no_key=True), pk=client.pk)
    wish, new = ErasureRequest.objects.get_or_create(
        client_uuid=client.uuid, state=ASKED, defaults={"asked_at": now}
    )
    if new:
        record(by=by, action="erasure.asked", subject=client, now=now)
    return wish


@transaction.atomic
def refuse(wish: ErasureRequest, *, reason: str, by: Actor, now: datetime) -> ErasureRequest:
    """Say no, with a reason that the client reads. Raises AnsweredAlready."""
    row = _open(wish)
    row.state, row.answered_at, row.answered_by, row.reason = REFUSED, now, by.id or by.kind, reason
    row.save()
    record(by=by, action="erasure.refused", subject=row, now=now)
    return row


@transaction.atomic
def carry_out(wish: ErasureRequest, *, by: Actor, now: datetime) -> ErasureRequest:
    """Forget the client. Else nothing changes: AnsweredAlready, CallFirst, OnHold, VisitGoingOn."""
    close_the_door(wish.client_uuid)
    row = _open(wish)
    client = still(Client.objects.select_for_update().select_related(None), uuid=row.client_uuid)
    if now - row.asked_at < CALL_WITHIN and Clearance.objects.open_stops().filter(client=client).exists():
        raise CallFirst
    row.known_by = [known_by(address) for address in traces.addresses_of(client)]
    row.kept_until = erase(client, by=by, now=now)
    row.state, row.answered_at, row.answered_by = DONE, now, by.id or by.kind
    row.knew = sorted(tables())
    row.save()
    transaction.on_commit(lambda: tombstones.write(row.client_uuid, now))
    return row


def erase(client: Client, *, by: Actor, now: datetime):  # type: ignore[no-untyped-def]
    """Take a client's contacts, bookings and messages out of everything; returns until when the rest is kept.

    Inside a transaction, with the client's door closed and the row locked. What stays clears nobody for a
    visit. None: there was no record of care, and nothing is kept.
    """
    _refuse_now(client)
    parts, words = split(client), rows.Words(traces.words_of(client))
    if not parts.has_record:
        forget_whole(client, by=by, now=now, action="client.erased")
        return None
    day = until(client)
    stay, go = rows.keys_of(parts.stay), rows.keys_of(parts.go)
    versions, gone = _versions(client, parts)
    record(by=by, action="client.erased", subject=client, now=now, kept_until=day.isoformat())
    traces.forget(client, words.words, now)
    rows.untie(stay, go)
    rows.delete({**go, **gone})
    _clear_nobody(client, now)
    _blank(client)
    changed = rows.scrub({**stay, **versions}, words)
    _note_what_is_left(client, stay, words, by, now)
    _write_letters_anew(changed.get(Letter, []))
    return day


def forget_whole(client: Client, *, by: Actor, now: datetime, action: str) -> None:
    """Delete every row of a client and every version of it. Only the audit and a tombstone remain."""
    words = rows.Words(traces.words_of(client)).words  # a word of two letters is in everybody's answers
    keys = rows.keys_of({**rows_of(client), **versions_of(client)})
    record(by=by, action=action, subject=client, now=now)
    traces.forget(client, words, now)
    held_by_them = Clearance._base_manager.filter(follows_stop__in=keys[Clearance])  # others' too, who share
    rows.untie(rows.keys_of({Clearance: held_by_them}), keys)
    rows.delete(keys)


@transaction.atomic
def again(client_uuid: UUID, *, now: datetime) -> bool:
    """After a restore: erase a client who came back with the backup. False where there is nobody to erase."""
    close_the_door(client_uuid)
    client = Client.objects.select_for_update().filter(uuid=client_uuid).exclude(name=ERASED).first()
    if client is None:
        return False
    erase(client, by=SYSTEM, now=now)
    return True


def close_the_door(client_uuid: UUID) -> None:
    """Whoever books them is done, or begins when they are forgotten; it comes before every row.

    Then what a beat takes in hand before it writes to the client, in the order of the beats: visits before
    their reminders, each row before its client. Else each would wait for the other; and what a beat had
    just written would hang on a visit that is gone.
    """
    pk = Client.objects.filter(uuid=client_uuid).values_list("pk", flat=True).first()
    if pk is None:  # and not the rows of nobody
        return
    hold_still(pk)
    for model in IN_HAND:
        list(model._base_manager.select_for_update().filter(client=pk).order_by("pk").values_list("pk"))


def known_by(address: str) -> str:
    """A keyed hash of an address: whoever holds the key and the address can tell, nobody else."""
    key = hashlib.sha256(f"erasure:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()


def _open(wish: ErasureRequest) -> ErasureRequest:
    row = still(ErasureRequest.objects.select_for_update(), pk=wish.pk)
    if row.state != ASKED:
        raise AnsweredAlready
    return row


def _refuse_now(client: Client) -> None:
    if LegalHold.objects.filter(client=client, lifted_at=None).exists():
        raise OnHold
    if Appointment.objects.filter(client=client, status=Status.ARRIVED.value).exists():
        raise VisitGoingOn


def _versions(client: Client, parts: Split):  # type: ignore[no-untyped-def]
    """Versions that stay, without the words, and those that go: of rows that go, and of the contacts."""
    all_of = rows.keys_of(versions_of(client))
    kept = {m.pgh_event_model for m in parts.stay if hasattr(m, "pgh_event_model") and m is not Client}
    stay = {model: keys for model, keys in all_of.items() if model in kept}
    return stay, {model: keys for model, keys in all_of.items() if model not in kept}


def _clear_nobody(client: Client, now: datetime) -> None:
    """The answers stay, and open no booking. Without a version: it would hold words that are taken out."""
    with pgtrigger.ignore():
        Clearance.objects.current().filter(client=client).update(superseded_at=now, updated_at=now)


def _blank(client: Client) -> None:
    """The row stays, as the peg that the record hangs on, with the day of birth, which says until when."""
    with pgtrigger.ignore():
        Client.objects.filter(pk=client.pk).update(
            name=ERASED, email="", phone="", user=None, home_therapist=None
        )


def _note_what_is_left(client: Client, stay: rows.Keys, words: rows.Words, by: Actor, now: datetime) -> None:
    """Where a part of the name may still stand in what is kept: "brown" may be a name, or what was seen."""
    left = rows.holding(stay, rows.Words(traces.parts_of(words.words)))
    told = {model._meta.model_name or "": count for model, count in left.items()}
    if told:
        record(by=by, action="erasure.look_by_hand", subject=client, now=now, **told)


def _write_letters_anew(keys: list[int]) -> None:
    """The PDF is made once more from what the letter says now."""
    with pgtrigger.ignore():
        for letter in Letter.objects.filter(pk__in=keys):
            Letter.objects.filter(pk=letter.pk).update(copy=pdf("gp", letter.content))
