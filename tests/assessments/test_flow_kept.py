"""What is kept while somebody types, and their press of Save behind it, on a line that is slow or drops."""

import re

import pytest
from django.urls import reverse

from assessments.models import Intake

from .conftest import healthy

pytestmark = pytest.mark.django_db
SLEEP, RUN = {"goals": "Sleep through"}, {"goals": "Run a 10k"}
STEP, BREATHLESS = "breathing-and-head", "safety-breathless_or_chest_pain"


def sheet_of(page):
    (found,) = re.findall(r'name="sheet" value="([^"]+)"', page.content.decode())
    return found


@pytest.fixture
def shown(person):
    """The page as it stands in one tab: what goes with whatever is sent from it."""
    person.begin().answer_all()
    return {"rev": person.intake.rev, "sheet": sheet_of(person.browser.get(person.url("goals")))}


def keep(person, sent, step="goals"):
    return person.browser.post(reverse("assessments:keep", args=[person.intake.uuid, step]), sent)


def save(person, sent, step="goals"):
    return person.browser.post(person.url(step), sent)


def goals():
    return Intake.objects.get().answers["goals"]


def test_whoever_thinks_again_before_their_page_heard_that_it_was_kept_saves(person, shown):
    """They read that another tab had answered, with their own first answer beside it."""
    assert keep(person, shown | SLEEP).status_code == 200  # the answer is on its way, or lost
    assert save(person, shown | RUN).status_code == 302
    assert goals() == "Run a 10k"


def test_a_danger_told_on_second_thoughts_stops(person):
    person.begin()
    page = person.next_page()
    shown = {"rev": 0, "sheet": sheet_of(person.browser.get(person.url(STEP)))} | healthy(page)
    keep(person, shown, STEP)
    assert save(person, shown | {BREATHLESS: "yes"}, STEP).url.endswith("/stopped/")


def test_what_was_kept_and_comes_late_changes_nothing_that_was_saved(person, shown):
    save(person, shown | RUN)
    assert keep(person, shown | SLEEP).status_code == 204
    assert goals() == "Run a 10k"


def test_of_two_that_overtake_each_other_the_newer_is_kept(person, shown):
    keep(person, shown | RUN)
    assert keep(person, shown | SLEEP).status_code == 204
    assert goals() == "Run a 10k"


def test_another_tab_is_still_told(person, shown):
    other = shown | {"sheet": sheet_of(person.browser.get(person.url("goals")))}
    assert other["sheet"] != shown["sheet"]
    keep(person, shown | SLEEP)
    assert save(person, other | RUN).status_code == 409
    assert goals() == "Sleep through"


def test_nor_does_a_tab_that_kept_something_earlier_write_over_what_was_saved_since(person, shown):
    other = {"rev": shown["rev"] + 1, "sheet": sheet_of(person.browser.get(person.url("goals")))}
    keep(person, shown | SLEEP)
    assert save(person, other | SLEEP).status_code == 302
    assert save(person, shown | RUN).status_code == 409


@pytest.mark.parametrize("sheet", ["", "x", "x" * 17, "<b>" + "x" * 13, "é" * 16])
def test_a_name_that_no_page_has_is_no_ones(person, shown, sheet):
    odd = shown | {"sheet": sheet}
    assert keep(person, odd | SLEEP).status_code == 200
    assert Intake.objects.get().kept_from == ""
    assert save(person, odd | RUN).status_code == 409
