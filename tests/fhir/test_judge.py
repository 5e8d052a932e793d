"""The judge itself: it finds a wrong word and a reference to the wrong kind."""

from tests.fhir.judge import faults

PERSON = {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "1"}}


def goal(**changes):
    fields = {"lifecycleStatus": "active", "description": {"text": "Run"}}
    subject = {"reference": "urn:uuid:1"}
    return {"resourceType": "Goal", "id": "2", **fields, "subject": subject, **changes}


def judged(resource):
    return faults({"entry": [PERSON, {"fullUrl": "urn:uuid:2", "resource": resource}]})


def test_what_is_right_is_let_through():
    assert judged(goal()) == []


def test_a_word_outside_its_set_is_a_fault():
    (fault,) = judged(goal(lifecycleStatus="going on"))
    assert fault.startswith("Goal.lifecycleStatus: going on is not one of")


def form(type_):
    item = [{"linkId": "a", "text": "A?", "type": type_}]
    return {"resourceType": "Questionnaire", "id": "2", "status": "active", "item": item}


def test_the_types_of_a_question_are_those_of_r4():
    assert judged(form("choice")) == []
    (fault,) = judged(form("coding"))  # of R5
    assert fault.startswith("Questionnaire.item.type: coding is not one of")


def test_a_reference_to_the_wrong_kind_is_a_fault():
    (fault,) = judged(goal(subject={"reference": "urn:uuid:2"}))
    assert fault.startswith("Goal.subject: leads to Goal, not to one of")


def test_a_reference_to_nowhere_is_a_fault():
    (fault,) = judged(goal(subject={"reference": "urn:uuid:9"}))
    assert fault.startswith("Goal.subject: leads to None")
