"""May this person be booked, and when? The one door through which the calendar asks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from assessments.models import Clearance, Intake, ProgressEntry
from assessments.queries.ages import lacks_guardian
from hekas.accounts.models import Client

ASK_FIRST = "We need your answers to some safety questions first."
ASK_AGAIN = "Your safety answers are more than 14 days old. Please answer them again."
AFTER_CONTACT = "We have spoken with you. Please answer the safety questions again before you book."
A_WORD_FIRST = "A therapist will speak with you first, under 18 also with a parent or guardian."
AFTER_STOP = "An earlier answer told us to stop. A therapist will speak with you first."

REST = timedelta(hours=24)  # Source: A71, A73, K11
PREGNANCY = "pregnancy_trained"
NEEDS = {"K6": PREGNANCY, "G9": PREGNANCY}  # flags that stay when a therapist has released them


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

    @property
    def may_book(self) -> bool:
        return self.gate == "open" and not self.stale


NEWEST_FIRST = ("-answered_at", "-id")
NOTHING_KNOWN = Advice(gate="held", stale=True, reasons=(ASK_FIRST,))


def advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """The standing advice for a client, or for an intake that is nobody's yet. The newest answers count."""
    return _advice(_current(client, intake), now)


def lock_advice_for(*, now: datetime, client: Client | None = None, intake: Intake | None = None) -> Advice:
    """As advice_for, holding the clearance still until this transaction ends. Without one it is held."""
    while ids := list(_in_force(client, intake).order_by(*NEWEST_FIRST).values_list("pk", flat=True)):
        _lock_for_share(ids)
        locked = _current(client, intake)
        if [row.pk for row in locked] == ids:
            return _behind_a_stop(_advice(locked, now), client)
    return NOTHING_KNOWN


def _behind_a_stop(advice: Advice, client: Client | None) -> Advice:
    """Open answers are held where a stop stands under the same e-mail."""
    if advice.gate != "open" or client is None or not stopped_somewhere([client]):
        return advice
    return replace(advice, gate="held", reasons=(AFTER_STOP,))


def advice_for_each(clients: Collection[Client], *, now: datetime) -> dict[int, Advice]:
    """The standing advice by client id, in one query; who is not in it has never answered."""
    rows = _with_all(Clearance.objects.current().filter(client__in=clients))
    return {row.client_id: _advice([row], now) for row in rows if row.client_id is not None}


def stopped_somewhere(clients: Collection[Client]) -> set[int]:
    """Of these, the ids of those under whose e-mail a stop stands with nobody having spoken to the person.

    Such a stop can only make things stricter, and tells nobody anything: who answers on another phone without
    an account is somebody new to us.
    """
    emails = {client.email.lower() for client in clients if client.email}
    stops = Clearance.objects.open_stops().annotate(address=Lower("client__email"))
    found = list(stops.filter(Q(client__in=clients) | Q(address__in=emails)).values_list("client", "address"))
    ids, addresses = {pk for pk, _ in found}, {address for _, address in found}
    return {one.pk for one in clients if one.pk in ids or (one.email and one.email.lower() in addresses)}


def _current(client: Client | None, intake: Intake | None) -> list[Clearance]:
    return list(_with_all(_in_force(client, intake)))


def _in_force(client: Client | None, intake: Intake | None) -> QuerySet[Clearance]:
    whose = Q(pk__in=[])
    if client is not None:
        whose |= Q(client=client)
    if intake is not None:
        whose |= Q(intake=intake)
    return Clearance.objects.current().filter(whose)


def _with_all(rows: QuerySet[Clearance]) -> QuerySet[Clearance]:
    """All that advice is made of, the newest answers first; the client's diary knows of later cramps."""
    cramps = ProgressEntry.objects.filter(client=OuterRef("client"), kind="cramp")
    last = cramps.order_by("-happened_on", "-written_at")
    rows = rows.select_related("result", "intake", "follows_stop", "client").annotate(
        cramp_on=Subquery(last.values("happened_on")[:1]), cramp_told=Subquery(last.values("written_at")[:1])
    )
    return rows.order_by(*NEWEST_FIRST)


def _lock_for_share(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM assessments_clearance WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])


def _advice(rows: list[Clearance], now: datetime) -> Advice:
    if not rows:
        return NOTHING_KNOWN
    newest, *older = rows
    advice = _advice_of(newest, now)
    if advice.gate == "open" and any(row.is_stop and row.closed_at is None for row in older):
        return replace(advice, gate="held", reasons=(AFTER_STOP,))
    return advice


def _advice_of(row: Clearance, now: datetime) -> Advice:
    gate = standing_gate(row)
    gate = "held" if gate == "open" and lacks_guardian(row) else gate
    windows = tuple(_windows(row.result.snapshot.get("next", {}).get("windows", [])))
    return Advice(
        gate=gate,
        stale=row.expires_at <= now or row.closed_at is not None,
        reasons=tuple(_reasons(row, gate, now)),
        windows=windows,
        not_before=max(filter(None, (_not_before(windows), _rested(row))), default=None),
        result_uuid=row.result.uuid,
        intake_uuid=row.intake.uuid,
        needs=_needs(row),
        answered_at=row.answered_at,
        good_until=row.expires_at,
        judged_at=row.result.made_at,
    )


def standing_gate(row: Clearance) -> str:
    """What the clearance says today: a release opens it; a closed stop waits for new answers."""
    if row.is_stop:
        return "held" if row.closed_at is not None else "redirected"
    stopped_before = row.follows_stop is not None and row.follows_stop.closed_at is None
    return "open" if row.released_at is not None and not stopped_before else row.gate


def _reasons(row: Clearance, gate: str, now: datetime) -> Iterable[str]:
    if row.closed_at is not None:
        yield AFTER_CONTACT
    elif gate != "open":
        yield from [AFTER_STOP] if row.follows_stop_id else []
        because = row.result.snapshot["triage"]["held_because"]
        yield from because if because or row.follows_stop_id else [A_WORD_FIRST]
    elif row.expires_at <= now:
        yield ASK_AGAIN


def _needs(row: Clearance) -> frozenset[str]:
    flags = {flag["id"] for flag in row.result.snapshot["triage"].get("flags", [])}
    return frozenset(need for flag, need in NEEDS.items() if flag in flags)


def _windows(documents: list[dict[str, str]]) -> Iterable[TimingWindow]:
    for window in documents:
        start, end = (datetime.fromisoformat(window[k]) if k in window else None for k in ("from", "to"))
        yield TimingWindow(window["service"], start, end, window["fit"], window["because"])


def _rested(row: Clearance) -> datetime | None:
    """A day after the last cramp in the diary, which gives its date: taken as late as it can have been."""
    on, told = row.cramp_on, row.cramp_told  # type: ignore[attr-defined]
    if on is None:
        return None
    midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.CLINIC_TIMEZONE))
    return min(midnight.astimezone(UTC), told) + REST


def _not_before(windows: Iterable[TimingWindow]) -> datetime | None:
    """The first instant at which some session fits. Source: A71, A73, K11"""
    starts = [window.start for window in windows if window.start and window.fit != "avoid"]
    return min(starts, default=None)
