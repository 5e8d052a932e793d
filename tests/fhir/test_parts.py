"""Each kind of resource says what the rows say."""

from datetime import timedelta

import pytest

from assessments.models import Intake, Result
from assessments.rules.questionnaire import load_questionnaire
from bookings.models import Appointment
from hekas.accounts.models import Consent
from hekas.audit.actors import Actor
from hekas.audit.log import record as write_down
from hekas.fhir import bundle, questions
from hekas.fhir.kinds import TYPES
from hekas.fhir.parts import instant
from tests.assessments.care.conftest import NOW
from tests.fhir.shapes import normal, of_kind, one, reread


@pytest.fixture
def made(record):
    return bundle.of(record, now=NOW)


def coded(resources, system, code):
    """Those with this code of ours."""
    wanted = {"system": f"urn:hekas:{system}", "code": code}
    return [
        row for row in resources if any(wanted.items() <= c.items() for c in row["code"].get("coding", ()))
    ]


def test_left_and_right_are_components_in_ucum(made):
    first, second = coded(of_kind(made, "Observation"), "test", "heel_raise_straight") + coded(
        of_kind(made, "Observation"), "test", "knee_to_wall"
    )
    sides = [(c["code"]["text"], c["valueQuantity"]) for c in first["component"]]
    reps = {"unit": "raises", "system": "http://unitsofmeasure.org", "code": "{reps}"}
    assert sides == [("Left", {"value": 11, **reps}), ("Right", {"value": 24, **reps})]
    assert first["method"]["coding"][0]["code"] == "wedge"
    assert (first["status"], first["code"]["text"]) == ("final", "Single-leg heel raise, straight knee")
    texts = [component["code"]["text"] for component in second["component"]]
    assert texts == ["Left", "Pain, 0 to 10: Left", "Stopped: Left", "Right"]
    assert second["component"][0]["valueQuantity"]["value"] == 7.5
    assert second["note"] == [{"text": "stiff"}]


def test_one_value_for_both_stands_by_itself(made):
    (plank,) = coded(of_kind(made, "Observation"), "test", "front_plank")
    assert plank["valueQuantity"]["code"] == "s"
    assert "component" not in plank
    (posture,) = coded(of_kind(made, "Observation"), "test", "standing_posture")
    assert posture["valueString"] == "Leans left a little"


def test_a_word_of_a_test_is_a_code(made):
    (grip,) = coded(of_kind(made, "Observation"), "test", "toe_grip")
    assert grip["component"][0]["valueCodeableConcept"]["coding"][0]["code"] == "slips"


def test_a_finding_says_where_how_marked_and_where_it_refers(made):
    (found,) = coded(of_kind(made, "Observation"), "finding", "trigger_point")
    assert found["bodySite"]["text"] == "Lower calf, Left"
    assert found["valueCodeableConcept"]["text"] == "Moderate"
    assert found["component"][0]["valueCodeableConcept"]["text"] == "Heel cord"


def test_three_phases_are_part_of_the_plan(made, active_plan):
    plans = of_kind(made, "CarePlan")
    (whole,) = [plan for plan in plans if plan["id"] == str(active_plan.uuid)]
    phases = [p for p in plans if p.get("partOf") == [{"reference": f"urn:uuid:{active_plan.uuid}"}]]
    assert [phase["status"] for phase in phases] == ["completed", "active", "draft"]
    assert [phase["period"]["start"] for phase in phases] == ["2026-11-20", "2026-12-04", "2027-01-01"]
    assert whole["status"] == "active"
    assert len(whole["activity"]) == 12
    assert whole["note"][0]["text"] == "Moved from phase 1 to phase 2: Walking is easy."
    exercise = next(a["detail"] for a in phases[1]["activity"] if "scheduledTiming" in a["detail"])
    assert exercise["status"] == "in-progress"
    assert exercise["scheduledTiming"]["repeat"]["periodUnit"] == "wk"


def test_a_new_draft_replaces_the_plan_before(made, active_plan):
    (draft,) = [p for p in of_kind(made, "CarePlan") if "replaces" in p]
    assert (draft["status"], draft["replaces"][0]["reference"]) == ("draft", f"urn:uuid:{active_plan.uuid}")


def test_goals_say_whose_they_are(made, record):
    goals = of_kind(made, "Goal")
    own = [g for g in goals if g["expressedBy"]["reference"] == f"urn:uuid:{record.uuid}"]
    assert {goal["description"]["text"] for goal in own} == {"Run 10 km"}
    assert {goal["lifecycleStatus"] for goal in goals} == {"active", "proposed"}
    (score,) = coded(of_kind(made, "Observation"), "diary", "score")
    assert score["focus"][0]["display"] == "Run 10 km"


def test_the_picture_says_what_the_rules_said_and_what_was_decided(made):
    pictures = of_kind(made, "ClinicalImpression")
    by_rules = [p for p in pictures if "assessor" not in p]
    at_visits = [p for p in pictures if "assessor" in p]
    assert (len(by_rules), len(at_visits)) == (1, 2)
    said = " ".join(finding["basis"] for picture in at_visits for finding in picture["finding"])
    assert "Confirmed. seen on the day" in said
    assert "The rules: Main factor" in said
    assert all("Not a diagnosis" in picture["summary"] for picture in pictures)


def test_every_cause_keeps_its_points_and_reasons(made):
    weighed = coded(of_kind(made, "Observation"), "cause", "calf_weakness")
    scores = {row["effectiveDateTime"]: row["valueQuantity"]["value"] for row in weighed}
    assert len(weighed) == 3
    assert all(
        sum(c["valueQuantity"]["value"] for c in w["component"]) == w["valueQuantity"]["value"]
        for w in weighed
    )
    assert max(scores.values()) > 4


def test_a_guardian_is_a_related_person(made, record):
    guardian = one(made, "RelatedPerson")
    assert guardian["patient"]["reference"] == f"urn:uuid:{record.uuid}"
    assert (guardian["name"], guardian["telecom"][0]["value"]) == ([{"text": "Demo Mum"}], "+447700900404")


def test_the_newest_word_of_a_consent_is_in_force(made):
    states = [(c["status"], c["provision"]["type"]) for c in of_kind(made, "Consent")]
    assert states == [("inactive", "permit"), ("inactive", "deny"), ("active", "permit")]


def test_a_consent_that_was_taken_back_is_refused(record):
    Consent.objects.create(client=record, kind="treatment", given=False, wording_version="1", at=NOW)
    last = of_kind(bundle.of(record, now=NOW), "Consent")[-1]
    assert (last["status"], last["provision"]["type"]) == ("rejected", "deny")


def test_a_visit_and_a_place_in_the_queue_are_appointments(made):
    assert [row["status"] for row in of_kind(made, "Appointment")] == ["booked", "waitlist"]


def test_a_visit_is_as_long_as_the_desk_made_it(made):
    visit = Appointment.objects.filter(status="booked").get()
    end = visit.starts_at + timedelta(minutes=100)
    Appointment.objects.filter(pk=visit.pk).update(during=(visit.starts_at, end), busy=(visit.starts_at, end))
    first = of_kind(bundle.of(visit.client, now=NOW), "Appointment")[0]
    assert (first["minutesDuration"], first["end"]) == (100, instant(end))


def test_a_held_client_has_flags_a_letter_and_who_opened_the_booking(held):
    document = bundle.of(held.intake.client, now=NOW)
    flags = of_kind(document, "Flag")
    assert {flag["status"] for flag in flags} == {"active"}
    (opened,) = [p for p in of_kind(document, "Provenance") if p["activity"]["text"] == "Cleared for booking"]
    assert [target["reference"] for target in opened["target"]] == [f"urn:uuid:{f['id']}" for f in flags]
    assert opened["reason"] == [{"text": "Spoke with the GP."}]
    letter = one(document, "DocumentReference")
    assert letter["description"].startswith("Sent to Demo surgery")
    assert letter["content"][0]["attachment"]["data"] == "JVBERi1kZW1v"


def linked(items):
    for item in items:
        yield item
        yield from linked(item.get("item", ()))


def test_each_answer_has_its_question_of_the_same_type(record):
    """Asked today, in the words of today."""
    now = load_questionnaire()
    document = bundle.of(record, now=NOW)
    form = one(document, "Questionnaire")
    types = {item["linkId"]: item["type"] for item in linked(form["item"])}
    assert (form["status"], form["version"]) == ("active", now.version)
    answered = list(linked(one(document, "QuestionnaireResponse")["item"]))
    assert len(answered) > 40
    for item in answered:
        kinds = {name for answer in item.get("answer", ()) for name in answer}
        assert kinds <= {VALUE[types[item["linkId"]]]}, item


VALUE = {
    "choice": "valueCoding",
    "boolean": "valueBoolean",
    "integer": "valueInteger",
    "decimal": "valueDecimal",
    "quantity": "valueQuantity",
    "dateTime": "valueDateTime",
    "date": "valueDate",
    "text": "valueString",
    "string": "valueString",
    "group": "none: a group holds items",
}


def test_the_whole_form_of_today_is_valid():
    form = questions.form(load_questionnaire().version, {})
    assert normal(reread(form)) == normal(form)
    items = {item["linkId"]: item for item in linked(form["item"])}
    assert set(load_questionnaire().by_key) <= set(items)
    assert set(TYPES.values()) <= set(VALUE)


def test_an_older_form_keeps_the_words_it_was_asked_in(record):
    Intake.objects.update(questionnaire_version="0.9")
    Result.objects.update(asked={"about.age": "How old were you?", "goals": "What for?"})
    form = one(bundle.of(record, now=NOW), "Questionnaire")
    words = {item["linkId"]: item.get("text") for item in linked(form["item"])}
    assert (form["status"], words["about.age"], words["goals"]) == (
        "retired",
        "How old were you?",
        "What for?",
    )


def test_unfinished_answers_are_in_progress(alice):
    Intake.objects.create(
        client=alice,
        answers={"cramps": {"side": "left"}, "left_open": {"about-age": True}},
        questionnaire_version="0.9",
        expires_at=NOW,
    )
    answers = one(bundle.of(alice, now=NOW), "QuestionnaireResponse")
    assert answers["status"] == "in-progress"
    assert [item["linkId"] for item in answers["item"]] == ["cramps"]


def test_a_question_that_depends_on_another_says_on_what(record):
    items = {
        item["linkId"]: item for item in linked(one(bundle.of(record, now=NOW), "Questionnaire")["item"])
    }
    assert items["health.weeks_since_leg_injury_or_surgery"]["enableWhen"] == [
        {
            "question": "health.recent_leg_injury_or_surgery",
            "operator": "=",
            "answerCoding": {
                "system": "urn:hekas:answer:health.recent_leg_injury_or_surgery",
                "code": "yes",
                "display": "Yes",
            },
        }
    ]
    assert "enableWhen" not in items["cramps.side"]
    linked_to = {test["question"] for item in items.values() for test in item.get("enableWhen", ())}
    assert linked_to <= set(items)


def test_an_older_form_does_not_guess_what_was_asked_when(record):
    Intake.objects.update(questionnaire_version="0.9")
    assert "enableWhen" not in str(one(bundle.of(record, now=NOW), "Questionnaire"))


def test_how_marked_a_finding_is_stands_in_an_order(made):
    (found,) = coded(of_kind(made, "Observation"), "finding", "trigger_point")
    (code,) = found["valueCodeableConcept"]["coding"]
    url = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    assert code["extension"] == [{"url": url, "valueDecimal": 2}]


def test_people_carry_the_clinics_own_identifier(made, record):
    (own,) = one(made, "Patient")["identifier"]
    assert own == {"use": "official", "system": "urn:hekas:client", "value": str(record.uuid)}
    assert one(made, "Practitioner")["identifier"][0]["system"] == "urn:hekas:therapist"


def test_each_look_of_somebody_else_is_an_audit_event(record, therapist):
    thea, own = actor(therapist.user), actor(record.user)
    for action, by, subject in (
        ("visit.read", thea, record),
        ("plan.read", thea, record.care_plans.first()),
        ("plan.read", own, record.care_plans.first()),
        ("client.changed", thea, record),
    ):
        write_down(by=by, action=action, subject=subject, now=NOW)
    looks = of_kind(bundle.of(record, now=NOW), "AuditEvent")
    assert [look["subtype"][0]["code"] for look in looks] == ["visit.read", "plan.read"]
    assert {look["agent"][0]["altId"] for look in looks} == {str(therapist.user.uuid)}
    assert {look["entity"][0]["what"]["reference"] for look in looks} == {f"urn:uuid:{record.uuid}"}


def actor(user):
    return Actor("user", str(user.uuid), user.name)
