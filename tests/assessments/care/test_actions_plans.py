"""Decisions and plans: both opinions are kept, a plan is active only when signed, signed words stay."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import care_plans, clearances, decisions, plan_edits, screenings
from assessments.engine.tuning import Tally
from assessments.labels import about_the_weekend
from assessments.models import CarePlan, CauseDecision, Clearance
from assessments.queries import earlier
from assessments.queries.agreement import agreement
from assessments.rules.event_days import in_weeks
from hekas.messaging.models import OutboundMessage
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel

from .conftest import NOW, THEA, as_if_signed_with

pytestmark = pytest.mark.django_db
BY = {"by": THEA, "now": NOW}


def decide(screening, cause, decision, therapist, why="seen on the day"):
    said = {"cause": cause, "decision": decision, "why": why}
    return decisions.decide(screening, **said, therapist=therapist, **BY)


def by_shown(screening):
    shown = [c["id"] for c in screening.snapshot["causes"] if c["band"] in decisions.SHOWN]
    return shown, [c["id"] for c in screening.snapshot["causes"] if c["id"] not in shown]


def test_engine_and_therapist_are_both_kept(completed, therapist):
    shown, _ = by_shown(completed)
    said = next(c for c in completed.snapshot["causes"] if c["id"] == shown[0])
    row = decide(completed, shown[0], "struck", therapist)
    assert (row.said_band, row.said_score) == (said["band"], said["score"])
    assert (row.decision, row.why, row.decided_by) == ("struck", "seen on the day", therapist)
    assert next(c for c in completed.snapshot["causes"] if c["id"] == shown[0]) == said


def test_what_is_shown_is_confirmed_or_struck_and_the_rest_added(completed, therapist):
    shown, hidden = by_shown(completed)
    with pytest.raises(decisions.DoesNotFit):
        decide(completed, shown[0], "added", therapist)
    with pytest.raises(decisions.DoesNotFit):
        decide(completed, hidden[0], "confirmed", therapist)
    assert decide(completed, hidden[0], "added", therapist).decision == "added"


def test_nothing_is_decided_before_the_tests_are_done(visit, therapist):
    with pytest.raises(decisions.NotWeighed):
        decide(visit, "nerve", "added", therapist)


def test_agreement_counts_over_and_under_calls(completed, therapist):
    shown, hidden = by_shown(completed)
    decide(completed, shown[0], "struck", therapist)
    decide(completed, hidden[0], "added", therapist)
    found = agreement()
    assert dict(found.by_cause) == {shown[0]: Tally(over=1), hidden[0]: Tally(under=1)}
    assert dict(found.by_month) == {NOW.date().replace(day=1): Tally(over=1, under=1)}
    assert dict(found.by_rule)["calf_weakness.heel_raises"] == Tally(over=1)


def test_a_draft_rests_on_what_was_confirmed(draft, decided):
    codes = [row.code for row in draft.activities.filter(phase=2, kind="exercise")]
    assert "heel_drop_straight" in codes
    assert [phase["number"] for phase in draft.phases] == [1, 2, 3]
    assert (draft.status, draft.signed_document) == ("draft", None)


def test_what_was_struck_adds_nothing(completed, therapist):
    for cause in by_shown(completed)[0]:
        decide(completed, cause, "struck", therapist)
    plan = care_plans.draft(completed, therapist=therapist, **BY)
    assert not plan.goals.filter(phase=1).exists()


def test_there_is_one_draft(draft, decided, therapist):
    with pytest.raises(care_plans.DraftExists):
        care_plans.draft(decided, therapist=therapist, **BY)


def test_everything_of_a_draft_can_be_edited(draft):
    plan_edits.set_frame(
        draft,
        starts_on=date(2026, 11, 30),
        next_event_on=date(2026, 12, 13),
        note="Slowly does it",
        massage={1: "Twice a week"},
        **BY,
    )
    plan_edits.set_load(draft, percents={1: 55}, **BY)
    row = draft.activities.filter(kind="exercise").first()
    plan_edits.change_activity(row, values={"sets": 5}, **BY)
    draft.refresh_from_db()
    row.refresh_from_db()
    assert (draft.load[0]["percent"], draft.load[1]["kind"]) == (55, "event")
    assert (draft.phases[0]["massage"], row.sets, draft.note) == ("Twice a week", 5, "Slowly does it")


def test_lines_are_added_and_removed(draft):
    goal = plan_edits.add_goal(draft, text="Run 10 km", phase=None, **BY)
    more = plan_edits.add_exercise(draft, code="hop_prep", phase=3, **BY)
    line = plan_edits.add_treatment(draft, text="Ankle mobility", phase=2, **BY)
    assert (goal.kind, more.title, line.kind) == ("activity", "Small hops on the spot", "treatment")
    plan_edits.remove_goal(goal, **BY)
    plan_edits.remove_activity(more, **BY)
    assert not draft.goals.filter(kind="activity").exists()


def test_signing_keeps_the_words_and_tells_the_client(active, therapist):
    assert (active.status, active.signed_by, active.signed_at) == ("active", therapist, NOW)
    titles = [row["title"] for row in active.signed_document["activities"]]
    assert titles == [row.title for row in active.activities.all()]
    assert OutboundMessage.objects.get(template="plan_ready").context["plan_url"].endswith("/plan/")


@pytest.mark.parametrize("account", [True, False])
def test_the_letter_of_a_plan_says_how_somebody_without_an_account_comes_to_it(draft, therapist, account):
    if not account:
        draft.client.user = None
        draft.client.save()
    care_plans.sign(draft, therapist=therapist, **BY)
    letter = render("plan_ready", Channel.EMAIL, OutboundMessage.objects.get(template="plan_ready").context)
    for words in (letter.text, letter.html):
        assert ("Ask for it on paper" in words) is not account
        assert ("Read your plan" in words) is account
    assert ("You can read it now" in letter.html) is account


def test_a_letter_of_a_plan_that_a_release_before_has_written_leads_to_the_plan():
    """It was to somebody with an account more often than not, and said nothing of one."""
    letter = render("plan_ready", Channel.EMAIL, {"plan_url": "https://hekas.example/plan/"})
    for words in (letter.text, letter.html):
        assert "Read your plan" in words
        assert "Ask for it on paper" not in words


@pytest.mark.parametrize("act", ["set_load", "add_goal", "add_treatment"])
def test_a_signed_plan_is_not_edited(active, act):
    values = {"percents": {1: 1}} if act == "set_load" else {"text": "More", "phase": 1}
    with pytest.raises(care_plans.NotADraft):
        getattr(plan_edits, act)(active, **values, **BY)


def test_a_signed_plan_changes_by_dated_amendment(active, therapist):
    kept = active.signed_document
    care_plans.amend(active, text="Rest from hills", therapist=therapist, **BY)
    moved = care_plans.move_to(active, phase=2, why="criteria met", therapist=therapist, **BY)
    texts = [row.text for row in active.amendments.all()]
    assert texts == ["Rest from hills", "Moved from phase 1 to phase 2: criteria met"]
    assert (moved.phase_now, moved.signed_document) == (2, kept)


def test_an_amendment_needs_words(active, therapist):
    with pytest.raises(care_plans.WordsNeeded):
        care_plans.amend(active, text="  ", therapist=therapist, **BY)


def test_the_next_plan_ends_the_one_before(active, therapist):
    new = care_plans.sign(care_plans.follow(active, therapist=therapist, **BY), therapist=therapist, **BY)
    active.refresh_from_db()
    assert (active.status, new.status, new.follows) == ("completed", "active", active)
    assert new.activities.count() == active.activities.count()


def test_no_plan_is_signed_for_somebody_who_was_sent_for_help(draft, therapist, alice):
    visit = screenings.start(alice, therapist=therapist, appointment_uuid=None, **BY)
    sides = [screenings.Entry("left", 36), screenings.Entry("right", 40)]
    screenings.observe(visit, "calf_girth", sides, **BY)
    with pytest.raises(care_plans.SentForHelp):
        care_plans.sign(draft, therapist=therapist, **BY)
    assert earlier.open_stop_of(alice) is not None


@pytest.mark.parametrize("gate", ["held", "redirected"])
def test_no_plan_is_signed_for_somebody_who_is_held_until_a_therapist_released_them(
    draft, therapist, alice, gate
):
    """Held for a therapist to read, or waiting for a doctor's word (no stop): H13."""
    Clearance.objects.current().filter(client=alice).update(gate=gate)
    with pytest.raises(care_plans.StillHeld):
        care_plans.sign(draft, therapist=therapist, **BY)
    assert CarePlan.objects.get(pk=draft.pk).status == "draft"
    row = Clearance.objects.current().get(client=alice)
    clearances.release(row, therapist=therapist, reason="Rang her.", guardian_note="Told.", **BY)
    assert care_plans.sign(draft, therapist=therapist, **BY).status == "active"


def test_decisions_under_a_signed_plan_stay(active, decided, therapist):
    with pytest.raises(decisions.PlanIsSigned):
        decide(decided, by_shown(decided)[0][0], "struck", therapist)
    assert CauseDecision.objects.filter(decision="struck").count() == 0


def test_the_database_itself_refuses_an_active_plan_that_nobody_signed(draft):
    with pytest.raises(IntegrityError, match="a_plan_is_active_only_when_signed"), transaction.atomic():
        CarePlan.objects.filter(pk=draft.pk).update(status="active")


def test_a_discarded_draft_is_kept(draft):
    care_plans.discard(draft, **BY)
    assert CarePlan.objects.get(pk=draft.pk).status == "revoked"


@pytest.mark.parametrize("flag", ["K1", "K2", "K3", "K6", "K8", "K9", "K10"])
def test_a_caution_that_allows_light_work_only_is_in_the_draft(decided, therapist, flag):
    decided.snapshot["triage"]["flags"].append({"id": flag})
    decided.save(update_fields=["snapshot"])
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    said = [phase["massage"] for phase in plan.phases]
    said += plan.activities.filter(kind="treatment").values_list("title", flat=True)
    assert not [line for line in said if "deep" in line.lower() or "firm" in line]


def test_the_patterns_of_the_answers_reach_the_draft(decided, therapist):
    for pattern in decided.snapshot["patterns"]:
        pattern["met"] = pattern["id"] == "desk_warrior"
    decided.save(update_fields=["snapshot"])
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    assert plan.activities.filter(code="side_lying_hip", phase=1).exists()


def test_a_caution_told_since_the_visit_is_in_the_draft(decided, therapist, alice):
    _told_since(alice, "K6")
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    assert all("light" in phase["massage"] for phase in plan.phases)
    assert not plan.activities.filter(code="hop_prep").exists()


def test_a_race_that_is_over_is_no_next_event_and_still_lightens_the_week(decided, therapist):
    decided.result.answers["training"]["next_event_on"] = (NOW - timedelta(days=1)).date().isoformat()
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    assert plan.next_event_on is None
    assert plan.load[0]["kind"] == "after_event"


def test_a_draft_says_of_a_race_told_in_weeks_that_its_day_is_not_known(decided, therapist):
    days = in_weeks(3, NOW.date())
    decided.result.answers["training"]["next_event_on"] = days.day.isoformat()
    decided.result.intake.answers["noted"] = {"event_days": days.noted()}
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    assert (plan.next_event_on, "day not known" in plan.note) == (days.day, True)
    light = [week["starts_on"] for week in plan.load if week["kind"] == "event"]
    assert len(light) == 2 and light[0] <= days.first.isoformat() and days.last.isoformat() >= light[1]


def test_a_race_told_in_weeks_that_is_over_is_no_next_event_in_the_note_of_a_draft(decided, therapist):
    days = in_weeks(3, NOW.date() - timedelta(weeks=5))
    decided.result.answers["training"]["next_event_on"] = days.day.isoformat()
    decided.result.intake.answers["noted"] = {"event_days": days.noted()}
    plan = care_plans.draft(decided, therapist=therapist, **BY)
    assert (plan.next_event_on, plan.note) == (None, "")


def test_nor_in_a_draft_from_a_signed_plan_that_told_of_it(active, therapist, monkeypatch):
    days = in_weeks(3, NOW.date())
    monkeypatch.setattr(care_plans, "told_in_weeks", lambda screening: days)
    said = f"Shoes as agreed. The next event is {about_the_weekend(days.day)}."
    as_if_signed_with(note=said, next_event_on=days.day)
    later = NOW + timedelta(weeks=5)
    assert care_plans.follow(active, therapist=therapist, by=THEA, now=later).note == "Shoes as agreed."


def test_veins_told_since_a_plan_was_signed_stand_in_each_phase_of_the_next(active, therapist, alice):
    _told_since(alice, "K7")
    new = care_plans.follow(active, therapist=therapist, **BY)
    said = new.activities.filter(kind="treatment", title="Around the veins, never on them")
    assert sorted(said.values_list("phase", flat=True)) == [1, 2, 3]
    assert new.activities.filter(title__startswith="Deeper calf work").exists()


def _told_since(client, flag):
    result = Clearance.objects.current().get(client=client).result
    result.snapshot["triage"]["flags"].append({"id": flag})
    result.save(update_fields=["snapshot"])


def test_a_draft_from_a_signed_plan_begins_today_with_its_weeks(active, therapist):
    later = NOW + timedelta(weeks=5)
    as_if_signed_with(next_event_on=NOW.date() + timedelta(weeks=3))
    new = care_plans.follow(active, therapist=therapist, by=THEA, now=later)
    assert (new.starts_on, new.next_event_on) == (later.date(), None)
    assert [week["starts_on"] for week in new.load[:2]] == ["2026-12-25", "2027-01-01"]
    assert new.load[0]["percent"] == active.load[0]["percent"]
    assert {week["kind"] for week in new.load} == {"build", "recovery"}


def test_a_draft_from_a_signed_plan_is_gentler_where_a_caution_was_told_since(active, therapist, alice):
    assert active.activities.filter(code="hop_prep").exists()
    _told_since(alice, "K6")
    new = care_plans.follow(active, therapist=therapist, **BY)
    said = [phase["massage"] for phase in new.phases]
    said += new.activities.filter(kind="treatment").values_list("title", flat=True)
    assert not [line for line in said if "deep" in line.lower() or "firm" in line]
    assert not new.activities.filter(code="hop_prep").exists()
    assert active.activities.filter(code="hop_prep").exists()


def test_a_plan_that_rests_on_no_visit_can_be_followed(active, therapist):
    as_if_signed_with(screening=None)
    assert care_plans.follow(active, therapist=therapist, **BY).activities.exists()
