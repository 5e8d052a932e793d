"""What a client's own page says of the newest result: never less than the result itself asked for."""

from types import SimpleNamespace as Thing
from uuid import UUID

import pytest
from django.template.loader import render_to_string

MEDICAL_FIRST, A_TALK_FIRST, AGAIN = "get medical help first", "speaks with you before", "Answer them again"


def words(**advice):
    known = {"gate": "open", "stale": False, "may_book": False, "result_uuid": UUID(int=1)} | advice
    return render_to_string("portal/parts/own_result.html", {"advice": Thing(**known), "result": None})


@pytest.mark.parametrize(
    ("advice", "says"),
    [
        ({"gate": "redirected"}, MEDICAL_FIRST),
        ({"gate": "held"}, A_TALK_FIRST),
        ({"gate": "open", "stale": True}, AGAIN),
    ],
)
def test_what_stands_in_the_way_of_a_visit_is_said(advice, says):
    told = words(**advice)
    assert [text for text in (MEDICAL_FIRST, A_TALK_FIRST, AGAIN) if text in told] == [says]


def test_after_a_stop_the_link_leads_to_what_to_do():
    assert "See what to do now" in words(gate="redirected")
    assert "See your result" in words(gate="held")
