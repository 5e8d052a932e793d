"""Who keeps a transaction open while nothing is asked of the database: looked for ten times a second.

A process that rests in one either waits for something else, which is a fault, or for its turn on a busy
machine, which is none. The kernel says which: such a process is runnable.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field

import psutil

from tests.operations.cluster import Cluster

WORTH_TELLING = 0.5  # seconds
RESTING = f"""
    SELECT application_name, client_port, xact_start,
        extract(epoch FROM clock_timestamp() - state_change)::float, query
    FROM pg_stat_activity WHERE datname = 'hekas' AND state LIKE 'idle in transaction%'
        AND state_change < clock_timestamp() - interval '{WORTH_TELLING} seconds'
"""


@dataclass
class Rest:
    """One transaction at rest: whose, for how long at most, what was asked last, how its process was seen."""

    part: str
    query: str
    seconds: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def waits(self) -> bool:
        """For something, and not for its turn."""
        return self.seen[psutil.STATUS_RUNNING] < sum(self.seen.values()) / 2


class Rests:
    """Looks until it is left."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.ended = cluster, threading.Event()
        self.found: dict[tuple, Rest] = {}
        self.thread = threading.Thread(target=self.look_on)

    def look_on(self) -> None:
        connection = self.cluster.connect()
        with connection.cursor() as cursor:
            while not self.ended.wait(0.1):
                cursor.execute(RESTING)
                self.note(cursor.fetchall())
        connection.close()

    def note(self, rows: list[tuple]) -> None:
        owners = {line.laddr.port: line.pid for line in psutil.net_connections("tcp4")} if rows else {}
        for part, port, began, seconds, query in rows:
            rest = self.found.setdefault((port, began, query), Rest(part, query))
            rest.seconds = seconds
            rest.seen[state_of(owners.get(port))] += 1

    def __enter__(self) -> "Rests":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(30)

    def of(self, part: str, beyond: float) -> list[Rest]:
        """Those of a part that waited for something for longer."""
        return [one for one in self.longest() if one.part == part and one.waits and one.seconds > beyond]

    def longest(self) -> list[Rest]:
        """The longest first."""
        return sorted(self.found.values(), key=lambda one: one.seconds, reverse=True)

    def told(self) -> str:
        """A line for each of the longest; what it asked has invented people alone."""
        asked = [(one, " ".join(one.query.split())[:120]) for one in self.longest()[:12]]
        lines = [f"  {one.part} {one.seconds:.1f} s, {dict(one.seen)}, after {words}" for one, words in asked]
        return "\n".join([f"{len(self.found)} transactions rested {WORTH_TELLING} s or more", *lines])


def state_of(process: int | None) -> str:
    try:
        return psutil.Process(process).status() if process else "gone"
    except psutil.NoSuchProcess:
        return "gone"
