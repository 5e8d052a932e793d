from django.db import migrations, models
from django.db.models.functions import Lower

from hekas.postgres.indexes import AddIndexBeside


class Migration(migrations.Migration):
    """Made beside whoever books, as those of the clients themselves."""

    atomic = False

    dependencies = [
        ("accounts", "0012_as_delivered"),
    ]

    operations = [
        AddIndexBeside(
            model_name="clientevent",
            index=models.Index(fields=["pgh_obj"], name="client_before"),
        ),
        AddIndexBeside(
            model_name="clientevent",
            index=models.Index(Lower("email"), name="client_before_by_email"),
        ),
        AddIndexBeside(
            model_name="clientevent",
            index=models.Index(fields=["phone"], name="client_before_by_phone"),
        ),
        AddIndexBeside(
            model_name="userevent",
            index=models.Index(fields=["pgh_obj"], name="account_before"),
        ),
        AddIndexBeside(
            model_name="userevent",
            index=models.Index(Lower("email"), name="account_before_by_email"),
        ),
    ]
