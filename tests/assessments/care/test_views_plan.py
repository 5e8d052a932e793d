"""The therapist edits and signs over HTTP; what is refused is said in plain words."""

import pytest
from django.urls import reverse

from assessments.models import CarePlan
from assessments.queries.care_plans import fingerprint, with_rows
from hekas.accounts.models import Client

pytestmark = pytest.mark.django_db
FRAME = {
    "starts_on_0": "30",
    "starts_on_1": "11",
    "starts_on_2": "2026",
    "note": "Slowly does it",
    "massage_1": "Weekly",
    "massage_2": "Every two weeks",
    "massage_3": "Monthly",
}


def url(name, row):
    return reverse(f"assessments:{name}", args=[row.uuid])


def text(response):
    return response.content.decode()


def sign(browser, draft, **sent):
    """Signed as it stands, from the page that shows all of it."""
    mark = fingerprint(with_rows().get(pk=draft.pk))
    return browser.post(url("sign_plan", draft), {"looked": mark, **sent}, follow=True)


def test_a_plan_is_drafted_from_a_decided_visit(thea, decided):
    response = thea.post(url("draft_plan", decided), follow=True)
    assert "Read it and sign" in text(response)
    assert CarePlan.objects.get().status == "draft"
    assert "There is a draft already" in text(thea.post(url("draft_plan", decided), follow=True))


def test_dates_massage_and_note_are_saved(thea, draft):
    thea.post(url("edit_draft", draft), FRAME)
    draft.refresh_from_db()
    assert (str(draft.starts_on), draft.note, draft.phases[2]["massage"]) == (
        "2026-11-30",
        "Slowly does it",
        "Monthly",
    )


def test_what_is_wrong_with_a_frame_stands_above_its_heading_and_names_the_phase(thea, draft):
    html = thea.post(url("edit_draft", draft), FRAME | {"massage_2": ""}).content.decode()
    assert html.index("There is a problem") < html.index("<h1")
    assert "Enter how often in phase 2" in html
    assert "tel:999" not in html


def test_a_date_that_is_none_is_named_and_nothing_is_lost(thea, draft):
    response = thea.post(url("edit_draft", draft), FRAME | {"starts_on_0": "31"})
    assert response.status_code == 422
    assert "must be a real date" in text(response)
    assert "Slowly does it" in text(response)


def test_an_exercise_is_changed(thea, draft):
    row = draft.activities.filter(kind="exercise").first()
    sent = {"title": "Heel raises", "sets": "2", "reps": "10", "per_week": "3", "progress": "", "stop": ""}
    assert "Name" in text(thea.get(url("edit_exercise", row)))
    thea.post(url("edit_exercise", row), sent)
    row.refresh_from_db()
    assert (row.title, row.sets, row.reps) == ("Heel raises", 2, 10)
    bad = thea.post(url("edit_exercise", row), sent | {"sets": "0"})
    assert "Enter a whole number from 1 to 20" in text(bad)


def test_when_to_stop_is_in_sight_as_a_whole_and_kept_as_one_paragraph(thea, draft):
    row = draft.activities.filter(kind="exercise").first()
    page = text(thea.get(url("edit_exercise", row)))
    assert '<textarea name="stop"' in page
    assert '<textarea name="progress"' in page
    sent = {"title": "Raises", "sets": "2", "reps": "10", "per_week": "3", "progress": ""}
    thea.post(url("edit_exercise", row), sent | {"stop": "Stop if it hurts.\r\nOr if it cramps."})
    row.refresh_from_db()
    assert row.stop == "Stop if it hurts. Or if it cramps."


def test_lines_and_exercises_are_added_and_removed(thea, draft):
    thea.post(url("add_line", draft), {"add": "goal-1", "new-1": "Walk to work"})
    thea.post(url("add_line", draft), {"add": "activity", "new-own": "Run 10 km"})
    thea.post(url("add_line", draft), {"add": "treatment-2", "new-2": "Ankle work"})
    thea.post(url("add_exercise", draft), {"code-3": "hop_prep", "phase": "3"})
    page = text(thea.get(url("care_plan", draft)))
    assert all(words in page for words in ("Walk to work", "Run 10 km", "Ankle work", "Small hops"))
    thea.post(url("remove_goal", draft.goals.get(text="Walk to work")))
    thea.post(url("remove_activity", draft.activities.get(title="Ankle work")))
    assert "Ankle work" not in text(thea.get(url("care_plan", draft)))


@pytest.mark.parametrize(
    "name, sent, words",
    [
        ("add_line", {"add": "goal-1", "new-1": ""}, "Enter a few words"),
        ("add_exercise", {"code-1": "magic", "phase": "1"}, "Exercise"),
        ("edit_draft", {"week_1": "999"}, "Enter a whole number from 0 to 150"),
    ],
)
def test_what_is_wrong_is_said(thea, draft, name, sent, words):
    assert words in text(thea.post(url(name, draft), sent, follow=True))


def test_training_by_week_is_saved(thea, draft):
    thea.post(url("edit_draft", draft), {f"week_{n}": "50" for n in range(1, 13)})
    draft.refresh_from_db()
    assert {week["percent"] for week in draft.load} == {50}


def test_goals_and_lines_are_edited_in_place(thea, draft):
    goal, line = draft.goals.filter(phase=1).first(), draft.activities.filter(kind="treatment").first()
    own = draft.goals.create(kind="activity", text="Run")
    for name, words in (
        (f"goal-{goal.uuid}", "Walk a mile"),
        (f"goal-{own.uuid}", "Run 5 km"),
        (f"line-{line.uuid}", "Calf, gently"),
    ):
        thea.post(url("edit_draft", draft), {name: words})
    page = text(thea.get(url("care_plan", draft)))
    assert all(f'value="{words}"' in page for words in ("Walk a mile", "Run 5 km", "Calf, gently"))
    assert "Enter a few words" in text(thea.post(url("edit_draft", draft), {f"goal-{goal.uuid}": " "}))
    goal.refresh_from_db()
    assert goal.text == "Walk a mile"


def test_a_phase_is_renamed_made_longer_and_the_later_ones_move(thea, draft):
    sent = {"title": "Calm down", "weeks": "4", "massage_weeks": "2", "move_on": ["pain_low"]}
    sent = {f"phase-1-{name}": value for name, value in sent.items()}
    thea.post(url("edit_draft", draft), sent)
    draft.refresh_from_db()
    assert [(p["first_week"], p["last_week"]) for p in draft.phases] == [(1, 4), (5, 8), (9, 14)]
    first = draft.phases[0]
    assert (first["title"], first["massage_weeks"], list(first["move_on"])) == ("Calm down", 2, ["pain_low"])
    page = text(thea.post(url("edit_draft", draft), sent | {"phase-1-weeks": "0"}))
    assert "Enter a whole number from 1 to 26" in page
    assert 'href="#weeks-1"' in page


def test_what_to_read_is_chosen(thea, draft):
    thea.post(url("edit_draft", draft), {"pages": ["when-to-see-a-doctor"]})
    draft.refresh_from_db()
    assert draft.education == ["when-to-see-a-doctor"]


def test_the_steps_of_an_exercise_are_lines(thea, draft):
    row = draft.activities.filter(kind="exercise").first()
    sent = {"title": "Raise", "sets": "2", "reps": "10", "per_week": "3", "how": "Up.\r\n\r\n Down. "}
    thea.post(url("edit_exercise", row), sent)
    row.refresh_from_db()
    assert row.how == ["Up.", "Down."]


@pytest.mark.parametrize(
    "sent", [{"phase-1-title": "No", "phase-1-weeks": "4"}, {"pages": ["when-to-see-a-doctor"]}]
)
def test_a_signed_plan_keeps_its_phases_and_reading(thea, active, sent):
    kept = (active.phases, active.education)
    assert "This plan is signed" in text(thea.post(url("edit_draft", active), sent, follow=True))
    active.refresh_from_db()
    assert (active.phases, active.education) == kept


def test_a_signed_plan_keeps_its_words_and_says_what_was_typed(thea, active):
    goal, line = active.goals.first(), active.activities.filter(kind="treatment").first()
    for name in (f"goal-{goal.uuid}", f"line-{line.uuid}"):
        answer = thea.post(url("edit_draft", active), {name: "Other"})
        assert answer.status_code == 409
        assert "This plan is signed meanwhile." in text(answer)
        assert "you had written “Other”" in text(answer)
    assert not active.goals.filter(text="Other").exists()
    assert not active.activities.filter(title="Other").exists()
    assert 'form="draft"' not in text(thea.get(url("care_plan", active)))


def test_signed_then_amended_then_moved_then_followed(thea, draft):
    assert "Signed. The client can read it now." in text(sign(thea, draft))
    thea.post(url("amend_plan", draft), {"text": "Rest from hills"})
    thea.post(url("amend_plan", draft), {"text": "all met", "phase": "2"})
    page = text(thea.get(url("care_plan", draft)))
    assert "Rest from hills" in page
    assert "Moved from phase 1 to phase 2: all met" in page
    assert "Read it and sign" in text(thea.post(url("follow_plan", draft), follow=True))


def test_whoever_signs_for_somebody_without_an_account_is_told_to_give_them_the_letter(thea, draft):
    Client.objects.filter(pk=draft.client_id).update(user=None)
    page = text(sign(thea, draft))
    assert "Signed. They have no account to read it in: give them the letter." in page


def test_of_a_signed_plan_only_the_phase_of_now_is_unfolded(thea, active):
    page = text(thea.get(url("care_plan", active)))
    assert page.count('<details class="phase__fold"') == 3
    assert page.count('<details class="phase__fold" data-prints open>') == 1
    assert '<details class="phase__fold" data-prints open>' in page.split('id="phase-2"')[0]


def test_a_draft_has_nothing_folded_that_is_edited(thea, draft):
    assert "phase__fold" not in text(thea.get(url("care_plan", draft)))


def test_a_signed_plan_is_not_edited_and_says_so(thea, active):
    answer = thea.post(url("edit_draft", active), follow=True)
    assert "This plan is signed. Add an amendment" in text(answer)
    response = thea.post(url("edit_draft", active), FRAME, follow=True)
    assert "This plan is signed meanwhile. The note: you had written “Slowly does it”." in text(response)


def test_a_note_without_words_is_refused(thea, active):
    answer = thea.post(url("amend_plan", active), {"text": " "})
    assert answer.status_code == 422
    assert "Enter what you want to note" in text(answer)


def test_a_note_that_is_too_long_comes_back_as_it_was_typed(thea, active):
    words = "Two-leg raises again. " * 200
    answer = thea.post(url("amend_plan", active), {"text": words, "phase": "2"})
    assert answer.status_code == 422
    assert words.strip() in text(answer)
    assert not active.amendments.exists()


def test_a_draft_is_discarded_by_a_second_press_alone(thea, draft):
    page = text(thea.get(url("care_plan", draft)))
    first, second = (
        page.index("<span>Discard the draft</span></summary>"),
        page.index(url("discard_plan", draft)),
    )
    assert first < second < page.index("</details>", second)
    thea.post(url("discard_plan", draft))
    assert CarePlan.objects.get().status == "revoked"


def test_the_editor_of_an_exercise_stands_in_the_frame_of_work(thea, draft):
    activity = draft.activities.filter(kind="exercise").first()
    page = text(thea.get(reverse("assessments:edit_exercise", args=[activity.uuid])))
    assert "Sign out" in page
    assert "Guide to calf cramps" not in page
