"""Workers are killed, the broker is emptied, the providers fail; then what arrived is counted at their end.

Small by default. By hand, at full size:
    CHAOS_MESSAGES=5000 CHAOS_STRIKES=30 pytest tests/messaging/test_chaos.py -s
"""

import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hekas import embedded
from hekas.messaging.actions import void
from hekas.messaging.models import OutboundMessage
from hekas.messaging.terms import State
from tests.messaging.chaos import BROKER_DATABASE, Fleet
from tests.messaging.servers import Gateway, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "300"))
STRIKES = int(os.environ.get("CHAOS_STRIKES", "5"))
STRIKE_EVERY = float(os.environ.get("CHAOS_EVERY", "1.5"))  # seconds
PATIENCE = 60 + MESSAGES / 20  # seconds


def unlucky(chance, share, faults):
    """A provider that now and then answers one of these instead."""
    return lambda: chance.choice(faults) if chance.random() < share else None


class Changes:
    """Cancels one in twenty and moves one in twenty while the messages go out."""

    def __init__(self, reminder, alice, chance):
        self.put, self.alice = reminder, alice
        self.waiting = chance.sample(range(MESSAGES), MESSAGES // 10)
        self.taken_back, self.moved = {}, 0  # provider key: when its end was committed

    def make_some(self, count):
        for _ in range(min(count, len(self.waiting))):
            number = self.waiting.pop()
            with transaction.atomic():
                dropped = void(about=f"visit:{number}", because="Changed.", now=timezone.now())
                if dropped and number % 2:
                    self.put(self.alice, **words_of(number, version=2))
                    self.moved += 1
            if dropped:
                old = OutboundMessage.objects.get(dedupe_key=f"visit:{number}:reminder:1")
                self.taken_back[old.provider_key] = time.time()


def words_of(number, version=1):
    now = timezone.now()
    return {
        "key": f"visit:{number}:reminder:{version}",
        "about": f"visit:{number}",
        "channel": "sms" if number % 2 else "email",
        "now": now,
        "expires_at": now + timedelta(hours=1),
    }


def empty_broker():
    if settings.EMBEDDED_VALKEY:
        path = embedded.attach(settings.VAR_DIR).valkey
        redis.Redis(unix_socket_path=path, db=BROKER_DATABASE).flushdb()
    else:
        redis.Redis.from_url(settings.REDIS_URL, db=BROKER_DATABASE).flushdb()


def rage(fleet, changes, chance):
    """Strike, empty the broker half way, change appointments; then wait until nothing is open."""
    end, strikes = time.monotonic() + PATIENCE, 0
    next_strike = time.monotonic() + 3
    while OutboundMessage.objects.open().exists() or strikes < STRIKES:
        assert time.monotonic() < end, Counter(OutboundMessage.objects.values_list("state", "error"))
        changes.make_some(max(1, MESSAGES // 200))
        if strikes < STRIKES and time.monotonic() >= next_strike:
            fleet.strike(chance)
            strikes, next_strike = strikes + 1, time.monotonic() + STRIKE_EVERY
            if strikes == (STRIKES + 1) // 2:
                empty_broker()
        fleet.thaw(at_once=strikes >= STRIKES)
        time.sleep(0.1)


@pytest.mark.parametrize("option", ["keys=yes", "ask=yes"])
def test_none_lost_none_doubled_none_after_a_cancellation(option, alice, reminder, tmp_path):
    chance = random.Random(7)
    for number in range(MESSAGES):
        reminder(alice, **words_of(number))
    changes = Changes(reminder, alice, chance)
    texts_plan = unlucky(chance, 0.05, [(503, {}, ""), (500, {}, ""), "cut"])
    letters_plan = unlucky(chance, 0.02, ["451 try later"])
    with (
        Gateway(keeps_keys=option == "keys=yes", slow=0.02, plan=texts_plan) as gateway,
        Post(slow=0.02, plan=letters_plan) as post,
        Fleet(
            tmp_path,
            SMS_URL=f"{gateway.url}?timeout=1&{option}",
            EMAIL_URL=f"smtp://127.0.0.1:{post.port}",
        ) as fleet,
    ):
        rage(fleet, changes, chance)
    seen = judge(changes, gateway.arrived, post.arrived)
    print(f"\n{changes.moved} moved, {fleet.deeds}: {seen.told}")
    assert seen.unfinished == set()
    assert seen.lost == set()
    assert seen.doubled_texts == set()  # where the provider knows our key
    assert seen.doubled_letters <= seen.listed  # over plain SMTP each is shown to staff
    assert seen.late == set()


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
    """What arrived, against what should have."""
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
