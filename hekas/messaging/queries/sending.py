"""All that may have changed since a message was written, read in one question at the moment of sending."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from hekas.accounts.permissions import Role
from hekas.messaging.closed_words import opened
from hekas.messaging.terms import Channel, key_for_providers
from hekas.messaging.wishes import PREFERENCES

# Longer than a look-up and a hand-over may take, shorter than a lease: whoever is frozen in the middle loses
# the row before the sweeper comes for it, and no cancellation waits for a process that may never wake.
FROZEN_AFTER = 60.0  # seconds

# By hand: the ORM takes longer to put this together, for each message anew, than PostgreSQL to answer it.
# Two statements in one round trip: whoever waited for the row reads the second with fresh eyes. In one, the
# joined rows would be those of before the wait, such as a record that was merged into another meanwhile.
LOCK = """
    SELECT FROM messaging_outboundmessage AS message
    WHERE message.state = 'sending' AND message.token = %(token)s
    FOR NO KEY UPDATE OF message;
"""
HELD = """
    SELECT message.id, message.template, message.channel, message.dedupe_key, message.attempts,
        message.due_at, message.expires_at, message.context AS kept_words, message.attachments,
        client.uuid AS client_uuid,
        COALESCE(client.name, person.name, '') AS name,
        COALESCE(person.role, '') AS role,
        COALESCE(NOT person.is_active, false) AS is_closed,
        place.address,
        (
            SELECT jsonb_object_agg(last.kind, last.given) FROM (
                SELECT DISTINCT ON (kind) kind, given FROM accounts_consent
                WHERE client_id = message.client_id ORDER BY kind, at DESC, id DESC
            ) AS last
        ) AS said,
        EXISTS (
            SELECT FROM messaging_suppression AS stop
            WHERE stop.channel = message.channel AND upper(stop.address) = upper(place.address)
                AND stop.lifted_at IS NULL
        ) AS is_stopped,
        set_config('idle_in_transaction_session_timeout', %(frozen)s, true) AS patience
    FROM messaging_outboundmessage AS message
    LEFT JOIN accounts_client AS client ON client.id = message.client_id
    LEFT JOIN accounts_user AS person ON person.id = message.user_id
    CROSS JOIN LATERAL (
        SELECT CASE message.channel WHEN 'sms' THEN client.phone
            ELSE COALESCE(client.email, person.email, message.given_address) END AS address
    ) AS place
    WHERE message.state = 'sending' AND message.token = %(token)s
"""


@dataclass(frozen=True)
class Claimed:
    """A claimed message whose row this transaction holds, and how its person stands to it now.

    `address` is empty where they have none for this channel; `said` is their last word on each preference.
    """

    id: int
    template: str
    channel: Channel
    dedupe_key: str
    attempts: int
    due_at: datetime
    expires_at: datetime | None
    kept_words: Mapping[str, str]
    attachments: list[dict[str, str]]
    client_uuid: UUID | None
    name: str
    role: str
    is_closed: bool
    address: str
    said: Mapping[str, bool]
    is_stopped: bool
    held_at: float = field(default_factory=time.monotonic)

    @property
    def words(self) -> Mapping[str, str]:
        """What the action said. Raises NoKey."""
        return opened(self.kept_words)

    @property
    def may_be_lost(self) -> bool:
        """Was this process stopped for so long that the row may be somebody else's by now?"""
        return time.monotonic() - self.held_at > FROZEN_AFTER * 0.8

    @property
    def provider_key(self) -> str:
        return key_for_providers(self.dedupe_key)

    @property
    def is_to_staff(self) -> bool:
        return self.role not in ("", Role.CLIENT)

    def wants(self, preference: str) -> bool:
        """Does this client want what the preference is about? What nobody asked is assumed."""
        return self.said.get(preference, PREFERENCES[preference].assumed)


def held(token: UUID) -> Claimed | None:
    """The message of this token, its row held until the transaction ends; None where it was taken back."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK + HELD, {"token": str(token), "frozen": f"{int(FROZEN_AFTER * 1000)}ms"})
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    return _claimed(dict(zip(names, row, strict=True))) if row else None


def _claimed(row: dict[str, Any]) -> Claimed:
    del row["patience"]
    return Claimed(
        **{
            **row,
            "channel": Channel(row["channel"]),
            "kept_words": json.loads(row["kept_words"]),
            "attachments": json.loads(row["attachments"]),
            "said": json.loads(row["said"] or "{}"),
            "address": row["address"] or "",
        }
    )
