"""Secrets that a machine alone can open, and logs that leave it: what deploy/ says about both."""

import configparser
import os
import re
import subprocess
from pathlib import Path

import pytest

from hekas.secrets_in_files import SECRETS
from tests.operations.tools import tool

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
OPENS = """#!/bin/sh
[ "$1 $2" = "decrypt --name=$(basename "$3")" ] && sed s/closed/opened/ "$3"
"""


def test_the_units_are_given_all_of_them_and_nothing_else():
    told = re.findall(
        r"^LoadCredentialEncrypted=hekas\.(\w+):(\S+)$", (DEPLOY / "credentials.conf").read_text(), re.M
    )
    assert dict(told) == {name: f"/etc/credstore.encrypted/hekas.{name}" for name in SECRETS}


def test_systemd_understands_it(tmp_path):
    unit = (DEPLOY / "systemd" / "hekas-drain.service").read_text()
    (tmp_path / "hekas-drain.service").write_text(unit)
    folder = tmp_path / "hekas-drain.service.d"
    folder.mkdir()
    (folder / "credentials.conf").write_text((DEPLOY / "credentials.conf").read_text())
    command = [str(tool("systemd-analyze")), "verify", "--man=no", str(tmp_path / "hekas-drain.service")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    assert [line for line in said.splitlines() if "credentials" in line.lower() or "LoadCred" in line] == []


@pytest.mark.parametrize(
    ("in_the_file", "told"), [("", "opened by hand"), ("METRICS_TOKEN=by_the_file", "by_the_file")]
)
def test_a_command_of_root_opens_them_as_the_units_do(tmp_path, in_the_file, told):
    """With a program in systemd's place: what was closed for this machine opens on no other."""
    program = tmp_path / "systemd-creds"
    program.write_text(OPENS)
    program.chmod(0o755)
    (tmp_path / "hekas.METRICS_TOKEN").write_text("closed by hand")
    (tmp_path / "hekas.env").write_text(
        f"{in_the_file}\nDEBUG=true\nDATABASE_URL=\nHEKAS_VAR={tmp_path / 'var'}\n"
    )
    question = "from django.conf import settings as s; print('<', s.METRICS_TOKEN, '>', sep='')"
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "HEKAS_ENV": str(tmp_path / "hekas.env"),
        "HEKAS_CREDENTIALS": str(tmp_path),
        "HEKAS_USER": "root",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    command = ["sh", str(DEPLOY / "manage"), "shell", "--no-imports", "-c", question]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert f"<{told}>" in done.stdout, done.stderr


def test_logs_leave_by_tls_with_a_certificate_at_each_end():
    read = configparser.ConfigParser()
    read.optionxform = str
    read.read(DEPLOY / "logs" / "journal-upload.conf")
    told = dict(read["Upload"])
    assert told.pop("URL").startswith("https://")
    assert set(told) == {"ServerKeyFile", "ServerCertificateFile", "TrustedCertificateFile"}
    assert all(path.startswith("/etc/hekas/") for path in told.values())
