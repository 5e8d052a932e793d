"""Whose answers these are, held still: the owner's door first, then the rows, whoever got them meanwhile."""

from django.db import transaction

from assessments.models import Intake
from assessments.queries.door import hold_still
from assessments.queries.earlier import line_of
from hekas.postgres.faults import still
from hekas.postgres.kept import Among, Given, Question

LINE = Question(
    lambda: Intake.objects.select_for_update(no_key=True).filter(Among("pk", Given("pks"))).order_by("pk")
)


def hold_line(intake: Intake) -> list[Intake]:
    """The intake, then all that renew the same first answers, each as it stands, until this transaction ends.

    To have the rows can take as long as a booking takes, and that booking may give them to a client. Then
    they are let go and asked for once more behind that client's door, the way everybody comes: who keeps a
    row and waits for a door waits crosswise.
    """
    pks, owner = line_of(intake), intake.client_id
    while True:
        hold_still(owner)
        unlocked = transaction.savepoint()
        line = sorted(LINE.all(pks=pks), key=lambda row: (row.pk != intake.pk, -row.pk))
        if _owner(line) == owner:
            transaction.savepoint_commit(unlocked)
            return line
        transaction.savepoint_rollback(unlocked)
        owner = _owner(line)


def lock_line(intake: Intake) -> list[Intake]:
    """As hold_line, for whoever has the door of their own client: of nobody else is a door waited for."""
    rows = LINE.all(pks=line_of(intake))
    return sorted(rows, key=lambda row: (row.pk != intake.pk, -row.pk))


def locked(intake: Intake) -> Intake:
    """The row as it is now, locked. Without joins: after a wait they would show the client of before."""
    return still(Intake.objects.select_for_update(), pk=intake.pk)


def keep_owner(intake: Intake, line: list[Intake]) -> None:
    """Answers given again belong to whom the first belong by now, also where those were claimed meanwhile.

    Or where two records of their client became one: what was loaded before the wait may name the other.
    """
    if intake.client_id != (owner := _owner(line)):
        intake.client_id = owner
        intake.save(update_fields=["client", "updated_at"])


def _owner(line: list[Intake]) -> int | None:
    """The client of these answers, or of the newest others that have one."""
    return next((row.client_id for row in line if row.client_id is not None), None)
