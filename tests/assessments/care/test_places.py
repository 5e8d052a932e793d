"""Where an act on a long page of the therapist's leads: to its own place, and not to the top."""

import pytest

from tests.assessments.care.test_views_plan import FRAME, text, url
from tests.assessments.care.test_views_visit import save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("act", "sent", "place"),
    [
        ("edit_draft", FRAME | {"at": "frame"}, "frame"),
        ("add_line", {"add": "goal-2", "new-2": "Walk to work"}, "phase-2"),
        ("add_line", {"add": "goal-2", "new-2": ""}, "phase-2"),
        ("add_line", {"add": "activity", "new-own": ""}, "own"),
    ],
)
def test_an_act_on_a_plan(thea, draft, act, sent, place):
    """What was wrong is said there too; at the top of so long a page nobody would know of which line."""
    address = thea.post(url(act, draft), sent).url
    assert address == f"{url('care_plan', draft)}#{place}"
    assert f'id="{place}"' in text(thea.get(address))


def test_a_visit_that_begins_and_one_that_ends(thea, alice, visit, visit_url):
    """Past the links of the header, and above what has to be heeded before hands are laid on."""
    save(thea, visit, "hip_abduction", left="12", right="12")
    for act in (url("start_visit", alice), url("complete_visit", visit)):
        answer = thea.post(act)
        assert answer.url == f"{visit_url}#visit-head"
        assert 'id="visit-head" tabindex="-1"' in text(thea.get(answer.url))
