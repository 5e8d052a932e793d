"""The way that stands at the end of each part of a screening."""

import re
from itertools import pairwise

from tests.assessments.care.test_views_visit import save, text


def leads_to(thea, visit_url, part):
    """The part that the way at the end of this one leads to; "" is what is felt."""
    found = re.search(
        r'href="(?:\?part=(\w+)#tests-title|#felt)">Next: ', text(thea.get(f"{visit_url}?part={part}"))
    )
    return found.group(1) or ""


def test_each_part_ends_with_the_way_to_the_next_and_the_last_with_the_first(thea, visit, visit_url):
    """A visit begins at the second part: by this way alone nobody came to the first."""
    parts = [tab.code for tab in thea.get(visit_url).context["page"].tabs]
    for part, after in pairwise([*parts, parts[0]]):
        assert leads_to(thea, visit_url, part) == after


def test_a_part_in_which_something_is_written_is_passed_over_and_the_last_leads_to_what_is_felt(
    thea, visit, visit_url
):
    save(thea, visit, "single_leg_stance", left="30")
    save(thea, visit, "knee_to_wall", left="11")
    assert leads_to(thea, visit_url, "strength") == "posture"
    assert leads_to(thea, visit_url, "neuro_vascular") == "strength"
    save(thea, visit, "heel_raise_straight", left="24")
    save(thea, visit, "navicular_drop", left="5")
    assert leads_to(thea, visit_url, "neuro_vascular") == ""
