"""A line of a draft that was taken out by a slip: put back whole, once, only while it is a draft."""

from uuid import uuid4

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from tests.assessments.care.test_views_plan import sign

pytestmark = pytest.mark.django_db


def url(name, row):
    return reverse(f"assessments:{name}", args=[row.uuid])


def text(response):
    return response.content.decode()


def taken_out(thea, name, row):
    """The page after the press, without its place on it."""
    return thea.post(url(name, row))["Location"].split("#")[0]


def put_back(thea, draft, line, **typed):
    return thea.post(url("put_back_line", draft), {"put_back": str(line), **typed})


def rows(model, draft):
    return [model_to_dict(row, exclude=["id"]) for row in model.objects.filter(plan=draft)]


@pytest.mark.parametrize(("kind", "name"), [("goals", "remove_goal"), ("activities", "remove_activity")])
def test_a_line_that_was_taken_out_by_a_slip_is_put_back_as_it_was(thea, otto, draft, kind, name):
    row = getattr(draft, kind).last()
    before, of = rows(type(row), draft), {"put_back": str(row.uuid)}
    page = text(thea.get(taken_out(thea, name, row)))
    assert f"Taken out: {row}" in page.replace("&#x27;", "'")
    assert otto.post(url("put_back_line", draft), of).status_code == 404
    for _ in range(2):  # the second press finds it standing
        answer = put_back(thea, draft, row.uuid)
    assert rows(type(row), draft) == before
    assert answer["Location"].endswith(url("care_plan", draft))
    assert "Taken out: " not in text(thea.get(f"{url('care_plan', draft)}?out={row.uuid}"))


def test_what_was_typed_beside_it_is_kept(thea, draft):
    goal, other = draft.goals.all()[:2]
    taken_out(thea, "remove_goal", goal)
    put_back(thea, draft, goal.uuid, **{f"goal-{other.uuid}": "Walk to work", "shown": "{}"})
    other.refresh_from_db()
    assert other.text == "Walk to work"


def test_words_that_were_added_anew_are_not_there_twice(thea, draft):
    goal = draft.goals.first()
    taken_out(thea, "remove_goal", goal)
    sent = {"add": f"goal-{goal.phase}", f"new-{goal.phase}": goal.text}
    thea.post(url("add_line", draft), sent)
    put_back(thea, draft, goal.uuid)
    assert draft.goals.filter(text=goal.text, phase=goal.phase).count() == 1


def test_a_line_of_no_plan_or_of_a_signed_one_is_not_put_back(thea, draft):
    goal = draft.goals.first()
    taken_out(thea, "remove_goal", goal)
    put_back(thea, draft, uuid4())
    sign(thea, draft)
    put_back(thea, draft, goal.uuid)
    assert not draft.goals.filter(uuid=goal.uuid).exists()
    assert "Put it back" not in text(thea.get(f"{url('care_plan', draft)}?out={goal.uuid}"))
