"""What a client reads stays true in every state of a page and on every device."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.template.loader import render_to_string

NOW = datetime(2026, 12, 4, 10, tzinfo=UTC)
DAY = {"on": NOW.date(), "times": [{"start": NOW, "value": NOW.isoformat()}]}
ROOT = settings.BASE_DIR / "templates"
OF_ANY_DEVICE = (
    "assessments/later.html",
    "assessments/questions/plain.html",
    "portal/public/cramp_now.html",
)


@pytest.mark.parametrize("own", [True, False])
def test_nearest_times_are_told_of_only_where_there_are_some(own, rf):
    def shown(days):
        context = {"own": own, "wish": {"start": NOW}, "place": {"hidden": {}}, "days": days}
        return render_to_string("bookings/taken.html", context, request=rf.get("/"))

    assert "These are the nearest" in shown([DAY])
    assert "These are the nearest" not in shown([])
    assert "Nothing is free near that time." in shown([])


@pytest.mark.parametrize("name", OF_ANY_DEVICE)
def test_a_page_that_opens_on_any_device_does_not_call_it_a_phone(name):
    words = (ROOT / name).read_text()
    assert [said for said in ("this phone", "another phone", "your phone") if said in words.lower()] == []
