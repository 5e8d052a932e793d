"""Secrets that a machine alone can open, and logs that leave it: what deploy/ says about both."""

import configparser
import http.client
import os
import re
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from hekas.secrets_in_files import SECRETS
from tests.messaging.servers import free_port
from tests.operations.house import wait_until
from tests.operations.tls import Authority
from tests.operations.tools import tool

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
OPENS = """#!/bin/sh
[ "$1 $2" = "decrypt --name=$(basename "$3")" ] && sed s/closed/opened/ "$3"
"""


def test_the_units_are_given_all_of_them_and_nothing_else():
    """By name, as they lie there: a line for a secret that nobody closed would stop the start."""
    read = configparser.ConfigParser()
    read.optionxform = str
    read.read(DEPLOY / "credentials.conf")
    assert dict(read["Service"]) == {"ImportCredential": "hekas.*"}
    closed = re.search(r"^for NAME in ([A-Z_ ]+); do$", (DEPLOY / "README.md").read_text(), re.M)[1].split()
    assert set(closed) <= set(SECRETS)


def test_systemd_understands_it(tmp_path):
    unit = (DEPLOY / "systemd" / "hekas-drain.service").read_text()
    (tmp_path / "hekas-drain.service").write_text(unit)
    folder = tmp_path / "hekas-drain.service.d"
    folder.mkdir()
    (folder / "credentials.conf").write_text((DEPLOY / "credentials.conf").read_text())
    command = [str(tool("systemd-analyze")), "verify", "--man=no", str(tmp_path / "hekas-drain.service")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    odd = [line for line in said.splitlines() if "credential" in line.lower()]
    assert [line for line in odd if not (is_older() and "Unknown key" in line)] == []


def is_older() -> bool:
    """Debian 13 has systemd 257; the key is known from 254 on."""
    told = subprocess.run([str(tool("systemd-analyze")), "--version"], capture_output=True, text=True)
    return int(re.search(r"systemd (\d+)", told.stdout)[1]) < 254


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


def read_unit(name: str, section: str) -> dict[str, str]:
    read = configparser.ConfigParser(strict=False)
    read.optionxform = str
    read.read(DEPLOY / "logs" / name)
    return dict(read[section])


def test_logs_leave_by_tls_with_a_certificate_at_each_end():
    told = read_unit("journal-upload.conf", "Upload")
    assert told.pop("URL").startswith("https://")
    assert told == {
        "ServerKeyFile": "/run/credentials/systemd-journal-upload.service/logs.key",
        "ServerCertificateFile": "/etc/hekas/logs.pem",
        "TrustedCertificateFile": "/etc/hekas/ca.pem",
    }


def test_whoever_sends_them_can_read_its_key_and_goes_on_while_nobody_listens():
    """As typed on two machines: it runs as a user of its own making, and gave up after half a second."""
    told = read_unit("upload-service.conf", "Service")
    assert told["LoadCredential"] == "logs.key:/etc/hekas/logs.key"
    assert told["Restart"] == "always"
    assert int(told["RestartSec"]) >= 10
    assert read_unit("upload-service.conf", "Unit") == {"StartLimitIntervalSec": "0"}


FRAME = """
daemon off; pid {0}/pid; error_log {0}/log;
events {{}}
http {{
{1} client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u;
scgi_temp_path {0}/s; }}
"""


class Receiver(BaseHTTPRequestHandler):
    """In the place of systemd-journal-remote: takes whatever it is given."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nothing of it is worth a line."""


@pytest.fixture
def logs(tmp_path):
    """The port of the machine of the logs, and the authority whose certificates it takes."""
    receiver, port, ours = HTTPServer(("127.0.0.1", 0), Receiver), free_port(), Authority(tmp_path / "ca")
    Thread(target=receiver.serve_forever, daemon=True).start()
    certificate, key = ours.pair("localhost")
    text = (DEPLOY / "logs" / "receive.nginx.conf").read_text()
    for written, here in (
        ("listen 19532", f"listen 127.0.0.1:{port}"),
        ("127.0.0.1:19533", f"127.0.0.1:{receiver.server_address[1]}"),
        ("/etc/hekas/logs.pem", str(certificate)),
        ("/etc/hekas/logs.key", str(key)),
        ("/etc/hekas/ca.pem", str(ours.root)),
    ):
        assert written in text
        text = text.replace(written, here)
    (tmp_path / "nginx.conf").write_text(FRAME.format(tmp_path, text))
    nginx = subprocess.Popen([str(tool("nginx")), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    wait_until((tmp_path / "pid").exists, 10)
    yield port, ours
    nginx.terminate()
    nginx.wait(10)
    receiver.shutdown()
    receiver.server_close()


@pytest.mark.parametrize(("shown", "answer"), [("ours", 202), ("another's", 400), (None, 400)])
def test_only_who_shows_a_certificate_of_ours_adds_a_line(tmp_path, logs, shown, answer):
    port, ours = logs
    context = ssl.create_default_context(cafile=str(ours.root))
    if shown:
        authority = ours if shown == "ours" else Authority(tmp_path / "another")
        context.load_cert_chain(*authority.pair("one"))
    line = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    line.request("POST", "/upload", b"MESSAGE=of this machine\n\n")
    assert line.getresponse().status == answer
    line.close()
