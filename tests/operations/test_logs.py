"""A whole journey, and what its log says: what happened, under which reference, not a word of the person."""

import io
import json
import logging
import logging.config
from uuid import uuid4

import pytest
import structlog
from django.test import Client

from bookings.models import Appointment
from hekas import logs
from hekas.accounts.models import User
from hekas.celery import app
from tests.access.browsers import signed_in
from tests.flows.conftest import clinic, visitor  # noqa: F401  the fixtures
from tests.flows.test_journey import WELL, answer_all, hold_first_time

PERSON = {"name": "Marguerite Quillfeather", "email": "quill@demo.example", "phone": "07700 900817"}


@pytest.fixture
def log():
    """Everything that any logger writes from DEBUG on, as production would write it."""
    written = io.StringIO()
    config = logs.config(as_json=True, level="DEBUG")
    formatter = config["formatters"]["house"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter["()"](**{k: v for k, v in formatter.items() if k != "()"}))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.django_db
def test_a_journey_leaves_no_word_of_the_person_in_the_log(visitor, log):  # noqa: F811
    answer_all(visitor, {**WELL, "about.age": "38", "cramps.settings": ["late_in_exercise"]})
    hold_first_time(visitor)
    visitor.submit(visitor.page.form("confirm"), **PERSON)
    visit = Appointment.objects.get(client__email=PERSON["email"])
    visitor.open(f"/bookings/link/{'Zk3uQ8vYb1nX0aLwRt7sPq4mXyA'}/")
    visitor.open("/accounts/login/?next=/secret-place/&email=quill@demo.example")
    lines = log()
    text = json.dumps(lines)
    asked = [line for line in lines if line.get("event") == "request_finished"]
    assert len(asked) > 20
    assert {"confirm" in line["request"] for line in asked} == {True, False}
    for word in (
        "Marguerite",
        "Quillfeather",
        "quill@",
        "900817",
        "late_in_exercise",
        "Zk3uQ8",
        "secret-place",
    ):
        assert word not in text, word
    assert visit.hold_token_hash == "" or visit.hold_token_hash not in text
    assert all(len(line["request_id"]) == 8 for line in asked)


@pytest.mark.django_db
def test_no_address_of_a_question_that_only_some_are_asked_stands_in_the_log(visitor, log):  # noqa: F811
    """Beside the id of the answers it would say of somebody that they take a blood thinner."""
    ill = {"health.medicines": ["anticoagulant"], "health.conditions": ["diabetes"]}
    answer_all(visitor, {**WELL, **ill})
    asked = [line["request"] for line in log() if line.get("event") == "request_finished"]
    told = " ".join(asked)
    assert "/assessments/" in told and "[…]" in told
    for page in ("blood-thinners", "diabetes-and-feet", "about-you"):
        assert page not in told, page


BESIDE_AN_ID = (
    "/assessments/{id}/blood-thinners",
    "/assessments/{id}/blood-thinners/kept",
    "/assessments/{id}/blood-thinners/no-such-page/",
    "/assessments//{id}/blood-thinners/",
    "/Assessments/{id}/blood-thinners/",
    "/blood-thinners/{id}",
    "/assessments/before-visit/{id}/blood-thinners",
)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", BESIDE_AN_ID)
def test_an_address_that_leads_nowhere_names_no_page_beside_an_id(client, log, typed):
    """Without its last slash it named the question, for nothing had captured it yet."""
    answer = client.get(typed.format(id=uuid4()))
    assert answer.status_code in (301, 404)
    [asked] = [line["request"] for line in log() if line.get("event") == "request_finished"]
    assert "blood-thinners" not in asked
    assert "[…]" in asked


@pytest.mark.django_db
def test_of_an_address_that_leads_nowhere_our_own_words_and_the_id_are_told(client, log):
    """So that a fault can still be found."""
    visit = uuid4()
    client.get(f"/bookings/{visit}/cancel")
    [asked] = [line["request"] for line in log() if line.get("event") == "request_finished"]
    assert asked == f"GET /bookings/{visit}/cancel"


@pytest.mark.django_db
def test_a_line_of_a_library_carries_the_request_s_reference(client, log, monkeypatch):
    def shout(*_):
        logging.getLogger("some.library").warning("for %s", "alice@demo.example")
        return True

    monkeypatch.setattr("hekas.portal.views.health._broker", shout)
    answer = client.get("/readyz")
    [line] = [line for line in log() if line["logger"] == "some.library"]
    assert line["event"] == "for [e-mail]"
    assert line["request_id"] == answer["X-Request-Reference"]


@pytest.mark.django_db
def test_a_fault_is_written_once_with_its_places_and_no_values(log, monkeypatch):
    def broken():
        raise ValueError("'Alice Demo' is pregnant@demo.example")

    monkeypatch.setattr("hekas.portal.views.health._database", broken)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    faults = [line for line in log() if "fault" in line]
    assert [(line["event"], line["level"]) for line in faults] == [("request_failed", "error")]
    assert faults[0]["fault"][0]["says"] == "…"
    assert "Alice" not in json.dumps(faults)


def test_a_task_s_lines_carry_its_id(log):
    from django_structlog.celery.receivers import CeleryReceiver  # noqa: PLC0415 - connects nothing by itself

    @app.task(name="tests.speak")
    def speak():
        logging.getLogger("some.library").info("working")

    receiver = CeleryReceiver()
    speak.push_request(id="t-1")
    receiver.receiver_task_prerun("t-1", speak)
    speak.run()
    receiver.receiver_task_failure("t-1", ValueError("for 'Alice Demo' quill@demo.example"), sender=speak)
    speak.pop_request()
    structlog.contextvars.clear_contextvars()
    spoken = [line for line in log() if line.get("task_id") == "t-1"]
    assert {"working", "task_failed"} <= {line["event"] for line in spoken}
    assert "Alice" not in json.dumps(spoken) and "quill" not in json.dumps(spoken)


def test_the_worker_binds_ids_to_its_tasks():
    assert "DjangoStructLogInitStep" in {step.__name__ for step in app.steps["worker"]}


def test_lines_for_developers_are_readable():
    event = {
        "at": "2026-11-28T02:11:32Z",
        "level": "info",
        "logger": "hekas",
        "event": "held",
        "task_id": "t-1",
    }
    fault = [{"type": "ValueError", "says": "no", "where": ["a.py:1 f"]}]
    assert logs.lines(None, "", dict(event)) == "02:11:32 info hekas held task_id=t-1"
    assert logs.lines(None, "", {**event, "fault": fault}).splitlines()[1:] == [
        "ValueError: no",
        "    a.py:1 f",
    ]


@pytest.mark.django_db
def test_who_tries_doors_stands_in_the_log_by_the_id_of_their_account(log):
    """ASVS 16.3.2. Nobody else does, and of them no name and no address."""
    user = User.objects.create_user("quill@demo.example", "a long demo password", role="client", name="Quill")
    browser = signed_in(user)
    for address in ("/clinic/", f"/bookings/{user.uuid}/", "/me/"):
        browser.get(address)
    Client().get("/clinic/nowhere/")
    asked = [line for line in log() if line.get("event") == "request_finished"]
    assert [(line["code"], line.get("who")) for line in asked] == [
        *((404, str(user.uuid)), (404, str(user.uuid)), (200, None), (404, None))
    ]
    assert "uill" not in json.dumps(asked)


@pytest.mark.parametrize("typed", ['a\n{"event": "forged"}', "a\r\nforged", "a\u2028forged", "\x1b[2Jforged"])
def test_no_line_is_forged(log, typed):
    """ASVS 16.4.1."""
    logging.getLogger("house").warning("said %s", typed)
    structlog.get_logger("house").warning("said", word=typed)
    assert [line["event"][:4] for line in log()] == ["said", "said"]
