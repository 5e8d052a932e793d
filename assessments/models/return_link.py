"""A way back into one's own draft from another phone."""

from django.db import models

from assessments.models.intake import Intake
from hekas.db import BaseModel


class ReturnLink(BaseModel):
    """A link that was e-mailed. Alone it opens nothing: a code to the same address must follow.

    Only hashes are kept. `tries` counts wrong codes over the whole life of the link.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="return_links")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    remind_asked_at = models.DateTimeField(null=True, blank=True)  # they asked for one reminder, and when

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Return link {self.uuid}"
