"""What stands in deploy/ is what it says: parsed, checked by the programs that will read it, and complete."""

import configparser
import os
import re
import runpy
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from hekas.transport import in_the_clear
from tests.messaging.servers import free_port
from tests.operations import away
from tests.operations.nginx import Nginx, certificate
from tests.operations.tools import settings_of, tool

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
REQUIRED = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"}


def example() -> dict[str, str]:
    return settings_of((DEPLOY / "hekas.env.example").read_text())


def test_every_variable_that_the_code_reads_stands_in_the_example():
    """A setting that nobody can find is a setting that nobody sets."""
    code = [
        *(ROOT / "hekas" / name for name in ("environment.py", "settings.py")),
        ROOT / "deploy" / "gunicorn.conf.py",
    ]
    text = "\n".join(path.read_text() for path in code)
    read = set(re.findall(r"""(?:env\.\w+\(|needed\(|read\("\w+", |environ\.get\()["']([A-Z_]+)""", text))
    own = {"BIND", "PROMETHEUS_MULTIPROC_DIR"}  # said by each unit
    own |= {"HOST", "PORT", "WEB_CONCURRENCY", "WAITLIST_MINUTES", "PATH"}  # have a default that suits most
    assert read - own - set(example()) == set(), "a line in deploy/hekas.env.example says what it is"
    assert set(example()) >= REQUIRED


def test_the_compose_file_and_the_code_know_the_same_variables():
    """What a container is told the code reads; what the code must have is told by it or the example."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    ours = [service["environment"] for service in services if service.get("image") == "hekas"]
    told = {name for environment in ours for name in environment}
    known = set(example()) | {"BIND", "PROMETHEUS_MULTIPROC_DIR", "PGAPPNAME"}
    assert ours and told - known == set()
    assert all(REQUIRED - set(environment) <= set(example()) for environment in ours)
    assert all({"DATABASE_URL", "REDIS_URL"} <= set(environment) for environment in ours)  # not the example's


def test_a_shell_reads_the_example_as_systemd_does():
    """deploy/manage reads it with a dot: a sign of the shell in it would end every command."""
    script = f"set -eua; . {DEPLOY}/hekas.env.example; env -0"
    said = subprocess.run(["sh", "-c", script], env={}, capture_output=True, text=True, check=True).stdout
    by_shell = dict(line.split("=", 1) for line in said.split("\0") if line)
    assert {name: by_shell.get(name) for name in example()} == example()
    lines = (DEPLOY / "hekas.env.example").read_text().splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_no_unit_is_overruled_by_the_file_of_settings(unit):
    """What stands there wins over a unit's own Environment: two nodes would want one port."""
    own = set(re.findall(r"^Environment=(\w+)=", unit.read_text(), re.MULTILINE))
    assert own & set(example()) <= {"DEBUG", "WORKER_CONCURRENCY"}, "only what the clinic may say otherwise"


def test_every_part_tells_the_database_its_name():
    """By it PostgreSQL and the doctor say who keeps a transaction open, or has a lock."""
    ours = [unit for unit in UNITS if "EnvironmentFile" in unit.read_text()]
    assert len(ours) == 6
    for unit in ours:
        name = unit.stem + ("%i" if unit.stem.endswith("@") else "")
        assert f"\nEnvironment=PGAPPNAME={name}\n" in unit.read_text()
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    told = {
        name: one["environment"]["PGAPPNAME"] for name, one in services.items() if one.get("image") == "hekas"
    }
    assert told == {name: f"hekas-{name[:-1]}" if name[-1] in "12" else "hekas-manage" for name in told}
    assert "\nPGAPPNAME=${PGAPPNAME:-hekas-manage}" in (DEPLOY / "manage").read_text()


def test_no_secret_of_a_machine_gets_into_an_image_or_the_repository():
    told = {"deploy/hekas.env", "deploy/.env", "deploy/tls"}
    for name in (".dockerignore", ".gitignore"):
        assert told <= {line.rstrip("/") for line in (ROOT / name).read_text().split()}


def test_a_machine_that_was_told_nothing_is_in_production():
    """Development has no second step and shows its mail: an image or a unit never falls into it."""
    assert re.search(r"^ENV .*\bDEBUG=false$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    units = [path.read_text() for path in UNITS if "EnvironmentFile" in path.read_text()]
    assert units
    assert all("Environment=DEBUG=false\nEnvironmentFile" in text for text in units)


def test_the_compose_file_holds_the_whole_house():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert {"web1", "web2", "worker1", "worker2", "beat1", "beat2"} <= set(services)
    assert {"nginx", "postgres", "pgbouncer", "valkey", "migrate", "backup"} <= set(services)
    assert [name for name, service in services.items() if service.get("ports")] == ["nginx"]
    for service in services.values():
        assert set(service.get("depends_on", [])) <= set(services)
    assert compose["networks"]["inside"] == {"internal": True}
    reach_out = {name for name, service in services.items() if "outside" in service.get("networks", [])}
    assert reach_out == {"nginx", "worker1", "worker2"}  # a worker speaks with the mail server


def test_in_containers_nothing_that_must_last_lies_in_a_container():
    """Who was erased is known outside of the database: it has to outlive the container, and be one list."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services, own = compose["services"], "/var/lib/hekas"
    hekas = {name: service for name, service in services.items() if service.get("image") == "hekas"}
    assert len(hekas) == 8
    assert all(f"state:{own}" in service["volumes"] for service in hekas.values())
    assert all(service["environment"]["TOMBSTONES"].startswith(own) for service in hekas.values())
    backup = services["backup"]
    assert f"dumps:{backup['environment']['BACKUP_DIR']}" in backup["volumes"]
    assert "@postgres:" in backup["environment"]["DRILL_DATABASE_URL"]
    image = (DEPLOY / "Dockerfile").read_text()
    assert f"install -d -o hekas -m 0700 {backup['environment']['BACKUP_DIR']}" in image
    named = {part.partition(":")[0] for one in services.values() for part in one.get("volumes", [])}
    assert {name for name in named if not name.startswith(".")} == set(compose["volumes"])


def test_the_compose_file_mounts_what_is_there():
    text = (DEPLOY / "compose.yaml").read_text()
    mounted = set(re.findall(r"\./([\w./-]+):/", text)) - {"tls"}
    assert mounted and all((DEPLOY / path).is_file() for path in mounted)
    names = set(re.findall(r"\$\{([A-Z_]+)[:}]", (DEPLOY / "nginx" / "hekas.conf.template").read_text()))
    assert names == set(yaml.safe_load(text)["services"]["nginx"]["environment"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(unit, tmp_path):
    """A template as one of its instances, among all the others: a port is read of its name."""
    for other in UNITS:
        (tmp_path / other.name.replace("@.", "@8001.")).write_text(other.read_text())
    told = tmp_path / unit.name.replace("@.", "@8001.")
    command = [str(tool("systemd-analyze")), "verify", "--man=no", str(told)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    # the program is not installed where the tests run; anything else that systemd says is a fault
    lines = [x for x in said.stderr.splitlines() if "is not executable" not in x and "hekas-" in x]
    assert lines == []


@pytest.mark.parametrize(
    "unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda path: path.name
)
def test_a_part_that_is_taken_over_can_do_little(unit, tmp_path):
    """systemd's own mark, from 0 to 10: 5.8 at first, 3.0 before system calls were filtered, 1.3 since."""
    told = tmp_path / unit.name.replace("@.", "@8001.")
    told.write_text(unit.read_text())
    mark = ["security", "--offline=true", "--threshold=15", "--no-pager", str(told)]
    said = subprocess.run([str(tool("systemd-analyze")), *mark], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", ["doctor", "backup", "base", "drain"])
def test_what_fails_by_night_is_told_to_somebody(name):
    """A backup that failed for weeks stood in the journal, where nobody looked."""
    unit, teller = ((DEPLOY / "systemd" / f"hekas-{each}.service").read_text() for each in (name, "tell@"))
    assert "OnFailure=hekas-tell@%N.service" in unit.partition("[Service]")[0]
    assert "ConditionPathExists=/etc/hekas/tell\n" in teller and "ExecStart=/etc/hekas/tell %i" in teller
    assert "> /etc/hekas/tell && chmod 0755 /etc/hekas/tell" in (DEPLOY / "README.md").read_text()


def test_units_name_commands_that_there_are():
    text = "\n".join(unit.read_text() for unit in UNITS)
    from django.core.management import get_commands  # noqa: PLC0415 - needs the settings

    assert set(re.findall(r"manage\.py (\w+)", text)) <= set(get_commands())
    timers = {unit.stem for unit in UNITS if unit.suffix == ".timer"}
    assert timers == {"hekas-drain", "hekas-backup", "hekas-doctor", "hekas-base"}
    assert all((DEPLOY / "systemd" / f"{name}.service").is_file() for name in timers)


def test_the_second_string_is_quicker_than_the_alarm():
    """Fault 25: where the beat is dead, cron sends before anybody is called a second time."""
    assert "OnCalendar=*:0/5" in (DEPLOY / "systemd" / "hekas-drain.timer").read_text()


def test_pgbouncer_gives_a_connection_for_one_transaction():
    pool = configparser.ConfigParser(comment_prefixes=(";",))
    pool.read_string("[pool]\n" + (DEPLOY / "pgbouncer" / "pool.ini").read_text())
    assert pool["pool"]["pool_mode"] == "transaction"
    assert example()["DISABLE_SERVER_SIDE_CURSORS"] == "true"


def gunicorn_config(monkeypatch, **environment):
    for name in ("BIND", "WEB_CONCURRENCY", "WEB_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))


def test_gunicorn_is_sized_for_its_machine(monkeypatch):
    config = gunicorn_config(monkeypatch)
    assert config["workers"] == 2 * os.cpu_count() + 1
    assert (config["worker_class"], config["timeout"]) == ("sync", 30)
    assert 0 < config["max_requests_jitter"] < config["max_requests"]
    assert gunicorn_config(monkeypatch, WEB_CONCURRENCY="3", WEB_TIMEOUT="9")["timeout"] == 9


def test_a_worker_that_follows_another_takes_its_place(monkeypatch):
    class Some:
        def __init__(self, place=None):
            self.place = place

    class Server:
        WORKERS = {11: Some(0), 13: Some(2)}

    new = Some()
    gunicorn_config(monkeypatch)["pre_fork"](Server, new)
    assert new.place == 1


@pytest.mark.parametrize("name", away.PAGES)
def test_a_page_of_nginx_is_the_site_s_own(name):
    """Where this fails: .venv/bin/python -m tests.operations.away"""
    assert (away.FOLDER / name).read_text("utf-8") == away.page(name)
    assert f"/usr/share/hekas/{name}:ro" in (DEPLOY / "compose.yaml").read_text()


def test_nginx_reads_its_file(tmp_path):
    nginx = Nginx(tmp_path, certificate(tmp_path), upstreams=[1, 2])
    assert nginx.verify() == 0


KNOCK = """
{maps}
server {{
    listen 127.0.0.1:{port} proxy_protocol;
    set_real_ip_from 127.0.0.1;
    real_ip_header proxy_protocol;
    location / {{ return 200 {key}; }}
}}
"""


def test_nginx_counts_a_household_of_ipv6_as_one(tmp_path):
    """Whoever has a /64 has more addresses than all of IPv4: each would have had a share of its own."""
    said = (DEPLOY / "nginx" / "hekas.conf.template").read_text()
    [key] = re.findall(r"limit_conn_zone (\$\w+)", said)
    nginx = Nginx(tmp_path, certificate(tmp_path), upstreams=[1])
    port = free_port()
    maps = "".join(re.findall(r"^map \$binary_remote_addr .*?^}$", said, re.MULTILINE | re.DOTALL))
    (tmp_path / "hekas.conf").write_text(KNOCK.format(maps=maps, port=port, key=key))
    with nginx:
        near, same, far = (_key_of(port, f"TCP6 2001:db8:1:{n} ::1") for n in ("2::1", "2:a:b:c:d", "3::1"))
        one, other = (_key_of(port, f"TCP4 203.0.113.{n} 127.0.0.1") for n in (7, 8))
    assert near == same
    assert len({near, far, one, other}) == 4


def _key_of(port, ends):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(f"PROXY {ends} 1000 80\r\nGET / HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(4096), b""))
    return answer.partition(b"\r\n\r\n")[2]


def test_nginx_speaks_only_what_keeps_a_secret():
    """ASVS 12.1.1, 12.1.2: TLS 1.2 and 1.3, keys of one talk alone, ciphers that notice a change."""
    said = (DEPLOY / "nginx" / "hekas.conf.template").read_text()
    assert re.findall(r"ssl_protocols (.*);", said) == ["TLSv1.2 TLSv1.3"]
    [ciphers] = re.findall(r"ssl_ciphers (.*);", said)
    assert [name for name in ciphers.split(":") if not re.match(r"ECDHE-.*(GCM|POLY1305)", name)] == []


def test_on_one_machine_the_parts_may_ask_each_other_by_sockets_alone():
    """ASVS 12.3.1, 12.3.3, 13.2.1: the paper's lines carry no password, and nginx alone may knock."""
    paper, door = (DEPLOY / "README.md").read_text(), (DEPLOY / "web-socket.conf").read_text()
    lines = re.findall(r"^(?:DATABASE_URL|DRILL_DATABASE_URL|REDIS_URL)=(.*)$", paper, re.MULTILINE)
    assert len(lines) == 3 and not any(in_the_clear(line) or urlsplit(line).password for line in lines)
    assert "ListenStream=\nListenStream=/run/hekas-web.sock\n" in door, "the door on the loopback is shut"
    assert "SocketUser=www-data\nSocketMode=0600" in door
    assert paper.count("server unix:/run/hekas-web.sock max_fails=0;") == 2
