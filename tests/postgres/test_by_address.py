"""Each answer and each booking asks who else has this address or number: by index, not by search."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.queries import ages, earlier

ONE = {"email": "Alice@demo.example", "phone": "+447700900123"}
PERSON = {**ONE, "client": 1, "line": [1]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "given"),
    [
        (ages.NAMESAKES, ONE),
        (earlier.OPEN_STOP, PERSON),
        (earlier.LASTING, PERSON),
    ],
)
def test_whoever_has_an_address_or_a_number_is_found_by_index(question, given):
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("DISCARD PLANS; SET LOCAL enable_seqscan = off")  # few rows are read whole otherwise
        question.all(**given)
        execute = re.search(r"EXECUTE .*", asked[-1]["sql"])[0]
        cursor.execute(f"EXPLAIN {execute}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "client_by_email" in plan and "client_by_phone" in plan, plan
    assert "Seq Scan on accounts_client" not in plan
