"""The history learns who changes from the statements that change rows, and from no other."""

import pghistory
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hekas.accounts.models import Client

pytestmark = pytest.mark.django_db


def test_a_savepoint_carries_no_history_and_a_change_does():
    with CaptureQueriesContext(connection) as asked, pghistory.context(by="demo"), transaction.atomic():
        Client.objects.create(name="Demo Dora", email="dora@demo.example")
    statements = [one["sql"] for one in asked]
    with_context = [sql for sql in statements if "pghistory.context_id" in sql]
    assert sum("SAVEPOINT" in sql for sql in statements) == 2
    assert len(with_context) == 1 and 'EXECUTE "insert accounts_client ' in with_context[0]
