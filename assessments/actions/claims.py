"""Whose an intake is, once somebody is known: a client who has booked with it, or who left word."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assessments.actions import owners, standing
from assessments.models import Intake
from assessments.models.intake import IntakeStatus
from assessments.queries.door import hold_still
from hekas.accounts.actions import clients, consents
from hekas.accounts.consents import HEALTH_DATA
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record


class BelongsToAnother(Exception):
    """The intake is another client's."""


def claim(intake: Intake, *, client: Client, by: Actor, now: datetime) -> None:
    """Tie an intake and its clearance to a client; of two clearances the newer answers stand.

    A stop that nobody has closed keeps holding. Claiming twice changes nothing. Raises BelongsToAnother.
    """
    if intake.client_id != client.pk:  # whose it is once, it stays
        _claim(intake, client, by, now)


@transaction.atomic
def _claim(intake: Intake, client: Client, by: Actor, now: datetime) -> None:
    hold_still(client.pk)
    row, *others = owners.lock_line(intake) if intake.renews_id else [owners.locked(intake)]
    if row.client_id == client.pk:
        return
    if row.client_id is not None:
        raise BelongsToAnother
    in_force = _give([row, *_handed_in(others)], client, by, now)
    if not in_force and row.status != IntakeStatus.DRAFT and not others:  # newer ones stand in its place
        _give(_handed_in(owners.lock_line(row)[1:]), client, by, now)


def _handed_in(line: Sequence[Intake]) -> list[Intake]:
    """Those of nobody yet that were judged: what is only begun gets its owner when it is handed in."""
    return [row for row in line if row.client_id is None and row.status != IntakeStatus.DRAFT]


def _give(line: Sequence[Intake], client: Client, by: Actor, now: datetime) -> bool:
    """These are theirs; answers whether any of them was in force."""
    for row in line:
        row.client = client
        row.save(update_fields=["client", "updated_at"])
    in_force = standing.tie(line, client, by=by, now=now)
    for row in line:
        keep_word(row, by, now)
        record(by=by, action="intake.claimed", subject=row, now=now, client=str(client.uuid))
    return in_force


@transaction.atomic
def leave_word(
    intake: Intake, *, client: Client | None, name: str, email: str, phone: str, by: Actor, now: datetime
) -> Client:
    """Say how one can be reached: ties the intake to `client`, or to a new record. Pressing twice is once."""
    hold_still(client.pk if client else None)
    row = owners.locked(intake)
    if row.client is not None:
        return row.client
    client = client or clients.of_visitor(name=name, email=email, phone=phone, by=by, now=now)
    claim(row, client=client, by=by, now=now)
    return client


def keep_word(intake: Intake, by: Actor, now: datetime) -> None:
    """What was agreed to before anybody knew who spoke goes to their consents, once they are known."""
    if intake.client is not None and intake.agreed_at is not None:
        said = {"at": intake.agreed_at, "version": intake.agreed_version or ""}
        consents.say(intake.client, HEALTH_DATA, given=True, by=by, now=now, **said)
