from assessments.engine.answers import parse_intake
from assessments.engine.assess import assess
from assessments.engine.terms import Pattern
from assessments.rules import load_rules
from tests.assessments.engine.casebook import healthy


def pattern(wanted, change):
    result = assess(parse_intake(healthy(change)), load_rules())
    return next(one for one in result.patterns if one.id is wanted)


DESK = {"desk_and_back.sitting_hours": 8, "training.usual_time": "after_work", "about.work": "desk"}


def test_a_pattern_is_met_when_all_that_it_needs_is():
    assert pattern(Pattern.DESK_WARRIOR, DESK).met
    assert not pattern(Pattern.DESK_WARRIOR, DESK | {"training.usual_time": "morning"}).met


def test_what_speaks_against_it_only_explains():
    one = pattern(Pattern.DESK_WARRIOR, DESK | {"about.work": "manual"})
    assert one.met and any("fits this less well" in line for line in one.because)


def test_what_it_needs_and_nobody_answered_is_missing():
    one = pattern(Pattern.RETURNING_ATHLETE, {"training.break_weeks": 5})
    assert not one.met
    assert one.missing == ("training.weeks_since_return",)


def test_age_alone_makes_no_veteran():
    assert not pattern(Pattern.VETERAN_ATHLETE, {"about.age": 70}).met
    assert pattern(Pattern.VETERAN_ATHLETE, {"about.age": 40, "training.years_of_sport": 10}).met
