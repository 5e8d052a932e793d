"""The environment as typed values. What is missing or wrong stops the start, and says which and why."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from hekas import secrets_in_files

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
try:
    secrets_in_files.fill_in(os.environ)
except secrets_in_files.Unreadable as fault:
    raise ImproperlyConfigured(str(fault)) from fault
VAR_DIR = Path(env.str("HEKAS_VAR", str(BASE_DIR / "var")))


def read(kind: str, name: str, **options):  # type: ignore[no-untyped-def]
    """One typed value of the environment; a wrong one stops the start and says which and why."""
    try:
        return getattr(env, kind)(name, **options)
    except EnvError as fault:
        raise ImproperlyConfigured(f"The environment variable {name} is not usable: {fault}.") from fault


DEVELOPMENT = read("bool", "DEBUG", default=True)


def needed(name: str, example: str) -> str:
    """A value that production can't do without: the name and an example stand in the error."""
    value = env.str(name, "")
    if not value and not DEVELOPMENT:
        raise ImproperlyConfigured(f"With DEBUG off, {name} is required. Set it, such as {name}={example}")
    return value


def clone_key() -> str:
    """A secret key for this clone alone, made once and kept in `var/`."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
