"""The clearances in force, with all that advice is made of: one statement, written by hand.

Each booking asks it three times, and building it anew took three times as long as running it
(docs/adr/0010-search-in-three-statements.md). The client's diary knows of later cramps.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import prefetch_related_objects

from assessments.models import Clearance
from hekas.postgres.prepared import execute
from hekas.postgres.rows import read

STANDING = """
SELECT clearance.*, result.snapshot AS said, result.uuid AS result_uuid, result.made_at AS judged_at,
  intake.uuid AS intake_uuid, client.born_on, cramp.happened_on AS cramp_on, cramp.written_at AS cramp_told
FROM assessments_clearance AS clearance
JOIN assessments_result AS result ON result.id = clearance.result_id
JOIN assessments_intake AS intake ON intake.id = clearance.intake_id
LEFT JOIN accounts_client AS client ON client.id = clearance.client_id
LEFT JOIN LATERAL (
  SELECT happened_on, written_at FROM assessments_progressentry
  WHERE client_id = clearance.client_id AND kind = 'cramp'
  ORDER BY happened_on DESC, written_at DESC LIMIT 1
) AS cramp ON true
WHERE clearance.superseded_at IS NULL
  AND (clearance.client_id = ANY(%(clients)s) OR clearance.intake_id = ANY(%(intakes)s))
ORDER BY clearance.answered_at DESC, clearance.id DESC
"""
LOCKED = """
SELECT id FROM assessments_clearance
WHERE superseded_at IS NULL AND (client_id = ANY(%(clients)s) OR intake_id = ANY(%(intakes)s))
ORDER BY id FOR SHARE
"""


@dataclass(frozen=True)
class Standing:
    """A clearance in force, what its result said, and what we know besides: date of birth, last cramp."""

    row: Clearance
    said: dict[str, Any]
    result_uuid: UUID
    intake_uuid: UUID
    judged_at: datetime
    born_on: date | None
    cramp_on: date | None
    cramp_told: datetime | None


def standing_of(clients: Sequence[int], intakes: Sequence[int] = ()) -> list[Standing]:
    """What is in force for these clients or intakes (ids), the newest answers first."""
    values = {"clients": list(clients), "intakes": list(intakes)}
    rows: list[Any] = read(Clearance, STANDING, values)
    if any(row.follows_stop_id for row in rows):
        prefetch_related_objects(rows, "follows_stop")
    return [
        Standing(
            row,
            json.loads(row.said),
            row.result_uuid,
            row.intake_uuid,
            row.judged_at,
            row.born_on,
            row.cramp_on,
            row.cramp_told,
        )
        for row in rows
    ]


def lock_standing(clients: Sequence[int], intakes: Sequence[int]) -> set[int]:
    """The ids of what is in force, held still until this transaction ends, in one order for everybody."""
    with connection.cursor() as cursor:
        execute(cursor, LOCKED, {"clients": list(clients), "intakes": list(intakes)})
        return {pk for (pk,) in cursor.fetchall()}
