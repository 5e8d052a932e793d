"""Which coming visits may stand where they can't stay: one statement, however long the diary is.

It may name one that is fine, and leaves out none that is not; `to_do` judges those that it names, one by one.
So a clinic of two hundred therapists loads the few that matter and not its next four hundred days.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from assessments.queries.timing import PLANNED_FOR, SPOKEN_OF
from bookings.queries.events import LED_UP_TO
from bookings.scheduling.series import QUIET_DAYS
from bookings.scheduling.terms import Needed
from hekas.accounts.models import Therapist
from hekas.accounts.permissions import Permission, roles_that_may

AHEAD = timedelta(days=400)  # as far as the furthest horizon: a closure may lie that far ahead

# Wall clock against wall clock: on a day on which the clocks change nothing is taken for granted.
COMING = """
WITH coming AS MATERIALIZED (
  SELECT visit.id, visit.therapist_id, visit.client_id, visit.during, visit.overbooked, room.location_id,
    visit.service_id, visit.room_id, service.clearance, service.kind, service.is_deep,
    room.is_active AND location.is_active AND service.is_active AND worker.is_active
      AND worker.role = ANY(%(roles)s) AS stands,
    lower(visit.during) AT TIME ZONE %(zone)s AS starts, upper(visit.during) AT TIME ZONE %(zone)s AS ends
  FROM bookings_appointment AS visit
  JOIN bookings_room AS room ON room.id = visit.room_id
  JOIN bookings_location AS location ON location.id = room.location_id
  JOIN bookings_service AS service ON service.id = visit.service_id
  JOIN accounts_therapist AS therapist ON therapist.id = visit.therapist_id
  JOIN accounts_user AS worker ON worker.id = therapist.user_id
  WHERE visit.status = 'booked' AND lower(visit.busy) >= %(now)s AND lower(visit.busy) < %(until)s
    AND (%(therapist)s IS NULL OR visit.therapist_id = %(therapist)s)
), spoken_of AS (
"""
EVENTS = """
  AND clearance.client_id IN (SELECT client_id FROM coming)
), known AS (
"""
JUDGED = """
)
SELECT id FROM coming WHERE overbooked OR NOT stands
  OR starts::date::timestamp AT TIME ZONE %(zone)s + interval '24 hours'
    <> (starts::date + 1)::timestamp AT TIME ZONE %(zone)s
UNION SELECT id FROM coming WHERE NOT EXISTS (
  SELECT FROM bookings_workinghours AS hours
  WHERE hours.therapist_id = coming.therapist_id AND hours.location_id = coming.location_id
    AND hours.weekday = extract(isodow FROM starts)::int - 1
    AND starts::date = ends::date AND hours.opens <= starts::time AND hours.closes >= ends::time
    AND hours.first_day <= starts::date AND (hours.last_day IS NULL OR hours.last_day >= starts::date)
    AND (starts::date - (date_trunc('week', hours.first_day)::date + hours.weekday))
      %% (7 * hours.every_weeks) = 0
)
UNION SELECT id FROM coming WHERE NOT EXISTS (
  SELECT FROM bookings_service_therapists AS gives
  WHERE gives.service_id = coming.service_id AND gives.therapist_id = coming.therapist_id
)
UNION SELECT id FROM coming WHERE NOT EXISTS (
  SELECT FROM bookings_service_rooms AS fits
  WHERE fits.service_id = coming.service_id AND fits.room_id = coming.room_id
)
UNION SELECT coming.id FROM coming JOIN bookings_changedhours AS change
  ON change.therapist_id = coming.therapist_id AND change."on" = starts::date
UNION SELECT coming.id FROM coming JOIN bookings_clinicclosure AS closure
  ON (closure.location_id IS NULL OR closure.location_id = coming.location_id)
    AND starts::date BETWEEN closure.first_day AND closure.last_day
UNION SELECT coming.id FROM coming JOIN bookings_timeoff AS off
  ON off.therapist_id = coming.therapist_id AND off.during && coming.during
UNION SELECT coming.id FROM coming JOIN spoken_of AS told
  ON told.client_id = coming.client_id
    AND (told.service = coming.kind OR coming.is_deep AND told.service = 'treatment')
    AND CASE told.fit
      WHEN 'avoid' THEN (told.starts IS NULL OR told.starts <= lower(coming.during))
        AND (told.ends IS NULL OR told.ends > lower(coming.during))
      ELSE told.ends BETWEEN lower(coming.during) - %(near)s * interval '1 day' AND lower(coming.during) END
UNION SELECT coming.id FROM coming JOIN known
  ON known.client_id = coming.client_id
    AND starts::date BETWEEN known.event - %(near)s AND known.event + %(near)s
UNION SELECT id FROM coming WHERE clearance = %(seen)s AND NOT EXISTS (
  SELECT FROM bookings_appointment AS earlier
  JOIN bookings_service AS before ON before.id = earlier.service_id
  WHERE earlier.client_id = coming.client_id AND upper(earlier.during) <= lower(coming.during)
    AND earlier.id <> coming.id
    AND (earlier.status IN ('arrived', 'fulfilled')
      OR earlier.status = 'booked' AND before.clearance <> %(seen)s)
)
"""


def suspects(now: datetime, therapist: Therapist | None = None) -> list[int]:
    """The ids of booked visits to come of which anything may be wrong. One statement."""
    values = {
        "now": now,
        "until": now + AHEAD,
        "zone": settings.CLINIC_TIMEZONE,
        "therapist": therapist and therapist.pk,
        "near": QUIET_DAYS + 2,
        "seen": Needed.SEEN.value,
        "roles": roles_that_may(Permission.SEE_OWN_DAY),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            " ".join((COMING, SPOKEN_OF, EVENTS, LED_UP_TO, "UNION ALL", PLANNED_FOR, JUDGED)), values
        )
        return [pk for (pk,) in cursor.fetchall()]
