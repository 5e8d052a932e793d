"""What `manage.py doctor` and `/readyz` ask about messages. Each check says in one sentence how it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from hekas.messaging import heartbeats, parts
from hekas.messaging.closed_words import NoKey
from hekas.messaging.models import Heartbeat, OutboundMessage
from hekas.messaging.queries.health import Health, health
from hekas.messaging.terms import State

LATE = timedelta(minutes=5)  # due for so long and still unsent is an alarm
SILENT = timedelta(minutes=2)  # four missed heartbeats
LOOKED_AT = 100  # of the newest messages, for one that has words: a balancer asks each second
BACKUP_EVERY = timedelta(hours=36)  # a night that was missed


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    well: bool
    sentence: str


def checks(now: datetime) -> tuple[Check, ...]:
    """Every check of this room, in the order in which a person would look."""
    found = health(now)
    return (
        _pulse("beat", found.beat_silent_for),
        _pulse("worker", found.worker_silent_for),
        _due(found),
        Check("messages that hang", found.hung == 0, f"{found.hung} hang in sending."),
        _to_look_at(found),
        _keys(),
        _parts(now),
    )


def behind(standby: str) -> timedelta:
    """How far this alias of a database is behind: by the newest pulse that is known here, and there."""
    here, there = (Heartbeat.objects.using(alias).aggregate(at=Max("at"))["at"] for alias in (None, standby))
    return here - there if here and there else timedelta(0)


def backup(now: datetime, *, here_since: datetime | None) -> Check:
    """The newest backup that was read back whole. `here_since`: when this site was set up, if it was."""
    made_at = Heartbeat.objects.filter(name=heartbeats.BACKUP).aggregate(at=Max("at"))["at"]
    if made_at is None:
        is_new = here_since is None or now - here_since <= BACKUP_EVERY
        return Check("backup", is_new, "none was read back yet. manage.py backup, then restore_drill.")
    age = now - made_at
    told = f"the last that was read back is {int(age.total_seconds() // 3600)} hours old."
    return Check("backup", age <= BACKUP_EVERY, told)


def _keys() -> Check:
    """After a restore, or another SECRET_KEY: the newest words and the oldest that wait."""
    last = OutboundMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    some = OutboundMessage.objects.filter(pk__gt=last - LOOKED_AT).order_by("-pk")
    newest = some.exclude(context={}).first()
    waits = OutboundMessage.objects.filter(state=State.QUEUED).order_by("next_attempt_at").first()
    try:
        for row in filter(None, (newest, waits)):
            dict(row.context)
    except NoKey as fault:
        return Check("secret key", False, f"words of messages can't be opened: {fault}.")
    return Check("secret key", True, "opens what was closed.")


def _pulse(name: str, silent_for: timedelta | None) -> Check:
    if silent_for is None:
        return Check(name, False, f"The {name} was never heard. Is it running?")
    seconds = int(silent_for.total_seconds())
    if silent_for < -SILENT:
        return Check(name, False, f"The {name} was last heard {-seconds} seconds from now: a clock is off.")
    return Check(name, silent_for <= SILENT, f"The {name} was last heard {max(0, seconds)} seconds ago.")


def _due(found: Health) -> Check:
    waiting = found.oldest_due or timedelta(0)
    minutes = int(waiting.total_seconds() // 60)
    sentence = f"{found.due_unsent} due and not sent; the oldest for {minutes} minutes."
    return Check("messages on time", waiting <= LATE, sentence)


def _to_look_at(found: Health) -> Check:
    sentence = f"{found.needing_a_person} failed or may have gone out twice, and nobody has looked."
    return Check("messages to look at", found.needing_a_person == 0, sentence)


def _parts(now: datetime) -> Check:
    faults = parts.faults(now)
    return Check("parts by month", not faults, f"{'; '.join(faults)}." if faults else "are ready.")
