"""Whose answers speak of some time to come: SQL that the calendar joins with its visits.

So it need not read what everybody said (docs/adr/0010-search-in-three-statements.md).
"""

# client_id, service (a kind), fit, starts and ends (none: open) of what standing answers say to avoid, and of
# the best time for light work, from which the day of the event is read back.
SPOKEN_OF = """
SELECT clearance.client_id, told ->> 'service' AS service, told ->> 'fit' AS fit,
  (told ->> 'from')::timestamptz AS starts, (told ->> 'to')::timestamptz AS ends
FROM assessments_clearance AS clearance
JOIN assessments_result AS result ON result.id = clearance.result_id
CROSS JOIN LATERAL jsonb_path_query(result.snapshot, '$.next.windows[*] ?
  (@.fit == "avoid" || @.fit == "best" && @.service == "pre_competition")') AS told
WHERE clearance.superseded_at IS NULL
"""

# client_id and event: what a signed plan that is in force leads up to. A draft says nothing yet.
PLANNED_FOR = """
SELECT plan.client_id, plan.next_event_on AS event
FROM assessments_careplan AS plan
WHERE plan.status = 'active' AND plan.next_event_on IS NOT NULL
"""
