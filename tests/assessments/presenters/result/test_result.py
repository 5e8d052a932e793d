"""What the result page says, from stored documents alone; no page, no database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from assessments.adapters import assessed
from assessments.forms.review import ReachMeForm
from assessments.models import Clearance, Intake, Result
from assessments.presenters.result.drawings import WORDS, WORDS_FROM, WORDS_TO, day_line, load_bars
from assessments.presenters.result.factors import factors_of
from assessments.presenters.result.legs import legs_of
from assessments.presenters.result.page import page_of
from assessments.presenters.result.windows import phrase, still_open, windows_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RUNNER = {
    "answered_at": "2026-11-20T12:00:00+00:00",
    "cramps": {"side": "right", "places": ["upper_calf"], "last_cramp_at": "2026-11-20T03:00:00+00:00"},
    "training": {
        "weeks": [{"minutes": m, "effort": 5} for m in (180, 200, 190, 210, 220, 200, 380, 400)],
        "next_event_on": "2026-12-06",
        "easier_week_last_8_weeks": False,
        "calf_strength_per_week": 0,
        "stretches_calves_often": True,
    },
}


def result_of(document):
    snapshot = assessed(document)
    gate = snapshot["triage"]["booking"]
    return Result(
        intake=Intake(),
        snapshot=snapshot,
        answers=document,
        gate=gate,
        tier=snapshot["triage"]["tier"],
        made_at=NOON,
    )


@pytest.fixture
def page():
    return page_of(result_of(RUNNER), None, NOON)


@pytest.mark.parametrize(
    ("bands", "headline"),
    [
        ((), "Nothing stands out yet"),
        (("main_factor",), "One thing may be adding to your calf cramps"),
        (("main_factor", "may_be_adding"), "Two things may be adding to your calf cramps"),
    ],
)
def test_the_headline_counts_what_may_be_adding(bands, headline):
    result = result_of(RUNNER)
    result.gate = "open"
    for cause in result.snapshot["causes"]:
        cause["band"] = "not_shown"
    for cause, band in zip(result.snapshot["causes"], bands, strict=False):
        cause["band"] = band
    assert page_of(result, None, NOON).headline == headline


def test_who_waits_for_a_therapist_reads_that_first_where_nothing_stands_out():
    """ "No clear factor yet" stood above it, and who is afraid wondered what it meant."""
    result = result_of(RUNNER)
    result.gate = "held"
    for cause in result.snapshot["causes"]:
        cause["band"] = "not_shown"
    page = page_of(result, None, NOON)
    assert (page.headline, page.waits) == ("A therapist will read your answers first", True)


def test_points_shown_add_up_to_the_score():
    for factor in factors_of(assessed(RUNNER), RUNNER):
        assert factor.points_for - factor.points_against == factor.score


def test_what_is_not_known_is_said_in_words():
    strength = next(f for f in factors_of(assessed(RUNNER), RUNNER) if f.code == "calf_weakness")
    assert "Longest break" in strength.unknown
    assert not any("." in words for words in strength.unknown)


@pytest.mark.parametrize(("times", "says"), [(0, "Does not apply"), (3, "Not enough to say")])
def test_training_is_not_weighed_where_there_is_none(times, says):
    training = {"sports": [], "sessions_per_week": times}
    page = page_of(result_of({"answered_at": RUNNER["answered_at"], "training": training}), None, NOON)
    load = next(factor for factor in page.others if factor.code == "training_load")
    assert (load.band_label, load.applies) == (says, bool(times))


@pytest.mark.parametrize(("age", "is_asked"), [(15, True), (16, False)])
def test_whose_guardian_has_to_ring_us_finds_our_number_beside_it(age, is_asked):
    """They read "A parent or guardian needs to ring us", and below it that a therapist rings them."""
    page = page_of(result_of(RUNNER | {"about": {"age": age}}), None, NOON)
    html = render_to_string("assessments/parts/held.html", {"page": page, "form": ReachMeForm()})
    assert (page.waits, page.guardian_rings) == (True, is_asked)
    assert ("tel:+441614960123" in html) is is_asked


def test_same_day_and_emergency_show_no_factor():
    urgent = RUNNER | {"safety": {"one_leg_swollen": "yes"}}
    shown = page_of(result_of(urgent), None, NOON)
    assert (shown.factors, shown.cards, shown.gate) == ((), (), "redirected")


def test_the_gate_is_what_stands_today_not_what_was_made():
    result = result_of(RUNNER)
    assert page_of(result, None, NOON).gate == "held"
    fresh = NOON + timedelta(days=14)
    released = Clearance(gate="held", tier="none", released_at=NOON, result=result, expires_at=fresh)
    assert page_of(result, released, NOON).may_be_booked
    assert page_of(result, released, fresh).is_stale
    released.superseded_at = NOON
    assert not page_of(result, released, NOON).may_be_booked


def test_bars_are_as_high_as_the_weeks_were_heavy():
    bars = load_bars(RUNNER)
    assert [bar.load for bar in bars] == [900, 1000, 950, 1050, 1100, 1000, 1900, 2000]
    assert (bars[-1].height, bars[0].height) == (96.0, 43.2)
    assert [bar.is_recent for bar in bars] == [False] * 6 + [True] * 2
    assert (bars[0].week, bars[-1].week) == ("7 weeks before", "Last week")


@pytest.mark.parametrize("weeks", [[], [{"minutes": 60, "effort": 5}] * 2, [{"minutes": 60}] * 8])
def test_too_little_is_not_drawn(weeks):
    assert load_bars({"training": {"weeks": weeks}}) == ()


def test_the_line_of_days_runs_from_the_cramp_to_the_event():
    line = day_line(RUNNER, assessed(RUNNER)["next"]["windows"])
    assert (line.cramp.x, line.event.x) == (12.0, 308.0)
    assert {stretch.words for stretch in line.stretches} == {"After a cramp", "Before a race"}
    assert day_line({}, []) is None


def test_each_stretch_of_the_line_has_its_days_and_all_of_it_is_said_in_words():
    windows = [
        {
            "service": "post_cramp",
            "fit": "best",
            "from": "2026-11-25T22:30+00:00",
            "to": "2026-11-27T05:00+00:00",
        },
        {
            "service": "pre_competition",
            "fit": "best",
            "from": "2026-11-29T10:00+00:00",
            "to": "2026-12-01T23:00+00:00",
        },
    ]
    told = {
        "cramps": {"last_cramp_at": "2026-11-24T22:30+00:00"},
        "training": {"next_event_on": "2026-12-04"},
    }
    line = day_line(told, windows)
    assert [stretch.days for stretch in line.stretches] == ["Thu 26 Nov", "Sun 29 to Tue 1 Dec"]
    assert line.in_words == (
        "Cramp, Tue 24 Nov. After a cramp, Thu 26 Nov. Before a race, Sun 29 to Tue 1 Dec. Event, Fri 4 Dec."
    )


def test_the_drawing_marks_the_factor_or_else_where_it_cramps(page):
    assert (page.legs.left, "on-" in page.legs.right or "may-" in page.legs.right) == ("", True)
    told = legs_of((), RUNNER)
    assert (told.left, told.right) == ("", "on-upper")
    assert told.says == "Where you told us it cramps: right leg, seen from behind"
    assert legs_of((), {}) is None


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (NOON, None, "From now on"),
        (NOON, datetime(2026, 11, 27, tzinfo=UTC), "From now until Thu 26 Nov"),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 4, tzinfo=UTC), "Tue 1 Dec to Thu 3 Dec"),
        (NOON + timedelta(hours=15), None, "From Sat 21 Nov"),
        (NOON + timedelta(days=1), None, "From Sat 21 Nov, afternoon"),
        (NOON + timedelta(hours=6), None, "From Fri 20 Nov, evening"),
        (NOON + timedelta(hours=11), None, "From Sat 21 Nov"),
        (NOON + timedelta(days=1), NOON + timedelta(days=2), "Sat 21 Nov, afternoon, or Sun 22 Nov, morning"),
        (NOON + timedelta(hours=15), NOON + timedelta(hours=39), "Sat 21 Nov"),
        (NOON + timedelta(hours=22), NOON + timedelta(hours=46), "Sat 21 Nov or Sun 22 Nov, morning"),
        (NOON + timedelta(hours=1), NOON + timedelta(hours=5), "Fri 20 Nov, afternoon"),
        (
            NOON + timedelta(hours=6),
            NOON + timedelta(hours=19),
            "Fri 20 Nov, evening, or Sat 21 Nov, morning",
        ),
        (NOON + timedelta(hours=11), NOON + timedelta(hours=15), "Fri 20 Nov, 11:00pm to Sat 21 Nov, 3:00am"),
    ],
)
def test_windows_in_words(start, end, words):
    assert phrase(start, end, NOON) == words


def test_what_is_over_is_not_told_to_whoever_looks_again():
    windows = assessed(RUNNER)["next"]["windows"]
    later = NOON + timedelta(days=3)
    assert {w["service"] for w in windows if w not in still_open(windows, later)} >= {"post_cramp"}
    told = windows_of(still_open(windows, later), later)
    assert [(window.service, window.when[:8]) for window in told] == [
        ("Treatment", "From now"),
        ("Before a race", "Tue 1 De"),
    ]


@pytest.mark.parametrize(
    ("closes", "is_open"),
    [
        (datetime(2026, 11, 21, 3, 0, tzinfo=UTC), False),  # in an hour, and nobody is seen by night
        (datetime(2026, 11, 21, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 21, 1, 0, tzinfo=UTC), False),
    ],
)
def test_at_two_in_the_morning_no_day_is_told_that_has_passed(closes, is_open):
    """It said "From now until Fri 20 Nov" on the 21st."""
    night = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    window = {"service": "post_cramp", "fit": "best", "to": closes.isoformat()}
    assert bool(still_open([window], night)) == is_open


def test_only_windows_that_say_when_to_come_are_told(page):
    told = windows_of(assessed(RUNNER)["next"]["windows"], NOON)
    assert [window.service for window in told] == ["After a cramp", "Treatment", "Before a race"]
    assert told == page.windows


def test_cards_are_those_that_were_stored(page):
    assert "When a cramp comes" in [card.title for card in page.cards]
    assert all(card.body and card.grounds for card in page.cards)


@pytest.mark.parametrize("race_on", range(4, 12))
@pytest.mark.parametrize("earlier", range(2))
def test_the_words_of_a_line_stand_beside_one_another_and_end_on_it(race_on, earlier):
    """Whichever days they are of: a race may be so soon that its window lies over the one after the cramp."""
    cramp = datetime(2026, 11, 24, 9, tzinfo=UTC)
    spans = {"post_cramp": (1 + earlier, 2 + earlier), "pre_competition": (race_on - 4, race_on - 2)}
    windows = [
        {"service": kind, "fit": "best", **dict(zip(("from", "to"), map(in_days(cramp), span), strict=True))}
        for kind, span in spans.items()
    ]
    first, second = day_line({}, windows).stretches
    assert first.words_at >= WORDS_FROM
    assert first.words_at + WORDS <= second.words_at
    assert second.words_at + WORDS <= WORDS_TO


def in_days(moment):
    return lambda days: (moment + timedelta(days=days)).isoformat()


def test_tonight_leaves_out_rubbing_and_heat_where_they_may_harm():
    """Loss of feeling: no heat (K8). What an older result did not weigh stays as it was read then."""
    numb = {**RUNNER, "health": {"conditions": ["diabetes"]}}
    signs = ("one_leg_swollen", "one_calf_sore_all_the_time", "one_calf_warm_or_discoloured")
    clear = {**RUNNER, "safety": dict.fromkeys(signs, "no")}
    assert page_of(result_of(numb), None, NOON).careful
    assert page_of(result_of(RUNNER), None, NOON).careful  # a clot sign that nobody asked about
    assert not page_of(result_of(clear), None, NOON).careful


@pytest.mark.parametrize(
    ("careful", "said", "unsaid"),
    [(True, "No rubbing", "rub it lightly"), (False, "rub it lightly", "No rubbing")],
)
def test_tonight_says_walk_only_when_the_pain_has_gone(careful, said, unsaid):
    words = " ".join(render_to_string("assessments/parts/tonight.html", {"careful": careful}).split())
    assert said in words and unsaid not in words
    assert "once the pain has gone and you can walk as usual" in words


def test_tonight_a_leg_that_was_hurt_is_left_to_whoever_treats_it():
    """The card said so; the line above it said to stretch (K3)."""
    words = render_to_string("assessments/parts/tonight.html", {"careful": True})
    assert "hurt or operated on only if whoever treats it agrees" in words
