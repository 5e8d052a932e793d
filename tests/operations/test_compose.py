"""The compose file without Docker: the specification's words, what it refers to, each service's settings.

What a container is told is put together as Compose does it (the file of settings, then the service's own
words, with deploy/.env filled in), and the product's own settings are read with it.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.operations.tools import settings_of

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TEXT = (DEPLOY / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "hekas")
# Of the Compose specification, what this file uses.
WORDS = {
    *("build", "image", "command", "environment", "env_file", "configs", "profiles", "restart"),
    *("volumes", "tmpfs", "read_only", "cap_drop", "security_opt"),
    *("depends_on", "healthcheck", "stop_grace_period", "logging", "networks", "ports"),
}
READERS = ("hekas/environment.py", "hekas/settings.py", "deploy/gunicorn.conf.py", "hekas/web/metrics.py")
READS = r"""(?:env\.\w+\(|needed\(|read\("\w+", |environ\.get\(|MANY = )["']([A-Z_]+)"""
BY_CONTAINER = {"BIND", "PROMETHEUS_MULTIPROC_DIR", "PGAPPNAME"}
DOT_ENV = {"POSTGRES_PASSWORD": "a-secret", "VALKEY_PASSWORD": "another", "HOST": "hekas.example"}
ASK = """
import json
from hekas import settings
place = settings.DATABASES["default"]
folders = [str(settings.BACKUP_DIR), str(settings.TOMBSTONES), str(settings.VAR_DIR)]
print(json.dumps([place["HOST"], place["PORT"], place["PASSWORD"], settings.DEVELOPMENT, folders]))
"""


def read_by_the_code():
    """The names of the variables that settings, metrics and gunicorn's file ask for."""
    return {name for path in READERS for name in re.findall(READS, (ROOT / path).read_text())}


def told(name):
    """The environment of one container."""
    example = (DEPLOY / "hekas.env.example").read_text()
    given = settings_of(example.replace("SECRET_KEY=\n", f"SECRET_KEY={'0123456789' * 6}\n"))
    own = {key: filled(str(value)) for key, value in SERVICES[name]["environment"].items()}
    return {**given, **own}


def filled(text):
    return re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda found: DOT_ENV[found[1]], text)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_only_what_there_is_to_say_and_names_what_is_there(name):
    service = SERVICES[name]
    assert set(service) <= WORDS
    assert ("image" in service) or ("build" in service)
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert {one["source"] for one in service.get("configs", [])} <= set(COMPOSE["configs"])
    named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
    assert {one for one in named if not one.startswith("./")} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_waits_for_can_come(name):
    """Who is waited for to be well has a check of it; who is waited for to end does not start again."""
    waits = SERVICES[name].get("depends_on", {})
    for other, how in waits.items() if isinstance(waits, dict) else ():
        wanted = {"service_healthy": "healthcheck" in SERVICES[other]}
        wanted["service_completed_successfully"] = SERVICES[other].get("restart") == "no"
        assert wanted[how["condition"]], (name, other)


def test_what_compose_fills_in_is_asked_for_by_name():
    """One place of each says what is missing; the file of nginx is filled in by its own container."""
    assert set(re.findall(r"\$\{(\w+)", TEXT)) == set(DOT_ENV)
    assert set(re.findall(r"\$\{(\w+):\?", TEXT)) == set(DOT_ENV)


@pytest.mark.parametrize("name", OURS)
def test_a_container_is_told_nothing_that_nobody_reads(name):
    assert set(SERVICES[name]["environment"]) <= read_by_the_code() | BY_CONTAINER


def settings_with(environment):
    """What the settings come to with it, or what the start is refused with."""
    command = [sys.executable, "-c", ASK]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_container_are_whole(name):
    """What the code needs is there; it speaks with the house's own engines, and its folders last."""
    done = settings_with(told(name))
    assert done.returncode == 0, done.stderr
    host, port, password, development, folders = json.loads(done.stdout)
    past_the_pool = name == "migrate"
    assert (host, port) == (("postgres", 5432) if past_the_pool else ("pgbouncer", 6432))
    assert password == DOT_ENV["POSTGRES_PASSWORD"] and development is False
    assert all(folder.startswith(("/var/lib/hekas", "/var/backups/hekas")) for folder in folders)


def test_a_container_that_lacks_what_is_needed_says_so():
    """The control of the test above."""
    done = settings_with({key: value for key, value in told("web1").items() if key != "EMAIL_URL"})
    assert done.returncode != 0 and "EMAIL_URL is required" in done.stderr


@pytest.mark.parametrize("name", [name for name in OURS if "command" in SERVICES[name]])
def test_a_container_runs_what_there_is(name):
    command = SERVICES[name]["command"]
    words = set(re.findall(r"manage\.py (\w+)", command))
    assert words <= set(get_commands())
    assert words or command.startswith("celery -A hekas.celery ")


def typed(paper):
    """What the paper says to Compose, line by line: its words after the file's name."""
    return [
        line.split() for line in re.findall(r"^docker compose -f deploy/compose\.yaml (.+)$", paper, re.M)
    ]


def not_told(lines):
    """The web nodes that are made anew while nginx is left with the address of before."""
    told = ["exec", "nginx", "nginx", "-s", "reload"]
    made = [(n, line[-1]) for n, line in enumerate(lines) if line[0] == "up" and line[-1].startswith("web")]
    return [name for n, name in made if lines[n + 1 : n + 2] != [told]]


def test_a_release_makes_each_part_anew_and_tells_nginx_where_the_nodes_are():
    """An upstream's name is looked up when nginx reads its settings, and never again."""
    lines = typed((DEPLOY / "README.md").read_text())
    made = {word for line in lines if line[:3] == ["up", "-d", "--no-deps"] for word in line[3:]}
    assert made - {"--wait"} == {name for name in OURS if SERVICES[name]["restart"] != "no"}
    assert not_told(lines) == []
    assert not_told([line for line in lines if "reload" not in line]) == ["web1", "web2"]
