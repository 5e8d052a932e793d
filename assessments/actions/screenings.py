"""A visit: begun, measured value by value, completed; or stopped where a value asks for help today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.actions import clearances
from assessments.adapters_care import measures_of, screening_document, weighed
from assessments.engine.readings import girth_stops
from assessments.models import Clearance, Observation, Result, Screening
from assessments.rules.screening import load_screening
from hekas.accounts.actions import consents
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record

GIRTH = "calf_girth"
HELP_NOW = {"same_day", "emergency"}
VALUES = ("number", "word", "unit", "variant", "pain", "stopped", "reproduces", "note", "measured_at")


class SentForHelp(Exception):
    """The client was sent to 999, 111 or a GP, and nobody has closed that: no visit begins."""


class NothingAnswered(Exception):
    """Nobody has asked this client about their safety: without answers a stop could hold nothing."""


class TakenBack(Exception):
    """The client took back a word without which nobody is assessed: `kinds`, as in `consents.ASKED`."""

    def __init__(self, kinds: frozenset[str]) -> None:
        super().__init__()
        self.kinds = kinds


class NotRunning(Exception):
    """The visit is completed or stopped; its values stay as they are."""


class NothingMeasured(Exception):
    """A visit without any value or finding can't be completed."""


@dataclass(frozen=True)
class Entry:
    """One side of one test as entered. `number` or `word`; with neither, the value is taken back."""

    side: str
    number: Decimal | None = None
    word: str = ""
    pain: int | None = None
    stopped: str = ""
    reproduces: str = ""

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.word


@transaction.atomic
def start(
    client: Client, *, therapist: Therapist, appointment_uuid: UUID | None, by: Actor, now: datetime
) -> Screening:
    """Begin a visit, or go on with the one that is running.

    Raises SentForHelp, NothingAnswered, TakenBack.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    running = Screening.objects.running().filter(client=client).first()
    if running is not None:
        return running
    if Clearance.objects.open_stops().filter(client=client).exists():
        raise SentForHelp
    if taken_back := consents.refused(client):
        raise TakenBack(taken_back)
    result = Result.objects.filter(intake__client=client).first()
    if result is None:
        raise NothingAnswered
    rules = load_screening()
    screening = Screening.objects.create(
        client=client,
        therapist=therapist,
        appointment_uuid=appointment_uuid,
        result=result,
        asked={test.code: _asked(test) for test in rules.tests},
        rules_version=rules.version,
        started_at=now,
    )
    record(by=by, action="screening.started", subject=screening, now=now)
    return screening


def _asked(test: Any) -> dict[str, Any]:
    return {"title": test.title, "how": test.how, "unit": test.unit, "words": dict(test.words)}


@transaction.atomic
def observe(
    screening: Screening,
    test: str,
    entries: Sequence[Entry],
    *,
    variant: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> Screening:
    """Write one test's values; the same again change nothing. What asks for help today stops the visit.

    Raises NotRunning.
    """
    row = _locked(screening)
    _write(row, test, entries, variant, note, now)
    record(by=by, action="screening.observed", subject=row, now=now, test=test)
    if load_screening().test(test).stops and _asks_for_help(row, now):
        _stop(row, test, by=by, now=now)
    return row


def _asks_for_help(row: Screening, now: datetime) -> bool:
    """Do the calves differ by 3 cm, or does the engine find a new reason for help today or at once?"""
    if girth_stops(measures_of(row.observations.filter(test=GIRTH))):
        return True
    if row.result is None:
        return False
    known = {flag["id"] for flag in row.result.snapshot["triage"]["flags"]}
    flags = _weighed(row, row.result, now)["triage"]["flags"]
    return any(flag["id"] not in known and flag["tier"] in HELP_NOW for flag in flags)


def _weighed(row: Screening, result: Result, now: datetime) -> dict[str, Any]:
    return weighed(result, screening_document(row.observations.all(), row.findings.all(), now))


def _write(
    row: Screening, test: str, entries: Sequence[Entry], variant: str, note: str, now: datetime
) -> None:
    """All sides in one statement; what was emptied is taken back."""
    rows = [_row(row, test, entry, variant, note, now) for entry in entries if not entry.is_empty]
    Observation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["screening", "test", "side"],
        update_fields=[*VALUES, "updated_at"],
    )
    if emptied := [entry.side for entry in entries if entry.is_empty]:
        Observation.objects.filter(screening=row, test=test, side__in=emptied).delete()


def _row(row: Screening, test: str, entry: Entry, variant: str, note: str, now: datetime) -> Observation:
    return Observation(
        screening=row,
        test=test,
        side=entry.side,
        number=entry.number,
        word=entry.word,
        unit=load_screening().test(test).unit,
        variant=variant,
        pain=entry.pain,
        stopped=entry.stopped,
        reproduces=entry.reproduces,
        note=note,
        measured_at=now,
    )


def _stop(row: Screening, because: str, *, by: Actor, now: datetime) -> None:
    row.stopped_at, row.stopped_because = now, because
    _close(row, by=by, now=now)
    record(by=by, action="screening.stopped", subject=row, now=now)


@transaction.atomic
def complete(screening: Screening, *, by: Actor, now: datetime) -> Screening:
    """End a visit and weigh the causes again with what was measured. Raises NotRunning, NothingMeasured."""
    row = _locked(screening)
    if not (row.observations.exists() or row.findings.exists()):
        raise NothingMeasured
    row.completed_at = now
    _close(row, by=by, now=now)
    record(by=by, action="screening.completed", subject=row, now=now)
    return row


def _close(row: Screening, *, by: Actor, now: datetime) -> None:
    """Keep what the engine makes of answers and visit together; a new safety flag sets the clearance anew.

    Where the safety questions were asked again meanwhile, it is weighed with the newer answers.
    """
    row.result = Result.objects.filter(intake__client=row.client_id).first() or row.result
    if row.result is not None:
        row.snapshot = _weighed(row, row.result, now)
        if _new_flags(row.result.snapshot, row.snapshot):
            _tighten(row, row.snapshot, by=by, now=now)
    row.save(
        update_fields=["result", "completed_at", "stopped_at", "stopped_because", "snapshot", "updated_at"]
    )


def _new_flags(before: dict[str, Any], after: dict[str, Any]) -> bool:
    known = {flag["id"] for flag in before["triage"]["flags"]}
    found = {flag["id"] for flag in after["triage"]["flags"]}
    return after["triage"]["booking"] != "open" and bool(found - known)


def _tighten(row: Screening, snapshot: dict[str, Any], *, by: Actor, now: datetime) -> None:
    """A result of its own, with the answers that it rests on, and the clearance that follows from it."""
    assert row.result is not None
    result = Result.objects.create(
        intake=row.result.intake,
        snapshot=snapshot,
        answers=row.result.answers,
        asked=row.result.asked,
        rules_version=snapshot["rules"]["version"],
        rules_digest=snapshot["rules"]["digest"],
        tier=snapshot["triage"]["tier"],
        gate=snapshot["triage"]["booking"],
        made_at=now,
    )
    record(by=by, action="result.made", subject=result, now=now, tier=result.tier, gate=result.gate)
    clearances.set_from(result, by=by, now=now)


def note_read(screening: Screening, *, by: Actor, now: datetime) -> None:
    """Somebody looked at the record of a visit."""
    record(by=by, action="screening.read", subject=screening, now=now)


def _locked(screening: Screening) -> Screening:
    """The visit, held still until this transaction ends; its words are not needed here."""
    row = Screening.objects.select_for_update().defer("asked").get(pk=screening.pk)
    if not row.is_running:
        raise NotRunning
    return row
