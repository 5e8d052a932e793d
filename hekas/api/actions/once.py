"""Doing a thing once however often it is asked: the Idempotency-Key of a POST.

The answer is a row, written in the transaction of the action itself: a server that is killed in between has
done neither or both. Two calls at once: the second waits for the first and then gives its answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from hekas.api.answers import Answer
from hekas.api.models import ApiKey, IdempotentAnswer
from hekas.api.problems import Problem
from hekas.api.terms import ANSWERS_KEPT
from hekas.postgres.faults import has_waited
from hekas.postgres.prepared import execute

Act = Callable[[], Answer]
Still = Callable[[Answer], Answer]
PATIENCE = "8s"  # an action waits three seconds at most for each of its locks
SWEPT_AT_ONCE = 10_000
PASSING = frozenset({"not_found", "still_running"})  # what is not there may come, who is at work gets done
OURS = """
WITH patience AS (SELECT set_config('lock_timeout', %s, true))
INSERT INTO api_idempotentanswer (owner_id, key, digest, made_at, body)
SELECT %s, %s, %s, %s, '' FROM patience
ON CONFLICT (owner_id, key) DO NOTHING RETURNING id
"""


def unchanged(answer: Answer) -> Answer:
    """What is given again as it was."""
    return answer


@dataclass(frozen=True)
class Ask:
    """Who asks, under which key, and the digest of what. `kept` is whether the answer may be stored.

    `still` gives another answer where the first has become a danger to somebody.
    """

    owner: ApiKey
    key: str
    digest: str
    kept: bool = True
    still: Still = unchanged


def do(act: Act, now: datetime, ask: Ask | None = None) -> Answer:
    """Act in one transaction and answer; what was answered under that key before is answered again.

    A Problem that `act` raises undoes what it did. Raises Problem: with a key it is an answer too, and kept.
    """
    with transaction.atomic():
        if ask is None:
            return act()
        row = _claim(ask, now)
        if row.status is not None and row.digest != ask.digest:
            raise Problem("idempotency_key_reused", "Use a new Idempotency-Key for another call.")
        if row.status is not None and ask.kept:
            return ask.still(Answer(row.status, row.said, replayed=True))
        answer = _answer_of(act)
        _keep(row, ask, answer)
        return answer


def forget_old(*, now: datetime) -> int:
    """Delete the answers that are past their day; returns how many."""
    old = IdempotentAnswer.objects.filter(made_at__lte=now - ANSWERS_KEPT)
    deleted, _ = IdempotentAnswer.objects.filter(pk__in=old.values("pk")[:SWEPT_AT_ONCE]).delete()
    return deleted


def _claim(ask: Ask, now: datetime) -> IdempotentAnswer:
    """The row of this key: fresh and ours, or as somebody left it. Waits for whoever is at work on it.

    One that is past its day may be swept between the look and the reading: then the key is new.
    """
    fault = None
    try:
        if row := _fresh(ask, now) or _left(ask, now) or _fresh(ask, now):
            return row
    except DatabaseError as waited:
        if not has_waited(waited):
            raise
        fault = waited
    detail = "The first call is not done yet. Ask again."
    raise Problem("still_running", detail, headers={"Retry-After": "1"}) from fault


def _fresh(ask: Ask, now: datetime) -> IdempotentAnswer | None:
    """A row of our own, in one statement; None where there is one. Waits for whoever is writing it."""
    with connection.cursor() as cursor:
        execute(cursor, OURS, [PATIENCE, ask.owner.pk, ask.key, ask.digest, now])
        found = cursor.fetchone()
    if found is None:
        return None
    return IdempotentAnswer(pk=found[0], owner=ask.owner, key=ask.key, digest=ask.digest, made_at=now)


def _left(ask: Ask, now: datetime) -> IdempotentAnswer | None:
    row = IdempotentAnswer.objects.select_for_update().filter(owner=ask.owner, key=ask.key).first()
    return _own(row, ask, now) if row is not None and row.made_at <= now - ANSWERS_KEPT else row


def _own(row: IdempotentAnswer, ask: Ask, now: datetime) -> IdempotentAnswer:
    row.digest, row.made_at, row.status, row.body = ask.digest, now, None, ""
    row.save()
    return row


def _answer_of(act: Act) -> Answer:
    try:
        with transaction.atomic():
            return act()
    except Problem as problem:
        if problem.type in PASSING:
            raise  # the key stays free: asked again, it may be otherwise
        return Answer.of(problem.document(), problem.status)


def _keep(row: IdempotentAnswer, ask: Ask, answer: Answer) -> None:
    kept = answer if ask.kept else replace(answer, body="")
    row.say(kept.status, kept.body)
    row.save(update_fields=["status", "body"])
