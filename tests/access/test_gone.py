"""What a button works on is deleted after its page has found it: then it is not here, and no fault of ours.

Somebody is forgotten, two records become one, a row is taken away: for a moment each button can meet it.
"""

from django.db.models import QuerySet

from tests.access.browsers import undone
from tests.access.posts import prepare
from tests.access.test_twice import ACTS, press, presser

FOUND = QuerySet.get


def is_gone(rows, *args, **kwargs):
    """No row that an action would hold still is there: another transaction has just deleted it."""
    if rows.query.select_for_update:
        raise rows.model.DoesNotExist
    return FOUND(rows, *args, **kwargs)


def test_no_button_makes_a_fault_of_it(house, browsers, monkeypatch):
    met, faults = [], []
    for name in ACTS:
        prepare(name, house.alice)
        with undone(), monkeypatch.context() as patch:
            patch.setattr(QuerySet, "get", is_gone)
            answer = press(browsers.of(presser(name)), name, house, house.alice)
        met += [name] if answer.status_code == 404 else []
        faults += [(name, answer.status_code)] if answer.status_code >= 500 else []
    assert faults == []
    assert len(met) > 20
