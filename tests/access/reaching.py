"""What this process reaches for while it answers: connections and names on the network, and files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_watching: list[list[str]] = []
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


def _notice(event: str, given: tuple) -> None:
    if not _watching:
        return
    if event in NETWORK:
        told = given[0] if event in NETWORK[1:3] else given[1]
        if not isinstance(told, str | bytes) or event in NETWORK[1:3]:  # a path is a socket of this machine
            _watching[-1].append(f"{event} {told}")
    elif event == "open" and isinstance(given[0], str | bytes):
        _watching[-1].append(f"open {given[0]!s}")


sys.addaudithook(_notice)  # such a hook stays as long as the process, so it looks away else


@contextmanager
def reached() -> Iterator[list[str]]:
    """Each connection, each name that is looked up, and each file that is opened, in order."""
    found: list[str] = []
    _watching.append(found)
    try:
        yield found
    finally:
        _watching.pop()
