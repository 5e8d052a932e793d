"""Whose account was closed, or treats nobody any more, before that ended being offered for visits."""

from django.db import migrations

LEFT_BEFORE = """
UPDATE accounts_therapist SET is_bookable = false, updated_at = now()
FROM accounts_user AS account
WHERE account.id = accounts_therapist.user_id AND accounts_therapist.is_bookable
  AND NOT (account.is_active AND account.role = 'therapist')
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_never_emptied")]

    operations = [migrations.RunSQL(LEFT_BEFORE, migrations.RunSQL.noop)]
