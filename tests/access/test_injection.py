"""What is typed becomes no part of a statement: each value of a query, a form, an address, on every page.

Not by what comes back, as a scanner guesses it: the statements themselves are read, with their values apart.
"""

from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.people import JO
from tests.access.posts import POSTS, prepare, sent
from tests.access.test_nasty import faults, owner, with_words
from tests.access.test_odd_values import QUERY

SITE = {address.name: address for address in all_addresses() if address.name in ROWS}
READ = sorted(name for name in SITE if ROWS[name].may_enter)
MARK = "zqmark"
ATTACKS = {
    "quotes": f"{MARK}' OR '1'='1",
    "the other quotes": f'{MARK}" OR "1"="1',
    "a statement of its own": f"{MARK}'; SELECT pg_sleep(9)--",
    "signs of a format": f"%({MARK})s %s {MARK}\\",
    "a column": f"-{MARK}__password",
    "half a character": f"{MARK}\ud800".encode("utf-8", "surrogatepass"),
}
LISTS = {"twice": [f"{MARK}'", f'{MARK}"'], "many": [MARK] * 50}


@contextmanager
def statements():
    """All that the database is asked, without the values that go beside it."""
    asked = []

    def read(execute, sql, params, many, context):
        asked.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read):
        yield asked


def wrong_of(ask, *given):
    """What an answer and the statements behind it say of an attack that went through."""
    with undone(), statements() as asked:
        answer = ask(*given)
    return faults(answer) + [sql[:200] for sql in asked if MARK in sql]


def pages(house):
    """Each page that somebody may open: its name, its address, who opens it."""
    for name in READ:
        who = owner(name)
        yield name, url(name, ROWS[name].thing, house.of(who), SITE[name].names), who


@pytest.mark.parametrize("kind", ATTACKS)
def test_no_query_becomes_a_statement(house, browsers, kind):
    wrong = []
    query = dict.fromkeys((*QUERY, *(f"{key}[]" for key in QUERY), MARK), ATTACKS[kind])
    for name, address, who in pages(house):
        wrong += [(name, fault) for fault in wrong_of(browsers.of(who).get, address, query)]
    assert wrong == []


@pytest.mark.parametrize("kind", [*ATTACKS, *LISTS])
def test_no_field_of_a_form_becomes_a_statement(house, browsers, kind):
    wrong, tried, attack = [], 0, {**ATTACKS, **LISTS}[kind]
    for name in filter(with_words, sorted(POSTS)):
        who = owner(name)
        own = house.of(who)
        prepare(name, own)
        address, given = url(name, ROWS[name].thing, own, SITE[name].names), sent(name, house, own)
        tried += len(given)
        first = dict.fromkeys(list(given)[:1], attack)  # a form that is else in order goes further
        for said in (dict.fromkeys(given, attack), {**given, **first}):
            wrong += [(name, fault) for fault in wrong_of(browsers.of(who).post, address, said)]
    assert (wrong, tried > 100) == ([], True)


@pytest.mark.parametrize("kind", sorted(set(ATTACKS) - {"half a character"}))
def test_no_part_of_an_address_becomes_a_statement(house, browsers, kind):
    wrong, tried = [], 0
    for name, address in SITE.items():
        who = owner(name) if ROWS[name].may_enter else JO
        for part in address.names:
            tried += 1
            at = spoilt(name, part, house, ATTACKS[kind])
            wrong += [(name, fault) for fault in wrong_of(browsers.of(who).get, at)]
    assert (wrong, tried > 80) == ([], True)


def spoilt(name, part, house, attack):
    """The address of her thing, with the attack where one part of it stood."""
    names = SITE[name].names
    pieces = url(name, ROWS[name].thing, house.alice, names).strip("/").split("/")
    fixed = {piece for piece in SITE[name].path.strip("/").split("/") if "<" not in piece}
    where = [at for at, piece in enumerate(pieces) if piece not in fixed]
    pieces[where[sorted(names).index(part) % len(where)] if where else -1] = attack
    return "/" + quote("/".join(pieces)) + "/"


@pytest.mark.parametrize("kind", ATTACKS)
def test_no_question_to_djangos_admin_becomes_a_statement(house, browsers, kind):
    wrong, tried, attack = [], 0, ATTACKS[kind]
    for model in admin.site._registry:
        at = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        fields = [field.name for field in model._meta.fields]
        asked = dict.fromkeys(("q", "o", "p", "all", "_to_field", "_popup", *fields), attack)
        for query in (asked, {"q": attack}, {"o": attack}, {MARK: "1"}):
            tried += 1
            wrong += [(at, fault) for fault in wrong_of(browsers.of(JO).get, at, query)]
    assert (wrong, tried > 40) == ([], True)


def test_a_value_that_is_put_into_a_statement_is_seen(house):
    with statements() as asked, connection.cursor() as cursor:
        cursor.execute(f"SELECT '{MARK}'")
        cursor.execute("SELECT %s", [MARK])
    assert [sql for sql in asked if MARK in sql] == [f"SELECT '{MARK}'"]
