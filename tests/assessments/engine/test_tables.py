import pytest

from assessments.engine.tables import BadRule, Table, basis_of, review_of

REVIEW = {"author": "A", "reviewer": "", "reviewed_on": "", "review_due": "2027-05-31"}
BASIS = {"sources": ["A1", "S15a", "GK"], "grade": "D", "rationale": "Because."}


def table(**content):
    return Table("safety.toml", "E1", content)


def said(act):
    with pytest.raises(BadRule) as fault:
        act()
    return str(fault.value)


def test_a_fault_names_file_rule_and_field():
    assert said(lambda: table(tier="red").text("because")) == "safety.toml: E1: because: is missing"
    assert said(lambda: table(x=1).only("y")) == "safety.toml: E1: x: is not a field that is known here"


def test_a_condition_that_cannot_be_read_is_named():
    wrong = table(when="safety.dark_urin is yes")
    assert said(lambda: wrong.condition("when")).startswith("safety.toml: E1: when: 'safety.dark_urin'")


@pytest.mark.parametrize("source", ["A0", "A127", "B1", "S", "A1x", ""])
def test_a_source_that_does_not_exist_is_refused(source):
    review = review_of(table(**REVIEW))
    assert "sources" in said(lambda: basis_of(table(**BASIS | {"sources": [source]}), review))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"review_due": ""}, "review_due"),
        ({"review_due": "soon"}, "review_due"),
        ({"reviewer": "Dr Demo"}, "reviewed_on"),
        ({"reviewed_on": "2026-11-01"}, "reviewed_on"),
        ({"reviewer": "Dr Demo", "reviewed_on": "2026-01-01"}, "review_due"),
    ],
)
def test_a_review_that_does_not_fit_is_refused(change, field):
    assert f": {field}: " in said(lambda: review_of(table(**REVIEW | change)))


def test_what_a_rule_says_of_its_review_comes_before_what_its_file_says():
    own = {"reviewer": "Dr Demo", "reviewed_on": "2026-06-01"}
    basis = basis_of(table(**BASIS | own), review_of(table(**REVIEW)))
    assert (basis.review.author, basis.review.reviewer) == ("A", "Dr Demo")
