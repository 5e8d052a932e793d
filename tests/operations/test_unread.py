"""What is too long or damaged meets the house's page at the door, as a program of its own before a node."""

import json
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from hekas.api.problems import Problem
from tests.operations.house import wait_until
from tests.operations.nginx import Nginx, certificate

HOUSE = "<h1>We could not read that</h1>"
KEPT_NOWHERE_AND_SHUT = (
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: ",
)
FROM_A_NODE = b"a node's own words"
TOO_MUCH = f"Content-Length: {2**20 + 1}"


class Node(BaseHTTPRequestHandler):
    """Answers with the status that its path names, as gunicorn and the site would."""

    protocol_version = "HTTP/1.1"
    paths: list[str] = []

    def do_GET(self) -> None:
        self.paths.append(self.path)
        last = self.path.rpartition("/")[2].partition("?")[0]
        status = int(last) if last.isdigit() else 200
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
    plain = socket.create_connection(("127.0.0.1", door.port), 10)
    with door.context().wrap_socket(plain, server_hostname="localhost") as line:
        return _told(line, first, heads)


def said_in_the_clear(port: int, first: str, *heads: str) -> tuple[str, str]:
    """The same of a port that was asked without TLS."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        return _told(line, first, heads)


def _told(line: socket.socket, first: str, heads: tuple[str, ...]) -> tuple[str, str]:
    named = [] if any(head.startswith("Host:") for head in heads) else ["Host: localhost"]
    line.sendall("\r\n".join([first, *named, "Connection: close", *heads, "", ""]).encode())
    answer = b"".join(iter(lambda: _some(line), b"")).decode()
    status, _, rest = answer.partition("\r\n")
    return status.split()[1], rest


def _some(line: socket.socket) -> bytes:
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
        ("GET / HTTP/3.0", (), "505"),
        ("TRACE / HTTP/1.1", (), "405"),
        ("POST / HTTP/1.1", ("Transfer-Encoding: gzip",), "501"),
        ("GET /417 HTTP/1.1", (), "417"),  # an expectation that gunicorn does not meet
        ("GET /api/417 HTTP/1.1", (), "417"),
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
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head not in answer] == []
    assert "Strict-Transport-Security: " in answer
    assert "Retry-After" not in answer
    assert "nginx" not in answer.partition("\r\n\r\n")[2]


@pytest.mark.parametrize(
    ("first", "heads", "status"),
    [
        ("GET /visit/a-secret/?a=1 HTTP/1.1", (), "301"),
        ("GET /visit/a-secret/?a=1 HTTP/1.1", ("Host: elsewhere.example",), "301"),
        ("GET /api/v1/services HTTP/1.1", (), "403"),
        ("GET /.well-known/acme-challenge/none HTTP/1.1", (), "404"),
        (f"GET /{'a' * 9000} HTTP/1.1", (), "414"),
        ("GET / HTTP/1.1", (f"X-Long: {'a' * 9000}",), "431"),
        ("GET / HTTP/x.y", (), "400"),
        ("TRACE / HTTP/1.1", (), "405"),
        ("POST / HTTP/1.1", (TOO_MUCH,), "413"),
    ],
)
def test_the_door_without_tls_says_nothing_that_is_kept(door, first, heads, status):
    found, answer = said_in_the_clear(door.plain_port, first, *heads)
    assert found == status
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head not in answer] == []
    if found == "301":  # whatever host was named, to ours
        assert "Location: https://localhost/visit/a-secret/?a=1\r\n" in answer
    else:
        assert "nginx" not in answer.partition("\r\n\r\n")[2]


@pytest.mark.parametrize("path", ["/", "/api/v1/holds", "/metrics"])
def test_a_body_that_breaks_off_into_nonsense_has_the_headers_too(door, path):
    """Its 400 can't be told from one of the site before it is sent, so the words are nginx's own."""
    found, answer = said(
        door, f"POST {path} HTTP/1.1", "Transfer-Encoding: chunked", "", "no number of bytes"
    )
    assert found == "400"
    assert_headers_of_the_house(answer)


@pytest.mark.parametrize("status", ["200", "404", "503"])
def test_what_a_node_says_is_given_no_header_twice(door, status):
    """Django sets its own: two of one kind count as none (security.md, Standards)."""
    heads = said(door, f"GET /{status} HTTP/1.1")[1].partition("\r\n\r\n")[0]
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head in heads] == []


def test_who_speaks_without_tls_to_the_door_that_has_it_is_told_by_the_house(door):
    found, answer = said_in_the_clear(door.port, "GET / HTTP/1.1")
    assert (found, HOUSE in answer) == ("400", True)
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head not in answer] == []


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6detrics", "/metrics?a=1"])
def test_numbers_are_asked_of_no_node_through_this_door(door, path):
    """The house's own page for what is not there stands in place of nginx's: a node is asked for it."""
    before = len(Node.paths)
    found, answer = said(door, f"GET {path} HTTP/1.1")
    assert (found, FROM_A_NODE.decode() in answer) == ("404", True)
    assert [asked.partition("?")[0] for asked in Node.paths[before:]] == ["/not-here/404"]


@pytest.mark.parametrize("status", ["200", "400", "403", "404", "405", "429", "500", "503"])
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
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head not in heads] == []
    assert json.loads(body) == Problem("too_large", "A request may have a million bytes.").document()


def test_any_other_call_of_a_program_goes_through(door):
    found, answer = said(door, "POST /api/200 HTTP/1.1", "Content-Length: 0")
    assert (found, FROM_A_NODE.decode() in answer) == ("200", True)


def test_nobody_asks_for_the_page_itself(door):
    """Neither nginx's own words: a node is asked, and has no such page."""
    found, answer = said(door, "GET /unread.html HTTP/1.1")
    assert HOUSE not in answer
    assert FROM_A_NODE.decode() in answer


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
    for other in ("/metrics", "/unread.html"):
        found, answer = said(crowded, f"GET {other} HTTP/1.1")
        assert (found, "<h1>Too many at once</h1>" in answer) == ("429", True)
        assert_headers_of_the_house(answer)
    found, answer = said(crowded, "POST /api/v1/holds HTTP/1.1", "Content-Length: 0")
    heads, _, body = answer.partition("\r\n\r\n")
    assert (found, "Retry-After: 5" in heads) == ("429", True)
    assert [head for head in KEPT_NOWHERE_AND_SHUT if head not in heads] == []
    assert (
        json.loads(body)
        == Problem("too_many_requests", "Too many calls at once from your address.").document()
    )
    SlowNode.let_go.set()
    wait_until(lambda: said(crowded, "GET / HTTP/1.1")[0] == "200")


@pytest.fixture(scope="module")
def deserted(tmp_path_factory):
    """A door behind which no node stands."""
    folder = tmp_path_factory.mktemp("deserted")
    with Nginx(folder, certificate(folder), [1]) as nginx:
        yield nginx


@pytest.mark.parametrize("path", ["/", "/api/v1/services", "/metrics", "/unread.html", "/away.html"])
def test_where_no_node_answers_it_says_when_to_come_again(deserted, path):
    """Whatever was asked for, also what only stands for another page."""
    found, answer = said(deserted, f"GET {path} HTTP/1.1")
    assert found == "503"
    assert "Retry-After: 30" in answer
    assert "<h1>We are away for a moment</h1>" in answer
    assert_headers_of_the_house(answer)


def assert_headers_of_the_house(answer):
    """Each once, as Django sets them where a node has written the page."""
    heads = answer.partition("\r\n\r\n")[0].splitlines()
    wanted = [*KEPT_NOWHERE_AND_SHUT, "Strict-Transport-Security: max-age="]
    assert {one: sum(head.startswith(one) for head in heads) for one in wanted} == dict.fromkeys(wanted, 1)
