"""Fault 42: a page of somebody's record is shown once it is written down who opened it, or not at all."""

import pytest
from django.db import DatabaseError

from assessments.models import Clearance
from assessments.queries.reads import looks_at
from hekas.audit.models import AuditEvent
from tests.access import outcomes
from tests.access.browsers import undone
from tests.access.test_reads import IN_CARE, STANDING, opened


def as_it_stands(address, house):
    if address.name in STANDING:
        Clearance.objects.filter(client=house.alice.client).update(**STANDING[address.name])


def pages_of_a_record(house, browsers):
    """Each that Amira may open, with what it says of Alice: her own words, her name, her number."""
    hers = (house.alice.own_word, house.alice.client.name, house.alice.client.email)
    for address in IN_CARE:
        with undone():
            as_it_stands(address, house)
            answer = opened(address, house, browsers)
            if answer.status_code == 200:
                yield address, outcomes.told(answer, hers)


def test_what_can_not_be_written_down_is_not_shown(house, browsers, monkeypatch):
    shown = list(pages_of_a_record(house, browsers))
    assert sum(bool(told) for _, told in shown) >= 10

    def full(events):
        raise DatabaseError("the log takes no more")

    monkeypatch.setattr(AuditEvent, "insert_all", full)
    refused = {}
    for address, _ in shown:
        with undone():
            as_it_stands(address, house)
            answer = opened(address, house, browsers)
            hers = (house.alice.own_word, house.alice.client.name, house.alice.client.email)
            refused[address.name] = (answer.status_code >= 500, outcomes.told(answer, hers))
    assert {name: said for name, said in refused.items() if said != (True, [])} == {}


@pytest.mark.parametrize("address", IN_CARE[:3], ids=lambda address: address.name)
def test_a_site_that_writes_nothing_down_is_noticed(house, browsers, monkeypatch, address):
    """The guard is off: the page comes, and the test of every page beside this one finds no line."""
    monkeypatch.setattr(AuditEvent, "insert_all", lambda events: None)
    with undone():
        as_it_stands(address, house)
        assert opened(address, house, browsers).status_code in (200, 405)
        assert list(looks_at(house.alice.client)) == []
