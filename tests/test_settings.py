"""What the environment may say, and what stops the start with a sentence."""

import os
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.mail.backends.smtp import EmailBackend

from hekas.messaging.channels.http_gateway import HttpGateway

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "hekas.example",
    "DATABASE_URL": "postgres://hekas:secret@db/hekas?sslmode=verify-full",
    "REDIS_URL": "rediss://cache:6379",
    "EMAIL_URL": "submission://hekas:secret@mail",
}


def check(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    return manage(environment, "check", *arguments)


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    keep = {name: os.environ[name] for name in ("PATH", "HEKAS_VAR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**keep, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    result = check(PRODUCTION, "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_without_one_of_the_five_says_how_to_set_it(name):
    result = check({k: v for k, v in PRODUCTION.items() if k != name})
    assert result.returncode != 0
    assert f"{name} is required. Set it, such as {name}=" in result.stderr


def test_a_word_that_is_not_yes_or_no_is_refused():
    result = check({**PRODUCTION, "DEBUG": "perhaps"})
    assert "The environment variable DEBUG is not usable" in result.stderr


@pytest.mark.parametrize("url", ["console://", "memory://", "sms.example"])
def test_no_text_of_a_person_is_printed_in_production(url):
    result = check({**PRODUCTION, "SMS_URL": url})
    assert "SMS_URL is a gateway's address (https://…), or empty for no texts." in result.stderr
    assert check({**PRODUCTION, "SMS_URL": ""}).returncode == 0


def test_a_short_secret_is_refused():
    assert "too short to be secret" in check({**PRODUCTION, "SECRET_KEY": "short"}).stderr


def test_a_provider_of_e_mail_is_taken_from_the_environment():
    known = "anymail://mailgun?API_KEY=secret&SENDER_DOMAIN=mg.hekas.example"
    assert check({**PRODUCTION, "EMAIL_URL": known}).returncode == 0
    refused = check({**PRODUCTION, "EMAIL_URL": "anymail://carrier-pigeon?API_KEY=secret"})
    assert refused.returncode != 0
    assert "names a provider that anymail does not know" in refused.stderr
    assert "secret" not in refused.stderr


@pytest.mark.parametrize(
    ("given", "told"), [({}, "10 60 60 300"), ({"HOLDS_PER_ADDRESS": "3"}, "3 60 60 300")]
)
def test_what_one_address_may_do_on_the_pages(given, told):
    limits = [f"settings.{what}_PER_ADDRESS" for what in ("HOLDS", "SEARCHES", "INTAKES", "ANSWERS")]
    asked = f"from django.conf import settings; print({', '.join(limits)})"
    result = manage({**PRODUCTION, **given}, "shell", "--no-imports", "-c", asked)
    assert result.stdout.strip() == told, result.stderr


def test_a_limit_is_a_number():
    refused = check({**PRODUCTION, "HOLDS_PER_ADDRESS": "a few"})
    assert "The environment variable HOLDS_PER_ADDRESS is not usable" in refused.stderr


def test_what_is_for_developers_is_not_in_production():
    """ASVS 15.2.3, 13.4.2, 6.3.2."""
    said = (
        "from django.conf import settings; from django.urls import resolve, Resolver404\n"
        "for path in ('/dev/components/', '/dev/mailbox/'):\n"
        "    try: print(path, resolve(path))\n"
        "    except Resolver404: print(path, 'nowhere')\n"
        "print(settings.DEBUG, settings.DEVELOPMENT)"
    )
    result = manage(PRODUCTION, "shell", "--no-imports", "-c", said)
    assert result.stdout.splitlines() == ["/dev/components/ nowhere", "/dev/mailbox/ nowhere", "False False"]
    refused = manage(PRODUCTION, "demo")
    assert "The demo is for development" in refused.stderr


def test_whoever_we_call_shows_who_they_are():
    """ASVS 12.3.2: a letter or a text goes to no server whose certificate is not right."""
    mail = EmailBackend(host="mail.example", use_tls=True).ssl_context
    gateway = HttpGateway(urlsplit("https://key@sms.example/v1"), {})._connection._context
    for context in (mail, gateway):
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


IN_THE_CLEAR = {
    "DATABASE_URL": "postgres://hekas:secret@db/hekas?sslmode=require",
    "REDIS_URL": "redis://cache:6379",
    "REPLICA_URL": "postgres://hekas:secret@standby/hekas",
    "DIRECT_DATABASE_URL": "postgres://hekas:secret@db/hekas?sslmode=prefer",
}


@pytest.mark.parametrize("name", IN_THE_CLEAR)
def test_an_engine_that_is_asked_in_the_clear_over_a_network_is_named(name):
    result = check({**PRODUCTION, name: IN_THE_CLEAR[name]}, "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 1
    assert f"(hekas.W001) {name} leads to another machine in the clear" in result.stderr
    assert ":secret@" not in result.stderr


def test_inside_one_machine_it_may_be():
    hosts = {"PLAIN_HOSTS": "db,cache,standby"}
    result = check({**PRODUCTION, **IN_THE_CLEAR, **hosts}, "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def told(environment, name):
    """What a setting is, asked of a start of its own."""
    question = f"from django.conf import settings as s; print('<', s.{name}, '>', sep='')"
    answer = manage(environment, "shell", "--no-imports", "-c", question)
    return answer.stdout + answer.stderr


def test_a_key_may_stand_in_a_file_of_its_own(tmp_path):
    secret = PRODUCTION["SECRET_KEY"]
    (tmp_path / "key").write_text(f"{secret}\n")
    (tmp_path / "hekas.METRICS_TOKEN").write_text("opened by systemd")
    (tmp_path / "hekas.SECRET_KEY").write_text("not this one")
    given = {k: v for k, v in PRODUCTION.items() if k != "SECRET_KEY"}
    given |= {"SECRET_KEY_FILE": str(tmp_path / "key"), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert f"<{secret}>" in told(given, "SECRET_KEY")
    assert "<opened by systemd>" in told(given, "METRICS_TOKEN")
    assert "<of the environment>" in told({**given, "METRICS_TOKEN": "of the environment"}, "METRICS_TOKEN")


def test_a_file_of_a_secret_that_is_not_there_stops_the_start(tmp_path):
    given = {k: v for k, v in PRODUCTION.items() if k != "SECRET_KEY"}
    result = check({**given, "SECRET_KEY_FILE": str(tmp_path / "none")})
    assert result.returncode != 0
    assert "SECRET_KEY_FILE names a file that can not be read" in result.stderr


def test_a_socket_of_valkey_is_the_cache_s_and_the_broker_s():
    """One address for both, as over the network: Celery has a name of its own for a socket."""
    by_socket = {**PRODUCTION, "REDIS_URL": "unix:///run/valkey/valkey-server.sock"}
    assert "<unix:///run/valkey/valkey-server.sock>" in told(by_socket, "CACHES['default']['LOCATION']")
    assert "<redis+socket:///run/valkey/valkey-server.sock>" in told(by_socket, "CELERY_BROKER_URL")
    assert check(by_socket, "--deploy", "--fail-level", "WARNING").returncode == 0
