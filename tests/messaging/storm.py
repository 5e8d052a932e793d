"""What the chaos tests share: changes meanwhile, the strikes, and the count at the providers' end."""

import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from hekas import embedded
from hekas.messaging.actions import void
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State
from tests.messaging.chaos import BROKER_DATABASE

STRIKE_EVERY = float(os.environ.get("CHAOS_EVERY", "1.2"))  # seconds


def unlucky(chance, share, faults):
    """A provider that now and then answers one of these instead."""
    return lambda: chance.choice(faults) if chance.random() < share else None


def words_of(number, version=1):
    now = timezone.now()
    return {
        "key": f"visit:{number}:reminder:{version}",
        "about": f"visit:{number}",
        "channel": "sms" if number % 2 else "email",
        "now": now,
        "expires_at": now + timedelta(hours=1),
    }


class Changes:
    """Cancels one in twenty and moves one in twenty while the messages go out, both channels alike."""

    def __init__(self, put, client, chance, messages):
        self.put, self.client = put, client
        self.waiting = chance.sample(range(messages), messages // 10)
        self.taken_back, self.moved = {}, 0  # provider key: when its end was committed

    def make_some(self, count):
        for _ in range(min(count, len(self.waiting))):
            self._make(self.waiting.pop())

    def _make(self, number):
        moves = number // 2 % 2
        with transaction.atomic():
            dropped = void(about=f"visit:{number}", because="Changed.", now=timezone.now())
            if dropped and moves:
                self.put(self.client, **words_of(number, version=2))
        if dropped:
            old = OutboundMessage.objects.get(dedupe_key=f"visit:{number}:reminder:1")
            self.taken_back[old.provider_key] = time.time()
            self.moved += moves


def empty_broker():
    if settings.EMBEDDED_VALKEY:
        path = embedded.attach(settings.VAR_DIR).valkey
        redis.Redis(unix_socket_path=path, db=BROKER_DATABASE).flushdb()
    else:
        redis.Redis.from_url(settings.REDIS_URL, db=BROKER_DATABASE).flushdb()


@dataclass
class Storm:
    """So many strikes, one each second or so; `at_half` is what happens midway."""

    fleet: object
    changes: Changes
    chance: object
    strikes: int
    messages: int
    at_half: tuple = (empty_broker,)

    def rage(self):
        """Strike and change; then wait until nothing is open."""
        end, done = time.monotonic() + 60 + self.messages / 20, 0
        next_strike = time.monotonic() + 3
        while done < self.strikes or any_open():
            assert time.monotonic() < end, Counter(OutboundMessage.objects.values_list("state", "error"))
            self.changes.make_some(max(1, self.messages // 200))
            if done < self.strikes and time.monotonic() >= next_strike:
                self.fleet.strike(self.chance)
                done, next_strike = done + 1, time.monotonic() + STRIKE_EVERY
                if done == (self.strikes + 1) // 2:
                    self.fall()
            self.fleet.thaw(at_once=done >= self.strikes)
            time.sleep(0.1)

    def fall(self):
        """What happens midway; this test's own conversation with the database may be cut by it."""
        for deed in self.at_half:
            deed()
        connection.close()


def any_open():
    try:
        return OutboundMessage.objects.open().exists()
    except OperationalError:
        connection.close()
        return True


@dataclass(frozen=True)
class Seen:
    """Provider keys, counted at the providers' end."""

    expected: set[str]
    unfinished: set[str]
    lost: set[str]
    doubled_texts: set[str]
    doubled_letters: set[str]
    listed: set[str]
    late: set[str]

    @property
    def told(self):
        return ", ".join(f"{len(getattr(self, part))} {part}" for part in self.__dataclass_fields__)


def judge(changes, texts, letters):
    """What arrived, as (key, when), against what should have."""
    kept = [m for m in OutboundMessage.objects.all() if m.provider_key not in changes.taken_back]
    expected = {m.provider_key for m in kept}
    return Seen(
        expected=expected,
        unfinished={m.provider_key for m in kept if m.state != State.SENT},
        lost=expected - {key for key, _ in [*texts, *letters]},
        doubled_texts=twice(texts) & expected,
        doubled_letters=twice(letters) & expected,
        listed={m.provider_key for m in kept if m.in_doubt},
        late={key for key, at in [*texts, *letters] if at > changes.taken_back.get(key, at)},
    )


def twice(arrived):
    return {key for key, count in Counter(key for key, _ in arrived).items() if count > 1}
