"""Secrets from files instead of the environment: systemd opens them, Docker, or the agent of a vault.

`NAME_FILE` names a file. What systemd opened for this unit alone (deploy/credentials.conf) is looked for by
its name, such as hekas.SECRET_KEY. What the environment says itself comes first. Source: ASVS 13.3.1.
"""

from collections.abc import MutableMapping
from pathlib import Path

SECRETS = (
    *(
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "METRICS_TOKEN",
        "SENTRY_DSN",
        "EMAIL_URL",
        "SMS_URL",
        "REDIS_URL",
    ),
    *("DATABASE_URL", "DIRECT_DATABASE_URL", "REPLICA_URL", "DRILL_DATABASE_URL"),
)


class Unreadable(ValueError):
    """A file that should hold a secret is not there or not ours; says which, and nothing of what is in it."""


def fill_in(environment: MutableMapping[str, str]) -> None:
    """Put each secret that a file holds where the settings look for it."""
    opened = environment.get("CREDENTIALS_DIRECTORY", "")
    for name in SECRETS:
        named = environment.get(f"{name}_FILE", "")
        credential = Path(opened) / f"hekas.{name}" if opened else None
        if environment.get(name):
            continue
        if named:
            environment[name] = _read(Path(named), f"{name}_FILE")
        elif credential is not None and credential.is_file():
            environment[name] = _read(credential, f"hekas.{name}")


def _read(path: Path, said_by: str) -> str:
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable(f"{said_by} names a file that can not be read: {path}") from fault
