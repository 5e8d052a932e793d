"""Each page of the intake as a form: what is given comes out as the schema has it, nothing else does."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from assessments.forms import form_of
from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import with_answers

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGES = load_questionnaire().pages


def form(slug, query="", answers=None):
    page = load_questionnaire().page(slug)
    return form_of(page, answers or {}, now=NOW, data=QueryDict(query))


def given(slug, query):
    filled = form(slug, query)
    assert filled.is_valid(), filled.errors
    return filled.given()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_nothing_given_is_nothing_answered_or_asked_for(page):
    empty = form_of(page, {}, now=NOW, data=QueryDict(""))
    needed = {question.field for question in page.questions if question.must}
    assert set(empty.errors) == needed
    if not needed:
        assert set(empty.given().values()) == {None}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_odd_input_is_named_and_never_breaks(page):
    names = form_of(page, {}, now=NOW).fields
    for odd in ("\x00", "😀" * 50, "-1", "a\n" * 10_000, "<script>", "9" * 400):
        query = QueryDict(mutable=True)
        for name in names:
            query.update(dict.fromkeys((name, *(f"{name}_{part}" for part in (*range(4), "on"))), odd))
        answered = form_of(page, {}, now=NOW, data=query)
        answered.is_valid()
        assert "\x00" not in str(answered.given_so_far())


def test_a_yes_no_question_takes_its_three_answers_and_no_other():
    query = "safety-cramping_now={}&health-unwell_now=no&health-skin_problem_on_legs=not_sure"
    rest = "&health-oil_latex_or_nut_allergy=no"
    assert given("today", query.format("yes") + rest)["safety.cramping_now"] == "yes"
    assert "safety-cramping_now" in form("today", query.format("maybe") + rest).errors


def test_a_missing_answer_is_named_by_what_it_is_about():
    errors = form("today", "safety-cramping_now=no").errors
    assert errors["health-unwell_now"] == ["Ill now or in the last 2 days: choose an answer"]


def test_none_of_these_stands_alone():
    assert given("conditions", "health-conditions=none")["health.conditions"] == ["none"]
    errors = form("conditions", "health-conditions=none&health-conditions=diabetes").errors
    assert errors["health-conditions"] == ["Tick what fits, or “None of these”, not both"]


def test_not_sure_of_a_list_leaves_it_open_and_is_shown_again():
    told = given("conditions", "health-conditions=unsure")
    assert told == {"health.conditions": None, "left_open.health-conditions": True}
    page = load_questionnaire().page("conditions")
    shown = form_of(page, with_answers({}, told), now=NOW)
    assert shown["health-conditions"].value() == ["unsure"]
    assert given("conditions", "health-conditions=diabetes")["left_open.health-conditions"] is None


def test_true_false_and_open_are_three_things():
    assert (
        given("changes", "training-easier_week_last_8_weeks=no")["training.easier_week_last_8_weeks"] is False
    )
    assert given("changes", "training-cramps_in_weeks_off=yes")["training.cramps_in_weeks_off"] is True
    assert given("changes", "")["training.cramps_in_weeks_off"] is None


def test_the_last_cramp_is_an_instant():
    query = "".join(f"&cramps-last_cramp_at_{i}={v}" for i, v in enumerate(["19", "11", "2026", "3am"]))
    answers = given("last-cramp", query + "&cramps-lasts_minutes_0=30&cramps-lasts_minutes_1=seconds")
    assert answers["cramps.last_cramp_at"] == "2026-11-19T03:00:00+00:00"
    assert answers["cramps.lasts_minutes"] == 0.5


def test_weeks_are_kept_oldest_first():
    weeks = given("weeks", "week-0-minutes=240&week-0-effort=5&week-1-minutes=about 200&week-1-sessions=2")
    assert weeks == {"training.weeks": [{"sessions": 2, "minutes": 200}, {"minutes": 240, "effort": 5}]}


def test_a_gap_between_weeks_is_asked_about():
    errors = form("weeks", "week-0-minutes=240&week-2-minutes=200&week-3-effort=2").errors
    assert errors["week-1-minutes"] == ["1 week before: enter the minutes, 0 if you did not train"]
    assert errors["week-3-minutes"] == ["3 weeks before: enter the minutes, 0 if you did not train"]


def test_weeks_are_shown_again_as_they_were_typed():
    answers = {"training": {"weeks": [{"minutes": 200}, {"minutes": 240, "effort": 5}]}}
    shown = form_of(load_questionnaire().page("weeks"), answers, now=NOW)
    assert (shown["week-0-minutes"].value(), shown["week-1-minutes"].value()) == (240, 200)


def test_an_injury_brings_what_was_told_of_it():
    query = "sites=ankle&ankle-side=left&ankle-months_ago_0=2&ankle-months_ago_1=years&ankle-surgery=no"
    assert given("old-injuries", f"{query}&knee-side=left") == {
        "body.past_injuries": [{"site": "ankle", "side": "left", "months_ago": 24, "surgery": False}]
    }


def test_no_injuries_is_an_answer_and_silence_is_none():
    assert given("old-injuries", "sites=none") == {"body.past_injuries": []}
    assert given("old-injuries", "") == {"body.past_injuries": None}


@pytest.mark.parametrize("answer", [[], [{"site": "ankle", "side": "left", "surgery": False}]])
def test_injuries_are_shown_again(answer):
    page = load_questionnaire().page("old-injuries")
    shown = form_of(page, {"body": {"past_injuries": answer}}, now=NOW)
    assert shown["sites"].value() == (["ankle"] if answer else ["none"])


def test_an_unfinished_page_gives_what_is_answered_so_far():
    unfinished = form("today", "safety-cramping_now=no&health-unwell_now=maybe")
    assert unfinished.given_so_far() == {"safety.cramping_now": "no"}


def test_the_drawing_has_seven_regions_a_leg_and_the_foot_and_a_box_for_each():
    regions = form_of(load_questionnaire().page("where"), {}, now=NOW).regions
    leg = {"behind_knee", "calf_inner", "calf_outer", "lower_calf", "heel_cord", "shin", "outer_side"}
    assert set(regions) == leg | {"foot"}
    assert regions["calf_inner"] == regions["calf_outer"] == "id_cramps-places_1"
    assert regions["shin"] == "id_noted-places_1"


def test_what_is_marked_beside_the_calf_is_a_note_and_no_place_of_the_contract():
    told = given("where", "cramps-places=foot&noted-places=shin&noted-places=outer_side&cramps-side=left")
    assert told == {
        "cramps.places": ["foot"],
        "cramps.side": "left",
        "noted.places": ["shin", "outer_side"],
    }
    assert given("where", "cramps-places=foot")["noted.places"] is None
    again = form_of(load_questionnaire().page("where"), {"noted": {"places": ["shin"]}}, now=NOW)
    assert again["noted-places"].value() == ["shin"]
    assert form("where", "noted-places=elbow").errors.keys() == {"noted-places"}
