"""May this person be booked, and when? The one door through which the calendar asks."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from assessments.models import Clearance, Intake, Result
from assessments.models.intake import IntakeStatus
from assessments.queries.advice import NOTHING_KNOWN, Advice, advice_of, standing_gate
from assessments.queries.earlier import told_for_good
from assessments.queries.elsewhere import held_elsewhere
from assessments.queries.standing import Standing, lock_standing, standing_of
from hekas.accounts.models import Client


def advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """The standing advice for a client, or for an intake that is nobody's yet. The newest answers count."""
    return advice_of(standing_of(*_whose(client, intake)), now)


def lock_advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """As advice_for, holding the clearance still until this transaction ends. Without one it is held."""
    whose = _whose(client, intake)
    while True:  # what was answered while we waited is locked too
        locked, standing = lock_standing(*whose), standing_of(*whose)
        if {one.row.pk for one in standing} == locked:
            return _behind_others(advice_of(standing, now), client)


def advice_to_book_by(client: Client, *, now: datetime) -> Advice:
    """As lock_advice_for says it of a client, to tell of and no more: it holds nothing still."""
    return _behind_others(advice_for(now=now, client=client), client)


def waits_for_others(row: Clearance) -> bool:
    """Open by its own answers or by a release, and held all the same where its client books.

    Another record of theirs holds it, or of whoever shares their address or number. One query, or none.
    """
    if row.client is None or not may_be_held(row):
        return False
    told = told_for_good(row.result.snapshot)
    return bool(held_elsewhere([row.client], {row.client.pk: replace(NOTHING_KNOWN, told=told)}))


def _whose(client: Client | None, intake: Intake | None) -> tuple[list[int], list[int]]:
    return [client.pk] if client else [], [intake.pk] if intake else []


def _behind_others(advice: Advice, client: Client | None) -> Advice:
    """Open answers are held where another record of the same person holds them."""
    if advice.gate != "open" or client is None:
        return advice
    reason = held_elsewhere([client], {client.pk: advice}).get(client.pk)
    return advice if reason is None else replace(advice, gate="held", reasons=(reason,))


def advice_for_each(clients: Collection[Client], *, now: datetime) -> dict[int, Advice]:
    """The standing advice by client id, in one query; who is not in it has never answered."""
    found = standing_of([client.pk for client in clients])
    return {one.row.client_id: advice_of([one], now) for one in found if one.row.client_id is not None}


def current_names(clients: Collection[int]) -> dict[int, UUID]:
    """The name of what stands of each client (an id), in one query; nothing of what it says is read."""
    found = Clearance.objects.current().filter(client__in=clients)
    return dict(found.values_list("client", "uuid"))


def advice_for_pairs(pairs: Collection[tuple[int, int | None]], *, now: datetime) -> list[Advice]:
    """As `advice_for`, of many clients (ids), each with the intake they came with or None; in their order.

    One query for them all. It locks nothing: good enough to refuse somebody, never to book them.
    """
    intakes = {intake for _, intake in pairs if intake is not None}
    found = standing_of(list({client for client, _ in pairs}), list(intakes))
    by_client, by_intake = defaultdict(list), {one.row.intake_id: one for one in found}
    for one in found:
        by_client[one.row.client_id].append(one)
    newest = {one.row.pk: place for place, one in enumerate(found)}

    def theirs(client: int, intake: int | None) -> list[Standing]:
        own = {one.row.pk: one for one in (*by_client[client], by_intake.get(intake)) if one is not None}
        return sorted(own.values(), key=lambda one: newest[one.row.pk])

    return [advice_of(theirs(client, intake), now) for client, intake in pairs]


def only_age_keeps(client: Client, advice: Advice) -> bool:
    """Whether to answer the safety questions again is all that is missing.

    Nobody is held, stopped (here or under the same e-mail or number) or too young to come by themselves.
    """
    return advice.gate == "open" and advice.stale and not held_elsewhere([client], {client.pk: advice})


def may_be_held(row: Clearance) -> bool:
    """Is it open, so that somebody who has heard what no answer says can take it back?"""
    return row.superseded_at is None and not row.is_stop and standing_gate(row) == "open"


def is_to_be_held(client: Client) -> bool:
    """Could this person be held by hand: have they answered, and is it open?"""
    row = Clearance.objects.current().filter(client=client).select_related("follows_stop").first()
    return row is not None and may_be_held(row)


def has_never_answered(client: Client) -> bool:
    """Is nothing known of them yet that could be open or held?"""
    return not Clearance.objects.filter(client=client).exists()


def is_spoken_of(intake: Intake) -> bool:
    """Did these answers stop somebody, and was the stop closed after a talk? Then they answer anew."""
    if intake.status != IntakeStatus.STOPPED:
        return False
    theirs = Clearance.objects.filter(intake=intake)
    return theirs.filter(closed_at__isnull=False).exists() and not theirs.open_stops().exists()


def result_known(uuid: UUID) -> Result | None:
    """The result that Advice names; whose it is was settled there."""
    return Result.objects.select_related("intake").filter(uuid=uuid).first()
