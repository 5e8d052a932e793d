"""A statement that fails on any page, with a person's words in what the database says of it.

Neither the answer, nor the log as production writes it, nor a report of the fault, nor a number tells a word.
"""

import itertools
import json

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client import generate_latest

from hekas.web import metrics
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import ALICE
from tests.access.posts import POSTS, prepare, sent
from tests.access.test_nasty import owner
from tests.operations.test_logs import log  # noqa: F401  the fixture
from tests.operations.test_sentry import reports  # noqa: F401  the fixture

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
READ = sorted(name for name in SITE if ROWS[name].may_enter)
WORD = "Quillfeather"
ROW = f"(7, {WORD}, quill@demo.example, pregnant with {WORD})"
SAID = (
    IntegrityError(f'duplicate key value violates unique constraint "one"\nDETAIL:  Key (name)=({WORD}).'),
    IntegrityError(f'new row violates check constraint "an_age"\nDETAIL:  Failing row contains {ROW}.'),
    DataError(f'invalid input syntax for type date: "{WORD}\'s leg"\nLINE 1: SELECT \'{WORD}\'\n       ^'),
    OperationalError(f"server closed the connection\nCONTEXT:  unnamed portal parameter $1 = '{WORD}'"),
    ValueError(f"could not convert string to float: '{WORD}'"),
)  # fmt: skip
turns = itertools.cycle(SAID)


def failing(at, fault):
    """The statement of that number fails."""
    number = itertools.count(1)

    def run(execute, sql, params, many, context):
        if next(number) == at:
            raise fault
        return execute(sql, params, many, context)

    return connection.execute_wrapper(run)


def asked(house, browsers, name, method):
    """One request by somebody who may, for their own thing."""
    who = owner(name)
    own = house.of(who or ALICE)
    prepare(name, own)
    given = sent(name, house, own) if method == "post" else None
    return lambda: getattr(browsers.of(who), method)(url(name, ROWS[name].thing, own, SITE[name]), given)


def statements(act):
    with undone(), CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def answers(house, browsers, name, method):
    """What is answered when a statement in the middle fails, and when the last does."""
    with undone():
        act = asked(house, browsers, name, method)
        many = statements(act)
        for at in {many} - {0} if method == "get" else sorted({(many + 1) // 2, many} - {0}):
            with undone(), failing(at, next(turns)):
                yield act()


def told(answer):
    return WORD in answer.content.decode(errors="replace") + str(answer.headers)


@pytest.mark.parametrize("method, names", [("get", READ), ("post", sorted(POSTS))])
def test_no_fault_of_the_database_tells_a_word(house, browsers, log, reports, method, names):  # noqa: F811
    wrong, faults = [], 0
    for name in names:
        for answer in answers(house, browsers, name, method):
            faults += answer.status_code >= 500
            wrong += [(name, answer.status_code)] if told(answer) else []
    assert wrong == []
    assert faults > 50
    assert [line for line in map(json.dumps, log()) if WORD in line] == []
    assert [one for one in map(json.dumps, reports) if WORD in one] == []
    assert WORD not in generate_latest(metrics.own).decode()


def test_a_word_that_was_told_would_be_seen(house, browsers, log):  # noqa: F811
    """The control: what was raised does hold it, and the log was written."""
    assert all(WORD in str(fault) for fault in SAID)
    with failing(1, SAID[0]):
        assert browsers.of(ALICE).get("/me/").status_code == 500
    assert any("fault" in line for line in log())
