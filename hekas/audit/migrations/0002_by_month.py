"""The audit lies in parts by month. Every line is kept, and its number goes on where it stood."""

import uuid

from django.db import migrations, models

from hekas.postgres.dividing import divide
from hekas.postgres.partitions import Monthly


def by_month(apps, editor):
    divide(editor, Monthly("audit_auditevent", "at"))


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="auditevent",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.UniqueConstraint(fields=["uuid", "at"], name="an_event_is_written_once"),
        ),
        migrations.RunPython(by_month),
    ]
