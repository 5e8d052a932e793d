"""An adversary made from our own description: whatever it sends, no answer is a fault of the server's or one
that the description does not foresee.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hekas.api.application import api
from hekas.api.openapi import doors_of
from hekas.api.terms import Scope
from hekas.api.views import catalogue
from hekas.wsgi import application
from tests.api.conftest import make_key

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLS = sorted(doors_of(api))
FEW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _one_connection():
    """As Django's own test client does: the end of a request leaves the transaction of the test alone."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(clinic):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(params=[(), (Scope.SLOTS_READ,), tuple(Scope)], ids=["nobody", "a reader", "every scope"])
def headers(request, db):
    return {"Authorization": f"Bearer {make_key(*request.param)}"} if request.param else {}


@pytest.mark.parametrize(("route", "method"), CALLS, ids=[f"{method} {route}" for route, method in CALLS])
def test_nothing_that_is_sent_is_answered_with_a_surprise(described, headers, route, method):
    answered = []

    @FEW
    @given(described[f"/api/v1{route}"][method].as_strategy())
    def send(case):
        answered.append(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    assert answered


def test_a_fault_of_the_server_would_be_noticed(described, monkeypatch):
    def broken():
        raise RuntimeError("demo fault")

    monkeypatch.setattr(catalogue.offers, "services", broken)
    case = described["/api/v1/services"]["GET"].Case()
    with pytest.raises(FailureGroup, match="Server error"):
        case.call_and_validate(checks=CHECKS)
