"""Houses to break: each test has one of its own, and ends whatever it started."""

import pytest

from tests.messaging.servers import Post, free_port
from tests.operations.cluster import ground
from tests.operations.house import House, wait_until
from tests.operations.load import Caller
from tests.operations.nginx import Nginx, certificate


@pytest.fixture
def place():
    with ground() as folder:
        yield folder


@pytest.fixture
def front(place):
    """Nginx before as many nodes as were started; call it with the house and the nodes' ports."""
    opened = []

    def open_for(house, *ports):
        nginx = Nginx(place, certificate(place), list(ports)).__enter__()
        opened.append(nginx)
        caller = Caller(nginx.port, nginx.context())
        wait_until(lambda: caller.ask("/readyz").status == 200)
        return caller

    yield open_for
    for nginx in opened:
        nginx.__exit__()


@pytest.fixture
def house(place):
    """PostgreSQL, Valkey, a small clinic and a key; no node, worker or beat yet."""
    with Post() as post, House(place, post.port) as made:
        made.post = post
        yield made


@pytest.fixture
def one_node(house, front):
    """The house with one node of two workers behind nginx; the caller of its front door."""
    port = free_port()
    house.web("web", port)
    house.node_port = port
    return front(house, port)
