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
    "DATABASE_URL": "postgres://hekas:secret@db/hekas",
    "REDIS_URL": "redis://cache:6379",
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


@pytest.mark.parametrize(("given", "told"), [({}, "10 60"), ({"HOLDS_PER_ADDRESS": "3"}, "3 60")])
def test_what_one_address_may_do_on_the_pages(given, told):
    asked = "from django.conf import settings as s; print(s.HOLDS_PER_ADDRESS, s.SEARCHES_PER_ADDRESS)"
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
