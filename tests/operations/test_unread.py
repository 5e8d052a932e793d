"""What is too long or damaged meets the house's page at the door, as a program of its own before a node."""

import json
import socket
import ssl
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from hekas.api.problems import Problem
from tests.operations.house import wait_until
from tests.operations.nginx import Nginx, certificate

HOUSE = "<h1>We could not read that</h1>"
FROM_A_NODE = b"a node's own words"
TOO_MUCH = f"Content-Length: {2**20 + 1}"


class Node(BaseHTTPRequestHandler):
    """Answers with the status that its path names, as gunicorn and the site would."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status = int(self.path.rpartition("/")[2].partition("?")[0] or 200)
        self.send_response(status)
        self.send_header("Content-Length", str(len(FROM_A_NODE)))
        self.end_headers()
        self.wfile.write(FROM_A_NODE)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *words: object) -> None:
        """Nothing of it is worth a line."""


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    node = HTTPServer(("127.0.0.1", 0), Node)
    Thread(target=node.serve_forever, daemon=True).start()
    folder = tmp_path_factory.mktemp("nginx")
    with Nginx(folder, certificate(folder), [node.server_address[1]]) as nginx:
        yield nginx
    node.shutdown()
    node.server_close()


def said(door, first: str, *heads: str) -> tuple[str, str]:
    """The line of the status and all that follows, to a request as it stands here."""
    lines = "\r\n".join([first, "Host: localhost", "Connection: close", *heads, "", ""])
    plain = socket.create_connection(("127.0.0.1", door.port), 10)
    with door.context().wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall(lines.encode())
        answer = b"".join(iter(lambda: _some(line), b"")).decode()
    status, _, rest = answer.partition("\r\n")
    return status.split()[1], rest


def _some(line: ssl.SSLSocket) -> bytes:
    try:
        return line.recv(65536)
    except ConnectionResetError:  # what it was still to read, it did not want
        return b""


@pytest.mark.parametrize(
    ("first", "heads", "status"),
    [
        (f"GET /{'a' * 9000} HTTP/1.1", (), "414"),
        ("GET / HTTP/1.1", (f"X-Long: {'a' * 9000}",), "431"),
        ("GET / HTTP/x.y", (), "400"),
        ("GET /414 HTTP/1.1", (), "414"),  # between what nginx takes and what gunicorn takes
        ("GET /431 HTTP/1.1", (), "431"),
        ("POST / HTTP/1.1", (TOO_MUCH,), "413"),
        (
            "POST /413 HTTP/1.1",
            ("Content-Length: 0",),
            "413",
        ),  # between what nginx takes and what Django takes
    ],
)
def test_what_can_not_be_read_is_told_so_by_the_house(door, first, heads, status):
    found, answer = said(door, first, *heads)
    assert found == status
    assert HOUSE in answer
    assert "Content-Security-Policy: default-src 'none'" in answer
    assert "Retry-After" not in answer
    assert "nginx" not in answer.partition("\r\n\r\n")[2]


@pytest.mark.parametrize("status", ["200", "400", "403", "404", "429", "500", "503"])
def test_what_the_site_says_itself_stays(door, status):
    found, answer = said(door, f"GET /{status} HTTP/1.1")
    assert found == status
    assert FROM_A_NODE.decode() in answer


@pytest.mark.parametrize(
    ("first", "length"),
    [("POST /api/v1/holds HTTP/1.1", TOO_MUCH), ("POST /api/413 HTTP/1.1", "Content-Length: 0")],
)
def test_a_program_is_told_so_as_the_api_tells_it(door, first, length):
    found, answer = said(door, first, length)
    heads, _, body = answer.partition("\r\n\r\n")
    assert found == "413"
    assert "Content-Type: application/problem+json" in heads
    assert json.loads(body) == Problem("too_large", "A request may have a million bytes.").document()


def test_any_other_call_of_a_program_goes_through(door):
    found, answer = said(door, "POST /api/200 HTTP/1.1", "Content-Length: 0")
    assert (found, FROM_A_NODE.decode() in answer) == ("200", True)


def test_nobody_asks_for_the_page_itself(door):
    found, answer = said(door, "GET /unread.html HTTP/1.1")
    assert (found, HOUSE in answer) == ("404", False)


class SlowNode(Node):
    """Holds who asks until it is let go."""

    asked, let_go = Event(), Event()

    def do_GET(self) -> None:
        self.asked.set()
        self.let_go.wait(30)
        super().do_GET()


@pytest.fixture
def crowded(tmp_path):
    """A door that takes one of an address at a time, and has one."""
    node = HTTPServer(("127.0.0.1", 0), SlowNode)
    Thread(target=node.serve_forever, daemon=True).start()
    with Nginx(tmp_path, certificate(tmp_path), [node.server_address[1]], per_address=1) as nginx:
        first = Thread(target=said, args=(nginx, "GET / HTTP/1.1"))
        first.start()
        assert SlowNode.asked.wait(30)
        yield nginx
        SlowNode.let_go.set()
        first.join()
    node.shutdown()
    node.server_close()


def test_too_many_of_one_address_are_told_so_and_that_nobody_is_away(crowded):
    found, answer = said(crowded, "GET / HTTP/1.1")
    assert (found, "<h1>Too many at once</h1>" in answer) == ("429", True)
    assert "Retry-After: 5" in answer and "Strict-Transport-Security: " in answer
    found, answer = said(crowded, "POST /api/v1/holds HTTP/1.1", "Content-Length: 0")
    heads, _, body = answer.partition("\r\n\r\n")
    assert (found, "Retry-After: 5" in heads) == ("429", True)
    assert (
        json.loads(body)
        == Problem("too_many_requests", "Too many calls at once from your address.").document()
    )
    SlowNode.let_go.set()
    wait_until(lambda: said(crowded, "GET / HTTP/1.1")[0] == "200")


def test_where_no_node_answers_it_says_when_to_come_again(tmp_path):
    with Nginx(tmp_path, certificate(tmp_path), [1]) as nginx:
        found, answer = said(nginx, "GET / HTTP/1.1")
    assert found == "503"
    assert "Retry-After: 30" in answer
    assert "<h1>We are away for a moment</h1>" in answer
