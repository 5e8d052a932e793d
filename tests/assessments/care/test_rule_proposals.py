"""Thea proposes, Otto decides; no rule changes by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.actions import decisions, rule_proposals
from assessments.actions.rule_proposals import decide, propose
from assessments.engine.tables import BadRule
from assessments.engine.tuning import Tally
from assessments.models import CauseDecision, RuleProposal
from assessments.queries.agreement import agreement, rule_history
from assessments.queries.hindsight import Hindsight, hindsight
from assessments.rules import contents_of, load_rules, rules_of
from assessments.rules.blocks import FILE, NoSuchRow, block_of
from hekas.audit.models import AuditEvent
from tests.assessments.care.conftest import NOW, THEA

RULE = ("calf_weakness", "no_strength_work")
TEXT = block_of(contents_of()[FILE].decode(), *RULE).text
WEAKER = TEXT.replace("points = 2", "points = 1")


@pytest.fixture
def proposal(therapist):
    return propose(*RULE, text=WEAKER, why="Often struck.", user=therapist.user, by=THEA, now=NOW)


@pytest.fixture
def second(other_therapist):
    """Otto, whom an admin has named a clinician."""
    other_therapist.user.is_clinician = True
    other_therapist.user.save()
    return other_therapist.user


def test_a_proposal_keeps_the_patch_and_what_it_would_do(proposal, therapist):
    assert "-points = 2\n+points = 1\n" in proposal.patch
    assert (proposal.rules_digest, proposal.proposed_by) == (load_rules().digest, therapist.user)
    assert proposal.effect["cases"] > 800
    assert 0 < proposal.effect["changed"] < proposal.effect["cases"]
    assert any("calf_weakness" in line for line in proposal.effect["lines"])
    assert AuditEvent.objects.get(action="rule.proposed").detail == {"rule": "calf_weakness.no_strength_work"}


def test_proposing_and_approving_leave_the_rules_as_they_are(proposal, second):
    before = contents_of()
    decide(proposal, approve=True, why="Seen in the audit.", user=second, by=THEA, now=NOW)
    assert contents_of() == before
    assert load_rules().digest == rules_of(before).digest == proposal.rules_digest != proposal.new_digest


def test_the_new_digest_is_that_of_the_rules_with_the_patch(proposal):
    contents = contents_of()
    changed = contents[FILE].decode().replace(TEXT, WEAKER).encode()
    assert rules_of({**contents, FILE: changed}).digest == proposal.new_digest


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TEXT, rule_proposals.NothingChanged),
        (TEXT.replace("points = 2", "points = 9"), BadRule),
        (TEXT.replace("points = 2", "points = two"), BadRule),
        (TEXT.replace("training.calf_strength_per_week is 0", "__import__('os')"), BadRule),
    ],
)
def test_what_is_no_other_rule_is_not_kept(therapist, text, fault):
    with pytest.raises(fault):
        propose(*RULE, text=text, why="Why", user=therapist.user, by=THEA, now=NOW)
    assert not RuleProposal.objects.exists()


def test_a_rule_that_is_none_has_no_proposal(therapist):
    with pytest.raises(NoSuchRow):
        propose("nerve", "nothing", text=WEAKER, why="Why", user=therapist.user, by=THEA, now=NOW)


def test_without_cases_nobody_proposes(therapist, monkeypatch, tmp_path):
    monkeypatch.setattr(rule_proposals, "CASES", tmp_path)
    with pytest.raises(rule_proposals.NoCases):
        propose(*RULE, text=WEAKER, why="Why", user=therapist.user, by=THEA, now=NOW)


def test_nobody_decides_on_their_own(proposal, therapist):
    therapist.user.is_clinician = True
    with pytest.raises(rule_proposals.OwnProposal):
        decide(proposal, approve=True, why="Mine", user=therapist.user, by=THEA, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleProposal.objects.update(
            status="approved", decided_by=therapist.user, decided_at=NOW, decided_why="Mine"
        )


@pytest.mark.parametrize("approve", [True, False])
@pytest.mark.parametrize("role", ["therapist", "admin"])
def test_a_role_alone_decides_on_nothing(proposal, other_therapist, role, approve):
    other_therapist.user.role = role
    with pytest.raises(rule_proposals.NotAClinician):
        decide(proposal, approve=approve, why="Seen.", user=other_therapist.user, by=THEA, now=NOW)
    assert RuleProposal.objects.get().status == "open"


def test_whoever_proposed_it_takes_it_back_and_nobody_else(proposal, therapist, second):
    with pytest.raises(rule_proposals.NotTheirs):
        rule_proposals.take_back(proposal, why="Mine", user=second, by=THEA, now=NOW)
    row = rule_proposals.take_back(proposal, why="Too soon.", user=therapist.user, by=THEA, now=NOW)
    assert (row.status, row.decided_why) == ("refused", "Too soon.")


def test_a_decision_is_made_once_and_written_down(proposal, second):
    decide(proposal, approve=True, why="Agreed.", user=second, by=THEA, now=NOW)
    with pytest.raises(rule_proposals.DecidedAlready):
        decide(proposal, approve=False, why="No.", user=second, by=THEA, now=NOW)
    assert AuditEvent.objects.filter(action="rule.approved").count() == 1


def test_what_was_weighed_against_other_rules_is_not_approved(proposal, second):
    RuleProposal.objects.update(rules_digest="0" * 64)
    with pytest.raises(rule_proposals.RulesHaveChanged):
        decide(proposal, approve=True, why="Yes", user=second, by=THEA, now=NOW)
    assert decide(proposal, approve=False, why="Stale", user=second, by=THEA, now=NOW).status == "refused"


def test_the_database_wants_a_reason_with_every_decision(proposal, second):
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleProposal.objects.update(status="approved", decided_by=second, decided_at=NOW)


def test_hindsight_weighs_decided_visits_by_both_rules(decided):
    contents = contents_of()
    silent = contents[FILE].decode().replace("may_be_adding = 3", "may_be_adding = 40")
    silent = silent.replace("main_factor = 6 ", "main_factor = 50 ", 1)
    never = rules_of({**contents, FILE: silent.encode()})
    count = decided.decisions.count()
    assert count > 0
    assert hindsight(load_rules(), never) == Hindsight(count, count, 0)


def test_hindsight_asks_a_constant_number_of_queries(decided):
    with CaptureQueriesContext(connection) as asked:
        hindsight(load_rules(), load_rules())
    assert len(asked) == 4


def said(decided, months, decision, reasons):
    row = decided.decisions.get(cause="calf_weakness")
    at = NOW - timedelta(days=31 * months)
    CauseDecision.objects.filter(pk=row.pk).update(decision=decision, said_reasons=reasons, decided_at=at)


def test_each_rule_is_seen_by_what_it_said(decided):
    spoke = [
        {"answer": "training.calf_strength_per_week", "points": 2, "row": "no_strength_work"},
        {"answer": "toe_grip.left", "points": 2},
        {"answer": "toe_grip.right", "points": 2},
        {"answer": "gone.question", "points": -1},
    ]
    said(decided, 0, "struck", spoke)
    seen = dict(agreement().by_rule)
    assert seen["calf_weakness.no_strength_work"] == Tally(over=1)
    assert seen["calf_weakness.toe_grip"] == Tally(over=1)  # both sides are one rule
    assert seen["calf_weakness.gone.question"] == Tally(agreed=1)


def test_a_rule_is_seen_month_by_month(decided):
    spoke = [{"answer": "toe_grip.left", "points": 2}]
    said(decided, 1, "confirmed", spoke)
    months = rule_history("calf_weakness.toe_grip")
    assert [(month.isoformat(), found) for month, found in months] == [("2026-10-01", Tally(agreed=1))]
    assert rule_history("calf_weakness.strength_work") == ()


def test_a_decision_keeps_the_row_of_every_reason(decided):
    rows = {f"{row.cause}.{reason['row']}" for row in decided.decisions.all() for reason in row.said_reasons}
    assert "calf_weakness.no_strength_work" in rows
    assert not any(name.endswith(".") for name in rows)
    assert {"main_factor", "may_be_adding"} == decisions.SHOWN
