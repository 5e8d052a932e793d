"""An account without a record: its owner takes a copy along, or deletes it at once.

Nothing in it is a record of care, so nobody of the clinic has to look first. Source: UK GDPR Art. 15, 17, 20.
"""

from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction

from assessments.models import ReturnLink
from hekas.accounts.models import Client, User
from hekas.audit.actors import SYSTEM, Actor
from hekas.audit.log import record
from hekas.postgres.faults import still
from hekas.privacy import tables, tombstones
from hekas.privacy.actions import exports, rows, traces
from hekas.privacy.models import DONE, ErasureRequest
from hekas.privacy.queries import held
from hekas.privacy.queries.access_log import exports_since, told_to_account
from hekas.privacy.queries.account import has_worked_here, own_addresses
from hekas.privacy.terms import DAY, EXPORTS_A_DAY

READ_ME = """What Hekas holds about your account.

access-log.csv        who did what with it, and when
tables/               every row as it is kept
versions/             what rows were before they were changed

There is no record of your care: one is made when you first book. Passwords and the secret parts of links are
not in it: they open doors. A cell that looks like a formula begins with an apostrophe, so that no program
runs it.
"""


class HasRecord(Exception):
    """There is a record by now: a person of the clinic answers a wish to be forgotten."""


class WorkedHere(Exception):
    """What they did for others hangs on the account."""


@transaction.atomic
def copy(user: User, *, by: Actor, now: datetime) -> IO[bytes]:
    """A zip with all of this account and nothing of anybody else. Raises exports.TooOften, WorkedHere."""
    _refuse_of_work(user)
    still(User.objects.select_for_update(no_key=True), pk=user.pk)  # two presses count as two
    if exports_since(user, now - DAY) >= EXPORTS_A_DAY:
        raise exports.TooOften
    record(by=by, action="account.exported", subject=user, now=now)
    found = held.rows_of_account(user)
    events = told_to_account(user).values_list(*exports.TOLD).iterator(chunk_size=500)
    log = ("access-log.csv", tables.lines(exports.LOG_FIELDS, events))
    return exports.zipped([("README.txt", [READ_ME.encode()]), log, *exports.as_tables(found)], now)


@transaction.atomic
def close(user: User, *, by: Actor, now: datetime) -> None:
    """Delete it and sign it out everywhere. Else nothing changes: HasRecord, WorkedHere."""
    row = still(User.objects.select_for_update(), pk=user.pk)
    if Client.objects.filter(user=row).exists():
        raise HasRecord
    _refuse_of_work(row)
    _forget(row, by, now)
    ErasureRequest.objects.create(
        client_uuid=row.uuid,
        asked_at=now,
        state=DONE,
        answered_at=now,
        answered_by=str(row.uuid),
        knew=sorted(held.tables()),
    )
    transaction.on_commit(lambda: tombstones.write(row.uuid, now))


@transaction.atomic
def again(uuid: UUID, *, now: datetime) -> bool:
    """After a restore: delete an account that came back with the backup. False where there is none."""
    user = User.objects.select_for_update().filter(uuid=uuid).first()
    if user is None or Client.objects.filter(user=user).exists():
        return False
    _forget(user, SYSTEM, now)
    return True


def _refuse_of_work(user: User) -> None:
    if has_worked_here(user.pk):
        raise WorkedHere


def _forget(user: User, by: Actor, now: datetime) -> None:
    """Only the audit and a tombstone remain, with the account's number and no name."""
    addresses, found = own_addresses(user), held.rows_of_account(user)
    keys = rows.keys_of({**found, **held.versions(found)})
    record(by=by, action="account.closed", subject=user, now=now)
    traces.letters_to(addresses, Client.objects.all())
    ReturnLink.objects.filter(email__in=addresses, intake__client=None).delete()
    traces.of_account(user)
    traces.end_sessions_with({*addresses}, user.pk, now)
    rows.delete(keys)
