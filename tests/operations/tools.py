"""Programs that a test needs and pip can't bring (in CI they must be there), and a file that they read."""

import os
import shlex
import shutil
from pathlib import Path

import pytest

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
DEBIAN = {
    "nginx": "nginx-light",
    "pgbouncer": "pgbouncer",
    "openssl": "openssl",
    "systemd-analyze": "systemd",
    "faketime": "faketime",
}


def tool(name: str) -> Path:
    """Where the program is. Fails in CI and skips elsewhere, with the name of Debian's package."""
    found = shutil.which(name, path=PLACES)
    if found:
        return Path(found)
    package = DEBIAN.get(name, name)
    said = f"{name} is not installed, so this was not tested. On Debian: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(said)
    pytest.skip(said)


def settings_of(text: str) -> dict[str, str]:
    """A file of settings as systemd reads it: lines, comments, values in quotes."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: "".join(shlex.split(value)) for name, _, value in (line.partition("=") for line in lines)}
