"""A visit: begun once, measured value by value, completed; or stopped where a value asks for help today."""

from decimal import Decimal

import pytest

from assessments.actions import findings, screenings
from assessments.actions.screenings import Entry
from assessments.models import Clearance, Observation, Result, Screening
from hekas.audit.models import AuditEvent

from .conftest import NOW, THEA, answered

pytestmark = pytest.mark.django_db


def begin(alice, therapist):
    return screenings.start(alice, therapist=therapist, appointment_uuid=None, by=THEA, now=NOW)


def gate_of(client):
    return Clearance.objects.current().get(client=client).gate


def test_a_visit_that_is_running_is_gone_on_with(alice, therapist, visit):
    assert begin(alice, therapist) == visit
    assert Screening.objects.count() == 1


def test_a_visit_keeps_the_words_that_it_was_asked_in(visit):
    asked = visit.asked["knee_to_wall"]
    assert asked["title"] == "Knee to wall"
    assert asked["unit"] == "cm"


def test_the_same_value_again_is_one_value(measure, visit):
    measure("knee_to_wall", 11, 9)
    measure("knee_to_wall", 11, Decimal("8.5"))
    values = visit.observations.order_by("side").values_list("side", "number")
    assert list(values) == [("left", 11), ("right", Decimal("8.5"))]


def test_an_empty_side_takes_its_value_back(measure, visit):
    measure("knee_to_wall", 11, 9)
    measure("knee_to_wall", None, 9)
    assert [row.side for row in visit.observations.all()] == ["right"]


@pytest.mark.parametrize("left, right", [(36, 39), (39, 36)])
def test_calves_three_centimetres_apart_stop_the_visit_and_close_booking(measure, visit, alice, left, right):
    stopped = measure("calf_girth", left, right, variant="")
    assert (stopped.stopped_because, stopped.is_running) == ("calf_girth", False)
    assert gate_of(alice) == "redirected"
    assert "U1" in {flag["id"] for flag in stopped.snapshot["triage"]["flags"]}


def test_calves_less_than_that_apart_go_on(measure, visit, alice):
    assert measure("calf_girth", 36, Decimal("38.5"), variant="").is_running
    assert gate_of(alice) == "open"


def test_a_stopped_visit_takes_no_more_values_and_none_begins(measure, visit, alice, therapist):
    measure("calf_girth", 36, 40, variant="")
    with pytest.raises(screenings.NotRunning):
        measure("knee_to_wall", 11, 9)
    with pytest.raises(screenings.SentForHelp):
        begin(alice, therapist)


def test_what_was_measured_can_change_the_picture(completed):
    weakness = next(c for c in completed.snapshot["causes"] if c["id"] == "calf_weakness")
    assert any(reason["answer"].startswith("heel_raise_straight") for reason in weakness["for"])
    assert completed.snapshot != completed.result.snapshot


def test_completing_changes_no_earlier_result(completed, result):
    assert Result.objects.get(pk=result.pk).snapshot == result.snapshot
    assert Result.objects.count() == 1


def test_a_new_flag_at_a_visit_holds_the_client(visit, alice):
    sides = [Entry("left", word="reduced"), Entry("right", word="normal")]
    assert screenings.observe(visit, "sensation", sides, by=THEA, now=NOW).is_running
    screenings.complete(visit, by=THEA, now=NOW)
    assert gate_of(alice) == "held"


@pytest.mark.parametrize(
    "test, word, calm", [("ankle_jerk", "absent", "normal"), ("pitting", "present", "absent")]
)
def test_what_asks_for_help_today_stops_the_visit_at_once(visit, alice, test, word, calm):
    sides = [Entry("left", word=word), Entry("right", word=calm)]
    stopped = screenings.observe(visit, test, sides, by=THEA, now=NOW)
    assert (stopped.stopped_because, stopped.is_running) == (test, False)
    assert gate_of(alice) == "redirected"


def test_what_is_as_it_should_be_stops_nothing(visit, alice):
    for test, word in (("ankle_jerk", "normal"), ("foot_pulses", "present"), ("foot_temperature", "warm")):
        sides = [Entry("left", word=word), Entry("right", word=word)]
        assert screenings.observe(visit, test, sides, by=THEA, now=NOW).is_running
    assert gate_of(alice) == "open"


def test_an_empty_visit_is_not_completed(visit):
    with pytest.raises(screenings.NothingMeasured):
        screenings.complete(visit, by=THEA, now=NOW)


def test_a_completed_visit_stays_as_it_was(completed, measure):
    with pytest.raises(screenings.NotRunning):
        measure("knee_to_wall", 11, 9)
    with pytest.raises(screenings.NotRunning):
        findings.add(completed, kind="imbalance", region="soleus", side="left", severity=1, by=THEA, now=NOW)


def test_an_old_visit_without_any_answers_is_kept_and_nothing_is_weighed(alice, therapist):
    visit = Screening.objects.create(client=alice, therapist=therapist, rules_version="1", started_at=NOW)
    screenings.observe(visit, "toe_grip", [Entry("left", word="holds")], by=THEA, now=NOW)
    assert screenings.complete(visit, by=THEA, now=NOW).snapshot is None


def test_every_act_is_audited(completed):
    acts = AuditEvent.objects.filter(subject_uuid=completed.uuid).values_list("action", flat=True)
    assert {"screening.started", "screening.observed", "screening.completed"} <= set(acts)


def test_audit_holds_no_value(completed):
    details = [event.detail for event in AuditEvent.objects.filter(subject_uuid=completed.uuid)]
    assert {key for detail in details for key in detail} == {"test"}


def test_a_finding_at_the_same_place_is_replaced(visit):
    place = {"kind": "trigger_point", "region": "soleus", "side": "left", "by": THEA, "now": NOW}
    findings.add(visit, **place, severity=1)
    found = findings.add(visit, **place, severity=3, refers_to="achilles_tendon")
    assert [(f.severity, f.refers_to) for f in visit.findings.all()] == [(3, "achilles_tendon")]
    findings.remove(found, by=THEA, now=NOW)
    assert not visit.findings.exists()


def test_only_a_trigger_point_refers(visit):
    found = findings.add(
        visit,
        kind="imbalance",
        region="soleus",
        side="left",
        severity=1,
        refers_to="lumbar",
        by=THEA,
        now=NOW,
    )
    assert found.refers_to == ""


def test_a_visit_is_weighed_with_the_newest_answers(alice, therapist):
    answered(alice, "V04")
    newest = answered(alice, "V05")
    newest.made_at = NOW
    newest.save()
    assert begin(alice, therapist).result == newest
    assert Observation.objects.count() == 0
