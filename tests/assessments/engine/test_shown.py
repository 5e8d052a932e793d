from assessments.engine.shown import all_rules, find
from assessments.rules import load_rules


def test_a_rule_is_found_by_its_id_or_its_key_in_any_letters():
    assert len(find(load_rules(), "e1")) == 4
    assert [rule.names[0] for rule in find(load_rules(), "U1-girth")] == ["U1-girth"]
    assert find(load_rules(), "night_cramps") and not find(load_rules(), "nothing")


def test_a_rule_shows_its_wording_and_what_it_rests_on():
    rule = find(load_rules(), "U6")[0]
    assert dict(rule.lines)["action"].startswith("Call 111 or your doctor today")
    assert rule.basis.sources and rule.basis.grade and rule.basis.rationale


def test_no_clinician_has_agreed_to_any_rule_yet_and_each_says_when_it_is_due():
    reviews = {rule.basis.review for rule in all_rules(load_rules())}
    assert {review.reviewer for review in reviews} == {""}
    assert all(review.review_due and review.author for review in reviews)


def test_rules_of_every_kind_are_shown():
    kinds = {rule.kind for rule in all_rules(load_rules())}
    assert kinds == {"safety rule", "consequence", "signal", "pattern", "contributor", "window", "card"}
