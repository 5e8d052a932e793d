"""Whoever was told to get help reads that first on their own page, before any visit."""

import pytest
from django.urls import reverse

from hekas.portal.demo import intakes as stories
from tests.access.browsers import signed_in, undone
from tests.browser.walk import states

STOPPED = [n for n, story in enumerate(stories.stories()) if story["name"].startswith("stopped")]
OTHERS = [n for n in range(len(stories.stories())) if n not in STOPPED]
FIRST = "Get medical help first"


def own_page(number, house):
    with undone():
        client = states.answered(number, house, house.now)
        return signed_in(client.user).get(reverse("portal:home_client")).content.decode()


@pytest.mark.parametrize("number", STOPPED)
def test_help_stands_before_the_next_visit(number, house):
    page = own_page(number, house)
    assert 0 < page.index(FIRST) < page.index("Your next visit")


@pytest.mark.parametrize("number", OTHERS[:3])
def test_nobody_else_is_told_so(number, house):
    assert FIRST not in own_page(number, house)
