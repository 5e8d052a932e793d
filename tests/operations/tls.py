"""TLS before an engine of the tests: PostgreSQL is asked for it first, Valkey begins with it."""

import re
import shlex
import socket
import ssl
import struct
import subprocess
import threading
from pathlib import Path

from tests.messaging.servers import free_port
from tests.operations.tools import tool

SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # PostgreSQL's protocol, message SSLRequest


PAPER = Path(__file__).resolve().parents[2] / "deploy" / "README.md"
OF_AUTHORITY, OF_MACHINE = re.findall(r"^openssl (req -x509 .*)$", PAPER.read_text(), re.MULTILINE)


class Authority:
    """Signs certificates by the paper's own lines: `root` is what its clients trust."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.root = folder, folder / "ca.pem"
        self._openssl(OF_AUTHORITY)

    def pair(self, name: str) -> tuple[Path, Path]:
        """A certificate for that name, and its key."""
        self._openssl(OF_MACHINE.replace("NAME", name))
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        key.chmod(0o600)  # libpq reads no key that others may read
        return certificate, key

    def _openssl(self, words: str) -> None:
        command = [tool("openssl"), *shlex.split(words)]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


class Tls:
    """Listens on `port`, shows its certificate, asks for one that `clients` signed, goes on to a socket."""

    def __init__(
        self, to: str, pair: tuple[Path, Path], clients: Path | None = None, *, postgres: bool
    ) -> None:
        self.to, self.postgres, self.port = to, postgres, free_port()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*pair)
        if clients:
            self.context.verify_mode = ssl.CERT_REQUIRED
            self.context.load_verify_locations(clients)
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.spoken = 0
        threading.Thread(target=self._receive, daemon=True).start()

    def close(self) -> None:
        self.door.close()

    def _receive(self) -> None:
        while True:
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._speak, args=(near,), daemon=True).start()

    def _speak(self, near: socket.socket) -> None:
        try:
            if self.postgres and near.recv(len(SSL_REQUEST)) == SSL_REQUEST:
                near.sendall(b"S")
            inner = self.context.wrap_socket(near, server_side=True)
            self.spoken += 1
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.to)
        except OSError:
            near.close()
            return
        threading.Thread(target=self._carry, args=(inner, far), daemon=True).start()
        self._carry(far, inner)

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            return
        finally:
            for end in (one, other):
                end.close()


class Plain:
    """Says that it has no TLS, and remembers what it hears."""

    def __init__(self):
        self.door, self.said = socket.create_server(("127.0.0.1", 0)), []
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            near, _ = self.door.accept()
            near.settimeout(2)
            try:
                self.said.append(near.recv(8))
                near.sendall(b"N")
                self.said.append(near.recv(4096))
            except OSError as fault:
                self.said.append(str(fault).encode())
            near.close()

    def heard(self):
        return b"".join(self.said)
