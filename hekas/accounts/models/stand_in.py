"""Where tries of signing in are counted while Valkey is away (hekas.valkey); Django's cache writes it."""

from django.db import models


class StandIn(models.Model):
    """One entry: a hash or a key of a session, never an address. The columns are Django's."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires:%H:%M:%S}"
