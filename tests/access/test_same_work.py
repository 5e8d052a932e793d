"""Somebody else's thing is as good as none in what it costs, too: no clock tells that it is there.

Fault 34. How long an answer takes hangs on the machine; what the database is asked does not. So the
statements are compared, one by one, without the values in them. `make drill-times` measures
the times as well.
"""

import gc
import json
import os
import re
import statistics
import time
from itertools import product, zip_longest

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from assessments import permissions_care
from tests.access.addresses import ABSENT, absent, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import BOB, DAN, JO, NOBODY
from tests.access.posts import prepare, sent
from tests.access.test_swap import SITE, THINGS
from tests.access.test_swap_api import KINDS, SHUT, ids
from tests.api.conftest import make_key

VALUES = re.compile(
    r"""'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|"s\d+_x\d+"|\b\d[\d.]*\b"""
)  # and names of savepoints
ROUNDS = int(os.environ.get("SAME_TIMES", "0"))  # the drill: so many tries of each
SHUT_OUT = {
    name: [who for who in (NOBODY, BOB, DAN, JO) if who not in ROWS[name].may_enter] for name in THINGS
}
BY_ID = [call for call in SHUT if "{id}" in call[0]]


def statements(act):
    """What one request asks the database, in order, with ? for each value."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return [VALUES.sub("?", query["sql"]) for query in queries]


def apart(hers, none):
    """The first two statements that differ; none where all are the same."""
    return [(a, b) for a, b in zip_longest(hers, none, fillvalue="nothing") if a != b][:1]


def asks(house, browsers, name, who, method):
    """One request for Alice's thing, one for a thing that nobody has."""
    data = sent(name, house, house.alice) if method == "post" else None
    places = url(name, ROWS[name].thing, house.alice, SITE[name]), absent(name, SITE[name])

    def ask(address):
        with undone():
            getattr(browsers.of(who), method)(address, data)

    return [lambda at=address: ask(at) for address in places]


def differences(house, browsers, name):
    prepare(name, house.alice)
    found = {}
    for method, who in product(("get", "post"), SHUT_OUT[name]):
        hers, none = asks(house, browsers, name, who, method)
        hers()  # what is read once is read now: the session, by either method
        found[who, method] = apart(statements(hers), statements(none))
    return {how: told for how, told in found.items() if told}


@pytest.mark.parametrize("name", [name for name in THINGS if SHUT_OUT[name]])
def test_the_database_is_asked_the_same_for_hers_as_for_none(house, browsers, name):
    assert differences(house, browsers, name) == {}


def test_a_loader_that_fetches_first_and_asks_then_is_noticed(house, browsers, monkeypatch):
    """The control: as such loaders are often written."""
    fused = permissions_care.plan_or_404

    def careless(request, uuid, now):
        if not permissions_care.CarePlan.objects.filter(uuid=uuid).exists():
            raise Http404("no such plan")
        return fused(request, uuid, now)

    monkeypatch.setattr("assessments.views.care_plans.plan_or_404", careless)
    assert {(DAN, "get"), (DAN, "post")} & set(differences(house, browsers, "assessments:care_plan"))


def call(route, method, key, uuid):
    """One call of a program with that id in its path."""
    path, body = "/api/v1" + route.replace("{id}", uuid), json.dumps({"start": "2030-01-01T10:00:00Z"})
    headers = {"Authorization": f"Bearer {key}"}
    with undone():
        if method == "GET":
            return Browser().get(path, headers=headers)
        return Browser().post(path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("shut", BY_ID, ids=[f"{method} {route}" for route, method, _ in BY_ID])
def test_a_program_with_an_id_of_another_kind_costs_as_much_as_with_none(house, shut):
    """Hers of any kind but the one that belongs there: no program learns that it is an id at all."""
    route, method, door = shut
    right = {"clients": "client", "appointments": "appointment"}[route.split("/")[1]]
    key, names = make_key(door.scope), ids(house.alice)
    call(route, method, key, str(ABSENT))
    none = statements(lambda: call(route, method, key, str(ABSENT)))
    for kind in (kind for kind in KINDS if kind != right):
        assert apart(statements(lambda kind=kind: call(route, method, key, names[kind])), none) == [], kind


def seconds(act):
    gc.disable()
    try:
        began = time.process_time()
        act()
        return time.process_time() - began
    finally:
        gc.enable()


def measured(house, browsers, name):
    """Medians of hers and of none, in milliseconds of the processor, asked in turn."""
    prepare(name, house.alice)
    acts = asks(house, browsers, name, DAN if DAN in SHUT_OUT[name] else BOB, "post")
    spent = [[seconds(act) for act in acts] for _ in range(ROUNDS + 1)][1:]
    return [statistics.median(times) * 1000 for times in zip(*spent, strict=True)]


if ROUNDS:

    def test_hers_takes_as_long_as_none(house, browsers):
        """The drill: medians of the processor's time lie less than a millisecond apart on every page."""
        told = {name: measured(house, browsers, name) for name in THINGS if SHUT_OUT[name]}
        worst = sorted(told.items(), key=lambda one: -abs(one[1][0] - one[1][1]))
        print(f"\n{len(told)} addresses, {ROUNDS} tries of each; widest apart:")
        print(
            "\n".join(f"{name}: hers {hers:.2f} ms, none {none:.2f} ms" for name, (hers, none) in worst[:5])
        )
        assert abs(worst[0][1][0] - worst[0][1][1]) < 1
