"""What every model of ours has."""

import uuid

from django.db import models

from hekas.postgres.kept import KeptModel


class BaseModel(KeptModel):
    """A row with a public name (`uuid`, used in every address) and the times of its writing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
