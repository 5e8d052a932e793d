"""What people write becomes what the intake schema wants, or a sentence that says what is wrong."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from assessments.forms.fields import AboutNumber, ComingDate, ShortList, Span
from assessments.forms.moments import Moment, clock_of
from hekas.web.forms import PlainForm, PlainText
from hekas.web.templatetags.ui import faults

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def number():
    return AboutNumber(low=0, high=6000, required=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        (" 3.5 ", 3.5),
        ("1,5", 1.5),
        ("1,000", 1000),
        ("about 3", 3),
        ("~ 3", 3),
        ("3.0", 3),
        ("", None),
        (None, None),
    ],
)
def test_numbers_as_people_write_them(number, text, value):
    assert number.clean(text) == value


@pytest.mark.parametrize(
    "text", ["x", "nan", "inf", "1e9", "--1", "-1", "6001", "3 😀", "\x00", "9" * 5000, "٣"]
)
def test_what_is_no_number_is_named(number, text):
    with pytest.raises(ValidationError, match="Enter a number"):
        number.clean(text)


def test_a_whole_number_is_whole():
    with pytest.raises(ValidationError, match="whole number"):
        AboutNumber(low=0, high=120, whole=True).clean("3.5")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6am", time(6)),
        ("6:30 pm", time(18, 30)),
        ("18.30", time(18, 30)),
        ("1830", time(18, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("Midnight", time(0)),
        ("noon", time(12)),
        ("3", time(3)),
    ],
)
def test_times_as_people_write_them(text, value):
    assert clock_of(text) == value


@pytest.mark.parametrize("text", ["25", "6:61", "13pm", "0am", "soon", "6:3"])
def test_what_is_no_time_is_named(text):
    with pytest.raises(ValidationError, match="Enter a time"):
        clock_of(text)


@pytest.fixture
def moment():
    return Moment(now=NOW, noun="last cramp", required=False)


def test_a_past_moment_is_aware_and_in_clinic_time(moment):
    assert moment.clean(["1", "7", "2026", "3am"]).isoformat() == "2026-07-01T03:00:00+01:00"
    assert moment.clean(["", "", "", ""]) is None


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["31", "2", "2026", "3am"], "real date"),
        (["1", "7", "2026", ""], "about what time"),
        (["", "", "", "3am"], "Choose the day as well"),
        (["1", "", "2026", "3am"], "must include a month"),
        (["1", "7", "26", "3am"], "year in full"),
        (["20", "11", "2026", "12:01pm"], "in the past"),
        (["x", "😀", "2026", "3am"], "real date"),
    ],
)
def test_what_is_wrong_with_a_moment_is_named(moment, parts, words):
    with pytest.raises(ValidationError, match=words):
        moment.clean(parts)


def test_where_the_clocks_go_back_the_later_one_counts():
    autumn = Moment(now=NOW, noun="last cramp").clean(["25", "10", "2026", "1:30am"])
    assert autumn.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_becomes_a_real_one():
    spring = Moment(now=NOW, noun="last cramp").clean(["29", "3", "2026", "1:30am"])
    assert spring.astimezone(UTC) == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert spring.isoformat() in ("2026-03-29T00:30:00+00:00", "2026-03-29T02:30:00+01:00")


def coming(day="", weeks="", now=NOW):
    return ComingDate(now=now, noun="date", required=False).clean([day, weeks])


@pytest.mark.parametrize("typed", ["2026-11-20", "20/11/2026", "20 11 2026", "20.11.2026"])
def test_a_coming_date_is_the_calendars_or_typed(typed):
    assert coming(typed) == date(2026, 11, 20)
    assert coming() is None


@pytest.mark.parametrize("typed", ["2026-11-19", "1/1/2026", "2099-01-01"])
def test_a_coming_date_is_not_over(typed):
    with pytest.raises(ValidationError, match="today or later"):
        coming(typed)


@pytest.mark.parametrize("days", range(7))
def test_weeks_from_now_are_the_nearest_saturday(days):
    for weeks in (1, 3, 52):
        now = NOW + timedelta(days=days)
        race = coming(weeks=f"about {weeks}", now=now).day
        assert race.weekday() == 5
        assert abs((race - now.date()).days - 7 * weeks) <= 3


def test_the_date_and_the_weeks_are_not_both_given():
    with pytest.raises(ValidationError, match="not both"):
        coming("2026-12-06", "3")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("105", "Enter a number of weeks from 0 to 104"),
        ("soon", "Enter a number of weeks, such as 3"),
        ("1.5", "Enter a whole number of weeks"),
    ],
)
def test_what_is_wrong_with_the_weeks_says_that_it_is_about_weeks(typed, says):
    """The date stands beside them: "a number from 0 to 104" was of neither."""
    with pytest.raises(ValidationError) as fault:
        coming(weeks=typed)
    assert fault.value.messages == [says]


def test_an_error_leads_to_the_input_that_it_is_about():
    for typed, place in (("when_0=31/2/2027", 0), ("when_1=soon", 1), ("when_1=105", 1)):
        form = PlainForm(QueryDict(typed))
        form.fields["when"] = ComingDate(now=NOW, noun="date", required=False)
        (fault,) = faults(form)
        assert fault.target == f"id_when_{place}"


def test_a_span_is_handed_over_in_one_unit():
    span = Span(low=0, high=520, unit="weeks", units=("days", "weeks", "months"), required=False)
    assert span.clean(["2", "months"]) == 8.7
    assert span.clean(["", "months"]) is None
    assert span.clean(["0", "days"]) == 0


@pytest.mark.parametrize(
    ("parts", "words"), [(["200", "months"], "0 to 520 weeks"), (["2", "eons"], "valid choice")]
)
def test_what_is_wrong_with_a_span_is_named(parts, words):
    span = Span(low=0, high=520, unit="weeks", units=("days", "weeks", "months"), required=False)
    with pytest.raises(ValidationError, match=words):
        span.clean(parts)


def test_a_span_that_is_needed_says_so():
    span = Span(low=0, high=9, unit="weeks", units=("weeks",), error_messages={"required": "Enter it"})
    with pytest.raises(ValidationError, match="Enter it"):
        span.clean(["", "weeks"])


def test_free_text_keeps_what_was_said_and_names_what_is_too_long():
    text = PlainText(most=4000, required=False)
    assert text.clean("It’s 😀 bad.\r\nVery.") == "It’s 😀 bad.\nVery."
    with pytest.raises(ValidationError, match="Keep it to 4,000 characters"):
        text.clean("a\n" * 10_000)
    with pytest.raises(ValidationError, match="hidden character"):
        text.clean("a\x00b")


def test_a_short_list_is_split_and_has_no_doubles():
    sports = ShortList(most_items=3, required=False)
    assert sports.clean("running, five-a-side;running\n swimming ,") == ["running", "five-a-side", "swimming"]
    with pytest.raises(ValidationError, match="at most 3"):
        sports.clean("a,b,c,d")
    with pytest.raises(ValidationError, match="60 letters"):
        sports.clean("x" * 61)


@pytest.mark.parametrize("words", ["none", "None.", " no ", "N/A", "nothing", "no sport", "-", "none, nil"])
def test_a_word_for_none_is_no_entry_of_a_list(words):
    assert ShortList(most_items=3, required=False).clean(words) == []


def test_a_sport_that_begins_like_none_is_one():
    words = "no sport since my leg swelled, Nordic walking"
    kept = ShortList(most_items=3, required=False).clean(words)
    assert kept == ["no sport since my leg swelled", "Nordic walking"]


def test_in_the_hour_that_comes_twice_the_earlier_one_counts_while_the_later_is_to_come():
    now = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    night = Moment(now=now, noun="last cramp").clean(["25", "10", "2026", "1:30am"])
    assert night.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
