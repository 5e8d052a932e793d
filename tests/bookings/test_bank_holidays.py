from datetime import date

import pytest
from django.core.management import call_command

from bookings.models import ClinicClosure

pytestmark = pytest.mark.django_db


def closed():
    return set(ClinicClosure.objects.values_list("first_day", flat=True))


def test_the_bank_holidays_of_a_year_are_copied_once(capsys):
    call_command("bank_holidays", "2026")
    assert {date(2026, 1, 1), date(2026, 4, 3), date(2026, 8, 31), date(2026, 12, 28)} <= closed()
    before = len(closed())
    call_command("bank_holidays", "2026")
    assert len(closed()) == ClinicClosure.objects.count() == before
    assert capsys.readouterr().out.endswith(f"0 days added, {before} were there already.\n")


def test_a_day_that_an_admin_renamed_stays_renamed():
    ClinicClosure.objects.create(
        name="Our own day", first_day=date(2026, 12, 25), last_day=date(2026, 12, 25)
    )
    call_command("bank_holidays", "2026")
    assert ClinicClosure.objects.get(first_day=date(2026, 12, 25)).name == "Our own day"
