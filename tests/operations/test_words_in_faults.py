"""What fails where no page is made: a body that nobody can read, a task, a command, a letter sent back.

Each with a person's words in its hands, and none of them in what is written down.
"""

import contextlib
import inspect
import io
import json
import logging
import smtplib
import subprocess

import pytest
from billiard.util import get_logger as logger_of_the_pool
from celery.app.trace import build_tracer
from django.core.management import CommandError, call_command
from django.test import Client

from assessments.management import alone
from hekas import beat, command_line
from hekas.backups import dump
from hekas.celery import app
from hekas.messaging.channels import email, http_gateway
from hekas.messaging.terms import Parcel, Result
from hekas.messaging.views import stopping
from tests.operations.test_logs import log  # noqa: F401  the fixture

WORDS = "Quillfeather, quill@demo.example, 07700 900817: 'I'm pregnant'"
SAID = ("Quillfeather", "quill@", "900817", "pregnant")
BOUNDARY = "----x"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def part(head, value):
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"


BODIES = {
    "without its boundary": ("multipart/form-data", part('name="login"', WORDS)),
    "a boundary of words": ("multipart/form-data; boundary=Quillfeather pregnant\x01", "x"),
    "a head without end": (MULTIPART, part(f'name="{"pregnant" * 2000}"', WORDS)),
    "a file": (MULTIPART, part('name="f"; filename="pregnant.txt"', WORDS) + f"--{BOUNDARY}--\r\n"),
    "too large": ("application/x-www-form-urlencoded", "login=" + "pregnant+Quillfeather" * 60_000),
    "too large, in parts": (MULTIPART, part('name="login"', WORDS * 30_000)),
    "too many fields": ("application/x-www-form-urlencoded", "&".join(f"pregnant{n}=1" for n in range(1200))),
    "another alphabet": ("application/x-www-form-urlencoded; charset=utf-16", "login=Quillfeather"),
}


def told(text):
    return [word for word in SAID if word in text]


@pytest.mark.django_db
@pytest.mark.parametrize("body", BODIES)
def test_of_a_body_that_nobody_can_read_no_word_is_told(log, body):  # noqa: F811
    kind, sent = BODIES[body]
    answer = Client(raise_request_exception=False).post("/accounts/login/", sent.encode(), content_type=kind)
    assert answer.status_code == 400
    assert told(json.dumps(log()) + answer.content.decode()) == []


@pytest.mark.parametrize("sent", [b"[" * 200_000, b'{"from": ' * 50_000], ids=["lists", "mappings"])
def test_what_is_nested_without_end_is_an_answer_that_says_nothing(sent):
    """Of the gateway for texts, whose answers and replies stand unread in no form of ours."""
    assert stopping._read(sent)[0] == ""
    assert http_gateway._id_in(sent) == ""


def test_of_what_a_failing_task_was_given_no_word_is_told(log):  # noqa: F811
    """No task of ours is given any. What it returns or raises is kept nowhere either."""

    def fail(words):
        raise ValueError(f"for {words!r}")

    task = app.task(fail, name="tests.fail")
    build_tracer(task.name, task, app=app)("t-1", (WORDS,), {}, {"retries": 0, "is_eager": False})
    app.tasks.pop(task.name)
    assert told(json.dumps(log())) == []
    assert app.conf.result_backend is None and type(app.backend).__name__ == "DisabledBackend"


def test_no_task_of_ours_is_given_anything():
    """So a call that no worker knows, which Celery writes down whole, holds nobody's words."""
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert len(ours) >= len(beat.SCHEDULE)
    assert [task.name for task in ours if inspect.signature(task.run).parameters] == []
    assert [call for call in beat.SCHEDULE.values() if {"args", "kwargs"} & set(call)] == []


def test_a_worker_s_own_loggers_go_the_way_of_every_line(log):  # noqa: F811
    """Left to itself Celery gives tasks, and the processes of its pool, handlers of their own."""
    app.log.setup_logging_subsystem(loglevel="INFO")
    names = "celery.task", logger_of_the_pool().name
    for name in names:
        try:
            raise ValueError(f"for {WORDS!r}")
        except ValueError as fault:
            logging.getLogger(name).error("Pool process %r error: %r", "1", fault, exc_info=True)
    lines = [line for line in log() if line["logger"] in names]
    assert [line["logger"] for line in lines] == list(names)
    assert told(json.dumps(lines)) == []
    ways = [way for name in names for way in logging.getLogger(name).handlers]
    assert [way for way in ways if not isinstance(way, logging.NullHandler)] == []
    assert not logging.getLogger("celery.worker.strategy").isEnabledFor(logging.INFO)  # one for each call


def test_a_command_that_fails_says_where_and_no_word(log, monkeypatch):  # noqa: F811
    def fail(argv):
        raise ValueError(f"for {WORDS!r}")

    monkeypatch.setattr("hekas.command_line.execute_from_command_line", fail)
    with pytest.raises(SystemExit) as ended:
        command_line.run(["manage.py", "drain"])
    [line] = [line for line in log() if "fault" in line]
    assert (ended.value.code, line["event"], line["fault"][0]["type"]) == (1, "command_failed", "ValueError")
    assert told(json.dumps(line)) == []


@pytest.mark.parametrize("has_a_place", [True, False])
def test_assess_by_itself_says_where_and_no_word(capsys, has_a_place):
    """It has no log of ours: what Python would print of a fault is its place alone."""
    fault = ValueError(f"for {WORDS!r}")
    with contextlib.suppress(ValueError):
        raise fault
    alone.name_fault(ValueError, fault, fault.__traceback__ if has_a_place else None)
    said = capsys.readouterr().err
    assert said.startswith("assess failed: ValueError") and said.count("\n") == 1
    assert told(said) == []


SAID_BY_PG_RESTORE = (
    "pg_restore: while PROCESSING TOC:\n"
    'pg_restore: error: COPY failed for table "accounts_client": ERROR:  invalid input syntax for type date:'
    ' "pregnant"\n'
    'CONTEXT:  COPY accounts_client, line 1, column born: "Quillfeather"\n'
    "pg_restore: error: the second fault\nCommand was: COPY x FROM stdin; quill@demo.example\n"
)


@pytest.mark.parametrize("command", ["backup", "restore_drill"])
def test_of_a_program_of_postgresql_that_fails_no_row_is_told(command, monkeypatch):
    def fail(*_, **__):
        raise subprocess.CalledProcessError(1, "pg_restore", stderr=SAID_BY_PG_RESTORE)

    monkeypatch.setattr(dump, "take", fail)
    monkeypatch.setattr(dump, "latest", fail)
    monkeypatch.setattr("hekas.portal.management.commands.backup.call_command", lambda *_, **__: None)
    with pytest.raises(CommandError) as fault:
        call_command(command, stdout=io.StringIO())
    assert told(str(fault.value)) == []
    assert "accounts_client" in str(fault.value) and "the second fault" in str(fault.value)


def test_of_a_letter_that_is_sent_back_the_reason_stays_and_no_address():
    """What a server says to a refusal often names to whom, and may quote what it did not like."""
    said = "5.1.1 <quill@demo.example>: no such user; call 07700 900817"
    outcome = email.read_fault(smtplib.SMTPDataError(550, said.encode()))
    assert "550" in outcome.detail and "no such user" in outcome.detail and told(outcome.detail) == []
    answer = b'{"error": "no credit", "to": "+44 7700 900817"}'
    outcome = http_gateway.read_answer(402, {}, answer)
    assert "no credit" in outcome.detail and told(outcome.detail) == []
    odd = Parcel(key="k", address="q@demo.example", subject="I'm pregnant\nBcc: x", text="x")
    outcome = email.EmailCarrier().send(odd)
    assert outcome.result is Result.REFUSED and told(outcome.detail) == []
