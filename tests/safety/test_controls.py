"""Controls of the hazard log that no other test proves."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import Clearance
from tests.bookings.clinic import make_intake

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["500", "503"])
def test_a_page_of_a_fault_names_999_and_111(name):
    page = (ROOT / "templates" / "errors" / f"{name}.html").read_text()
    assert ('href="tel:999"' in page, 'href="tel:111"' in page) == (True, True)
    assert "{% extends" not in page  # whole by itself, when nothing else answers


def test_there_is_one_language():
    assert (settings.USE_I18N, settings.LANGUAGE_CODE) == (False, "en-gb")
    assert '<html lang="en-GB">' in (ROOT / "templates" / "base.html").read_text()
    assert list(ROOT.glob("*/locale")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"released_at": timezone.now() - timedelta(days=1)},
        {"released_at": timezone.now(), "release_reason": "Spoke with them"},
        {"tier": "emergency", "gate": "redirected", "closed_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_release_without_a_name(change):
    intake = make_intake(gate="held")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(intake=intake).update(**change)
    assert Clearance.objects.get(intake=intake).released_at is None
