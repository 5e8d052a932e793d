"""What the visit page leads to once the tests are finished."""

import pytest

from assessments.actions import screenings

from .conftest import NOW, THEA, WEEK_AFTER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("finished", "kind"), [(WEEK_AFTER, "secondary"), (NOW, "primary")])
def test_another_visit_on_the_same_day_is_not_what_comes_next(
    thea, visit, measure, visit_url, finished, kind
):
    measure("heel_raise_straight", 24, 18)
    screenings.complete(visit, by=THEA, now=finished)
    page = thea.get(visit_url).content.decode()
    start = page.split("<span>Start a visit")[0].split("<button")[-1]
    assert f"btn--{kind}" in start
    assert "First confirm or strike out what may be adding." in page
