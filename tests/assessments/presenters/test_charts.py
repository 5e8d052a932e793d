"""Where the words of a chart stand."""

import pytest

from assessments.presenters.charts import LETTERS, bar_chart, line_chart


@pytest.mark.parametrize("value", range(1, 31))
def test_no_level_line_runs_through_a_number_where_there_is_room_beside_it(value):
    """One level alone can always be avoided: the number stands above its point, or below."""
    chart = line_chart("Heel raises", "raises", ["1 Nov"], [("Left", [value])], marks=[("usual 27", 27)])
    (point,), ((_, level),) = chart.series[0].points, chart.marks
    assert not point.words_y - LETTERS <= level <= point.words_y


def test_a_number_stands_above_its_point_where_no_line_is_near():
    chart = line_chart("Heel raises", "raises", ["1 Nov"], [("Left", [11])])
    (point,) = chart.series[0].points
    assert point.words_y == point.y - 10


@pytest.mark.parametrize("goal", range(1, 31))
def test_the_dashes_of_a_goal_run_through_no_number(goal):
    chart = bar_chart("Cramps a week", "cramps", [(str(n), n) for n in range(31)], goal=goal)
    through = [b.value for b in chart.bars if b.above - LETTERS < chart.goal_y < b.above]
    assert through == []
    assert min(bar.above for bar in chart.bars) - LETTERS >= -12, "above the edge of the picture"
