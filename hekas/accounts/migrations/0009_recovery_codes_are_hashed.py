"""Codes that were shown already: what they are made of goes, their hashes stay. ASVS 6.5.2."""

from cryptography.fernet import InvalidToken
from django.db import migrations


def hash_them(apps, schema_editor):
    from hekas.accounts.recovery_codes import RecoveryCodes, hashed  # noqa: PLC0415 - its models are there now

    for row in apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes"):
        if not (row.data.get("viewed_at") and "seed" in row.data):
            continue
        try:
            row.data = hashed(row.data, RecoveryCodes(row).get_unused_codes())
        except InvalidToken:  # closed with a key that is gone: nobody can use them
            continue
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_who_left_is_not_offered"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(hash_them, migrations.RunPython.noop)]
