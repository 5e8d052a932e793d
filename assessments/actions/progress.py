"""The client's diary: each line written once, however often it is sent."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from assessments.models import Activity, Goal, ProgressEntry
from hekas.accounts.models import Client
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.messaging.actions import void

WROTE = "they have written"


class NotTheirs(Exception):
    """The exercise or goal is not of this client's active plan."""


class NotYet(ValueError):
    """A day that has not come can't be in a diary."""


@transaction.atomic
def log_cramp(
    client: Client,
    *,
    on: date,
    today: date,
    side: str,
    setting: str,
    pain: int,
    key: UUID,
    by: Actor,
    now: datetime,
) -> ProgressEntry:
    """One cramp. The same key again gives the line that is there. Raises NotYet."""
    _not_ahead(on, today)
    entry, is_new = ProgressEntry.objects.get_or_create(
        key=_free_for(client, key),
        client=client,
        defaults={
            "kind": "cramp",
            "happened_on": on,
            "side": side,
            "setting": setting,
            "pain": pain,
            "written_at": now,
        },
    )
    if is_new:
        _written(client, "diary.cramp", by, now)
    return entry


@transaction.atomic
def log_quiet_week(client: Client, *, on: date, today: date, by: Actor, now: datetime) -> ProgressEntry:
    """No cramps in the seven days up to `on`: said, not guessed from silence. Raises NotYet."""
    _not_ahead(on, today)
    entry, is_new = ProgressEntry.objects.get_or_create(
        client=client, kind="quiet_week", happened_on=on, defaults={"written_at": now}
    )
    if is_new:
        _written(client, "diary.quiet_week", by, now)
    return entry


@transaction.atomic
def remove(entry: ProgressEntry, *, by: Actor, now: datetime) -> None:
    """Take a line back, such as a slip of the thumb."""
    client = entry.client
    entry.delete()
    record(by=by, action="diary.removed", subject=client, now=now, kind=entry.kind)


@transaction.atomic
def tick(
    client: Client, activity: Activity, *, on: date, today: date, done: bool, by: Actor, now: datetime
) -> None:
    """An exercise done on a day, or not after all. Raises NotTheirs, NotYet."""
    _not_ahead(on, today)
    if activity.plan.client_id != client.pk or activity.kind != "exercise":
        raise NotTheirs
    place = {"client": client, "kind": "exercise", "activity": activity, "happened_on": on}
    if done:
        ProgressEntry.objects.get_or_create(**place, defaults={"written_at": now})
    else:
        ProgressEntry.objects.filter(**place).delete()
    _written(client, "diary.exercise", by, now, done=done)


@transaction.atomic
def score(client: Client, goal: Goal, *, points: int, on: date, by: Actor, now: datetime) -> ProgressEntry:
    """How well an activity of their own goes, 0 to 10; one score a day. Raises NotTheirs."""
    if goal.plan.client_id != client.pk or goal.kind != "activity":
        raise NotTheirs
    entry, _ = ProgressEntry.objects.update_or_create(
        client=client,
        kind="score",
        goal=goal,
        happened_on=on,
        defaults={"score": points, "written_at": now},
    )
    _written(client, "diary.score", by, now)
    return entry


@transaction.atomic
def check_in(
    client: Client,
    *,
    on: date,
    sleep_hours: Decimal | None,
    training_minutes: int | None,
    pain: int | None,
    training_effort: int | None = None,
    by: Actor,
    now: datetime,
) -> ProgressEntry:
    """How the week was: sleep a night, minutes of training and their effort, walking pain. One a day."""
    entry, _ = ProgressEntry.objects.update_or_create(
        client=client,
        kind="check_in",
        happened_on=on,
        defaults={
            "sleep_hours": sleep_hours,
            "training_minutes": training_minutes,
            "training_effort": training_effort,
            "pain": pain,
            "written_at": now,
        },
    )
    _written(client, "diary.check_in", by, now)
    return entry


def _written(client: Client, action: str, by: Actor, now: datetime, **detail: bool) -> None:
    """For the record; and nobody who has just written is asked to write."""
    record(by=by, action=action, subject=client, now=now, **detail)
    void(about=about_diary(client), because=WROTE, now=now)


def about_diary(client: Client) -> str:
    """What messages about a client's diary are filed under."""
    return f"diary:{client.uuid}"


def _free_for(client: Client, key: UUID) -> UUID:
    """Their own key; another one where the key is of somebody else's line, which nobody is told."""
    return uuid4() if ProgressEntry.objects.filter(key=key).exclude(client=client).exists() else key


def _not_ahead(on: date, today: date) -> None:
    if on > today:
        raise NotYet
