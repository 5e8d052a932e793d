"""May this person be booked, and when? The one door through which the calendar asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast, Lower

from assessments.engine.terms import Consequence
from assessments.models import Clearance, Intake, Result
from assessments.models.clearance import LASTING, OPEN_STOP
from assessments.queries.ages import lacks_guardian
from assessments.queries.earlier import told_for_good
from assessments.queries.freshness import more_than_that
from assessments.queries.standing import Standing, lock_standing, standing_of
from assessments.rules import load_rules
from hekas.accounts.models import Client
from hekas.accounts.models.sameness import as_called
from hekas.postgres.kept import Among, Given, Question

ASK_FIRST = "We need your answers to some safety questions first."
AFTER_CONTACT = "We have spoken with you. Please answer the safety questions again before you book."
A_WORD_FIRST = "A therapist will speak with you first, under 18 also with a parent or guardian."
SPEAK_FIRST = "A therapist will speak with you first."
AFTER_STOP = "An earlier answer told us to stop. A therapist will speak with you first."
AFTER_HELD = "What you told us or we found before was different. A therapist will speak with you first."

TRAINING = (Consequence.PREGNANCY_TRAINED,)
REST = timedelta(hours=24)  # Source: A71, A73, K11


@dataclass(frozen=True)
class TimingWindow:
    """When one kind of session fits: half-open, aware; `fit` is best, good, allowed or avoid."""

    service: str
    start: datetime | None
    end: datetime | None
    fit: str
    because: str


@dataclass(frozen=True)
class Advice:
    """What the calendar needs to know of a person's body, and no more.

    `gate` is open, held or redirected; nothing known is held. `stale` asks for the safety questions (again).
    Nothing may start before `not_before`. `needs` names what the therapist has to be trained in.
    The answers were given at `answered_at`, count until `good_until`, and were judged at `judged_at`.
    """

    gate: str
    stale: bool
    reasons: tuple[str, ...] = ()
    windows: tuple[TimingWindow, ...] = ()
    not_before: datetime | None = None
    result_uuid: UUID | None = None
    intake_uuid: UUID | None = None
    needs: frozenset[str] = frozenset()
    answered_at: datetime | None = None
    good_until: datetime | None = None
    judged_at: datetime | None = None
    told: frozenset[str] = frozenset()  # what lasts, by the ids of its flags

    @property
    def may_book(self) -> bool:
        return self.gate == "open" and not self.stale


def _they_and_alike() -> QuerySet[Client]:
    """Asked of the clients alone, who are found by index: those who are held are many over the years."""
    alike = Q(Among(Lower("email"), Given("emails"))) | Q(Among("phone", Given("numbers")))
    return Client.objects.filter(Q(Among("pk", Given("clients"))) | alike).order_by()


ELSEWHERE: Question[Any] = Question(
    lambda: (
        Clearance.objects.annotate(
            address=Lower("client__email"),
            number=Cast("client__phone", CharField()),
            called=F("client__name"),
        )
        .filter(client__in=_they_and_alike().values("pk"))
        .filter(OPEN_STOP | LASTING)
        .select_related("result")
        .only("client_id", "tier", "held_at", "result__snapshot")
        .order_by()
    )
)


def ask_again() -> str:
    """What is said of answers that are too old."""
    return f"Your safety answers are {more_than_that()} old. Please answer them again."


NOTHING_KNOWN = Advice(gate="held", stale=True, reasons=(ASK_FIRST,))


def advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """The standing advice for a client, or for an intake that is nobody's yet. The newest answers count."""
    return _advice(standing_of(*_whose(client, intake)), now)


def lock_advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """As advice_for, holding the clearance still until this transaction ends. Without one it is held."""
    whose = _whose(client, intake)
    while True:  # what was answered while we waited is locked too
        locked, standing = lock_standing(*whose), standing_of(*whose)
        if {one.row.pk for one in standing} == locked:
            return _behind_others(_advice(standing, now), client)


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
    return {one.row.client_id: _advice([one], now) for one in found if one.row.client_id is not None}


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

    return [_advice(theirs(client, intake), now) for client, intake in pairs]


def held_elsewhere(clients: Collection[Client], known: Mapping[int, Advice]) -> dict[int, str]:
    """Of these, by their ids, those whom another record holds, and what they read; `known` is by id too.

    A stop that nobody has spoken about, under the same e-mail or number; or what lasts, such as a blood
    thinner, where the name is the same as well and their own answers leave it out. It can only make things
    stricter, and tells nobody anything: who answers on another phone without an account, or is written down
    anew at the desk, is somebody new to us.
    """
    found = ELSEWHERE.all(
        clients=[one.pk for one in clients],
        emails=[one.email.lower() for one in clients if one.email],
        numbers=[str(one.phone) for one in clients if one.phone],
    )
    held: dict[int, str] = {}
    for client in clients if found else ():
        theirs = [row for row in found if _is_alike(row, client)]
        if any(row.is_stop for row in theirs):
            held[client.pk] = AFTER_STOP
        elif any(_leaves_out(known.get(client.pk), row, client) for row in theirs):
            held[client.pk] = AFTER_HELD
    return held


def _is_alike(row: Any, client: Client) -> bool:
    """Of this client, or of somebody with their address or number."""
    same_address = bool(client.email) and client.email.lower() == row.address
    same_number = bool(client.phone) and str(client.phone) == row.number
    return row.client_id == client.pk or same_address or same_number


def _leaves_out(advice: Advice | None, row: Any, client: Client) -> bool:
    """Their own answers are held when they are given, and settled with a release: only another record's."""
    if row.client_id == client.pk or as_called(row.called) != as_called(client.name):
        return False
    return row.is_held_by_hand or advice is None or not told_for_good(row.result.snapshot) <= advice.told


def only_age_keeps(client: Client, advice: Advice) -> bool:
    """Whether to answer the safety questions again is all that is missing.

    Nobody is held, stopped (here or under the same e-mail or number) or too young to come by themselves.
    """
    return advice.gate == "open" and advice.stale and not held_elsewhere([client], {client.pk: advice})


def _advice(standing: list[Standing], now: datetime) -> Advice:
    if not standing:
        return NOTHING_KNOWN
    newest, *older = standing
    advice = _advice_of(newest, now)
    if advice.gate == "open" and any(one.row.is_stop and one.row.closed_at is None for one in older):
        return replace(advice, gate="held", reasons=(AFTER_STOP,))
    return advice


def _advice_of(one: Standing, now: datetime) -> Advice:
    row, gate = one.row, standing_gate(one.row)
    gate = "held" if gate == "open" and lacks_guardian(row, one.born_on) else gate
    windows = tuple(_windows(one.said.get("next", {}).get("windows", [])))
    return Advice(
        gate=gate,
        stale=row.expires_at <= now or row.closed_at is not None,
        reasons=tuple(_reasons(one, gate, now)),
        windows=windows,
        not_before=max(filter(None, (_not_before(windows), _rested(one))), default=None),
        result_uuid=one.result_uuid,
        intake_uuid=one.intake_uuid,
        needs=_needs(one),
        answered_at=row.answered_at,
        good_until=row.expires_at,
        judged_at=one.judged_at,
        told=told_for_good(one.said),
    )


def standing_gate(row: Clearance) -> str:
    """What the clearance says today: a release opens it; a closed stop waits for new answers."""
    if row.is_stop:
        return "held" if row.closed_at is not None else "redirected"
    return "open" if row.released_at is not None and not row.follows_open_stop else row.gate


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


def _reasons(one: Standing, gate: str, now: datetime) -> Iterable[str]:
    row = one.row
    if row.closed_at is not None:
        yield AFTER_CONTACT
    elif gate != "open":
        told = [*after(row), *one.said["triage"]["held_because"]]
        yield from told or [A_WORD_FIRST]
    elif row.expires_at <= now:
        yield ask_again()


def after(row: Clearance) -> Iterable[str]:
    """What is said of a hold by hand, or of the earlier answer that holds this one, where there is one.

    Of what another record told nothing: whoever typed somebody's address would read what its owner told.
    """
    earlier = row.follows_stop
    is_anothers = earlier is not None and earlier.client_id != row.client_id
    if row.is_held_by_hand or (earlier is not None and (earlier.is_held_by_hand or is_anothers)):
        yield SPEAK_FIRST
    elif earlier is not None:
        yield AFTER_HELD if earlier.gate == "held" and not earlier.is_stop else AFTER_STOP


def _needs(one: Standing) -> frozenset[str]:
    flags = {flag["id"] for flag in one.said["triage"].get("flags", [])}
    safety = load_rules().safety  # released or not: what the therapist has to be trained in stays
    return frozenset(need.value for need in TRAINING if flags & safety.flags_with(need))


def result_known(uuid: UUID) -> Result | None:
    """The result that Advice names; whose it is was settled there."""
    return Result.objects.select_related("intake").filter(uuid=uuid).first()


def _windows(documents: list[dict[str, str]]) -> Iterable[TimingWindow]:
    for window in documents:
        start, end = (datetime.fromisoformat(window[k]) if k in window else None for k in ("from", "to"))
        yield TimingWindow(window["service"], start, end, window["fit"], window["because"])


def _rested(one: Standing) -> datetime | None:
    """A day after the last cramp in the diary, which gives its date: taken as late as it can have been."""
    on, told = one.cramp_on, one.cramp_told
    if on is None or told is None:
        return None
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.CLINIC_TIMEZONE))
    return min(midnight.astimezone(UTC), told) + REST


def _not_before(windows: Iterable[TimingWindow]) -> datetime | None:
    """The first instant at which some session fits. Source: A71, A73, K11"""
    starts = [window.start for window in windows if window.start and window.fit != "avoid"]
    return min(starts, default=None)
