"""To look changes nothing: whatever is opened, by whomever, the database stays as it was."""

from collections import Counter
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import resolve

from hekas.audit.models import AuditEvent
from tests.access import snapshots
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.links import links_on
from tests.access.matrix import ROWS
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY
from tests.access.posts import POSTS, prepare, sent

SITE = [address for address in all_addresses() if address.name in ROWS]
ROLES = [NOBODY, ALICE, BOB, AMIRA, DAN, JO]
OF_A_KIND = 3  # pages of one kind that are opened by following links, such as days of a search


def filled(house, who):
    """Every address with this person's own things in it."""
    return [url(a.name, ROWS[a.name].thing, house.of(who), a.names) for a in SITE]


def looked(house, browsers, who):
    """Open every address, and what the pages link to; gives how many were opened."""
    todo, seen, kinds = filled(house, who), set(), Counter()
    first = set(todo)
    while todo:
        address = todo.pop()
        kind = resolve(urlsplit(address).path).view_name
        if address in seen or (address not in first and kinds[kind] >= OF_A_KIND):
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = browsers.of(who).get(address)
        assert answer.status_code < 500, address
        todo += sorted(links_on(answer, address) - seen)
    return len(seen)


@pytest.mark.parametrize("who", ROLES)
def test_opening_everything_changes_nothing(house, browsers, who):
    before, lines = snapshots.whole(), AuditEvent.objects.count()
    assert looked(house, browsers, who) >= len(SITE) - 1
    assert snapshots.whole() == before
    assert snapshots.acts(lines) == set()


@pytest.mark.parametrize("name", sorted(POSTS))
def test_what_a_form_would_send_does_nothing_when_it_is_only_asked_for(house, browsers, name):
    """A link with a form's values in it is not the form."""
    row = ROWS[name]
    who = next((who for who in ROLES[1:] if who in row.may_enter), ALICE)
    own = house.of(who)
    prepare(name, own)
    address = url(name, row.thing, own, next(a.names for a in SITE if a.name == name))
    before, lines = snapshots.whole(), AuditEvent.objects.count()
    for method in ("get", "head"):
        with undone():
            getattr(browsers.of(who), method)(f"{address}?{urlencode(sent(name, house, own), doseq=True)}")
            assert snapshots.whole() == before
            assert snapshots.acts(lines) == set()
