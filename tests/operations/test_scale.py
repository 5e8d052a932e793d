"""Two web nodes, two workers, two beats on one PostgreSQL and one Valkey behind nginx; each may be killed."""

import http.client
import re
import time
from collections import Counter

import pytest

from tests.assessments.agreed import AGREED
from tests.messaging.servers import Post, free_port
from tests.operations.house import House, wait_until
from tests.operations.load import OVERLAPS, Bookers, Caller, lost
from tests.operations.nginx import Nginx, certificate
from tests.operations.prepared import ground

pytestmark = [pytest.mark.concurrency, pytest.mark.xdist_group("processes")]
DUE = (
    "SELECT count(*) FROM messaging_outboundmessage WHERE (state = 'queued' AND next_attempt_at <= now())"
    " OR (state = 'sending' AND claimed_at > now() - interval '15 seconds')"
)
IN_HAND = 2  # the processes of a worker, each with one message
# What a killed worker had in hand hangs for the two minutes of its lease, and may have gone out or not. After
# that it is in doubt, and goes out once more.
HUNG = (
    "SELECT client.email, message.in_doubt::int FROM messaging_outboundmessage AS message"
    " JOIN accounts_client AS client ON client.id = message.client_id"
    " WHERE message.state = 'sending' OR message.in_doubt"
)


@pytest.fixture(scope="module")
def site():
    ports = free_port(), free_port()
    with ground() as folder, Post() as post, House(folder, post.port) as house:
        for number, port in enumerate(ports):
            house.web(f"web{number}", port)
            house.worker(f"worker{number}")
            house.beat(f"beat{number}")
        with Nginx(folder, certificate(folder), list(ports)) as nginx:
            front = Caller(nginx.port, nginx.context())
            nodes = [Caller(port) for port in ports]
            wait_until(lambda: all(node.ask("/readyz").status == 200 for node in nodes))
            house.post, house.front, house.nodes, house.ports = post, front, nodes, ports
            house.nginx_port, house.nginx_plain_port = nginx.port, nginx.plain_port
            yield house


def headers_of(site, path):
    """Every header line, doubles too: a mapping would hide them."""
    line = http.client.HTTPSConnection("localhost", site.nginx_port, context=site.front.context, timeout=40)
    try:
        line.request("GET", path)
        return [name for name, _ in line.getresponse().getheaders()]
    finally:
        line.close()


def test_every_security_header_stands_once_behind_nginx(site):
    """Fault 56."""
    names = ["Strict-Transport-Security", "Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"]
    names += ["X-Content-Type-Options", "Permissions-Policy", "Cross-Origin-Opener-Policy"]
    found = headers_of(site, "/")
    assert {name: found.count(name) for name in names} == dict.fromkeys(names, 1)


def test_plain_http_is_sent_to_tls_and_metrics_are_not_behind_the_front_door(site):
    line = http.client.HTTPConnection("127.0.0.1", site.nginx_plain_port, timeout=40)
    line.request("GET", "/guide/?a=1", headers={"Host": "localhost"})
    answer = line.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, "https://localhost/guide/?a=1")
    answer.read()
    line.request("GET", "/api/v1/services", headers={"Host": "localhost", "Authorization": "Bearer a-key"})
    assert line.getresponse().status == 403  # ASVS 4.1.2: nobody learns of it where one is sent on
    line.close()
    assert site.front.ask("/metrics", Authorization="Bearer only-for-this-test").status == 404
    assert (
        b"hekas_requests_total"
        in site.nodes[0].ask("/metrics", Authorization="Bearer only-for-this-test").body
    )


def cookies(answer, jar):
    for line in answer.cookies:
        name, _, value = line.partition(";")[0].partition("=")
        jar[name] = value
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def test_a_session_made_at_one_node_is_known_at_the_other(site):
    """A visitor whose answers were begun at one node goes on at the other: nodes hold nothing."""
    one, other = site.nodes
    jar: dict[str, str] = {}
    page = one.ask("/assessments/start/")
    cookie = cookies(page, jar)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body.decode())[1]
    begun = other.send("/assessments/start/", {"csrfmiddlewaretoken": token, **AGREED}, Cookie=cookie)
    cookie = cookies(begun, jar)
    question = begun.headers["Location"]
    assert begun.status == 302 and "/assessments/" in question
    assert {node.ask(question, Cookie=cookie).status for node in site.nodes} == {200}
    assert one.ask(question).status == 404


def not_told_once(house, people):
    """Whoever booked and had no letter or two, but for what a killed worker had in hand: once, or not yet."""
    to = Counter(letter["To"] for letter in house.post.letters)
    hung = dict(house.cluster.ask(HUNG))
    not_once = {one["email"]: to[one["email"]] for one in people.booked if to[one["email"]] != 1}
    assert len(hung) <= IN_HAND
    return {to: times for to, times in not_once.items() if to not in hung or times > 1 + hung[to]}


def test_a_node_killed_under_load_loses_nothing_and_doubles_nothing(site):
    """Faults 4, 10, 24: a web node, a worker and a beat are killed while people book."""
    began = time.monotonic()
    with Bookers(site.front, site.key, people=4) as people:
        people.wait_for(10)
        site.kill("web0")
        people.wait_for(8)
        site.kill("worker0")
        site.kill("beat0")
        people.wait_for(8)
        site.web("web0", site.ports[0])
        people.wait_for(8)
    took = time.monotonic() - began
    assert lost(site.cluster, people.booked) == []
    assert site.cluster.ask(OVERLAPS) == [(0,)]
    assert people.gave_up == 0
    assert people.told[500] == 0, dict(people.told)
    wait_until(lambda: site.cluster.ask(DUE) == [(0,)])
    not_once = not_told_once(site, people)
    print(f"\n{len(people.booked)} booked in {took:.0f} s; told {dict(people.told)}; not once: {not_once}")
    assert not_once == {}
