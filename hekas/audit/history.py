"""Every version of a row that is about a person, written by triggers of the database: no way round them.

`tracked` marks a model. Its history stands in a table of its own beside it, with who, from which page and in
which request; nobody changes it (see `hekas.audit.sealing` for our own log, and ADR 13 for what is left out).
"""

from collections.abc import Callable, Iterable
from typing import Any

import pghistory
import pgtrigger
from django.db.models import Index, Model

from hekas.audit.lasting import never_emptied


class ChangeWhere(pgtrigger.AnyChange):
    """Some kept field is another one now, and the row is of those that `where` names."""

    where: pgtrigger.Condition | None = None

    def resolve(self, model: type[Model]) -> str:
        changed = super().resolve(model)
        return f"(({changed}) AND ({self.where.resolve(model)}))" if self.where else changed


NEVER = ("created_at", "updated_at")  # each version has its own time


def tracked(
    *,
    leave_out: Iterable[str] = (),
    first: bool = True,
    only: pgtrigger.Condition | None = None,
    only_new: pgtrigger.Condition | None = None,
    only_old: pgtrigger.Condition | None = None,
    indexes: Iterable[Index] = (),
) -> Callable[[type[Model]], type[Model]]:
    """Keep every version of a model's rows, without the fields `leave_out`.

    `first`: the version that a row is born with too. `only…`: conditions on a change, a new row, a row that
    goes. `indexes`: where versions are looked for by more than their own number.
    """
    change = ChangeWhere()
    change.where = only
    trackers: list[Any] = [
        pghistory.UpdateEvent(condition=change),
        pghistory.DeleteEvent(condition=only_old),
    ]
    if first:
        trackers.append(pghistory.InsertEvent(condition=only_new))
    context = {"context_field": pghistory.ContextJSONField(), "context_id_field": None}
    kept = {"triggers": [never_emptied()], "indexes": list(indexes)}
    return pghistory.track(*trackers, exclude=[*NEVER, *leave_out], append_only=True, meta=kept, **context)
