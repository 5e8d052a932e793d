"""Addresses of before are written as they are delivered: a stop did not stand for its own address else.

Outside of one transaction and in batches, so nobody waits; done twice it changes nothing. An account whose
address is another account's by now keeps what it has: whose it is no program can know.
"""

from django.db import IntegrityError, migrations, transaction

from hekas.accounts.models.sameness import deliverable

BATCH = 2000
TABLES = ("accounts_client", "accounts_user", "account_emailaddress")
ODD = "SELECT id, email FROM {table} WHERE id > %s AND (email ~ '[^[:ascii:]]' OR email ILIKE '%%xn--%%')"
NEXT = " ORDER BY id LIMIT %s"
WRITE = "UPDATE {table} SET email = %s WHERE id = %s AND email = %s"


def write_anew(apps, editor):
    for table in TABLES:
        low = 0
        while rows := _batch(editor.connection, table, low):
            for pk, email in rows:
                _write(editor.connection, table, pk, email)
            low = rows[-1][0]


def _batch(connection, table, low):
    with connection.cursor() as cursor:
        cursor.execute((ODD + NEXT).format(table=table), [low, BATCH])
        return cursor.fetchall()


def _write(connection, table, pk, email):
    """A commit of its own; who changed it meanwhile wins."""
    clean = deliverable(email)
    if clean == email:
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(WRITE.format(table=table), [clean, pk, email])
    except IntegrityError:  # one account for each address
        return


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0011_by_address"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(write_anew, migrations.RunPython.noop)]
