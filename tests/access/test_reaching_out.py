"""Faults 52 and 53: no word of anybody makes the server open a connection or a file; no file is taken."""

import socket
from itertools import cycle
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler

from hekas.audit.models import AuditEvent
from tests.access import outcomes, snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.posts import POSTS, prepare, sent
from tests.access.reaching import NETWORK, reached
from tests.access.test_injection import pages
from tests.access.test_nasty import owner, spoilt, with_words
from tests.access.test_odd_values import QUERY

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
FORMS = sorted(filter(with_words, POSTS))
TOKEN = "t" * 32
WORDS = "these lie outside the site"


@pytest.fixture
def elsewhere(tmp_path):
    """An address that answers, a name that nobody has, and a file outside of the site."""
    (tmp_path / "canary.txt").write_text(WORDS)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        up = "../" * 12 + str(tmp_path / "canary.txt").lstrip("/")
        yield {
            "loopback": f"http://127.0.0.1:{port}/canary",
            "name": "https://canary.invalid/",
            "path": up,
        }


def touched(found):
    return [what for what in found if what.startswith(NETWORK) or "canary" in what]


@pytest.mark.parametrize(("kind", "beside"), [("loopback", "path"), ("path", "name")])
def test_no_word_of_a_form_is_fetched_or_opened(house, browsers, elsewhere, kind, beside):
    wrong, tried = [], 0
    for name in FORMS:
        who = owner(name)
        own = house.of(who)
        prepare(name, own)
        given, changed = spoilt(sent(name, house, own), elsewhere[kind])
        tried += bool(changed)
        more = dict.fromkeys({"url", "next", "callback", "file", "logo"} - set(given), elsewhere[beside])
        with undone(), reached() as found:
            answer = browsers.of(who).post(url(name, ROWS[name].thing, own, SITE[name]), {**given, **more})
        wrong += [(name, what) for what in [*touched(found), *outcomes.told(answer, (WORDS,))]]
    assert (wrong, tried >= 10) == ([], True)


def test_no_word_of_a_query_is_fetched_or_opened(house, browsers, elsewhere):
    wrong = []
    query = dict.fromkeys((*QUERY, "file", "path"), elsewhere["path"])
    query |= dict.fromkeys(("next", "url", "q"), elsewhere["loopback"])
    for name, address, who in pages(house):
        with undone(), reached() as found:
            answer = browsers.of(who).get(address, query)
        wrong += [(name, what) for what in [*touched(found), *outcomes.told(answer, (WORDS,))]]
    assert wrong == []


def test_a_form_that_fetches_or_opens_what_it_is_told_is_noticed(house, browsers, elsewhere, monkeypatch):
    """Django's own hook into each form stands for a form of ours that does it."""

    def curious(self):
        for word in filter(None, self.data.values()):
            if str(word).startswith("http://127"):
                urlopen(word, timeout=0.1)
            if str(word).startswith("../"):
                Path("/tmp", word).read_text()

    monkeypatch.setattr("django.forms.forms.BaseForm._clean_form", curious)
    noticed = set()
    for kind in ("loopback", "path"):
        own = house.of(owner("portal:write_to_client"))
        address = url(
            "portal:write_to_client",
            ROWS["portal:write_to_client"].thing,
            own,
            SITE["portal:write_to_client"],
        )
        with undone(), reached() as found:
            browsers.of(owner("portal:write_to_client")).post(address, {"text": elsewhere[kind]})
        noticed |= {what.split()[0] for what in touched(found)}
    assert {"socket.connect", "open"} <= noticed


class Spy(MemoryFileUploadHandler):
    """Counts the files that a body was taken apart into."""

    seen: list[str] = []

    def new_file(self, field_name, file_name, *given, **more):
        self.seen.append(file_name)
        return super().new_file(field_name, file_name, *given, **more)


FILES = {
    "drawing with a script": (
        "x.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    ),
    "two kinds at once": ("x.gif", b"GIF89a/*<script>alert(1)</script>*/"),
    "a name that climbs": ("../../../../etc/cron.d/x", b"* * * * * root true\n"),
}


def handed_a_file(house, browsers, name, kind):
    """The form as it should be sent, a file beside it, past the check of its token as from our own page."""
    who = owner(name)
    own = house.of(who)
    browser = browsers.of(who, enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = TOKEN
    file = SimpleUploadedFile("x", FILES[kind][1])
    file._name = FILES[kind][0]
    said = {"csrfmiddlewaretoken": TOKEN, **sent(name, house, own), "file": file}
    return browser.post(url(name, ROWS[name].thing, own, SITE[name]), said)


@pytest.fixture
def spy(settings, monkeypatch):
    monkeypatch.setattr(Spy, "seen", [])
    settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Spy"]
    return Spy


def test_no_form_takes_a_file_and_a_form_with_one_does_nothing(house, browsers, spy):
    wrong = {}
    for name, kind in zip(FORMS, cycle(FILES)):
        with undone():
            prepare(name, house.of(owner(name)))
            before, lines = snapshots.whole(), AuditEvent.objects.count()
            answer = handed_a_file(house, browsers, name, kind)
            done = snapshots.whole() != before or snapshots.acts(lines)
            if answer.status_code != 400 or done:
                wrong[name] = (answer.status_code, done)
    assert (wrong, spy.seen, len(FORMS) > 40) == ({}, [], True)


def test_a_site_that_takes_files_is_noticed(house, browsers, spy, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 10
    with undone():
        answer = handed_a_file(house, browsers, "portal:write_to_client", "drawing with a script")
    assert (answer.status_code != 400, spy.seen) == (True, ["x.svg"])
