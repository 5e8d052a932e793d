"""Real threads on the real database: all start together, each on its own connection."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from time import sleep

from django.db import connection

PATIENCE = 30


def race(*runners: Callable[[], object]) -> list[object]:
    """What each runner returned, or the exception that it raised, in the order of the runners."""
    outcomes: list[object] = [None] * len(runners)
    gate = Barrier(len(runners))

    def run(place: int) -> None:
        try:
            with connection.cursor() as cursor:  # connected before the start, so that all start together
                cursor.execute("SELECT 1")
            gate.wait(PATIENCE)
            outcomes[place] = runners[place]()
        except Exception as fault:  # noqa: BLE001  reported: the outcome is what the test looks at
            outcomes[place] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(runners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


def tally(outcomes: list[object]) -> Counter[str]:
    """How many of each kind, by the name of the type."""
    return Counter(type(outcome).__name__ for outcome in outcomes)


@contextmanager
def somebody_at_work(*keys: int, shared: Iterable[int] = ()) -> Iterator[None]:
    """Another server has these locks for as long as the block lasts, alone or shared."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for key in keys:
                cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            for key in shared:
                cursor.execute("SELECT pg_advisory_lock_shared(%s)", [key])
            yield
            cursor.execute("SELECT pg_advisory_unlock_all()")  # closing alone lets go a moment later
    finally:
        other.close()


def until(true: Callable[[], bool]) -> None:
    """Wait for the other thread, ten seconds at most."""
    for _ in range(2000):
        if true():
            return
        sleep(0.005)
    raise TimeoutError


def waits_for_a_row() -> bool:
    """Whether somebody stands before a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return cursor.fetchone()[0] > 0
