"""`manage.py doctor` on the whole house: what it asks, and that it can say so of an empty database too."""

from datetime import UTC, timedelta

import pgtrigger
import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from bookings.actions import reminders
from hekas.accounts.models import Client
from hekas.audit import sealing
from hekas.audit.actors import SYSTEM
from hekas.audit.log import record
from hekas.audit.models import AuditEvent
from hekas.backups import sums
from hekas.messaging.models import OutboundMessage
from hekas.portal.management.commands import doctor
from tests.bookings.actions.test_reminders import FIRST, book
from tests.bookings.conftest import clinic  # noqa: F401  the fixture

pytestmark = pytest.mark.django_db


def said(capsys):
    with pytest.raises(SystemExit):  # nobody has a pulse in a test
        call_command("doctor")
    return capsys.readouterr().out


def test_a_reminder_whose_message_is_gone_is_named(clinic, capsys):  # noqa: F811
    book(clinic)
    reminders.send_due(FIRST)
    with time_machine.travel(FIRST + timedelta(minutes=1), tick=False):
        assert "ok   reminders: 0 of the next two days" in said(capsys)
        OutboundMessage.objects.filter(template="appointment_reminder").delete()
        assert "BAD  reminders: 1 of the next two days" in said(capsys)


@pytest.mark.parametrize(
    ("minutes", "told"), [(5, "ok   reminders on time: 0"), (6, "BAD  reminders on time: 1")]
)
def test_a_reminder_that_nobody_hands_over_is_an_alarm(clinic, capsys, minutes, told):  # noqa: F811
    """HC-45: before it is a message the outbox does not miss it, and the pulses are fine."""
    book(clinic)
    OutboundMessage.objects.update(state="dropped", dropped_because="demo")
    with time_machine.travel(FIRST + timedelta(minutes=minutes), tick=False):
        page = said(capsys)
        assert told in page
        assert "ok   messages on time: 0" in page
        reminders.send_due(timezone.now())
        assert "ok   reminders on time: 0" in said(capsys)


@pytest.mark.parametrize(
    ("development", "url", "told"),
    [
        (True, "https://hekas.example", "BAD  mode: development"),
        (True, "http://localhost:8000", "ok   mode: development"),
        (False, "https://hekas.example", "ok   mode: production"),
    ],
)
def test_a_machine_for_people_that_believes_to_be_in_development_is_named(
    settings, capsys, development, url, told
):
    settings.DEVELOPMENT, settings.SITE_URL = development, url
    assert told in said(capsys)


def test_a_log_that_was_changed_is_named(capsys):
    client = Client.objects.create(name="Demo", email="d@demo.example")
    now = timezone.now()
    record(by=SYSTEM, action="demo", subject=client, now=now - timedelta(days=2))
    sealing.seal(now)
    assert "ok   audit: fits its seals." in said(capsys)
    with pgtrigger.ignore():
        AuditEvent.objects.filter(action="demo").update(action="other")
    day = (now - timedelta(days=2)).astimezone(UTC).date()
    assert f"BAD  audit: changed after it was sealed: {day}." in said(capsys)


def test_without_its_tables_a_room_is_not_asked(monkeypatch, capsys):
    monkeypatch.setattr(
        doctor, "_migrations", lambda: ("migrations", False, "3 wait; run manage.py migrate.")
    )
    page = said(capsys)
    assert "BAD  migrations: 3 wait" in page
    assert "messages on time" not in page


@pytest.mark.parametrize(("is_development", "told"), [(False, True), (True, False)])
def test_where_people_s_data_are_it_says_how_old_the_last_backup_is(settings, capsys, is_development, told):
    settings.DEVELOPMENT = is_development
    assert ("backup: " in said(capsys)) is told


def test_a_log_that_can_not_be_archived_is_named(monkeypatch, capsys):
    """PostgreSQL keeps all of it till its own disk is full. A real one: operations/test_recovery.py."""
    assert "ok   archive: " in said(capsys)
    monkeypatch.setattr(doctor.activity, "not_archived", lambda: "0001 could not be, 60 seconds ago")
    assert "BAD  archive: 0001 could not be, 60 seconds ago." in said(capsys)


def test_asked_for_the_backups_here_it_reads_each(settings, tmp_path, capsys):
    """Not by default: a doctor who comes every five minutes reads no gigabytes."""
    settings.BACKUP_DIR = tmp_path

    def told():
        with pytest.raises(SystemExit):
            call_command("doctor", backups=True)
        return next(line for line in capsys.readouterr().out.splitlines() if "backups here" in line)

    assert "backups here" not in said(capsys)
    assert told() == "BAD  backups here: none is in BACKUP_DIR."
    for name in ("hekas-1", "hekas-2"):
        (tmp_path / f"{name}.dump").write_text(name)
        (tmp_path / f"{name}.contents.json").write_text("{}")
    sums.write(tmp_path / "hekas-1.dump", {"hekas-1.dump": tmp_path / "hekas-1.dump"})
    assert told().startswith("ok   backups here: 2 here, each as it was written; 1 without a checksum")
    (tmp_path / "hekas-1.dump").write_text("hekas-7")
    assert told() == "BAD  backups here: hekas-1.dump: not as it was written."
