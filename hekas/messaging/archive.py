"""Old messages leave the outbox for a table in parts by month. Their keys stay known for ever.

One statement moves a batch, so whoever is killed in the middle of it has moved nothing of the batch; two that
run at once pass over one another's rows.
"""

from datetime import datetime, timedelta

from django.db import connection

AT_HAND = timedelta(days=183)  # half a year: after that nobody changes, resends or looks for it every day
BATCH = 500
MOST_AT_ONCE = 20_000  # an hour's share; at 50,000 messages a day two hours bring a day away

# What failed, or may have gone out twice, waits until somebody has looked at it.
MOVE = """
    WITH old AS MATERIALIZED (
        SELECT id FROM messaging_outboundmessage
        WHERE created_at < %(before)s AND updated_at < %(before)s
            AND (state IN ('sent', 'dropped') OR state = 'failed' AND looked_at IS NOT NULL)
            AND (NOT in_doubt OR looked_at IS NOT NULL)
        LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ), tried AS (
        DELETE FROM messaging_deliveryattempt USING old WHERE message_id = old.id
        RETURNING message_id, number, started_at, result, detail
    ), told AS (
        SELECT message_id, jsonb_agg(
            jsonb_build_object('started_at', started_at, 'result', result, 'detail', detail) ORDER BY number
        ) AS tries FROM tried GROUP BY message_id
    ), loose AS (
        UPDATE messaging_outboundmessage SET resend_of_id = NULL
        WHERE resend_of_id IN (SELECT id FROM old) AND id NOT IN (SELECT id FROM old)
    ), gone AS (
        DELETE FROM messaging_outboundmessage AS message USING old WHERE message.id = old.id
        RETURNING message.*
    ), known AS (
        INSERT INTO messaging_archivedkey (digest) SELECT md5(dedupe_key)::uuid FROM gone
        ON CONFLICT DO NOTHING
    )
    INSERT INTO messaging_archivedmessage (
        uuid, at, written_at, template, channel, client_id, user_id, given_address, about, dedupe_key, due_at,
        expires_at, state, address, sent_at, sent_subject, sent_text, on_air, provider_id, error,
        dropped_because, in_doubt, overtaken_at, looked_at, resend_reason, tries
    )
    SELECT uuid, COALESCE(sent_at, updated_at), created_at, template, channel, client_id, user_id,
        given_address, about, dedupe_key, due_at, expires_at, state, address, sent_at, sent_subject,
        sent_text, on_air, provider_id, error, dropped_because, in_doubt, overtaken_at, looked_at,
        resend_reason, COALESCE(told.tries, '[]'::jsonb)
    FROM gone LEFT JOIN told ON told.message_id = gone.id
"""


def put_away(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Move what has been final for half a year; returns how many. Done twice, it does nothing twice."""
    moved = 0
    while moved < most and (count := _move(now - AT_HAND)):
        moved += count
    return moved


def _move(before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"before": before, "batch": BATCH})
        return int(cursor.rowcount)
