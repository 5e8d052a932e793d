"""What was measured and felt at a visit, and what the client wrote down between visits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from assessments import labels_care as words
from assessments.models import Finding, Observation, ProgressEntry, Screening
from hekas.fhir import people
from hekas.fhir.parts import (
    LOINC,
    SIDES,
    Json,
    category,
    concept,
    instant,
    local,
    named,
    ordinal,
    quantity,
    reference,
    resource,
)
from hekas.fhir.record import Record

UCUM_OF = {
    "reps": "{reps}",
    "cm": "cm",
    "mm": "mm",
    "deg": "deg",
    "s": "s",
    "points": "{score}",
    "percent_body_weight": "%",
    "percent_leg_length": "%",
    "grade": "{grade}",
}
PAIN = {"system": LOINC, "code": "72514-3", "display": "Pain severity - 0-10 verbal numeric rating [Score]"}
PAIN_WORDS = "Pain, 0 to 10"


def of_visits(record: Record) -> Iterator[Json]:
    for visit in record.screenings:
        for rows in by_test(visit).values():
            yield test(record, visit, rows)
        yield from (finding(record, visit, row) for row in visit.findings.all())


def by_test(visit: Screening) -> dict[str, list[Observation]]:
    groups: dict[str, list[Observation]] = defaultdict(list)
    for row in visit.observations.all():
        groups[row.test].append(row)
    return groups


def test(record: Record, visit: Screening, rows: list[Observation]) -> Json:
    """One test of one visit, in the words of that visit: its sides as components, or a value of its own."""
    first, asked = rows[0], visit.asked.get(rows[0].test, {})
    whole = rows == [first] and first.side == "both"
    variant = (
        [local("variant", first.variant, words.VARIANTS.get(first.variant, ""))] if first.variant else []
    )
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return resource(
        "Observation",
        named(visit.uuid, f"test:{first.test}"),
        status="preliminary" if visit.is_running else "final",
        category=category("exam"),
        code=concept(asked.get("title", first.test), local("test", first.test)),
        subject=people.of_client(record.client),
        effectiveDateTime=instant(max(row.measured_at for row in rows)),
        encounter=reference(visit.uuid),
        performer=[people.of_therapist(visit.therapist)],
        method=concept(asked.get("how", ""), *variant),
        note=[{"text": note} for note in notes],
        **(value(first, asked) if whole else {}),
        component=[part for row in rows for part in _components(row, asked, whole)],
    )


def value(row: Observation, asked: Json) -> Json:
    """A number in UCUM, one of the test's words, or what was written."""
    if row.number is not None:
        unit = asked.get("unit") or row.unit
        return {"valueQuantity": quantity(row.number, words.UNITS.get(unit, unit), UCUM_OF.get(unit, "1"))}
    if said := asked.get("words", {}).get(row.word):
        return {"valueCodeableConcept": concept(said, local(f"test:{row.test}", row.word))}
    return {"valueString": row.word}


def _components(row: Observation, asked: Json, whole: bool) -> Iterator[Json]:
    side = words.SIDES[row.side]
    if not whole:
        yield {"code": concept(side, SIDES[row.side]), **value(row, asked)}
    if row.pain is not None:
        pain = concept(f"{PAIN_WORDS}: {side}", PAIN, SIDES[row.side])
        yield {"code": pain, "valueInteger": row.pain}
    for name, said in (("stopped", words.STOPS), ("reproduces", words.REPRODUCES)):
        if code := getattr(row, name):
            what = concept(f"{name.capitalize()}: {side}", local("test", name), SIDES[row.side])
            yield {"code": what, "valueCodeableConcept": concept(said.get(code, code), local(name, code))}


def finding(record: Record, visit: Screening, row: Finding) -> Json:
    """Something felt under the hands: where, how marked, and where it refers to."""
    place = words.PARTS_OF_BODY[row.region]
    refers = words.PARTS_OF_BODY.get(row.refers_to, "")
    marked = words.SEVERITIES[row.severity]
    return resource(
        "Observation",
        row.uuid,
        status="preliminary" if visit.is_running else "final",
        category=category("exam"),
        code=concept(words.FINDING_KINDS[row.kind], local("finding", row.kind)),
        subject=people.of_client(record.client),
        effectiveDateTime=instant(row.found_at),
        encounter=reference(visit.uuid),
        performer=[people.of_therapist(visit.therapist)],
        bodySite=concept(f"{place}, {words.SIDES[row.side]}", local("region", row.region), SIDES[row.side]),
        valueCodeableConcept=concept(marked, ordinal(local("severity", str(row.severity)), row.severity)),
        note=[{"text": row.note}] if row.note else None,
        component=[_refers(row.refers_to, refers)] if refers else None,
    )


def _refers(code: str, place: str) -> Json:
    return {
        "code": concept("Refers to", local("finding", "refers_to")),
        "valueCodeableConcept": concept(place, local("region", code)),
    }


def of_diary(record: Record) -> Iterator[Json]:
    """Each line of the diary on its day, but for exercises, which are tasks. A score points at its goal."""
    own = {goal.pk for plan in record.plans for goal in plan.goals.all()}
    yield from (entry(record, row, own) for row in record.diary if row.kind != "exercise")


def entry(record: Record, row: ProgressEntry, goals: Iterable[int]) -> Json:
    what = DIARY[row.kind]
    about = [reference(row.goal.uuid, row.goal.text)] if row.goal and row.goal.pk in goals else None
    return resource(
        "Observation",
        row.uuid,
        status="final",
        category=category("survey"),
        code=concept(what, local("diary", row.kind)),
        subject=people.of_client(record.client),
        effectiveDateTime=row.happened_on.isoformat(),
        performer=[people.of_client(record.client)],
        focus=about,
        bodySite=concept(words.SIDES[row.side], SIDES[row.side]) if row.side in SIDES else None,
        **_said(row),
        component=list(_told(row)),
    )


DIARY = {
    "cramp": "Cramp",
    "quiet_week": "A week without cramps",
    "score": "Own activity, 0 (can't) to 10 (no trouble)",
    "check_in": "How the week was",
}


def _said(row: ProgressEntry) -> Json:
    if row.kind == "score" and row.score is not None:
        return {"valueQuantity": quantity(row.score, "points", "{score}")}
    return {"valueBoolean": True} if row.kind in ("cramp", "quiet_week") else {}


def _told(row: ProgressEntry) -> Iterator[Json]:
    told: tuple[tuple[str, Json, Any], ...] = (
        (PAIN_WORDS, PAIN, {"valueInteger": row.pain} if row.pain is not None else None),
        ("When it came", local("diary", "setting"), _setting(row.setting)),
        ("Sleep a night", local("diary", "sleep_hours"), _amount(row.sleep_hours, "hours", "h")),
        (
            "Training in the week",
            local("diary", "training_minutes"),
            _amount(row.training_minutes, "minutes", "min"),
        ),
        ("Effort of it, 0 to 10", local("diary", "training_effort"), _points(row.training_effort)),
    )
    yield from ({"code": concept(text, code), **said} for text, code, said in told if said)


def _setting(code: str) -> Json | None:
    said = words.CRAMP_SETTINGS.get(code, code)
    return {"valueCodeableConcept": concept(said, local("setting", code))} if code else None


def _points(number: int | None) -> Json | None:
    return None if number is None else {"valueInteger": number}


def _amount(number: Any, unit: str, code: str) -> Json | None:
    return None if number is None else {"valueQuantity": quantity(number, unit, code)}
