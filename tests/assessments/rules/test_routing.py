"""The way through the pages is a function of the answers alone."""

import pytest

from assessments.rules.questionnaire import load_questionnaire
from assessments.rules.routing import (
    answer_at,
    first_unanswered,
    page_after,
    page_before,
    page_of,
    route,
    safety_keys,
    visible_answers,
    with_answers,
    without_safety,
)

FOLLOW_UPS = {
    "wiping": {"safety.numb_saddle": "not_sure"},
    "muscles-and-tablets": {"health.medicines": ["statin", "other"]},
    "diabetes-and-feet": {"health.conditions": ["diabetes"]},
    "new-at-rest": {"safety.rest_cramps_without_trigger": "not_sure"},
    "blood-thinners": {"health.medicines": ["anticoagulant"]},
    "weeks-since-injury": {"health.recent_leg_injury_or_surgery": "yes"},
    "coming-back": {"training.break_weeks": 3},
}
CLOSED = {
    "wiping": {"safety.numb_saddle": "yes"},
    "muscles-and-tablets": {"health.medicines": ["none"]},
    "diabetes-and-feet": {"health.conditions": ["none"]},
    "new-at-rest": {"safety.rest_cramps_without_trigger": "no"},
    "blood-thinners": {"health.medicines": ["statin"]},
    "weeks-since-injury": {"health.recent_leg_injury_or_surgery": "no"},
    "coming-back": {"training.break_weeks": 0},
    "pregnancy": {"about.sex": "male"},
}


@pytest.fixture
def questionnaire():
    return load_questionnaire()


def slugs(questionnaire, answers):
    return [page.slug for page in route(questionnaire, answers)]


@pytest.mark.parametrize(("slug", "given"), FOLLOW_UPS.items())
def test_a_follow_up_is_asked_where_it_is_needed(questionnaire, slug, given):
    assert slug in slugs(questionnaire, with_answers({}, given))


@pytest.mark.parametrize(("slug", "given"), CLOSED.items())
def test_a_follow_up_is_not_asked_where_it_is_not(questionnaire, slug, given):
    assert slug not in slugs(questionnaire, with_answers({}, given))


def test_pregnancy_is_asked_unless_the_sex_is_male(questionnaire):
    assert "pregnancy" in slugs(questionnaire, {"about": {"sex": "prefer_not_to_say"}})


def test_what_a_closed_branch_once_got_is_left_out(questionnaire):
    answers = {"health": {"medicines": ["none"], "anticoagulant_for_recent_clot": "yes"}}
    assert visible_answers(questionnaire, answers) == {"health": {"medicines": ["none"]}}


def test_unanswered_is_never_no(questionnaire):
    assert visible_answers(questionnaire, {}) == {}
    assert answer_at(with_answers({}, {"safety.dark_urine": None}), "safety.dark_urine") is None


def test_an_answer_can_be_taken_back_and_leaves_nothing():
    assert with_answers({"goals": "run", "about": {"age": 30}}, {"goals": None, "about.age": None}) == {}


def test_with_answers_does_not_touch_what_it_was_given():
    before = {"about": {"age": 30}}
    with_answers(before, {"about.age": 31})
    assert before == {"about": {"age": 30}}


def test_one_page_leads_to_the_next_and_back(questionnaire):
    assert page_after(questionnaire, {}, "personal-signs").slug == "one-leg"
    unsure = {"safety": {"numb_saddle": "not_sure"}}
    assert page_after(questionnaire, unsure, "personal-signs").slug == "wiping"
    assert page_before(questionnaire, unsure, "one-leg").slug == "wiping"
    assert page_before(questionnaire, {}, "breathing-and-head") is None
    assert page_after(questionnaire, {}, "goals") is None


def test_safety_can_not_be_skipped(questionnaire):
    assert first_unanswered(questionnaire, {}, before="goals").slug == "breathing-and-head"
    assert first_unanswered(questionnaire, {}, before="breathing-and-head") is None


def test_asking_again_forgets_the_safety_answers_and_keeps_the_rest(questionnaire):
    answers = {"safety": {"dark_urine": "no"}, "about": {"age": 40, "work": "desk"}, "goals": "10k"}
    assert without_safety(questionnaire, answers) == {"about": {"work": "desk"}, "goals": "10k"}
    assert "health.medicines" in safety_keys(questionnaire)


def test_an_urgent_sign_that_is_not_clear_is_asked_once_more_in_other_words(questionnaire):
    unsure = {"safety": {"dark_urine": "not_sure"}}
    assert page_after(questionnaire, unsure, "personal-signs").slug == "once-more"
    asked = page_of(questionnaire, unsure, "once-more").questions
    assert [question.ask for question in asked] == [
        "Think of your last wee. Was it the colour of tea or cola?"
    ]
    assert "once-more" not in slugs(questionnaire, {"safety": {"dark_urine": "no"}})
    assert page_after(questionnaire, {"safety": {"dark_urine": "no"}}, "once-more").slug == "one-leg"


def test_every_urgent_question_has_other_words_or_a_follow_up(questionnaire):
    urgent = [q for page in questionnaire.pages[:3] for q in page.questions]
    assert [q.key for q in urgent if not q.plainly] == ["safety.numb_saddle"]


OF_TRAINING = {"weeks", "longest-session", "changes", "rhythm"}
NO_SPORT = {"training": {"sessions_per_week": 0}, "cramps": {"settings": ["night"]}}


def test_who_does_no_sport_is_not_asked_about_weeks_of_it(questionnaire):
    """What an earlier break, strength and an event say holds for them too."""
    asked = [page.slug for page in route(questionnaire, NO_SPORT) if page.section == "training"]
    assert asked == ["sport", "break", "strength", "heel-raises", "next-event"]
    assert slugs(questionnaire, with_answers(NO_SPORT, {"training.sports": []})) == slugs(
        questionnaire, NO_SPORT
    )


@pytest.mark.parametrize(
    "but",
    [
        {"training.sessions_per_week": 0.5},
        {"training.sessions_per_week": None},
        {"training.sports": ["running"]},
        {"cramps.settings": ["night", "late_in_exercise"]},
    ],
)
def test_any_sign_of_sport_asks_all_of_it(questionnaire, but):
    assert set(slugs(questionnaire, with_answers(NO_SPORT, but))) >= OF_TRAINING
