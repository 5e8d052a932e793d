"""The PgBouncer of deploy/ as a process, before a cluster of the test."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from tests.messaging.servers import free_port
from tests.operations.house import wait_until
from tests.operations.nginx import DEPLOY
from tests.operations.tools import tool

CONFIG = """[databases]
hekas = host=127.0.0.1 port={server} dbname=hekas user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = postgres
logfile = {folder}/pgbouncer.log
%include {folder}/pool.ini
"""


class PgBouncer:
    """Transaction mode, with the limits of deploy/. `turn_to` sends everybody to another server."""

    def __init__(self, folder: Path, server: int, **changed: str) -> None:
        self.folder, self.port = folder / "pool", free_port()
        self.folder.mkdir()
        shutil.copy(DEPLOY / "pgbouncer" / "pool.ini", self.folder)
        with (self.folder / "pool.ini").open("a") as more:
            more.writelines(f"{name} = {value}\n" for name, value in changed.items())
        self.write(server)
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/hekas"
        self.servant = {}
        if os.geteuid() == 0:  # it does not run as root either
            known = pwd.getpwnam("pgserver")
            self.servant = {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}
            os.chown(self.folder, known.pw_uid, known.pw_gid)

    def write(self, server: int) -> None:
        config = CONFIG.format(server=server, port=self.port, folder=self.folder)
        (self.folder / "pgbouncer.ini").write_text(config)

    def turn_to(self, server: int) -> None:
        self.write(server)
        self.process.send_signal(signal.SIGHUP)

    def answers(self) -> bool:
        log = self.folder / "pgbouncer.log"
        assert self.process.poll() is None, log.read_text() if log.exists() else "pgbouncer did not start"
        return log.exists() and "process up" in log.read_text()

    def __enter__(self) -> "PgBouncer":
        command = [str(tool("pgbouncer")), str(self.folder / "pgbouncer.ini")]
        with (self.folder / "said").open("w") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=said, cwd="/", **self.servant)
        wait_until(self.answers, 10)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)
