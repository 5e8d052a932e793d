"""A house to break for each file; what a test started in it is ended with the test."""

import pytest

from tests.messaging.servers import Post, free_port
from tests.operations.house import ROOT, House, wait_until
from tests.operations.load import Caller
from tests.operations.nginx import Nginx, certificate
from tests.operations.nodes import PATIENCE, Node, door
from tests.operations.prepared import ground


@pytest.fixture(scope="module")
def place():
    with ground() as folder:
        yield folder


@pytest.fixture(scope="module")
def standing(place):
    with Post() as post, House(place, post.port) as made:
        made.post = post
        yield made


@pytest.fixture
def house(standing):
    """PostgreSQL, Valkey, a small clinic and a key; no node, worker or beat yet."""
    yield standing
    for name in list(standing.parts):
        standing.kill(name)


@pytest.fixture
def front(place, house):
    """Nginx before as many nodes as were started; call it with their ports."""
    opened = []

    def open_for(*ports):
        nginx = Nginx(place, certificate(place), list(ports))
        opened.append(nginx.__enter__())
        caller = Caller(nginx.port, nginx.context())
        wait_until(lambda: caller.ask("/readyz").status == 200)
        return caller

    yield open_for
    for nginx in opened:
        nginx.__exit__()


@pytest.fixture
def one_node(house, front):
    """The front door of a house with one node of two workers behind nginx."""
    house.node_port = free_port()
    house.web("web", house.node_port)
    return front(house.node_port)


@pytest.fixture
def entrance():
    """The front door of all nodes."""
    with door() as held:
        yield held


@pytest.fixture
def release():
    """The folder of the code that the nodes begin with."""
    return ROOT


@pytest.fixture
def nodes(house, entrance, release):
    made = [Node(house, f"web{number}", entrance) for number in range(2)]
    for node in made:
        node.start(release)
    yield made
    for node in made:
        node.doors[1].close()


@pytest.fixture
def caller(front, nodes, entrance):
    """Through nginx, which is told the one door twice: whoever dies over a page is asked again."""
    port = entrance.getsockname()[1]
    wait_until(lambda: all(node.alone.ask("/readyz").status == 200 for node in nodes), PATIENCE)
    return front(port, port)
