"""What a fault report carries away: the place and the reference of a fault, and nothing of a person."""

import json
import logging

import pytest
import sentry_sdk
import structlog
from django.test import Client
from sentry_sdk.transport import Transport

from assessments.tasks import remind_unfinished
from hekas import sentry
from tests.assessments.conftest import Person


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


SAID = ("Quillfeather", "pregnant", "quill@", "1 Mill Lane", "cookiesecret", "querysecret", "203.0.113.9")


@pytest.fixture
def runner():
    """Somebody amid their questions, who sends more than any form of ours asks."""
    browser = Client(raise_request_exception=False, headers={"X-Forwarded-For": "203.0.113.9"})
    person = Person(browser).begin()
    browser.cookies["other"] = "cookiesecret"
    return person


def send(person):
    told = {"about-age": "38", "about-sex": "I'm pregnant", "name": "Quillfeather", "at": "1 Mill Lane"}
    return person.send("about-you", told | {"email": "quill@demo.example"}, query="?token=querysecret")


def assert_no_word_of_a_person(reports):
    for report in reports:
        assert set(report) <= {*sentry.KEPT, "transaction", "tags", "logentry", "exception"}
        assert [word for word in SAID if word in json.dumps(report)] == []


@pytest.mark.django_db
def test_of_what_was_posted_nothing_goes(reports, runner, monkeypatch):
    def broken(form):
        return {"age": int(form.data["about-sex"]), "who": form.data["name"]}

    monkeypatch.setattr("assessments.forms.page.PageForm.is_valid", broken)
    answer = send(runner)
    [event] = [event for event in reports if "exception" in event]
    assert answer.status_code == 500
    assert event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "broken"
    assert_no_word_of_a_person(reports)


@pytest.mark.django_db
def test_of_what_a_template_was_showing_nothing_goes(reports, runner, monkeypatch):
    def broken(place):
        raise ValueError(f"Header values can't contain newlines (got {'1 Mill Lane, pregnant'!r})")

    monkeypatch.setattr("assessments.presenters.question.Place.now", property(broken))
    assert runner.browser.get(runner.url(runner.next_page().slug)).status_code == 500
    [event] = [event for event in reports if "exception" in event]
    faults = event["exception"]["values"]
    modules = [frame["module"] for fault in faults for frame in fault["stacktrace"]["frames"]]
    assert "django.template.base" in modules
    assert faults[-1]["value"] == "…"
    assert_no_word_of_a_person(reports)


@pytest.mark.django_db
def test_of_what_a_task_had_in_its_hands_nothing_goes(reports, monkeypatch):
    def broken(now):
        said = {"name": "Quillfeather", "to": "quill@demo.example", "why": "I'm pregnant"}
        raise RuntimeError(f"no carrier for {said}")

    monkeypatch.setattr("assessments.actions.unfinished.remind_unfinished", broken)
    with pytest.raises(RuntimeError):
        remind_unfinished.apply(throw=True)
    [event] = [event for event in reports if "exception" in event]
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "broken"
    assert_no_word_of_a_person(reports)


@pytest.mark.django_db
def test_of_a_line_of_the_log_nothing_goes(reports):
    told = {"to": "quill@demo.example", "why": "I'm pregnant"}
    structlog.get_logger("house").error("no way to 'Quillfeather'", **told)
    logging.getLogger("house").error("no way to %s at %r", "quill@demo.example", "1 Mill Lane")
    logging.getLogger("house").error("no way to 'Quillfeather' at \"1 Mill Lane\"")
    lines = [report["logentry"]["message"] for report in reports]
    assert lines == ["no way to '…'", "no way to %s at %r", "no way to '…'"]
    assert_no_word_of_a_person(reports)
