"""The nginx of deploy/ as a process: its own file, with ports and paths of the test."""

import re
import ssl
import subprocess
import time
from pathlib import Path

from tests.messaging.servers import free_port
from tests.operations.tools import tool

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  include {folder}/hekas.conf;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
}}
"""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody has signed, and its key."""
    paths = folder / "cert.pem", folder / "key.pem"
    wanted = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    named = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(paths[1]), "-out", str(paths[0])]
    command = [str(tool("openssl")), "req", *wanted.split(), *named]
    subprocess.run(command, check=True, capture_output=True)
    return paths


def server(upstreams: list[int], port: int) -> str:
    """A door that is named twice is never given up: the nodes behind it share it (deploy/README.md)."""
    trust = "max_fails=0" if upstreams.count(port) > 1 else "max_fails=2 fail_timeout=2s"
    return f"server 127.0.0.1:{port} {trust};"


class Nginx:
    """Listens with TLS on `port` of 127.0.0.1 and passes on to the upstreams' ports."""

    def __init__(
        self, folder: Path, pair: tuple[Path, Path], upstreams: list[int], per_address: int = 1000
    ) -> None:
        self.folder, self.certificate, self.port = folder, pair[0], free_port()
        self.plain_port = free_port()
        given = {
            "HOST": "localhost",
            "UPSTREAMS": "\n".join(server(upstreams, port) for port in upstreams),
            "HTTP_LISTEN": f"127.0.0.1:{self.plain_port}",
            "HTTPS_LISTEN": f"127.0.0.1:{self.port}",
            "CERTIFICATE": str(pair[0]),
            "CERTIFICATE_KEY": str(pair[1]),
            "ACCESS_LOG": str(folder / "access.log"),
            "ERROR_LOG": str(folder / "error.log"),
            "CONNECTIONS_PER_ADDRESS": str(per_address),  # in a test everybody comes from one address
            "AWAY_ROOT": str(DEPLOY / "nginx"),
        }
        template = (DEPLOY / "nginx" / "hekas.conf.template").read_text()
        (folder / "hekas.conf").write_text(re.sub(r"\$\{(\w+)\}", lambda name: given[name[1]], template))
        (folder / "nginx.conf").write_text(FRAME.format(folder=folder))
        self.process: subprocess.Popen | None = None

    def command(self, *more: str) -> list[str]:
        return [str(tool("nginx")), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *more]

    def verify(self) -> int:
        return subprocess.run(self.command("-t"), check=False, capture_output=True).returncode

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def __enter__(self) -> "Nginx":
        with (self.folder / "nginx.err").open("w") as said:
            self.process = subprocess.Popen(self.command(), stdout=said, stderr=said)
        end = time.monotonic() + 10
        while not (self.folder / "nginx.pid").exists():
            assert time.monotonic() < end and self.process.poll() is None, "nginx did not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)
        (self.folder / "nginx.pid").unlink(missing_ok=True)
