"""What the visit page says above its heading, and what it says on paper."""

import re

import pytest
from django.urls import reverse

from assessments.actions import screenings

from .conftest import NOW, THEA
from .test_views_visit import save, text

pytestmark = pytest.mark.django_db


def test_a_bad_value_is_said_above_the_heading_where_no_script_leads_to_it(thea, visit):
    """The page opens at its top, and the fault stood a screen or more below."""
    page = text(save(thea, visit, "calf_girth", left="999", right="36"))
    above = page.split("<h1")[0]
    assert "Calf girth is not saved" in above
    assert re.search(r'href="#test-calf_girth">Left: Enter a number from 15 to 80 cm', above)


def test_paper_says_which_parts_of_a_finished_visit_it_does_not_show(thea, visit, measure, visit_url):
    measure("knee_to_wall", left=10, right=9)
    measure("calf_girth", left=36, right=36)
    assert "Not on this paper" not in text(thea.get(visit_url))
    screenings.complete(visit, by=THEA, now=NOW)
    page = " ".join(text(thea.get(visit_url)).split())
    assert "Strength: 1 of 6 tests. Not on this paper: Flexibility, 1. All of them stand" in page


def test_an_earlier_visit_says_whose_it_was(thea, alice, completed):
    """The way back has the name, but is not on paper."""
    page = text(thea.get(reverse("assessments:screening_record", args=[completed.uuid])))
    assert alice.name in page.split("<h1")[1]
