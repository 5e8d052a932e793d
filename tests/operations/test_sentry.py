"""What a fault report carries away: the place and the reference of a fault, and nothing of a person."""

import json

import pytest
import sentry_sdk
from django.test import Client
from sentry_sdk.transport import Transport

from hekas import sentry


class Kept(Transport):
    """Keeps what would be sent."""

    events: list[dict] = []

    def capture_envelope(self, envelope):
        self.events.extend(item.payload.json for item in envelope.items if item.payload.json)


@pytest.fixture
def reports():
    Kept.events = []
    sentry.start(dsn="http://key@127.0.0.1/1", environment="test", transport=Kept)
    yield Kept.events
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_without_a_dsn_nothing_starts():
    sentry.start(dsn="", environment="test")
    assert not sentry_sdk.get_client().is_active()


@pytest.mark.django_db
def test_a_report_says_where_and_nothing_of_the_person(reports, monkeypatch):
    def broken():
        secret = "Alice Demo, pregnant"
        raise ValueError(f"'{secret}' alice@demo.example")

    monkeypatch.setattr("hekas.portal.views.health._database", broken)
    client = Client(raise_request_exception=False, headers={"Authorization": "Bearer topsecret"})
    client.cookies["__Host-session"] = "cookiesecret"
    answer = client.get("/readyz?name=Alice&token=querysecret")
    [event] = [event for event in reports if "exception" in event]
    text = json.dumps(event)
    [value] = event["exception"]["values"]
    assert value["type"] == "ValueError"
    assert value["stacktrace"]["frames"][-1]["function"] == "broken"
    for word in ("Alice", "alice", "pregnant", "topsecret", "cookiesecret", "querysecret"):
        assert word not in text, word
    assert set(event) <= {*sentry.KEPT, "transaction", "tags", "logentry", "exception"}
    assert event["transaction"] == "/readyz"
    assert event["tags"]["request_id"] == answer["X-Request-Reference"]
