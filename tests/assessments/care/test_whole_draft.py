"""The page of a draft is one form: no press of a button loses what was typed elsewhere on it, in any tab."""

import json
import re
from html import unescape

import pytest

from assessments.actions import plan_drafts
from assessments.queries.care_plans import with_rows
from assessments.queries.drafts import values_of
from hekas.audit.models import AuditEvent
from tests.assessments.care.conftest import NOW, THEA
from tests.assessments.care.test_views_plan import sign, text, url

pytestmark = pytest.mark.django_db


def typed(draft, **changes):
    """What a browser sends: the page as it was opened, with some of it changed by hand."""
    shown = values_of(with_rows().get(pk=draft.pk))
    names = {name.replace("__", "-"): value for name, value in changes.items()}
    return {**shown, **names, "shown": json.dumps(shown)}


CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*>")


def test_every_control_of_the_page_is_one_of_the_form(thea, draft):
    """One that is not would be sent as empty, and lost."""
    page = text(thea.get(url("care_plan", draft)))
    controls = [one for one in CONTROL.findall(page) if 'type="hidden"' not in one]
    assert [one for one in controls if 'form="draft"' not in one] == []
    named = {unescape(one.split('name="')[1].split('"')[0]) for one in controls}
    assert named >= set(values_of(with_rows().get(pk=draft.pk)))


@pytest.fixture
def rows(draft):
    goals = draft.goals.filter(phase__isnull=False).order_by("pk")[:2]
    return [*goals, draft.activities.filter(kind="treatment").first()]


@pytest.fixture
def words(draft, rows):
    """Typed into three lines, a phase, a week and the note, and not saved yet."""
    names = (f"goal-{rows[0].uuid}", f"goal-{rows[1].uuid}", f"line-{rows[2].uuid}")
    lines = dict(zip(names, ("Hills", "Stairs", "Calf, gently"), strict=True))
    return typed(draft, **lines, **{"phase-1-title": "Calm", "week_2": "65", "note": "Slowly\r\ndoes it"})


def stands(draft):
    draft.refresh_from_db()
    kept = values_of(with_rows().get(pk=draft.pk))
    return {value[0] for value in kept.values() if value}


ALL = {"Hills", "Stairs", "Calf, gently", "Calm", "65", "Slowly\ndoes it"}
ACTS = [
    ("edit_draft", {"at": "phase-1"}),
    ("add_line", {"add": "goal-2", "new-2": "Walk to work"}),
    ("add_line", {"add": "goal-2", "new-2": ""}),
    ("add_exercise", {"phase": "1", "code-1": "hop_prep"}),
    ("sign_plan", {}),
]


@pytest.mark.parametrize(("name", "sent"), ACTS)
def test_every_button_saves_all_that_was_typed(thea, draft, words, name, sent):
    answer = thea.post(url(name, draft), words | sent)
    assert answer.status_code == 302
    assert stands(draft) >= ALL


def test_taking_a_row_out_saves_the_rest_and_weighs_not_its_own_words(thea, draft, rows, words):
    thea.post(url("remove_goal", rows[0]), words | {f"goal-{rows[0].uuid}": ""})
    assert not draft.goals.filter(pk=rows[0].pk).exists()
    thea.post(url("remove_activity", draft.activities.filter(kind="exercise").first()), words)
    assert stands(draft) >= ALL - {"Hills"}


def test_changing_an_exercise_saves_first(thea, draft, words):
    row = draft.activities.filter(kind="exercise").first()
    answer = thea.post(url("edit_draft", draft), words | {"change": str(row.uuid)})
    assert answer.url == url("edit_exercise", row)
    assert stands(draft) >= ALL


@pytest.mark.parametrize(("name", "sent"), ACTS)
def test_one_fault_and_nothing_is_done_nothing_is_lost(thea, draft, words, name, sent):
    before = stands(draft)
    answer = thea.post(url(name, draft), words | sent | {"phase-2-weeks": "none"})
    page = text(answer)
    assert answer.status_code == 422
    assert page.index("Nothing that you typed is lost") < page.index("<h1")
    assert 'href="#weeks-2"' in page
    for one in ("Hills", "Stairs", "Calf, gently", "Calm", "65", "none"):
        assert f'value="{one}"' in page
    assert "Slowly\ndoes it</textarea>" in page
    assert stands(draft) == before
    assert draft.status == "draft"


def test_each_fault_says_where_it_is_and_stands_beside_it(thea, draft, rows):
    """Two weeks with one fault read alike in the list, and nothing on the page was marked."""
    line = rows[0].uuid
    sent = typed(draft, **{f"goal-{line}": "", "week_2": "x", "week_3": "900", "phase-2-weeks": "none"})
    page = text(thea.post(url("sign_plan", draft), sent | {"new-1": "Hills"}))
    listed, below = page.split("<h1", 1)
    for words in ("A goal: enter", "Training in week 2: enter", "Training in week 3: enter"):
        assert words in listed
    assert "The weeks of phase 2: enter a whole number from 1 to 26" in listed
    assert "Nothing is saved yet" in listed
    for one in (f"wrong-{line}", "wrong-week-2", "wrong-week-3", "wrong-weeks-2", "wrong-line-1"):
        assert f'aria-invalid="true" aria-describedby="{one}"' in below
        assert f'id="{one}"' in below
    assert below.count('aria-invalid="true"') == 5
    assert below.count('<details class="edit-phase" open>') == 1


def test_what_another_tab_ticked_is_said_in_words(thea, draft):
    one, other = typed(draft, pages=["five-things"]), typed(draft, pages=[])
    thea.post(url("edit_draft", draft), one)
    page = text(thea.post(url("edit_draft", draft), other))
    assert "What is worth reading was changed elsewhere meanwhile" in page
    assert "and is “Five things that may add to cramps” now" in page


def test_two_tabs_on_two_lines_keep_both(thea, draft, rows):
    one = typed(draft, **{f"goal-{rows[0].uuid}": "Hills"})
    other = typed(draft, **{f"goal-{rows[1].uuid}": "Stairs"})
    thea.post(url("edit_draft", draft), one)
    assert thea.post(url("edit_draft", draft), other).status_code == 302
    assert stands(draft) >= {"Hills", "Stairs"}


def test_two_tabs_on_one_line_ask_and_the_second_press_decides(thea, draft, rows):
    name = f"goal-{rows[0].uuid}"
    one, other = typed(draft, **{name: "Hills"}), typed(draft, **{name: "Stairs"})
    thea.post(url("edit_draft", draft), one)
    answer = thea.post(url("edit_draft", draft), other)
    page = text(answer)
    assert answer.status_code == 409
    assert "A goal was changed elsewhere meanwhile and is “Hills” now. Yours stands below" in page
    assert 'value="Stairs"' in page
    assert "Hills" in stands(draft)
    again = typed(draft, **{name: "Stairs"})
    assert json.loads(again["shown"]) == json.loads(
        unescape(page.split('name="shown" value="')[1].split('"')[0])
    )
    assert thea.post(url("edit_draft", draft), again).status_code == 302
    assert "Stairs" in stands(draft)


def test_a_line_that_another_tab_took_out_is_said_with_what_was_typed(thea, draft, rows):
    sent = typed(draft, **{f"goal-{rows[0].uuid}": "Hills"})
    thea.post(url("remove_goal", rows[0]))
    answer = thea.post(url("edit_draft", draft), sent)
    assert answer.status_code == 409
    assert "A goal was taken out meanwhile. You had written “Hills”." in text(answer)


@pytest.mark.parametrize("act", ["sign_plan", "discard_plan"])
def test_a_draft_that_another_tab_ended_is_said_with_all_that_was_typed(thea, draft, words, act):
    sign(thea, draft) if act == "sign_plan" else thea.post(url(act, draft))
    answer = thea.post(url("edit_draft", draft), words | {"new-3": "Walk to work"})
    assert answer.status_code == 409
    for one in ("Hills", "Stairs", "Calf, gently", "Walk to work"):
        assert f"“{one}”" in text(answer)


def test_words_that_are_not_added_stay_in_their_line_and_are_not_signed_away(thea, draft):
    sent = typed(draft, **{"new-1": "Hills", "new-own": "Run 10 km"})
    page = text(thea.post(url("edit_draft", draft), sent, follow=True))
    assert 'name="new-1" value="Hills"' in page
    assert 'name="new-own" value="Run 10 km"' in page
    answer = thea.post(url("sign_plan", draft), sent)
    assert answer.status_code == 422
    assert "“Hills” is not in the plan yet: add it, or clear the line." in text(answer)
    page = text(thea.post(url("add_line", draft), sent | {"add": "goal-1"}, follow=True))
    assert 'name="new-1" value=""' in page
    assert 'name="new-own" value="Run 10 km"' in page
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert draft.goals.filter(phase=1, text="Hills").count() == 1


def test_what_nobody_typed_is_no_change_and_no_audit(thea, draft):
    thea.post(url("edit_draft", draft), typed(draft))
    assert not AuditEvent.objects.filter(action="plan.edited").exists()


@pytest.mark.parametrize("shown", ["", "{", "[]", '{"note": 3}', "null"])
def test_a_page_that_says_not_what_it_showed_is_weighed_by_what_stands(thea, draft, shown):
    thea.post(url("edit_draft", draft), {"note": "Slowly", "shown": shown})
    assert "Slowly" in stands(draft)


def test_who_is_quicker_under_the_lock_is_seen(draft, rows):
    basis = {f"goal-{rows[0].uuid}": ["something that never stood there"]}
    with pytest.raises(plan_drafts.ChangedElsewhere):
        plan_drafts.save(draft, acts=[], basis=basis, by=THEA, now=NOW)


def test_a_date_that_another_tab_changed_says_so_where_it_stands(thea, draft):
    name = next(name for name in values_of(draft) if name.startswith("starts_on"))
    was = values_of(draft)[name][0]
    one, other = (typed(draft, **{name: day}) for day in sorted({"11", "12", "13"} - {was})[:2])
    thea.post(url("edit_draft", draft), one)
    answer = thea.post(url("edit_draft", draft), other)
    assert answer.status_code == 409
    frame = text(answer).split('id="frame"')[1].split("</section>")[0]
    assert frame.count("was changed elsewhere meanwhile and is") == 1
    assert 'aria-invalid="true"' in frame
