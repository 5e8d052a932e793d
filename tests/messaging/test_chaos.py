"""Workers are killed, the broker is emptied, the providers fail; then what arrived is counted at their end.

Small by default. At full size, which takes some minutes: `make chaos`.
"""

import os
import random
from contextlib import contextmanager

import pytest

from tests.messaging.chaos import Fleet
from tests.messaging.engines import own_engines
from tests.messaging.servers import Gateway, Post
from tests.messaging.storm import Changes, Storm, judge, unlucky, words_of

pytestmark = pytest.mark.concurrency

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "300"))
STRIKES = int(os.environ.get("CHAOS_STRIKES", "5"))
FAILS = [(503, {}, ""), (500, {}, "<html>Internal error</html>"), "cut"]


@contextmanager
def providers(chance, option, folder):
    """A slow and failing gateway for texts, a slow and failing mail server, and the fleet that uses both."""
    keeps_keys = option == "keys=yes"
    with (
        Gateway(keeps_keys=keeps_keys, slow=0.02, plan=unlucky(chance, 0.05, FAILS)) as gateway,
        Post(slow=0.02, plan=unlucky(chance, 0.02, ["451 try later"])) as post,
        Fleet(
            folder,
            SMS_URL=f"{gateway.url}?timeout=1&{option}",
            EMAIL_URL=f"smtp://127.0.0.1:{post.port}",
        ) as fleet,
    ):
        yield gateway, post, fleet


def check_storm(seen):
    assert seen.unfinished == set()
    assert seen.lost == set()
    assert seen.doubled_texts == set()  # the provider knows our key, or can be asked
    assert seen.doubled_letters <= seen.listed  # plain SMTP can do neither: each is shown to staff
    assert seen.late == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("option", ["keys=yes", "ask=yes"])
def test_none_lost_none_doubled_none_after_a_cancellation(option, alice, reminder, tmp_path):
    """Fault 21. Two workers, two beats, the broker emptied midway; cut off from the database now and then."""
    chance = random.Random(7)
    for number in range(MESSAGES):
        reminder(alice, **words_of(number))
    changes = Changes(reminder, alice, chance, MESSAGES)
    with providers(chance, option, tmp_path) as (gateway, post, fleet):
        Storm(fleet, changes, chance, STRIKES, MESSAGES).rage()
    seen = judge(changes, gateway.arrived, post.arrived)
    print(f"\n{option}: {changes.moved} moved, {fleet.deeds}: {seen.told}")
    check_storm(seen)


def test_the_same_where_both_engines_crash(reminder, make_client, tmp_path, django_db_blocker):
    """Fault 22: PostgreSQL ends at once, without a word, and the broker is away for three seconds."""
    chance = random.Random(11)
    with own_engines(django_db_blocker) as engines:
        alice = make_client()
        for number in range(MESSAGES):
            reminder(alice, **words_of(number))
        changes = Changes(reminder, alice, chance, MESSAGES)
        fall = (engines.crash_database, lambda: engines.kill_broker(3))
        with providers(chance, "keys=yes", tmp_path) as (gateway, post, fleet):
            Storm(fleet, changes, chance, STRIKES, MESSAGES, at_half=fall).rage()
        seen = judge(changes, gateway.arrived, post.arrived)
    print(f"\nengines: {changes.moved} moved, {fleet.deeds | engines.deeds}: {seen.told}")
    assert engines.deeds == {"database crashed": 1, "broker killed": 1}
    check_storm(seen)
