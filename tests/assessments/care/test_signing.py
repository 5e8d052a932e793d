"""A plan is signed from a page that shows all of it: what was read is what is signed."""

import re

import pytest

from assessments.actions import care_plans
from assessments.models import Activity, Goal
from assessments.queries.care_plans import fingerprint, with_rows
from hekas.audit.models import AuditEvent
from tests.assessments.care.conftest import NOW, THEA
from tests.assessments.care.test_views_plan import text, url
from tests.assessments.care.test_whole_draft import typed

pytestmark = pytest.mark.django_db


def looked(page):
    return re.search(r'name="looked" value="([0-9a-f]{64})"', page)[1]


def status(draft):
    draft.refresh_from_db()
    return draft.status


def test_no_press_on_the_draft_signs_it(thea, draft):
    """A slip of the thumb beside "Save the draft" signed the plan and wrote to the client."""
    page = text(thea.get(url("care_plan", draft)))
    assert "Sign the plan" not in page
    assert page.count("Read it and sign") == 2
    answer = thea.post(url("sign_plan", draft), typed(draft, note="Slowly does it"))
    assert (answer.status_code, answer.url) == (302, url("sign_plan", draft))
    assert (status(draft), draft.note) == ("draft", "Slowly does it")


def test_the_page_of_signing_shows_every_word_that_is_signed(thea, draft):
    page = text(thea.get(url("sign_plan", draft)))
    assert "Nothing is signed yet" in page
    plan = with_rows().get(pk=draft.pk)
    words = [goal.text for goal in plan.goals.all()] + [row.title for row in plan.activities.all()]
    words += [phase["title"] for phase in plan.phases] + [phase["massage"] for phase in plan.phases]
    assert len(words) > 10
    for one in [
        *words,
        *(step for row in plan.activities.all() for step in (row.progress, row.stop, *row.how)),
    ]:
        assert one.replace("'", "&#x27;") in page
    assert [int(one) for one in re.findall(r"(\d+)%", page.split('id="training"')[1])] == [
        week["percent"] for week in plan.load
    ]
    assert AuditEvent.objects.filter(action="plan.read").exists()


def test_what_was_read_is_signed(thea, draft):
    page = text(thea.get(url("sign_plan", draft)))
    answer = thea.post(url("sign_plan", draft), {"looked": looked(page)})
    assert (status(draft), answer.url) == ("active", url("care_plan", draft))


@pytest.mark.parametrize("change", ["a goal", "a dose", "the note"])
def test_a_draft_that_was_changed_after_it_was_read_is_read_once_more(thea, draft, change):
    """Of two tabs, or two people, the second never signs words that the first has not shown them."""
    before = looked(text(thea.get(url("sign_plan", draft))))
    if change == "a goal":
        Goal.objects.filter(pk=draft.goals.first().pk).update(text="Hills")
    elif change == "a dose":
        Activity.objects.filter(pk=draft.activities.filter(kind="exercise").first().pk).update(sets=9)
    else:
        type(draft).objects.filter(pk=draft.pk).update(note="Rest")
    answer = thea.post(url("sign_plan", draft), {"looked": before})
    assert (status(draft), answer.url) == ("draft", url("sign_plan", draft))
    page = text(thea.get(answer.url))
    assert "The draft was changed after you read it" in page
    thea.post(url("sign_plan", draft), {"looked": looked(page)})
    assert status(draft) == "active"


def test_two_presses_sign_once_and_say_so_once(thea, draft):
    sent = {"looked": looked(text(thea.get(url("sign_plan", draft))))}
    thea.post(url("sign_plan", draft), sent)
    page = text(thea.post(url("sign_plan", draft), sent, follow=True))
    assert "Signed. The client can read it now." in page
    assert "This plan is signed. Add an amendment" not in page
    assert AuditEvent.objects.filter(action="plan.signed").count() == 1


def test_back_after_signing_shows_the_signed_plan(thea, active):
    assert thea.get(url("sign_plan", active)).url == url("care_plan", active)


def test_words_that_are_not_added_are_not_left_behind(thea, draft):
    page = text(thea.post(url("sign_plan", draft), typed(draft, **{"new-1": "Hills"})))
    assert "“Hills” is not in the plan yet: add it, or clear the line." in page


def test_a_program_signs_what_it_holds(draft, therapist):
    who = {"therapist": therapist, "by": THEA, "now": NOW}
    with pytest.raises(care_plans.ChangedSinceRead):
        care_plans.sign(draft, looked="0" * 64, **who)
    mark = fingerprint(with_rows().get(pk=draft.pk))
    assert care_plans.sign(draft, looked=mark, **who).status == "active"
