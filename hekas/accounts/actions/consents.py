"""Keeping what somebody agreed to: one more row for each change of mind, none for the same word twice."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, OuterRef, When

from hekas.accounts.consents import ASKED
from hekas.accounts.models import Client, Consent
from hekas.audit.actors import Actor
from hekas.audit.log import record


def say(
    client: Client,
    kind: str,
    *,
    given: bool,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
    version: str = "",
) -> bool:
    """Write it down if it is news, in the caller's transaction; returns whether it was.

    `at` and `version`: of a word that was said before anybody knew who spoke; a newer one stands against it.
    Raises KeyError for what nobody asks.
    """
    version, at = version or ASKED[kind].version, at or now
    last = Consent.objects.filter(client=client, kind=kind).order_by("-at", "-id").first()
    if last is not None and (last.at > at or (last.given, last.wording_version) == (given, version)):
        return False
    row = Consent.objects.create(client=client, kind=kind, given=given, wording_version=version, at=at)
    record(by=by, action="consent.given" if given else "consent.withdrawn", subject=row, now=now, kind=kind)
    return True


def taken_back(client: Client, kind: str, *, since: datetime | None = None) -> bool:
    """Is the last word a no? With `since`: one that was said later than a yes of that moment."""
    last = Consent.objects.filter(client=client, kind=kind).order_by("-at", "-id").first()
    return last is not None and not last.given and (since is None or last.at >= since)


def refused(client: Client) -> frozenset[str]:
    """The kinds of `ASKED` whose last word is a no. Wishes about messages are no part of it."""
    return frozenset(row.kind for row in _last_words(client) if not row.given)


def refused_too(client: OuterRef) -> ArraySubquery:
    """The same beside another question: a list of those kinds, with None for each that was given."""
    return ArraySubquery(_last_words(client).values_list(Case(When(given=False, then="kind"))))


def _last_words(client: Client | OuterRef) -> models.QuerySet[Consent]:
    said = Consent.objects.filter(client=client, kind__in=list(ASKED))
    return said.order_by("kind", "-at", "-id").distinct("kind")
