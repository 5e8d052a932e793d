"""Many clients at once over HTTP: who calls what, how long each took, and what came back."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Barrier
from typing import Any, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Outcome:
    """What one client did: the word for how it ended, and its time in milliseconds."""

    word: str
    ms: float


def call(
    port: int, method: str, path: str, body: str | None = None, headers: Mapping[str, str] = {}
) -> Reply:
    """One request on a connection of its own, as sync workers close it anyway."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def timed(act: Callable[[Item], str], item: Item) -> Outcome:
    began = time.perf_counter()
    word = act(item)
    return Outcome(word, (time.perf_counter() - began) * 1000)


def crowd(act: Callable[[Item], str], items: Iterable[Item], clients: int) -> tuple[list[Outcome], float]:
    """So many clients work the items off; the outcomes and the seconds that all took."""
    with ThreadPoolExecutor(clients) as pool:
        began = time.perf_counter()
        outcomes = list(pool.map(lambda item: timed(act, item), items))
        return outcomes, time.perf_counter() - began


def race(act: Callable[[Item], str], items: Sequence[Item], shift: float = 0.0) -> list[Outcome]:
    """All at the same moment, or each `shift` seconds after the one before."""
    start = Barrier(len(items))

    def run(place: int) -> Outcome:
        start.wait()
        time.sleep(place * shift)
        return timed(act, items[place])

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(run, range(len(items))))


def counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    return dict(Counter(outcome.word for outcome in outcomes))
