"""What is written beside a value is kept with it, or refused in words: nothing is lost in silence."""

import pytest
from django.http import QueryDict

from assessments.forms.observations import ObservationForm
from assessments.rules.screening import load_screening


def form_of(test, sent):
    return ObservationForm(
        load_screening().test(test), QueryDict("&".join(f"{test}-{one}" for one in sent.split("&")))
    )


@pytest.mark.parametrize("beside", ["pain_left=6", "stopped_left=cramp"])
def test_pain_or_a_reason_without_a_value_is_refused_and_nought_is_a_value(beside):
    refused = form_of("heel_raise_straight", f"right=25&{beside}")
    assert refused.faults() == {
        "left": "Enter the number (0 if nothing was possible): the rest is kept with it"
    }
    assert form_of("heel_raise_straight", f"left=0&right=25&{beside}").is_valid()


def test_a_note_needs_a_value_of_some_side():
    assert form_of("toe_grip", "note=cold").faults() == {"note": "Enter the result: the note is kept with it"}
    assert form_of("toe_grip", "note=cold&right=slips").is_valid()


def test_how_it_was_done_may_be_said_before_the_value():
    form = form_of("heel_raise_straight", "variant=wedge")
    assert form.is_valid()
    assert all(entry.is_empty for entry in form.written())


@pytest.mark.parametrize(
    "sent, written",
    [
        ("left=24&was_left=&right=&was_right=", ["left"]),  # another tab may have counted the right
        ("left=24&was_left=24||||wedge|&right=&was_right=&variant=wedge", []),
        ("left=24&was_left=24||||wedge|&right=&was_right=&variant=flat", ["left"]),
        ("left=&was_left=24|||||&right=&was_right=", ["left"]),  # taken back here
        ("left=24&pain_left=3&was_left=24|||||&right=&was_right=", ["left"]),
        ("left=24&right=", ["left", "right"]),  # a page that says nothing of what it knew
    ],
)
def test_only_what_this_page_changed_is_written(sent, written):
    form = form_of("heel_raise_straight", sent)
    assert form.is_valid(), form.errors
    assert [entry.side for entry in form.written()] == written
