"""Kept words of before lose their links: each opened a visit, and staff read them. docs/security.md, Data.

Outside of one transaction: a batch is a commit of its own, so nobody waits for a million rows, and whoever is
stopped midway is started again. The row's other columns stay as they are, `updated_at` among them.
"""

from django.db import migrations

BATCH = 5000
TABLES = ("messaging_outboundmessage", "messaging_archivedmessage")
LINK = r"https?://\S*[\w/=-]"

NEXT = "SELECT max(id) FROM (SELECT id FROM {table} WHERE id > %(low)s ORDER BY id LIMIT %(batch)s) AS batch"
TAKE_OUT = """
    UPDATE {table} SET sent_text = regexp_replace(sent_text, %(link)s, '(private link)', 'g')
    WHERE id > %(low)s AND id <= %(high)s AND sent_text ~ %(link)s
"""


def take_out(apps, editor):
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            low = 0
            while high := _end(cursor, table, low):
                cursor.execute(TAKE_OUT.format(table=table), {"low": low, "high": high, "link": LINK})
                low = high


def _end(cursor, table, low):
    """The last id of the batch that begins after `low`; None where there is none."""
    cursor.execute(NEXT.format(table=table), {"low": low, "batch": BATCH})
    return cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messaging", "0004_closed_words")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
