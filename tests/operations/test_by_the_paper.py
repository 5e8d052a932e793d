"""A machine as deploy/README.md sets it up: its own files, its own commands, passwords that are asked for.

What is another here: folders and ports, and the programs are started as systemd would, by no systemd.
"""

import os
import re
import subprocess
import sys
import time

import psycopg2
import pytest
import yaml

from tests.messaging.servers import Post, free_port
from tests.operations.cluster import programs, servant
from tests.operations.house import wait_until
from tests.operations.load import Caller
from tests.operations.machine import ROOT, Machine, closed, pool_of
from tests.operations.nginx import DEPLOY
from tests.operations.pgbouncer import PgBouncer
from tests.operations.prepared import ground
from tests.operations.tools import settings_of

pytestmark = pytest.mark.concurrency


@pytest.fixture(scope="module")
def machine():
    with ground() as folder, Post() as post:
        made = Machine(folder, post.port).prepare()
        made.post = post
        try:
            with pool_of(made) as pool:
                made.fill_in(pool.port, post.port)
                made.command("migrate", "-v0")
                yield made
        finally:
            for name in list(made.parts):
                made.kill(name)
            made.stop_valkey()
            made.cluster.stop("immediate")


@pytest.fixture(scope="module")
def nodes(machine):
    """Two web nodes by their units, on two ports."""
    ports = [free_port(), free_port()]
    for port in ports:
        machine.start_unit("hekas-web@.service", str(port))
    found = [Caller(port) for port in ports]
    wait_until(lambda: all(node.ask("/readyz").status == 200 for node in found), 60)
    return found


def test_its_settings_pass_the_deployment_check(machine):
    assert "no issues" in machine.command("check", "--deploy", "--fail-level", "WARNING")


def test_two_nodes_by_their_unit_listen_on_two_ports_and_count_apart(machine, nodes):
    counters = sorted(path.parent.name for path in (machine.folder / "run").glob("*/metrics"))
    assert len(counters) == len(nodes) == 2


@pytest.mark.parametrize("well", [True, False])
def test_the_healthcheck_of_the_containers_tells_a_node_that_is_well(machine, nodes, well):
    """Word by word but for the port: by a wrong name a node answers 400, and would be ill for ever."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    _, _, *words = compose["services"]["web1"]["healthcheck"]["test"]
    port = nodes[0].base.rpartition(":")[2] if well else str(free_port())
    words = [word.replace(":8000/", f":{port}/") for word in words]
    given = {**os.environ, **settings_of(machine.env.read_text())}
    done = subprocess.run([sys.executable, *words], env=given, capture_output=True, check=False)
    assert (done.returncode == 0) is well, done.stderr


def test_the_clinic_s_first_admin(machine, nodes):
    """Made on the server; a link sets the password; signed in, the second step comes before anything else."""
    node, jar = nodes[0], {}

    def with_cookies(answer):
        jar.update(line.partition(";")[0].split("=", 1) for line in answer.cookies)
        return answer

    def send(path, **form):
        page = with_cookies(node.ask(path, Cookie=cookies()))
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[1]
        return with_cookies(node.send(path, {"csrfmiddlewaretoken": token, **form}, Cookie=cookies()))

    def cookies():
        return "; ".join(f"{name}={value}" for name, value in jar.items())

    said = machine.command("account", "owner@demo.example", "--new", "--role", "admin")
    assert "https://localhost/accounts/password/reset/" in said
    send("/accounts/password/reset/", email="owner@demo.example")
    machine.command("drain", "--seconds", "5")
    words = [
        part.get_content()
        for letter in machine.post.letters
        for part in letter.walk()
        if part.get_content_type() == "text/plain"
    ]
    link = next(
        found[1]
        for text in words
        if (found := re.search(r"https://localhost(/accounts/password/reset/key/\S+)", text))
    )
    form = with_cookies(node.ask(link, Cookie=cookies())).headers["Location"]
    send(form, password1="a long demo password", password2="a long demo password")
    signed = send("/accounts/login/", login="owner@demo.example", password="a long demo password")
    assert signed.status == 302
    board = node.ask("/clinic/", Cookie=cookies())
    assert (board.status, board.headers["Location"].partition("?")[0]) == (302, "/accounts/second-step/")


def test_worker_beat_and_doctor(machine, nodes):
    """Every unit that stays starts, and the doctor then finds nothing to mend."""
    machine.start_unit("hekas-worker@.service", "1")
    machine.start_unit("hekas-beat@.service", "1")
    pulse = "SELECT count(*) FROM messaging_heartbeat WHERE name IN ('beat', 'worker')"
    wait_until(lambda: machine.cluster.ask(pulse) == [(2,)], 90)
    assert "BAD" not in machine.command("doctor")
    assert [each.returncode for each in machine.run_unit("hekas-doctor.service")] == [0]


@pytest.mark.parametrize("unit", ["hekas-drain.service", "hekas-backup.service"])
def test_a_unit_of_a_timer_does_its_work_with_the_calls_that_are_left_to_it(machine, nodes, unit):
    (machine.folder / "backups" / "dumps").mkdir(parents=True, exist_ok=True)
    done = machine.run_unit(unit)
    assert done and [each.stdout + each.stderr for each in done if each.returncode] == []


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").glob("*.service")))
def test_what_no_unit_needs_is_refused(unit):
    """Another user, another owner, another clock, a mount, somebody else's memory."""
    tries = "os.setuid(12345)", "os.chown('.', 12345, 12345)", "time.clock_settime(0, 0)", "os.chroot('/')"
    code = "import os, time\nfor go in (" + ", ".join(f"lambda: {each}" for each in tries) + "):\n"
    code += "    try: go(); print('done')\n    except PermissionError: print('refused')"
    words = [*closed(unit), "/usr/bin/python3", "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["refused"] * len(tries), done.stderr


def test_a_backup_and_its_drill_by_the_drill_s_own_role(machine):
    machine.command("backup")
    said = machine.command("restore_drill")
    assert "constraints, indexes and triggers" in said
    kept = [path.stat().st_mode for path in (machine.folder / "backups" / "dumps").glob("*.dump")]
    assert kept and not any(mode & 0o077 for mode in kept)


def checker(folder, verdict=0):
    """In place of pg_verifybackup, which crashes in the wheel: looks for the manifest, and says so."""
    folder.mkdir(exist_ok=True)
    program = folder / "pg_verifybackup"
    program.write_text(f'#!/bin/sh\ntest -f "$2/backup_manifest" && exit {verdict}\n')
    program.chmod(0o755)
    folder.chmod(0o755)
    return folder


def script(machine, name, *words, verdict=0):
    """One of deploy/postgres, as PostgreSQL's own user."""
    path = f"{checker(machine.folder / 'checker', verdict)}:{programs()}:{os.environ['PATH']}"
    given = {"PATH": path, "PGHOST": "127.0.0.1", "PGUSER": "postgres", "PGPORT": str(machine.cluster.port)}
    its_unit = closed("hekas-base.service") if name == "base-backup" else []
    command = [*its_unit, str(DEPLOY / "postgres" / name), *map(str, words)]
    return subprocess.run(
        command, env=given, check=False, capture_output=True, text=True, cwd="/", **servant()
    )


def beats_in(port):
    """As the site's own role: how many beats the server on this port knows."""
    place = {"host": "127.0.0.1", "port": port, "dbname": "hekas", "user": "hekas", "password": "PASSWORD"}
    with psycopg2.connect(connect_timeout=5, **place) as database, database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messaging_heartbeat")
        return cursor.fetchone()[0]


ONE_MORE = "INSERT INTO messaging_heartbeat (name, at) VALUES (left(gen_random_uuid()::text, 20), now())"


def archived(machine):
    """What was written until now is in the archive."""
    (last,) = machine.cluster.ask("SELECT pg_walfile_name(pg_switch_wal())", "postgres")[0]
    wait_until(lambda: (machine.folder / "wal" / last).exists(), 30)


def test_base_backups_and_the_log_are_kept_as_long_as_they_are_of_use(machine):
    """Three in turn: the newest two stay, and of the log what the older of them needs."""
    for _ in range(3):
        machine.cluster.ask(ONE_MORE)
        archived(machine)
        time.sleep(1)  # their names are of the second
        said = script(machine, "base-backup", machine.folder)
    assert (said.returncode, "2 kept" in said.stdout) == (0, True), said.stderr
    bases = sorted((machine.folder / "bases").iterdir())
    first = re.search(r"file (\w+)\)", (bases[0] / "backup_label").read_text())[1]
    segments = sorted(path.name for path in (machine.folder / "wal").iterdir() if len(path.name) == 24)
    assert segments[0] == first


def test_back_to_the_second_before_everything_was_deleted(machine):
    """And where no base is old enough, or the folder is in use, it says so and does nothing."""
    script(machine, "base-backup", machine.folder)
    time.sleep(1.1)  # the moment lies after it, and before what follows
    machine.cluster.ask(ONE_MORE)
    wanted = beats_in(machine.cluster.port)
    (moment,) = machine.cluster.ask("SELECT clock_timestamp()::text", "postgres")[0]
    time.sleep(1.1)
    machine.cluster.ask("DELETE FROM messaging_heartbeat")
    archived(machine)
    assert beats_in(machine.cluster.port) == 0
    back, port = machine.folder / "db" / "back", free_port()
    said = script(machine, "go-back", moment, machine.folder, back, port)
    try:
        assert said.returncode == 0, said.stderr + (back / "go-back.log").read_text()
        assert beats_in(port) == wanted > 0
        again = script(machine, "go-back", moment, machine.folder, back, port)
        assert (again.returncode, "is there already" in again.stderr) == (1, True)
        early = script(machine, "go-back", "2026-01-01 00:00+00", machine.folder, back, port)
        assert (early.returncode, "No base backup" in early.stderr) == (1, True)
    finally:
        machine.cluster.run("pg_ctl", "-w", "-s", "-D", back, "-m", "immediate", "stop", check=False)


def test_a_base_backup_that_fails_its_check_takes_nobody_s_place(machine):
    before = sorted((machine.folder / "bases").glob("base-*Z"))
    assert script(machine, "base-backup", machine.folder, verdict=1).returncode == 1
    assert sorted((machine.folder / "bases").glob("base-*Z")) == before != []


def test_the_pool_in_session_mode_as_the_paper_says(machine):
    """Without the switch Hekas prepares its statements; what it tells PostgreSQL's planner is passed over."""
    page = (ROOT / "docs" / "operations.md").read_text()
    told = re.search(r"`pool_mode = (\w+)`.*`ignore_startup_parameters = ([\w,]+)`", page)
    with ground() as folder:
        pool = PgBouncer(folder, machine.cluster.port, pool_mode=told[1], ignore_startup_parameters=told[2])
        with pool:
            names = {
                "DATABASE_URL": pool.url,
                "DIRECT_DATABASE_URL": "",
                "DISABLE_SERVER_SIDE_CURSORS": "false",
            }
            given = {**os.environ, **settings_of(machine.env.read_text()), **names}
            code = (
                "from django.db import connection as c; from hekas.messaging.models import Heartbeat as H\n"
                "print(sum(1 for _ in H.objects.iterator()) >= 0, c.settings_dict['OPTIONS']['options'])"
            )
            done = subprocess.run(
                [str(ROOT / ".venv" / "bin" / "python"), "manage.py", "shell", "-v0", "-c", code],
                cwd=ROOT,
                env=given,
                capture_output=True,
                text=True,
                check=False,
            )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True -c plan_cache_mode=force_generic_plan ")
