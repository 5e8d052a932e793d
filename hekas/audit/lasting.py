"""Tables whose rows are written once: the database refuses to change, delete or empty them.

Whoever owns the tables can still drop them: that is what seals and copies elsewhere are for (ADR 13).
"""

from typing import Any

import pgtrigger


def never_emptied() -> pgtrigger.Trigger:
    """Refuses TRUNCATE, which no trigger for rows ever sees."""
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: % is never emptied', TG_TABLE_NAME;",
    )


def append_only() -> list[Any]:
    """All three: no change, no deletion, no emptying."""
    changes = pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Protect(name="append_only", operation=changes), never_emptied()]
