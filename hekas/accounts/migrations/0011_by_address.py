from django.db import migrations, models
from django.db.models.functions import Lower

from hekas.postgres.indexes import AddIndexBeside


class Migration(migrations.Migration):
    """Made beside whoever books: a table of a million clients takes seconds to index."""

    atomic = False

    dependencies = [
        ("accounts", "0010_words_of_the_settings"),
    ]

    operations = [
        AddIndexBeside(
            model_name="client",
            index=models.Index(Lower("email"), name="client_by_email"),
        ),
        AddIndexBeside(
            model_name="client",
            index=models.Index(fields=["phone"], name="client_by_phone"),
        ),
    ]
