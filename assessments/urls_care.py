"""Addresses of the therapist's room and of the client's plan and diary."""

from django.urls import path

from assessments.views import (
    care_plans,
    decisions,
    diary,
    findings,
    gp_letters,
    letters,
    own_plan,
    plan_edits,
    screenings,
    signing,
    tuning,
    visits,
)

urlpatterns = [
    # care/clients/<uuid>/
    path("care/clients/<uuid:uuid>/", visits.visit, name="visit"),
    path("care/clients/<uuid:uuid>/start/", visits.start_visit, name="start_visit"),
    path("care/clients/<uuid:uuid>/ask/", visits.ask_in_room, name="ask_in_room"),
    # care/screenings/<uuid>/
    path("care/screenings/<uuid:uuid>/", screenings.screening_record, name="screening_record"),
    path("care/screenings/<uuid:uuid>/complete/", visits.complete_visit, name="complete_visit"),
    path("care/screenings/<uuid:uuid>/parts/<slug:part>/", visits.go_on, name="go_on"),
    path("care/screenings/<uuid:uuid>/tests/<slug:test>/", screenings.observe, name="observe"),
    path("care/screenings/<uuid:uuid>/findings/", findings.add_finding, name="add_finding"),
    path("care/screenings/<uuid:uuid>/decide/", decisions.decide, name="decide"),
    path("care/findings/<uuid:uuid>/remove/", findings.remove_finding, name="remove_finding"),
    path("care/findings/<uuid:uuid>/put-back/", findings.put_back_finding, name="put_back_finding"),
    # care/agreement/: where rules and therapists differ
    path("care/agreement/", tuning.agreement, name="agreement"),
    path("care/agreement/<slug:cause>/<slug:row>/", tuning.rule, name="rule"),
    path("care/proposals/<uuid:uuid>/", tuning.rule_proposal, name="rule_proposal"),
    path("care/proposals/<uuid:uuid>/decide/", tuning.decide_proposal, name="decide_proposal"),
    path("care/proposals/<uuid:uuid>/take-back/", tuning.take_back_proposal, name="take_back_proposal"),
    path("care/proposals/<uuid:uuid>/patch/", tuning.rule_patch, name="rule_patch"),
    # care/letters/<uuid>/
    path("care/clients/<uuid:uuid>/letter/", gp_letters.write_gp_letter, name="write_gp_letter"),
    path("care/letters/<uuid:uuid>/", gp_letters.letter, name="letter"),
    path("care/letters/<uuid:uuid>/copy/", gp_letters.letter_copy, name="letter_copy"),
    # care/plans/<uuid>/
    path("care/screenings/<uuid:uuid>/plan/", care_plans.draft_plan, name="draft_plan"),
    path("care/plans/<uuid:uuid>/", care_plans.care_plan, name="care_plan"),
    path("care/plans/<uuid:uuid>/letter/", letters.plan_letter_for, name="plan_letter"),
    path("care/plans/<uuid:uuid>/sign/", signing.sign_plan, name="sign_plan"),
    path("care/plans/<uuid:uuid>/discard/", care_plans.discard_plan, name="discard_plan"),
    path("care/plans/<uuid:uuid>/amend/", care_plans.amend_plan, name="amend_plan"),
    path("care/plans/<uuid:uuid>/follow/", care_plans.follow_plan, name="follow_plan"),
    path("care/plans/<uuid:uuid>/edit/", plan_edits.edit_draft, name="edit_draft"),
    path("care/plans/<uuid:uuid>/exercises/", plan_edits.add_exercise, name="add_exercise"),
    path("care/plans/<uuid:uuid>/lines/", plan_edits.add_line, name="add_line"),
    path("care/plans/<uuid:uuid>/put-back/", plan_edits.put_back_line, name="put_back_line"),
    path("care/activities/<uuid:uuid>/", plan_edits.edit_exercise, name="edit_exercise"),
    path("care/activities/<uuid:uuid>/remove/", plan_edits.remove_activity, name="remove_activity"),
    path("care/goals/<uuid:uuid>/remove/", plan_edits.remove_goal, name="remove_goal"),
    # plan/: the client's own
    path("plan/", own_plan.own_plan, name="own_plan"),
    path("plan/progress/", own_plan.own_progress_page, name="own_progress"),
    path("plan/letter/", letters.own_plan_letter, name="own_plan_letter"),
    path("plan/looks/", own_plan.own_reads, name="own_reads"),
    path("plan/check-in/", own_plan.check_in, name="check_in"),
    path("plan/exercises/<uuid:uuid>/", own_plan.tick, name="tick"),
    path("plan/activities/<uuid:uuid>/", own_plan.score, name="score"),
    path("plan/diary/", diary.diary, name="diary"),
    path("plan/diary/quiet-week/", diary.quiet_week, name="quiet_week"),
    path("plan/diary/<uuid:uuid>/remove/", diary.remove_entry, name="remove_entry"),
]
