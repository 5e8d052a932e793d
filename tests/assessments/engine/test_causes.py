from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess
from assessments.engine.causes import band_of
from assessments.engine.terms import Band, Cause
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy


def weighed(cause, change):
    result = assess(parse_intake(healthy(change)), load_rules())
    return next(one for one in result.causes if one.id is cause)


def points(one):
    return {reason.answer: reason.points for reason in one.reasons}


def band(score, signals=2, answered=6, asked=6):
    return band_of(score, signals, answered, asked, load_rules().scoring)


def test_bands_at_their_edges():
    assert [band(score) for score in (2, 3, 5, 6)] == [
        Band.NOT_SHOWN,
        Band.MAY_BE_ADDING,
        Band.MAY_BE_ADDING,
        Band.MAIN_FACTOR,
    ]
    assert band(6, signals=1) is Band.MAY_BE_ADDING


def test_sixty_percent_is_enough_to_say():
    assert band(3, answered=3, asked=5) is Band.MAY_BE_ADDING
    assert band(9, answered=4, asked=7) is Band.NOT_ENOUGH_TO_SAY
    assert band(0, answered=0, asked=5) is Band.NOT_ENOUGH_TO_SAY


def test_a_question_counts_once_where_it_weighs_most():
    injury = [{"site": "knee", "side": "left", "months_ago": 5, "surgery": True}]
    one = weighed(Cause.FOOT_MECHANICS, {"cramps.side": "left", "body.past_injuries": injury})
    assert points(one) == {"body.past_injuries": 2}


def test_of_one_row_the_strongest_signal_speaks():
    change = {"desk_and_back.back_pain": "now", "body.past_injuries": [{"site": "back"}]}
    assert points(weighed(Cause.NERVE, change)) == {"desk_and_back.back_pain": 3}


def test_weak_signals_add_up_to_their_cap():
    change = {
        "training.rest_days_per_week": 0,
        "training.hard_days_back_to_back": True,
        "sleep.shift_work": True,
    }
    change |= {"sleep.stress": 5}
    assert weighed(Cause.SLEEP_RECOVERY, change).score == 2


def test_what_a_ceiling_takes_is_said_in_the_same_sentence():
    change = {"sleep.stress": 9, "sleep.hours": 5, "sleep.poor_before_cramps": "no"}
    cut = [
        each.because for each in weighed(Cause.SLEEP_RECOVERY, change).reasons if "no more" in each.because
    ]
    assert cut and not [text for text in cut if ". " in text]


def test_sleep_goes_no_higher_than_moderate_unless_poor_sleep_came_first():
    change = {"sleep.stress": 9, "sleep.hours": 5, "training.rest_days_per_week": 0, "sleep.shift_work": True}
    later = weighed(Cause.SLEEP_RECOVERY, change)
    first = weighed(Cause.SLEEP_RECOVERY, change | {"sleep.poor_before_cramps": "yes"})
    assert (later.score, first.score) == (2, 6)
    assert sum(points(later).values()) == 2


def test_a_tie_keeps_the_order_of_the_article():
    result = assess(parse_intake({"answered_at": "2026-11-20T12:00:00Z"}), load_rules())
    assert [one.id for one in result.causes] == list(Cause)


def test_what_is_missing_is_named_once():
    nothing = assess(parse_intake({"answered_at": "2026-11-20T12:00:00Z"}), load_rules())
    unknown = next(one for one in nothing.causes if one.id is Cause.NERVE).unknown
    assert len(unknown) == len(set(unknown))
    assert "desk_and_back.muscle_twitching" in unknown


def test_an_answer_of_not_sure_is_not_known():
    one = weighed(Cause.NERVE, {"desk_and_back.muscle_twitching": "not_sure"})
    assert "desk_and_back.muscle_twitching" in one.unknown
