"""Each answer and each booking asks who else has this address or number: by index, not by search."""

import pytest
from django.db import connection
from django.db.models import Q

from hekas.accounts.models import Client


@pytest.mark.django_db
def test_whoever_has_an_address_or_a_number_is_found_by_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of few rows is read whole otherwise
    plan = Client.objects.filter(Q(email__iexact="Alice@demo.example") | Q(phone="+447700900123")).explain()
    assert "client_by_email" in plan and "client_by_phone" in plan
    assert "Seq Scan" not in plan
