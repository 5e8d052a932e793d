"""Two records of one person become one, in one transaction: the stricter word of either holds.

Every row that names a client is found by the models themselves, so a new kind of row is merged without
another word here. Source: faults 28; UK GDPR Art. 5(1)(d), accuracy.
"""

from datetime import datetime

import pgtrigger
from allauth.account.adapter import get_adapter
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import Model

from assessments.actions import care_plans, standing
from assessments.models import CarePlan, Clearance, Screening
from assessments.queries.door import hold_still
from bookings.models import Appointment
from bookings.scheduling.terms import Status
from hekas.accounts.models import ERASED, Client, Consent, User
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions.merging import take_over
from hekas.messaging.models import OutboundMessage
from hekas.messaging.queries.preferences import is_stopped
from hekas.messaging.terms import Channel
from hekas.messaging.wishes import PREFERENCES, TEXTS
from hekas.privacy.models import ASKED, ErasureRequest, LegalHold, MergedRecord
from hekas.privacy.queries.doubles import differ

EXCLUDED = "23P01"
STANDING = (Status.TENTATIVE.value, Status.BOOKED.value, Status.ARRIVED.value)
OWN_WAYS = (Clearance, CarePlan, OutboundMessage)  # moved by the rooms that know what follows


class CannotMerge(Exception):
    """These two can't become one as they stand; nothing has changed. The text says why, for staff."""


@transaction.atomic
def merge(keep: Client, gone: Client, *, reason: str, by: Actor, now: datetime) -> Client:
    """Make `gone` part of `keep`, whose name and address stay. Raises CannotMerge.

    Every address of either hears of it: one account sees from now on what stood under another address.
    """
    keep, gone = _both_still(keep, gone)
    _refuse(keep, gone, now)
    addresses = _addresses(keep, gone)
    stricter = _noes(keep, gone)
    care_plans.join(gone, keep, now=now)
    _move_rows(gone, keep)
    _say_no_again(keep, stricter, now)
    _complete(keep, gone, now)
    take_over(gone=gone, keep=keep, now=now)
    standing.join(gone, keep, by=by, now=now)
    MergedRecord.objects.create(client=keep, gone_uuid=gone.uuid, reason=reason, at=now)
    ErasureRequest.objects.filter(client_uuid=gone.uuid).update(client_uuid=keep.uuid)
    _let_go(gone, keep)
    record(by=by, action="client.merged", subject=keep, now=now, gone=str(gone.uuid))
    for address in addresses:
        get_adapter().send_mail("account/email/records_joined", address, {})
    keep.refresh_from_db()
    return keep


def _addresses(keep: Client, gone: Client) -> list[str]:
    """Where either is written to, and where the account of either is: each letter box once."""
    known = [one.email for client in (keep, gone) for one in (client, client.user) if one is not None]
    return list({address.lower(): address for address in known if address}.values())


def _both_still(keep: Client, gone: Client) -> tuple[Client, Client]:
    """Nobody books either or changes a clearance meanwhile: both doors in the order of all, then the rows."""
    if keep.pk == gone.pk:
        raise CannotMerge("These are one record already.")
    for pk in sorted([keep.pk, gone.pk], reverse=True):
        hold_still(pk)
    rows = Client.objects.select_for_update(of=("self",)).order_by("pk").in_bulk([keep.pk, gone.pk])
    if len(rows) < 2:
        raise CannotMerge("One of the two is no more.")
    return rows[keep.pk], rows[gone.pk]


def _refuse(keep: Client, gone: Client, now: datetime) -> None:
    both = [keep, gone]
    if ERASED in (keep.name, gone.name):
        raise CannotMerge("One of them was forgotten at their wish.")
    if differ(keep, gone):
        raise CannotMerge("They were born on different days, so they are two people.")
    if ErasureRequest.objects.filter(client_uuid__in=[keep.uuid, gone.uuid], state=ASKED).exists():
        raise CannotMerge("There is a wish to be forgotten. Answer it first.")
    if LegalHold.objects.filter(client__in=both, lifted_at=None).count() == 2:
        raise CannotMerge("A legal hold stands on both. Lift one of them first.")
    running = Screening.objects.filter(client__in=both, completed_at=None, stopped_at=None)
    arrived = Appointment.objects.filter(client__in=both, status=Status.ARRIVED.value)
    if running.exists() or arrived.exists():
        raise CannotMerge("One of them is in a visit this moment. Try again when it is over.")
    theirs = Appointment.objects.filter(client=keep, status__in=STANDING, during__endswith__gt=now)
    others = Appointment.objects.filter(client=gone, status__in=STANDING, during__endswith__gt=now)
    times = list(others.values_list("during", flat=True))
    if any(theirs.filter(during__overlap=time).exists() for time in times):
        raise CannotMerge("Both have a visit at the same time. Cancel one of the two first.")


def _noes(keep: Client, gone: Client) -> dict[str, Consent | None]:
    """What either has said no to as their last word, and texts where either's number was stopped."""
    noes: dict[str, Consent | None] = {}
    for client in (keep, gone):
        last = Consent.objects.filter(client=client).order_by("kind", "-at", "-id").distinct("kind")
        noes |= {consent.kind: consent for consent in last if not consent.given}
        if client.phone and is_stopped(Channel.SMS, client.phone.as_e164):
            noes.setdefault(TEXTS, None)
    return noes


def _say_no_again(keep: Client, noes: dict[str, Consent | None], now: datetime) -> None:
    """A no under either record is a no of the person, also where a yes under the other came later."""
    for kind, said in noes.items():
        last = Consent.objects.filter(client=keep, kind=kind).order_by("-at", "-id").first()
        if last is None or last.given:
            words = said.wording_version if said else PREFERENCES[kind].wording_version
            Consent.objects.create(client=keep, kind=kind, given=False, wording_version=words, at=now)


def _move_rows(gone: Client, keep: Client) -> None:
    """Every row that names the one names the other, and so do the versions of rows that are no more."""
    try:
        for model, name in _ties():
            if model not in OWN_WAYS:
                model._base_manager.filter(**{name: gone.pk}).update(**{name: keep.pk})
    except DatabaseError as fault:
        if getattr(fault.__cause__, "pgcode", None) == EXCLUDED:
            raise CannotMerge("Both have a visit at the same time. Cancel one of the two first.") from fault
        raise


def _ties() -> list[tuple[type[Model], str]]:
    """Every model and the name of its field that points to a client, without the versions."""
    return [
        (model, field.attname)
        for model in apps.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.related_model is Client
    ]


def _complete(keep: Client, gone: Client, now: datetime) -> None:
    """What only the other knew: an account, a number, a day of birth, a therapist."""
    for name in ("phone", "born_on", "home_therapist_id"):
        if not getattr(keep, name):
            setattr(keep, name, getattr(gone, name))
    account = gone.user
    Client.objects.filter(pk=gone.pk).update(user=None, updated_at=now)
    if keep.user is None:
        keep.user = account
        account = None
    keep.save()
    if account is not None:  # one person signs in by one account: the one of the record that stays
        number = account.pk
        account.delete()
        _versions_to(User, number, keep.user_id)


def _let_go(gone: Client, keep: Client) -> None:
    """The empty record goes. Its versions stay, as versions of the one that is left."""
    with pgtrigger.ignore():
        for model, name in _ties():
            event = getattr(model, "pgh_event_model", None)
            if event is not None:
                event._base_manager.filter(**{name: gone.pk}).update(**{name: keep.pk})
        _versions_to(Client, gone.pk, keep.pk)
        rows = Client._base_manager.filter(pk=gone.pk)
        rows._raw_delete(rows.db)


def _versions_to(model: type[Model], before: int, after: int | None) -> None:
    with pgtrigger.ignore():
        model.pgh_event_model._base_manager.filter(pgh_obj_id=before).update(pgh_obj_id=after)  # type: ignore[attr-defined]
