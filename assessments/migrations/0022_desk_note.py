"""The table that bookings made for what the desk has heard, and who settled it or took it back."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0011_by_address"),
        ("assessments", "0021_held_at_the_desk"),
        ("bookings", "0013_notes_of_the_desk_move"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="DeskNote",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("updated_at", models.DateTimeField(auto_now=True)),
                        ("reason", models.TextField()),
                        ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="desk_notes", to="accounts.client")),
                        ("written_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "db_table": "bookings_heldahead",
                        "ordering": ["id"],
                        "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="whoever_is_held_ahead_has_a_reason")],
                    },
                ),
            ],
        ),
        migrations.AddField("desknote", "settled_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("desknote", "settled_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("desknote", "taken_back_because", models.TextField(blank=True, db_default="", default="")),
        migrations.AddConstraint(
            "desknote",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", None), ("taken_back_because", "")),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_desk_note_is_settled_by_somebody",
            ),
        ),
    ]
