"""The compose file by the schema of the Compose specification, and what no schema asks for.

The schema comes in the wheel of check-jsonschema, which is brought up to date with the specification.
"""

import re
import subprocess
import sys

import pytest

from tests.operations.test_compose import COMPOSE, DEPLOY, SERVICES, TEXT

JUDGE = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
SERVE = sorted(name for name, service in SERVICES.items() if service["restart"] != "no")
ENGINES = ("postgres", "pgbouncer", "valkey")


def judged(path):
    done = subprocess.run([*JUDGE, str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_it_is_what_compose_reads():
    assert judged(DEPLOY / "compose.yaml") == (0, "ok -- validation done\n")


@pytest.mark.parametrize(
    ("word", "other"), [("restart: unless", "restarts: unless"), ("retries: 3", "retries: [3]")]
)
def test_a_word_that_compose_does_not_know_is_noticed(tmp_path, word, other):
    assert word in TEXT
    (tmp_path / "compose.yaml").write_text(TEXT.replace(word, other))
    assert judged(tmp_path / "compose.yaml")[0] == 1


@pytest.mark.parametrize("name", SERVICES)
def test_each_image_has_a_number(name):
    """Not whatever is newest on the day: PostgreSQL of another major number reads no data of this one."""
    inline = SERVICES[name].get("build", {}).get("dockerfile_inline", "")
    images = [SERVICES[name].get("image"), *re.findall(r"FROM (\S+)", inline)]
    others = [image for image in images if image and image != "hekas"]
    assert [image for image in others if not re.search(r":(\d|bookworm)", image)] == []


@pytest.mark.parametrize("name", SERVE)
def test_what_serves_comes_back_and_its_log_ends(name):
    """Docker's own way keeps a log for ever, until the disk is full."""
    assert SERVICES[name]["restart"] == "unless-stopped"
    log = SERVICES[name]["logging"]
    assert log["driver"] == "local" and set(log["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", [*ENGINES, "web1", "web2"])
def test_it_is_asked_whether_it_is_well(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"} and {"interval", "timeout", "retries"} <= set(check)


def test_postgresql_is_well_when_it_answers_by_tcp():
    """While its folder is made a server of a moment answers on the socket: what migrates then is cut off."""
    assert SERVICES["postgres"]["healthcheck"]["test"][1:4] == ["pg_isready", "-h", "127.0.0.1"]


@pytest.mark.parametrize("name", ["web1", "web2", "worker1", "worker2", "beat1", "beat2"])
def test_nothing_of_ours_begins_before_its_engines_are_well(name):
    """A web node does without Valkey; who works by it alone does not."""
    waits = SERVICES[name]["depends_on"]
    needed = {"pgbouncer", *(() if name.startswith("web") else {"valkey"})}
    assert waits["migrate"]["condition"] == "service_completed_successfully"
    assert {waits[engine]["condition"] for engine in needed} == {"service_healthy"}
    assert "valkey" not in waits or not name.startswith("web")


def test_no_secret_stands_in_it():
    """Whatever is called a password, a key or a token is filled in from outside."""
    secret = re.compile(r"(?i)(password|secret|token)\w*(: |\s*=)\s*(?!\$\{)\S")
    assert [line for line in TEXT.splitlines() if secret.search(line)] == []
    assert re.findall(r"://\w+:(?!\$\{)[^@\s]+@", TEXT) == []


def test_engines_are_reached_from_inside_alone():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ENGINES] == [["inside"]] * 3
