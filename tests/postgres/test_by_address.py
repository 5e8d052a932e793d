"""Each answer and each booking asks who else has this address or number: by index, not by search."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.queries.ages import NAMESAKES


@pytest.mark.django_db
def test_whoever_has_an_address_or_a_number_is_found_by_index():
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("DISCARD PLANS; SET LOCAL enable_seqscan = off")  # few rows are read whole otherwise
        NAMESAKES.all(email="Alice@demo.example", phone="+447700900123")
        execute = re.search(r"EXECUTE .*", asked[-1]["sql"])[0]
        cursor.execute(f"EXPLAIN {execute}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "client_by_email" in plan and "client_by_phone" in plan, plan
