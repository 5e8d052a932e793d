"""Where the words of a chart stand."""

import pytest

from assessments.presenters.charts import LETTERS, line_chart


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
