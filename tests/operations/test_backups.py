"""A backup can be read back whole, and one that can't is found out."""

import hashlib
import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from hekas.accounts.models import Client
from hekas.backups import contents, dump, server, sums
from hekas.messaging import heartbeats
from hekas.messaging.models import Heartbeat
from hekas.privacy import tombstones
from hekas.privacy.models import ErasureRequest

NOW = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("backups")]


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUP_DIR = tmp_path / "backups"
    return settings.BACKUP_DIR


@pytest.fixture
def clinic():
    call_command("demo", "--clients=8", "--bookings=20", verbosity=0)


def scratch_databases():
    with server.connect(server.home()) as database, database.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'hekas_drill_%'")
        return cursor.fetchall()


def test_fault_58_what_was_dumped_comes_back_row_for_row(clinic, folder, capsys):
    call_command("backup")
    call_command("restore_drill")
    said = capsys.readouterr().out
    path = dump.latest(folder)
    wanted = dump.promised(path)
    assert wanted.tables["public.bookings_appointment"].rows >= 20
    assert wanted.digest in said
    assert any("a_therapist_is_in_one_place_at_a_time" in rule for rule in wanted.rules)
    assert path.stat().st_mode & 0o077 == 0
    assert scratch_databases() == []


def test_fault_58_who_was_erased_stays_erased(folder, settings, tmp_path, capsys):
    """The backup is older than the erasure; the list outside of it is newer."""
    alice = Client.objects.create(name="Alice Demo", email="alice@demo.example")
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    call_command("backup")
    tombstones.write(alice.uuid, NOW)
    call_command("restore_drill")
    assert "1 had been erased; 1 came back and are erased again." in capsys.readouterr().out
    assert Client.objects.filter(pk=alice.pk).exists()  # the drill touches the scratch database alone


def test_whom_another_node_erased_stays_erased(folder, settings, tmp_path, capsys):
    """The old backup is restored where the backups are; the erasure was written on another machine."""
    alice = Client.objects.create(name="Alice Demo", email="alice@demo.example")
    settings.TOMBSTONES = str(tmp_path / "of the machine that keeps the backups")
    call_command("backup")
    done = {"state": "done", "answered_at": NOW, "answered_by": "another node"}
    ErasureRequest.objects.create(client_uuid=alice.uuid, asked_at=NOW, **done)
    assert not Path(settings.TOMBSTONES).exists()
    call_command("keep_tombstones")
    call_command("keep_tombstones")
    assert list(tombstones.read(Path(settings.TOMBSTONES))) == [alice.uuid]
    call_command("restore_drill")
    assert "1 had been erased; 1 came back and are erased again." in capsys.readouterr().out


def test_each_backup_brings_the_list_up_to_date_first(folder, settings, tmp_path):
    settings.TOMBSTONES = str(tmp_path / "tombstones")
    done = {"state": "done", "answered_at": NOW, "answered_by": "another node"}
    gone = ErasureRequest.objects.create(client_uuid=uuid4(), asked_at=NOW, **done)
    call_command("backup")
    assert list(tombstones.read(Path(settings.TOMBSTONES))) == [gone.client_uuid]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"host": "db", "port": "5433", "user": "h", "password": "p/w", "dbname": "x"}, "h:p%2Fw@db:5433/x"),
        ({"host": "/run/pg", "user": "postgres", "dbname": "x"}, "postgres@%2Frun%2Fpg:5432/x"),
    ],
)
def test_a_place_as_an_address(place, told):
    assert server.url(place) == f"postgres://{told}"


def test_the_dump_and_its_contents_are_of_one_moment(clinic, folder, monkeypatch):
    """A row that comes between the dump and the counting is in neither."""
    run = server.run

    def and_somebody_writes(*arguments):
        run(*arguments)
        Heartbeat.objects.create(name="later", at=NOW)

    monkeypatch.setattr(server, "run", and_somebody_writes)
    path = dump.take(folder, now=NOW)
    monkeypatch.setattr(server, "run", run)
    with dump.restored(path) as place:
        assert list(contents.differences(dump.promised(path), dump.read_back(place))) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("DELETE FROM messaging_heartbeat", "public.messaging_heartbeat has 0 rows instead of 1."),
        (
            "UPDATE messaging_heartbeat SET name = 'x'",
            "public.messaging_heartbeat has 1 rows, and not",
        ),
        (
            "ALTER TABLE bookings_appointment DROP CONSTRAINT a_room_has_one_visit_at_a_time",
            "Missing: constraint a_room_has_one_visit_at_a_time on bookings_appointment (x).",
        ),
        ("CREATE TABLE stray (id int)", "public.stray is new."),
    ],
)
def test_what_is_lost_or_changed_is_named(folder, spoil, told):
    Heartbeat.objects.create(name="beat", at=NOW)
    path = dump.take(folder, now=NOW)
    with dump.restored(path) as place:
        with server.connect(place) as database, database.cursor() as cursor:
            cursor.execute(spoil)
        database.close()
        faults = list(contents.differences(dump.promised(path), dump.read_back(place)))
    assert any(fault.startswith(told) for fault in faults), faults


def test_a_drill_that_finds_a_difference_ends_with_an_error(folder, capsys):
    call_command("backup")
    beside = dump.latest(folder).with_suffix(dump.BESIDE)
    document = json.loads(beside.read_text())
    document["tables"]["public.bookings_appointment"]["rows"] = 7
    beside.write_text(json.dumps(document))
    beside.with_suffix("").with_suffix(sums.SUM).unlink()
    with pytest.raises(CommandError, match="1 things are not as they were"):
        call_command("restore_drill")
    assert "BAD  public.bookings_appointment has 0 rows instead of 7." in capsys.readouterr().out


def test_a_spoilt_file_is_found_out_and_leaves_nothing_behind(folder):
    call_command("backup")
    path = dump.latest(folder)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(CommandError, match="It could not be restored"):
        call_command("restore_drill")
    assert scratch_databases() == []


def test_without_a_backup_it_says_how_to_make_one(folder):
    with pytest.raises(CommandError, match=r"There is no backup in .*manage.py backup makes one"):
        call_command("restore_drill")


def test_the_newest_are_kept(folder):
    for hours in range(4):
        dump.take(folder, now=NOW + timedelta(hours=hours))
    gone = dump.forget(folder, keep=2)
    assert [path.name for path in gone] == ["hekas-20261128T023000Z.dump", "hekas-20261128T033000Z.dump"]
    assert len(dump.kept(folder)) == 2
    assert len(list(folder.iterdir())) == 6  # a dump, what it must hold and the sums of both


def test_half_a_backup_has_no_name(folder, monkeypatch):
    def broken(command, place):
        raise subprocess.CalledProcessError(1, command, stderr="pg_dump: error: No space left on device\n")

    monkeypatch.setattr(server, "run", broken)
    with pytest.raises(CommandError, match="No backup was made: pg_dump: error: No space left"):
        call_command("backup")
    assert list(folder.iterdir()) == []  # or each night leaves another half, and the disk stays full


def test_a_disk_that_is_full_at_the_last_line_leaves_nothing(folder, monkeypatch):
    """The dump is whole, and what it must hold has no room any more."""

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dump, "_to_disk", full)
    with pytest.raises(CommandError, match=r"No backup was made: .*No space left on device"):
        call_command("backup")
    assert list(folder.iterdir()) == []


def test_what_a_killed_backup_has_left_goes_with_the_next_and_a_running_one_s_does_not(folder):
    folder.mkdir()
    old, new = (folder / f"hekas-20261127T02300{n}Z.part" for n in (0, 1))
    lone = [folder / f"hekas-20261127T023000Z{ending}" for ending in (dump.BESIDE, sums.SUM)]
    for path in (old, new, *lone):
        path.touch()
    for path in (old, *lone):
        os.utime(path, (0, 0))
    call_command("backup")
    assert [path.exists() for path in (old, *lone, new)] == [False, False, False, True]
    assert len(dump.kept(folder)) == 1


@pytest.mark.parametrize("torn", ["", "{", '{"tables": {}}', '{"tables": {"a": {}}, "rules": []}'])
def test_a_torn_list_of_what_it_must_hold_is_said_in_one_line(folder, torn):
    call_command("backup")
    path = dump.latest(folder)
    path.with_suffix(dump.BESIDE).write_text(torn)
    path.with_suffix(sums.SUM).unlink()  # one of before there were any
    with pytest.raises(CommandError, match=r"It could not be restored: hekas-.* is torn"):
        call_command("restore_drill")


def flipped(path, at):
    """One byte of a file is another, as on a disk that dies slowly."""
    told = bytearray(path.read_bytes())
    told[int(len(told) * at)] ^= 0xFF
    path.write_bytes(told)


@pytest.mark.parametrize("at", [0, 0.01, 0.03, 0.5, 0.9, 0.999999])
@pytest.mark.parametrize("kind", [dump.DUMP, dump.BESIDE])
def test_a_byte_that_is_another_is_found_out_wherever_it_lies(clinic, folder, kind, at):
    """Also where no restore reads it, as in an owner's name; and it counts as no backup."""
    call_command("backup")
    flipped(dump.latest(folder).with_suffix(kind), at)
    with pytest.raises(CommandError, match=r"It could not be restored: .*: not as it was written"):
        call_command("restore_drill")
    assert scratch_databases() == []
    assert not Heartbeat.objects.filter(name=heartbeats.BACKUP).exists()


def test_an_older_one_that_has_rotted_is_named_and_the_newest_counts(folder, capsys):
    """The drill reads back the newest alone, and the disk may lose the one that will be needed."""
    old = dump.take(folder, now=NOW)
    call_command("backup")
    flipped(old, 0.5)
    with pytest.raises(CommandError, match="1 older backup is not as it was written"):
        call_command("restore_drill")
    assert f"BAD  {old.name}" in capsys.readouterr().out
    assert Heartbeat.objects.get(name=heartbeats.BACKUP).at == dump.of_when(dump.latest(folder))


def test_a_backup_of_before_there_were_sums_is_read_back_and_said_to_have_none(folder, capsys):
    call_command("backup")
    path = dump.latest(folder)
    path.with_suffix(sums.SUM).unlink()
    call_command("restore_drill")
    assert f"{path.name} has no checksum of its own" in capsys.readouterr().out
    assert Heartbeat.objects.get(name=heartbeats.BACKUP).at == dump.of_when(path)


def test_the_sum_is_what_other_machines_check_by(folder):
    """Where only coreutils are: `sha256sum -c` in the folder of the copies."""
    path = dump.take(folder, now=NOW)
    command = ["sha256sum", "-c", "--strict", path.with_suffix(sums.SUM).name]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{path.name}: OK", f"{path.with_suffix(dump.BESIDE).name}: OK"]
    assert path.with_suffix(sums.SUM).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("torn", ["", "0" * 64, f"{'0' * 64}  another.dump\n"])
def test_a_torn_sum_is_no_missing_one(folder, torn):
    call_command("backup")
    dump.latest(folder).with_suffix(sums.SUM).write_text(torn)
    with pytest.raises(CommandError, match=r"It could not be restored: .*\.sha256 is torn"):
        call_command("restore_drill")


def test_the_sum_is_there_before_the_backup_has_its_name(folder, monkeypatch):
    """Who is killed in between leaves a half, and not a backup that seems to be of before there were sums."""
    rename = Path.rename

    def and_look(part, path):
        told = path.with_suffix(sums.SUM).read_text().split()
        assert told[:2] == [hashlib.sha256(part.read_bytes()).hexdigest(), path.name]
        return rename(part, path)

    monkeypatch.setattr(Path, "rename", and_look)
    dump.take(folder, now=NOW)
    assert len(dump.kept(folder)) == 1


def test_what_a_program_says_of_torn_bytes_can_be_read():
    """pg_restore says a torn line as it stands: the drill ended in a fault of ours, and not in one line."""
    with pytest.raises(subprocess.CalledProcessError) as fault:
        server.run(["sh", "-c", r"printf 'torn: \236' >&2; exit 1"], server.home())
    assert fault.value.stderr.startswith("torn: ")


def test_a_dump_that_lacks_a_table_is_found_out(folder, monkeypatch, capsys):
    """Somebody's own options, or a right that the role lost: pg_dump ends well, and a table is not there."""
    run = server.run

    def without_one(command, place):
        more = ["--exclude-table=messaging_heartbeat"] if Path(command[0]).name == "pg_dump" else []
        run([*command, *more], place)

    monkeypatch.setattr(server, "run", without_one)
    call_command("backup")
    with pytest.raises(CommandError, match="things are not as they were"):
        call_command("restore_drill")
    assert "BAD  public.messaging_heartbeat is missing." in capsys.readouterr().out


def test_a_backup_counts_from_its_own_moment_once_it_came_back(folder):
    """Not from the drill's; and an older one that is tried after it makes it no older."""
    call_command("backup")
    newest = dump.latest(folder)
    assert not Heartbeat.objects.filter(name=heartbeats.BACKUP).exists()
    call_command("restore_drill")
    older = newest.with_name("hekas-20261101T023000Z.dump")
    newest.with_suffix(dump.BESIDE).rename(older.with_suffix(dump.BESIDE))
    made_at = dump.of_when(newest)
    newest.rename(older)
    call_command("restore_drill")
    assert Heartbeat.objects.get(name=heartbeats.BACKUP).at == made_at
    assert dump.of_when(Path("somebody-s-own.dump")) is None


def test_a_server_that_is_away_is_said_in_one_line(folder, settings):
    settings.DIRECT_DATABASE_URL = "postgres://hekas:verysecret@127.0.0.1:1/hekas"
    with pytest.raises(CommandError) as fault:
        call_command("backup")
    assert str(fault.value).startswith("No backup was made: ")
    assert "verysecret" not in str(fault.value)


def test_a_password_is_never_an_argument(monkeypatch):
    seen = {}
    monkeypatch.setattr(subprocess, "run", lambda command, **given: seen.update(command=command, **given))
    server.run(["pg_dump"], {"host": "db", "password": "verysecret", "dbname": "hekas"})
    assert seen["command"] == ["pg_dump"]
    assert seen["env"]["PGPASSWORD"] == "verysecret"


def test_a_program_older_than_the_server_is_not_used():
    with pytest.raises(server.NoProgram, match="postgresql-client-99"):
        server.program("pg_dump", 99)
    with server.connect(server.home()) as database:
        assert server.program("pg_dump", database.server_version // 10000).is_file()
