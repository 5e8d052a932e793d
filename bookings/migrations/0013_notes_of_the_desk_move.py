"""What the desk has heard lies beside the answers that it holds: the table stays as it is, only its room changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("bookings", "0012_held_ahead")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("HeldAhead")]),
    ]
