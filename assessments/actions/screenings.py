"""A visit: begun, measured value by value, completed; or stopped where a value asks for help today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from assessments.actions import results
from assessments.actions.observing import EnteredTest, Side, write
from assessments.actions.observing import Entry as Entry
from assessments.adapters_care import measures_of, screening_document, weighed
from assessments.engine.readings import girth_stops
from assessments.models import Clearance, Result, Screening
from assessments.rules.screening import load_screening
from hekas.accounts.actions import consents
from hekas.accounts.models import Client, Therapist
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still

GIRTH = "calf_girth"
HELP_NOW = {"same_day", "emergency"}


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


class NotKept(Exception):
    """Somebody else wrote meanwhile what the page says otherwise: `clashes`, each a test and a side."""

    def __init__(self, clashes: frozenset[Side]) -> None:
        super().__init__()
        self.clashes = clashes


@dataclass(frozen=True)
class Saved:
    """The visit after a save, and the sides that somebody else had written meanwhile: they stand."""

    row: Screening
    clashes: frozenset[Side] = frozenset()


@transaction.atomic
def start(
    client: Client, *, therapist: Therapist, appointment_uuid: UUID | None, by: Actor, now: datetime
) -> Screening:
    """Begin a visit, or go on with the one that is running.

    Raises SentForHelp, NothingAnswered, TakenBack.
    """
    still(Client.objects.select_for_update(), pk=client.pk)
    running = Screening.objects.running().filter(client=client).first()
    if running is not None:
        return running
    result = _result_to_go_by(client)
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


def _result_to_go_by(client: Client) -> Result:
    if Clearance.objects.open_stops().filter(client=client).exists():
        raise SentForHelp
    if taken_back := consents.refused(client):
        raise TakenBack(taken_back)
    result = Result.objects.filter(intake__client=client).first()
    if result is None:
        raise NothingAnswered
    return result


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
    """Write one test's values, as `observe_all`. Raises NotRunning."""
    return observe_all(screening, [EnteredTest(test, entries, variant, note)], by=by, now=now).row


@transaction.atomic
def observe_all(screening: Screening, given: Sequence[EnteredTest], *, by: Actor, now: datetime) -> Saved:
    """Write values; the same again change nothing. What asks for help today stops the visit.

    Raises NotRunning.
    """
    row = _locked(screening)
    return Saved(row, _observe(row, given, by=by, now=now))


def _observe(row: Screening, given: Sequence[EnteredTest], *, by: Actor, now: datetime) -> frozenset[Side]:
    clashes = write(row, given, now)
    for one in given:
        record(by=by, action="screening.observed", subject=row, now=now, test=one.test)
    stops = next((one.test for one in given if load_screening().test(one.test).stops), "")
    if stops and _asks_for_help(row, now):
        _stop(row, stops, by=by, now=now)
    return clashes


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


def _stop(row: Screening, because: str, *, by: Actor, now: datetime) -> None:
    row.stopped_at, row.stopped_because = now, because
    _close(row, by=by, now=now)
    record(by=by, action="screening.stopped", subject=row, now=now)


@transaction.atomic
def complete(
    screening: Screening, *, by: Actor, now: datetime, given: Sequence[EnteredTest] = ()
) -> Screening:
    """End a visit, with what stood on its page, and weigh the causes again with what was measured.

    Raises NotRunning, NothingMeasured, NotKept.
    """
    row = _locked(screening)
    if clashes := _observe(row, given, by=by, now=now) if given else frozenset():
        raise NotKept(clashes)
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
    before = row.result
    results.keep(before.intake, snapshot, before.answers, before.asked, by=by, now=now)


def note_read(screening: Screening, *, by: Actor, now: datetime) -> None:
    """Somebody looked at the record of a visit."""
    record(by=by, action="screening.read", subject=screening, now=now)


def _locked(screening: Screening) -> Screening:
    """The visit, held still until this transaction ends; its words are not needed here."""
    row = still(Screening.objects.select_for_update().defer("asked"), pk=screening.pk)
    if not row.is_running:
        raise NotRunning
    return row
