"""Everything that is kept of one client, gathered in a constant number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Prefetch

from assessments.models import (
    CarePlan,
    CauseDecision,
    Clearance,
    DeskNote,
    Intake,
    Letter,
    ProgressEntry,
    QuestionnaireForm,
    Result,
    Screening,
)
from assessments.queries.reads import looks_of
from assessments.rules.questionnaire import load_questionnaire, read_questionnaire
from assessments.rules.questionnaire_terms import Questionnaire
from bookings.models import Appointment, WaitlistEntry
from hekas.accounts.models import Client, Consent, Guardian, Therapist
from hekas.audit.models import AuditEvent
from hekas.messaging.models import WrittenMessage
from hekas.messaging.queries.written import written_to


@dataclass(frozen=True)
class Record:
    """The rows of a client, each kind oldest first. `unfinished`: answers that no result was made of.

    `forms`: the questions of each earlier version that they were asked, where its release kept them.
    """

    client: Client
    results: tuple[Result, ...] = ()
    unfinished: tuple[Intake, ...] = ()
    clearances: tuple[Clearance, ...] = ()
    screenings: tuple[Screening, ...] = ()
    plans: tuple[CarePlan, ...] = ()
    diary: tuple[ProgressEntry, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    waiting: tuple[WaitlistEntry, ...] = ()
    consents: tuple[Consent, ...] = ()
    letters: tuple[Letter, ...] = ()
    written: tuple[WrittenMessage, ...] = ()
    guardians: tuple[Guardian, ...] = ()
    heard: tuple[DeskNote, ...] = ()
    reads: tuple[AuditEvent, ...] = ()
    forms: Mapping[str, Questionnaire] = field(default_factory=dict)

    @cached_property
    def therapists(self) -> tuple[Therapist, ...]:
        """Everybody of the clinic who is named in the record, once, by name."""
        found = {person.pk: person for person in self._named() if person is not None}
        return tuple(sorted(found.values(), key=lambda person: (person.name, person.pk)))

    @cached_property
    def answered(self) -> dict[int, Result]:
        """Each result's answers as they were first kept: a visit may make a second result of the same."""
        first: dict[tuple[int, str], Result] = {}
        keys = [(row, (row.intake_id, str(row.answers.get("answered_at")))) for row in self.results]
        return {row.pk: first.setdefault(key, row) for row, key in keys}

    def _named(self) -> Iterator[Therapist | None]:
        yield self.client.home_therapist
        for clearance in self.clearances:
            yield from (clearance.released_by, clearance.closed_by)
        for screening in self.screenings:
            yield screening.therapist
            yield from (decision.decided_by for decision in screening.decisions.all())
        for plan in self.plans:
            yield from (plan.therapist, plan.signed_by)
            yield from (amendment.by for amendment in plan.amendments.all())
        yield from (row.therapist for row in self.appointments)
        yield from (row.written_by for row in self.letters)
        yield from (row.therapist for row in self.written)


def gather(client: Client) -> Record:
    """Twenty-two queries at most, however long the record."""
    results = Result.objects.filter(intake__client=client).select_related("intake")
    clearances = Clearance.objects.filter(client=client)
    letters = Letter.objects.filter(client=client).select_related("written_by")
    visits = Appointment.objects.with_names().filter(client=client, booked_at__isnull=False)
    waiting = WaitlistEntry.objects.filter(client=client).select_related("service")
    record = Record(
        client=client,
        results=tuple(results.order_by("made_at", "id")),
        unfinished=tuple(Intake.objects.filter(client=client, results=None).order_by("created_at", "id")),
        clearances=tuple(
            clearances.select_related("result", "released_by", "closed_by").order_by("answered_at", "id")
        ),
        screenings=_screenings(client),
        plans=_plans(client),
        diary=tuple(ProgressEntry.objects.filter(client=client).select_related("goal", "activity")),
        appointments=tuple(visits.order_by("during", "id")),
        waiting=tuple(waiting),
        consents=tuple(Consent.objects.filter(client=client).order_by("at", "id")),
        heard=tuple(DeskNote.objects.filter(client=client).select_related("written_by")),
        letters=tuple(letters.order_by("written_at", "id")),
        written=tuple(written_to(client).order_by("written_at", "id")),
        guardians=tuple(Guardian.objects.filter(client=client).select_related("client")),
    )
    return replace(record, reads=_reads(record), forms=_forms(record))


def _reads(record: Record) -> tuple[AuditEvent, ...]:
    """Every look at the client's page, or at a row of theirs, by anybody else."""
    rows = (*record.results, *record.screenings, *record.plans, *record.letters)
    subjects = [record.client.uuid, *(row.uuid for row in rows)]
    return tuple(looks_of(record.client, subjects).order_by("at", "id"))


def _forms(record: Record) -> dict[str, Questionnaire]:
    intakes = [*(row.intake for row in record.results), *record.unfinished]
    earlier = {intake.questionnaire_version for intake in intakes} - {load_questionnaire().version}
    rows = QuestionnaireForm.objects.filter(version__in=["", *earlier])
    return {row.version: read_questionnaire(row.pages, row.choices) for row in rows}


def _screenings(client: Client) -> tuple[Screening, ...]:
    decisions = Prefetch("decisions", CauseDecision.objects.select_related("decided_by"))
    rows = Screening.objects.filter(client=client).select_related("therapist")
    return tuple(rows.prefetch_related("observations", "findings", decisions).order_by("started_at", "id"))


def _plans(client: Client) -> tuple[CarePlan, ...]:
    rows = CarePlan.objects.filter(client=client).select_related("therapist", "signed_by")
    related = rows.prefetch_related("goals", "activities", "amendments__by")
    return tuple(related.order_by("created_at", "id"))
