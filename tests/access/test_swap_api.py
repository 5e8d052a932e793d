"""The ids of two clients swapped in every call of the API, by everybody: nothing of the other, ever.

The API knows programs, not people: a key with its scope opens the clinic's own calls, and a session nothing.
So the property has two halves. Without the right key no id helps, whoever is signed in. With it, an id that
stands in the wrong place, or beside the other's secret, is as good as one that nobody has.
"""

import json
from datetime import timedelta

import pytest
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hekas.api.application import api
from hekas.api.doors import Open
from hekas.api.openapi import doors_of
from hekas.api.terms import Scope
from tests.access import outcomes, snapshots
from tests.access.addresses import ABSENT
from tests.access.browsers import undone
from tests.access.people import ALICE, AMIRA, BOB, DAN, JO, NOBODY
from tests.api.conftest import SOMEBODY, healthy, make_key

CALLS = sorted(doors_of(api).items())
SHUT = [(route, method, door) for (route, method), door in CALLS if not isinstance(door, Open)]
KINDS = (
    *("client", "intake", "result", "clearance", "appointment"),
    *("hold", "plan", "message", "wish", "waiting"),
)
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ids(own):
    """Every name that a careless call could take for one of its own."""
    return {kind: str(getattr(own, kind).uuid) for kind in KINDS}


def foreign(own):
    return (own.own_word, *own.contacts)


def ask(browser, route, method, own, kind, key=""):
    """One call with an id of this client in its path, query and body; nothing stays."""
    named = ids(own)
    path = "/api/v1" + route.replace("{id}", named[kind])
    body = {"hold": named[kind], "token": own.hold_token, "client": SOMEBODY, "intake": healthy(), **named}
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with undone():
        if method == "GET":
            return browser.get(path, named, headers=headers)
        return browser.post(path, json.dumps(body), content_type="application/json", headers=headers)


@MANY
@given(
    st.sampled_from(SHUT),
    st.sampled_from([NOBODY, ALICE, BOB, AMIRA, DAN, JO]),
    st.sampled_from(KINDS),
    st.booleans(),
)
def test_no_session_and_no_id_opens_a_call(house, browsers, call, who, kind, hers):
    route, method, _ = call
    own = house.alice if hers else house.bob
    answer = ask(browsers.of(who), route, method, own, kind)
    assert answer.status_code == 401
    assert outcomes.told(answer, foreign(own)) == []


@MANY
@given(
    st.sampled_from([call for call in SHUT if call[2].scope]),
    st.sampled_from(list(Scope)),
    st.sampled_from(KINDS),
)
def test_a_key_of_another_scope_opens_nothing(house, call, scope, kind):
    route, method, door = call
    if scope == door.scope:
        return
    with undone():
        answer = ask(Browser(), route, method, house.alice, kind, make_key(scope))
    assert answer.status_code == 403
    assert outcomes.told(answer, foreign(house.alice)) == []


def as_good_as_none(house, route, method, own, kind, key):
    """The answer with that id, and the answer with one that nobody has, without the ids in them."""
    answers = []
    for name in (ids(own)[kind], str(ABSENT)):
        path = "/api/v1" + route.replace("{id}", name)
        body = {"start": house.now.isoformat()} if route.endswith("reschedule") else {}
        with undone():
            browser, headers = Browser(), {"Authorization": f"Bearer {key}"}
            answer = (
                browser.get(path, headers=headers)
                if method == "GET"
                else browser.post(path, json.dumps(body), content_type="application/json", headers=headers)
            )
        answers.append((answer.status_code, answer.content.decode().replace(name, "<id>")))
    return answers


@settings(MANY, max_examples=20)
@given(st.sampled_from([call for call in SHUT if "{id}" in call[0]]), st.sampled_from(KINDS), st.booleans())
def test_an_id_in_the_wrong_place_is_as_good_as_none(house, call, kind, hers):
    route, method, door = call
    own = house.alice if hers else house.bob
    right = {"clients": "client", "appointments": "appointment"}[route.split("/")[1]]
    if kind == right:
        return
    before = snapshots.whole()
    with undone():
        one, none = as_good_as_none(house, route, method, own, kind, make_key(door.scope))
    assert (one[0], one) == (404, none)
    assert snapshots.whole() == before


@pytest.mark.parametrize(("hold", "secret"), [(ALICE, BOB), (BOB, ALICE)])
def test_the_others_secret_opens_no_hold(house, hold, secret):
    """Nor does one's own open the other's: both answers are those of a hold that nobody has."""
    key = make_key(Scope.BOOKINGS_WRITE)
    answers = []
    for uuid in (str(house.of(hold).hold.uuid), str(ABSENT)):
        body = {"hold": uuid, "token": house.of(secret).hold_token, "client": SOMEBODY, "intake": healthy()}
        with undone():
            answer = Browser().post(
                "/api/v1/appointments",
                json.dumps(body),
                content_type="application/json",
                headers={"Authorization": f"Bearer {key}"},
            )
        answers.append((answer.status_code, answer.content.decode().replace(uuid, "<id>")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_the_list_of_visits_names_nobody(house):
    key, days = make_key(Scope.BOOKINGS_WRITE), (house.now, house.now + timedelta(days=30))
    span = dict(zip(("from", "to"), (day.date().isoformat() for day in days), strict=True))
    answer = Browser().get("/api/v1/appointments", span, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200 and str(house.alice.appointment.uuid) in answer.content.decode()
    assert outcomes.told(answer, (*foreign(house.alice), *foreign(house.bob))) == []
