"""PostgreSQL, Valkey and Celery's broker by TLS, by settings alone, or not at all. ASVS 12.3.1, 13.2.1."""

import os
import socket
import ssl
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from django.conf import settings

from hekas import embedded
from hekas.backups import server
from tests.operations.tls import Authority, Plain, Tls
from tests.test_settings import PRODUCTION, ROOT

DATABASE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT 41 + 1")
    print("got", cursor.fetchone()[0])
"""
CACHE = """
from django.core.cache import cache
cache.set("tls", 42, 9)
print("got", cache.get("tls"))
"""
BROKER = """
from hekas.celery import app
app.connection_for_write().ensure_connection(max_retries=1, timeout=3)
print("got 42")
"""
ASK = {"database": DATABASE, "cache": CACHE, "broker": BROKER}
OF_THE_PROGRAM = "import psycopg2; psycopg2.connect('').cursor().execute('SELECT 1')"


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls") / "strangers")


@pytest.fixture(scope="module")
def sockets():
    engines = embedded.attach(settings.VAR_DIR)
    return {"postgres": f"{engines.postgres}/.s.PGSQL.5432", "valkey": str(engines.valkey)}


@pytest.fixture
def behind(sockets, request):
    """Call it for a server with TLS before one of the engines."""

    def make(engine, pair, clients=None):
        found = Tls(sockets[engine], pair, clients, postgres=engine == "postgres")
        request.addfinalizer(found.close)
        return found

    return make


def addresses(doors, root, own=None, host="localhost"):
    """The two settings, with what they trust and, where it is asked for, who they are."""
    postgres, valkey = {"sslmode": "verify-full", "sslrootcert": root}, {"ssl_ca_certs": root}
    if own:
        postgres |= dict(zip(("sslcert", "sslkey"), own, strict=True))
        valkey |= dict(zip(("ssl_certfile", "ssl_keyfile"), own, strict=True))
    return {
        "DATABASE_URL": f"postgres://postgres@{host}:{doors['postgres'].port}/hekas?{urlencode(postgres)}",
        "REDIS_URL": f"rediss://{host}:{doors['valkey'].port}/15?{urlencode(valkey)}",
    }


def asked(what, given):
    environment = {**PRODUCTION, "SECURE_SSL_REDIRECT": "false", **given, "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASK[what]]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return "got 42" in done.stdout


def doors(behind, pair, clients=None):
    return {engine: behind(engine, pair, clients) for engine in ("postgres", "valkey")}


@pytest.mark.parametrize("what", ASK)
def test_each_is_asked_by_tls_and_of_nobody_else(behind, ours, strangers, what):
    """Not of one whose certificate another authority signed, nor of one with another name."""
    true, false = doors(behind, ours.pair("localhost")), doors(behind, strangers.pair("localhost"))
    other = doors(behind, ours.pair("elsewhere.example"))
    heard = [asked(what, addresses(door, ours.root)) for door in (true, false, other)]
    assert heard == [True, False, False]
    assert sum(door.spoken for door in true.values()) >= 1


@pytest.mark.parametrize("what", ["database", "cache"])
def test_the_site_shows_a_certificate_in_place_of_a_password(behind, ours, strangers, what):
    both = doors(behind, ours.pair("localhost"), clients=ours.root)
    shown = [None, strangers.pair("hekas"), ours.pair("hekas")]
    assert [asked(what, addresses(both, ours.root, own)) for own in shown] == [False, False, True]


def test_the_strictest_client_takes_what_the_paper_s_authority_signs(behind, ours):
    """As Python is from 3.13 on: an authority that does not say what its key is for signs nothing for it."""
    door = behind("valkey", ours.pair("localhost"))
    context = ssl.create_default_context(cafile=ours.root)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    raw = socket.create_connection(("127.0.0.1", door.port))
    with context.wrap_socket(raw, server_hostname="localhost") as talk:
        assert talk.version() == "TLSv1.3"


def test_a_server_without_tls_is_not_asked_in_the_clear(ours, sockets, tmp_path):
    """A socket in place of a network: nobody falls back, whatever is at the other end."""
    nothing = {"postgres": Plain(), "valkey": Plain()}
    given = addresses(nothing, ours.root)
    assert [asked(what, given) for what in ("database", "cache")] == [False, False]
    assert all(b"SELECT" not in door.heard() and b"SET" not in door.heard() for door in nothing.values())


def test_a_backup_is_as_encrypted_as_the_site(behind, ours, strangers, settings):
    """pg_dump was told the host and the password alone, and took whatever answered."""
    for authority, works in ((ours, True), (strangers, False)):
        door = behind("postgres", authority.pair("localhost"))
        settings.DIRECT_DATABASE_URL = (
            f"postgres://postgres@localhost:{door.port}/hekas?sslmode=verify-full&sslrootcert={ours.root}"
        )
        assert reads(server.home()) is works
    ending = urlencode({"sslmode": "verify-full", "sslrootcert": str(ours.root)})
    assert server.url(server.home()).endswith(f"?{ending}")


def reads(place):
    try:
        server.run([sys.executable, "-c", OF_THE_PROGRAM], place)
    except subprocess.CalledProcessError:
        return False
    return True
