"""A whole record as plain data, to be read by a person: sections with tables of words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.labels import BANDS, CAUSES, GATES, TIERS
from assessments.labels_care import CRAMP_SETTINGS, FINDING_KINDS, PARTS_OF_BODY, SEVERITIES, SIDES
from assessments.models import CarePlan, Finding, ProgressEntry, Result, Screening
from assessments.presenters import signing
from assessments.presenters.check import given_answers
from assessments.presenters.letters import CLINIC, FOOT
from assessments.presenters.visit.record import record_of
from assessments.queries.reads import Look
from assessments.queries.screenings import visit_of
from bookings.labels import STATUS
from bookings.scheduling.terms import Status
from hekas.fhir.record import Record
from hekas.privacy.consents import label_of
from hekas.web.templatetags.plain import clock, long_day

Json = dict[str, Any]
NARROWEST, WIDEST = 12, 40  # letters; columns share the page by their longest cell, within these
ENTRIES = {
    "cramp": "Cramp",
    "quiet_week": "A week without cramps",
    "exercise": "Exercise",
    "score": "Your own score",
    "check_in": "How it went",
}
LETTERS = "What each says is in the folder “letters” of this copy, by the same day."


@dataclass(frozen=True)
class Table:
    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def as_letter(
    record: Record, messages: Iterable[tuple[str, str, str]], looks: list[Look], now: datetime
) -> Json:
    """The data of the letter `record`: who, and one section for each kind of thing that is kept."""
    sections = [
        section("About you", [Table("", ("What", "What we keep"), list(_person(record)))]),
        section("What you agreed to", [_consents(record)]),
        section("Your visits", [_visits(record)]),
        *(_result(row) for row in record.results),
        section("Who decided about booking", [_decisions(record)]),
        *(_screening(row) for row in record.screenings),
        *(_plan(row) for row in record.plans),
        section("Your diary", [Table("", ("Day", "What"), [_entry(row) for row in record.diary])]),
        section("Letters about you", [_letters(record)], LETTERS if record.letters else ""),
        section("What we wrote to you", [_written(record)]),
        section("Messages", [Table("", ("When", "How", "What"), list(messages))]),
        section("Who looked at your record", [_looks(looks)]),
    ]
    return {
        "title": f"What we keep about {record.client.name}",
        "clinic": CLINIC,
        "date": long_day(now),
        "foot": FOOT,
        "sections": [section for section in sections if section["tables"] or section["lead"]],
    }


def section(title: str, tables: Iterable[Table], lead: str = "") -> Json:
    return {"title": title, "lead": lead, "tables": [_table(table) for table in tables if table.rows]}


def _table(table: Table) -> Json:
    """Without the columns that hold nothing."""
    columns = [column for column in zip(table.head, *table.rows, strict=True) if any(column[1:])]
    head, *rows = map(list, zip(*columns, strict=True))
    shares = [min(max(NARROWEST, *map(len, column)), WIDEST) for column in columns]
    return {"title": table.title, "head": head, "rows": rows, "shares": shares}


def _person(record: Record) -> Iterator[tuple[str, str]]:
    client = record.client
    facts = (
        ("Name", client.name),
        ("E-mail", client.email),
        ("Telephone", client.phone.as_national if client.phone else ""),
        ("Born on", long_day(client.born_on) if client.born_on else ""),
        ("Your therapist", client.home_therapist.name if client.home_therapist else ""),
        ("Your account", client.user.email if client.user else ""),
    )
    yield from (fact for fact in facts if fact[1])


def _consents(record: Record) -> Table:
    rows = [
        (when(row.at), label_of(row.kind), "yes" if row.given else "no", row.wording_version)
        for row in record.consents
    ]
    return Table("", ("When", "What", "You said", "Wording"), rows)


def _visits(record: Record) -> Table:
    rows = [
        (when(row.starts_at), row.service.name, row.therapist.name, STATUS[Status(row.status)])
        for row in record.appointments
    ]
    return Table("", ("When", "What", "With", "State"), rows)


def _result(row: Result) -> Json:
    triage = row.snapshot["triage"]
    flags = [(flag["because"], flag.get("action", "")) for flag in triage.get("flags", [])]
    causes = [(CAUSES[c["id"]], BANDS[c["band"]]) for c in row.snapshot.get("causes", [])]
    answers = [
        Table(group.title, ("We asked", "You answered"), [(r.key, _words(r.value)) for r in _all(group)])
        for group in given_answers(row)
    ]
    tables = [
        Table("What we noted", ("Because", "What we said"), flags),
        Table("What may be adding to your cramps", ("What", "How clearly"), causes),
        *answers,
    ]
    lead = f"{TIERS[row.tier]}. {GATES[row.gate]}. {signing.of_result(row)} Version {row.rules_version}."
    return section(f"Your answers of {when(row.made_at)}", tables, lead)


def _all(group: Any) -> Iterable[Any]:
    return (*group.rows, *group.noes)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    return ("; " if any("," in one for one in value) else ", ").join(value)


def _decisions(record: Record) -> Table:
    clearances, heard = record.clearances, record.heard
    rows = [
        *((when(c.released_at), str(c.released_by), c.release_reason) for c in clearances if c.released_at),
        *((when(c.held_at), c.holder, c.hold_reason) for c in clearances if c.held_at),
        *((when(c.closed_at), str(c.closed_by), c.closed_reason) for c in clearances if c.closed_at),
        *((when(note.created_at), str(note.written_by), note.reason) for note in heard),
        *(
            (when(n.settled_at), str(n.settled_by), n.taken_back_because)
            for n in heard
            if n.taken_back_because
        ),
    ]
    return Table("", ("When", "Who", "Why"), sorted(rows))


def _screening(row: Screening) -> Json:
    found = record_of(visit_of(row)) if row.snapshot else None
    measured = [(line.title, _sides(line.values), line.note) for line in found.rows] if found else []
    felt = [_felt(finding) for finding in row.findings.all()]
    tables = [
        Table("What was measured", ("What", "Value", "Note"), measured),
        Table("What was felt", ("What", "Where", "How much", "Note"), felt),
    ]
    return section(f"Visit of {when(row.started_at)}", tables, f"With {row.therapist.name}.")


def _felt(finding: Finding) -> tuple[str, ...]:
    where = f"{PARTS_OF_BODY[finding.region]}, {SIDES[finding.side].lower()}"
    return FINDING_KINDS[finding.kind], where, SEVERITIES[finding.severity], finding.note


def _sides(values: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{side.lower()} {value}".strip() for side, value in values)


def _plan(row: CarePlan) -> Json:
    by_phase = sorted(row.goals.all(), key=lambda goal: (not goal.phase, goal.phase))
    goals = [(f"Phase {goal.phase}" if goal.phase else "Yours", goal.text) for goal in by_phase]
    lines = [(f"Phase {one.phase}", one.title, " ".join(one.how)) for one in row.activities.all()]
    notes = [(when(note.at), str(note.by), note.text) for note in row.amendments.all()]
    tables = [
        Table("Goals", ("For", "What"), goals),
        Table("What to do", ("When", "What", "How"), lines),
        Table("Notes since", ("When", "Who", "What"), notes),
    ]
    return section(f"Plan of {long_day(row.starts_on)}", tables, row.note)


def _entry(row: ProgressEntry) -> tuple[str, str]:
    parts = [SIDES.get(row.side, "").lower(), CRAMP_SETTINGS.get(row.setting, "").lower()]
    parts += [f"pain {row.pain} of 10"] if row.pain is not None else []
    parts += [row.activity.title] if row.activity else []
    parts += [f"{row.goal.text}: {row.score} of 10"] if row.goal else []
    told = ", ".join(part for part in parts if part)
    return long_day(row.happened_on), f"{ENTRIES[row.kind]}: {told}" if told else ENTRIES[row.kind]


def _letters(record: Record) -> Table:
    rows = [(when(row.written_at), str(row.written_by), row.sent_to or "not sent") for row in record.letters]
    return Table("", ("When", "From", "To"), rows)


def _written(record: Record) -> Table:
    rows = [(when(row.written_at), row.sender, row.text) for row in record.written]
    return Table("", ("When", "From", "What"), rows)


def _looks(looks: list[Look]) -> Table:
    return Table("", ("When", "Who", "What"), [(when(look.at), look.who, look.did) for look in looks])


def when(moment: datetime | None) -> str:
    """27 November 2026, 9:15am"""
    return f"{long_day(moment)}, {clock(moment)}" if moment else ""
