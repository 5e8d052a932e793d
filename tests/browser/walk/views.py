"""Which pages there are for whom, and the states each is looked at in; from the resolver and the table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client as Browser

from tests.access.addresses import all_addresses, url
from tests.access.browsers import Browsers
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, JO, NOBODY, House
from tests.access.posts import prepare, sent

READERS = (NOBODY, ALICE, AMIRA, JO)  # one of each role
ADDRESSES = {address.name: address for address in all_addresses() if not address.is_admin}
NAMES = sorted(set(ROWS) & set(ADDRESSES))
OF_A_SERVICE = ("bookings:search", "bookings:waitlist")
ONLY_SENT_TO = 405
TOO_MUCH = "?" * 12_000
AN_ID = rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NEVER_THE_SAME = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|<code[^>]*reference[^<]+|' + AN_ID)
MAIN = re.compile(rb"<main.*</main>", re.DOTALL)
ELSEWHERE = re.compile(rb"<head>.*</head>|" + MAIN.pattern + rb'| aria-current="page"', re.DOTALL)


class Seen:
    """What stands in a page, and what stands round it, is looked at once, whoever opened it."""

    def __init__(self) -> None:
        self._parts: set[tuple[bytes, bool]] = set()
        self.count = 0

    def is_new(self, answer: HttpResponse, *, whole: bool = False) -> bool:
        """`whole`: at all sizes; what was looked at so need not be at one."""
        body = NEVER_THE_SAME.sub(b"", answer.content)
        parts = MAIN.findall(body)[0], ELSEWHERE.sub(b"", body)
        new = not {(part, whole) for part in parts} <= self._parts
        self._parts |= {(part, at_all) for part in parts for at_all in (whole, False)}
        self.count += new
        return new


@dataclass(frozen=True)
class Ask:
    """One question to the site: how, with what, and what it is called in a report."""

    state: str
    method: str = "get"
    data: dict[str, Any] | None = None


def address_of(name: str, house: House) -> str:
    """Where it is; what a page can't do without stands in the query."""
    query = f"?service={house.services[0].uuid}" if name in OF_A_SERVICE else ""
    return url(name, ROWS[name].thing, house.alice, ADDRESSES[name].names) + query


def readers(name: str) -> list[str]:
    return [who for who in READERS if who in ROWS[name].may_enter]


def asks(name: str, house: House) -> Iterator[Ask]:
    """As it stands; sent empty; sent with nonsense in every field."""
    yield Ask("as it is")
    yield Ask("sent empty", "post", {})
    garbled = {key: "?" if key.isdigit() else TOO_MUCH for key in sent(name, house, house.alice)}
    if garbled:
        yield Ask("sent with nonsense", "post", garbled)


def answer(browser: Browser, address: str, ask: Ask) -> HttpResponse:
    return getattr(browser, ask.method)(address, ask.data)


def is_page(answer: HttpResponse) -> bool:
    """A whole page: not a file, a redirect or a part of a page, nor what every button's address says."""
    kind = answer.get("Content-Type", "")
    if answer.status_code == ONLY_SENT_TO or answer.has_header("Location"):
        return False
    return kind.startswith("text/html") and b"<html" in answer.content


def ready(name: str, house: House, browsers: Browsers, who: str) -> tuple[Browser, str]:
    prepare(name, house.alice)
    return browsers.of(who), address_of(name, house)
