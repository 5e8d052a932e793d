"""When something was: today, yesterday or another day, about what time."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from assessments.forms.moments import Moment
from hekas.web.forms import PlainForm
from hekas.web.templatetags.ui import day_rows, faults, parts

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
JUST_AFTER_MIDNIGHT = datetime(2026, 7, 1, 23, 10, tzinfo=UTC)  # ten past midnight of 2 July in the clinic
SPRING, AUTUMN = datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)


def form(query=None, *, now=NOON, initial=None, required=False):
    made = PlainForm(QueryDict(query) if query is not None else None, initial={"at": initial})
    made.fields["at"] = Moment(now=now, noun="last cramp", required=required, label="When?")
    return made


def sent(**parts_of_it):
    return "&".join(f"at_{name.removeprefix('n')}={value}" for name, value in parts_of_it.items())


def told(query, **more):
    filled = form(query, **more)
    assert filled.is_valid(), filled.errors
    return filled.cleaned_data["at"]


def rows(made):
    return {row.choice_label: row for row in day_rows(made["at"])}


def chosen(made):
    return [label for label, row in rows(made).items() if row.data["selected"]]


def typed(made):
    return [str(part["tag"]).partition('value="')[2].partition('"')[0] for part in parts(made["at"])]


def test_the_rows_name_the_clinics_days():
    offered = {label: (row.data["value"], row.data["hint"]) for label, row in rows(form()).items()}
    assert offered == {
        "Today": ("2026-11-20", "Friday 20 November"),
        "Yesterday": ("2026-11-19", "Thursday 19 November"),
        "Another day": ("another", ""),
        "I’m not sure": ("unsure", ""),
    }
    assert rows(form(now=JUST_AFTER_MIDNIGHT))["Today"].data["value"] == "2026-07-02"
    assert "I’m not sure" not in rows(form(required=True))


@pytest.mark.parametrize(
    ("parts_of_it", "moment"),
    [
        ({"on": "2026-11-20", "n3": "03:00"}, "2026-11-20T03:00:00+00:00"),
        ({"on": "2026-11-19", "n3": "11pm"}, "2026-11-19T23:00:00+00:00"),
        ({"on": "another", "n0": 1, "n1": 7, "n2": 2026, "n3": "03:00"}, "2026-07-01T03:00:00+01:00"),
        ({"n0": 1, "n1": 7, "n2": 2026, "n3": "3am"}, "2026-07-01T03:00:00+01:00"),
        ({"on": "2026-11-20", "n0": 1, "n1": 7, "n2": 2026, "n3": "03:00"}, "2026-11-20T03:00:00+00:00"),
    ],
)
def test_a_row_and_a_time_are_a_moment_of_the_contract(parts_of_it, moment):
    assert told(sent(**parts_of_it)).isoformat() == moment


@pytest.mark.parametrize("query", ["", "at_on=unsure", "at_on=unsure&at_3=03:00", "at_0=&at_3="])
def test_unsure_and_empty_are_no_answer(query):
    assert told(query) is None


@pytest.mark.parametrize(
    ("parts_of_it", "place", "words"),
    [
        ({"on": "2026-11-20"}, "3", "Enter about what time it was, such as 3am"),
        ({"on": "2026-11-20", "n3": "12:01"}, "on_0", "The last cramp must be in the past"),
        ({"on": "2026-11-21", "n3": "03:00"}, "on_0", "The last cramp must be in the past"),
        ({"on": "another", "n3": "03:00"}, "0", "Enter the day, month and year as well"),
        ({"on": "another", "n0": 3, "n3": "03:00"}, "on_0", "The last cramp must include a month and a year"),
        ({"n3": "03:00"}, "on_0", "Choose the day as well"),
        ({"on": "soon", "n3": "03:00"}, "on_0", "Choose the day as well"),
        ({"on": "1926-11-20", "n3": "03:00"}, "on_0", "Enter the year in full, such as 2026"),
        ({"on": "2026-11-20", "n3": "soon"}, "3", "Enter a time, such as 6:30am or 18:30"),
    ],
)
def test_what_is_missing_is_named_at_its_input_and_nothing_is_lost(parts_of_it, place, words):
    refused = form(sent(**parts_of_it))
    assert [(fault.target, fault.message) for fault in faults(refused)] == [(f"id_at_{place}", words)]
    assert {value for value in typed(refused) if value} >= {
        str(value) for name, value in parts_of_it.items() if name == "n3"
    }


def test_who_must_answer_can_not_be_unsure():
    assert form("at_on=unsure", required=True).errors["at"] == ["Choose the day as well"]
    assert form("", required=True).errors["at"] == ["Enter the last cramp"]


@pytest.mark.parametrize(
    ("kept", "row", "boxes"),
    [
        (datetime(2026, 11, 20, 3, tzinfo=UTC), "Today", ["", "", "", "03:00"]),
        (datetime(2026, 11, 19, 23, 5, tzinfo=UTC), "Yesterday", ["", "", "", "23:05"]),
        (datetime(2026, 7, 1, 2, tzinfo=UTC), "Another day", ["1", "7", "2026", "03:00"]),
    ],
)
def test_a_kept_answer_shows_its_row(kept, row, boxes):
    shown = form(initial=kept)
    assert (chosen(shown), typed(shown)) == ([row], boxes)


def test_a_page_that_was_open_over_midnight_means_the_day_that_it_showed():
    before, after = JUST_AFTER_MIDNIGHT.replace(hour=22, minute=50), JUST_AFTER_MIDNIGHT
    today = rows(form(now=before))["Today"].data["value"]
    assert told(sent(on=today, n3="22:00"), now=after).isoformat() == "2026-07-01T22:00:00+01:00"
    assert chosen(form(sent(on=today), now=after)) == ["Yesterday"]
    two_days_old = form(sent(on="2026-06-30"), now=after)
    assert (chosen(two_days_old), typed(two_days_old)[:3]) == (["Another day"], ["30", "6", "2026"])


@pytest.mark.parametrize(
    ("now", "clock", "moment"),
    [
        (SPRING, "00:30", "2026-03-29T00:30:00+00:00"),
        (SPRING, "03:00", "2026-03-29T02:00:00+00:00"),
        (AUTUMN, "00:30", "2026-10-24T23:30:00+00:00"),
        (AUTUMN, "01:30", "2026-10-25T01:30:00+00:00"),
        (AUTUMN.replace(hour=0, minute=40), "01:30", "2026-10-25T00:30:00+00:00"),
        (AUTUMN, "03:00", "2026-10-25T03:00:00+00:00"),
    ],
)
def test_today_in_the_nights_when_clocks_change(now, clock, moment):
    day = rows(form(now=now))["Today"].data["value"]
    assert told(sent(on=day, n3=clock), now=now).astimezone(UTC).isoformat() == moment


def test_a_kept_moment_of_such_a_night_shows_the_time_that_was_typed():
    shown = form(initial=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), now=AUTUMN)
    assert (chosen(shown), typed(shown)[3]) == (["Today"], "01:30")
