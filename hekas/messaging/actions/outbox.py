"""Into the outbox, and out of it again before anything is sent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from hekas.accounts.models import Client, User
from hekas.messaging.catalogue import check_context, check_end
from hekas.messaging.models import OutboundMessage, Outbox
from hekas.messaging.terms import Address, Attachment, Channel, State
from hekas.postgres.kept import Given, Question

ABOUT = Question(lambda: OutboundMessage.objects.filter(about=Given("about")).only("pk").order_by()[:1])
SENDING_ENDS_WITHIN = 20  # seconds: longer than a provider may take


def enqueue(
    *,
    template: str,
    to: Client | User | Address,
    dedupe_key: str,
    about: str,
    context: Mapping[str, str],
    due_at: datetime,
    now: datetime,
    channel: str = Channel.EMAIL,
    expires_at: datetime | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    resend_of: OutboundMessage | None = None,
    resend_reason: str = "",
) -> OutboundMessage | None:
    """Write a message in the caller's transaction; None where this key has been used before.

    The address is not asked for: it is read from `to` at the moment of sending.
    Raises UnknownKind, ContextIncomplete, TypeError (a value that is not text), ValueError (a channel that
    the kind does not take, or no end for a kind that may come too late).
    """
    check_context(template, context)
    check_end(template, Channel(channel), expires_at)
    message = OutboundMessage(
        template=template,
        channel=Channel(channel).value,
        dedupe_key=dedupe_key,
        about=about,
        context=_texts(context),
        attachments=[_texts(vars(Attachment(**attachment))) for attachment in attachments],
        due_at=due_at,
        next_attempt_at=max(due_at, now),
        expires_at=expires_at,
        on_air="",
        resend_of=resend_of,
        resend_reason=resend_reason,
        **_recipient(to),
    )
    return message if message.insert_once() else None


def written(keys: Iterable[str]) -> set[str]:
    """Which of these keys the outbox has a message for, whatever became of it; none of the archive."""
    found = OutboundMessage.objects.filter(dedupe_key__in=set(keys))
    return set(found.values_list("dedupe_key", flat=True))


def void(*, about: str, because: str, now: datetime, templates: Collection[str] | None = None) -> int:
    """Drop what is not yet out, in the caller's transaction; returns how many.

    Waits for one that is being sent this moment: delivery holds its row until the provider has answered.
    So nothing goes out after the caller has committed. What is out is marked as overtaken.
    """
    if ABOUT.first(about=about) is None:
        return 0
    messages = OutboundMessage.objects.filter(about=about)
    if templates is not None:
        messages = messages.filter(template__in=templates)
    return _void(messages, because, now) if templates is None or messages.exists() else 0


def void_each(*, abouts: Collection[str], because: str, now: datetime) -> int:
    """As void, of many things at once: as many statements for three hundred as for one."""
    messages = OutboundMessage.objects.filter(about__in=abouts)
    return _void(messages, because, now) if abouts and messages.exists() else 0


@transaction.atomic
def _void(messages: Outbox, because: str, now: datetime) -> int:
    with waiting_for_locks(SENDING_ENDS_WITHIN):
        dropped = messages.open().update(
            state=State.DROPPED, dropped_because=because, token=None, lease_until=None, updated_at=now
        )
    messages.filter(state=State.SENT, overtaken_at=None).update(overtaken_at=now)
    return dropped


def _recipient(to: Client | User | Address) -> dict[str, object]:
    if isinstance(to, Client):
        return {"client": to}
    return {"user": to} if isinstance(to, User) else {"given_address": to.email}


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    wrong = [key for key, value in values.items() if not isinstance(value, str)]
    if wrong:
        raise TypeError(f"A message holds text only; {', '.join(wrong)} is something else.")
    return {key: str(value) for key, value in values.items()}


@contextmanager
def waiting_for_locks(seconds: int) -> Iterator[None]:
    """The caller may have a short lock time-out for its own rows; a provider's answer takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
        yield
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
