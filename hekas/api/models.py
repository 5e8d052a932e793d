"""Keys of other programs, the answers that they got, and whom they brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hekas.accounts.models import Client
from hekas.api.terms import PER_KEY_PER_SECOND
from hekas.closed import close, reopen
from hekas.db import BaseModel
from hekas.postgres.kept import KeptModel

PURPOSE = "answers"


class ApiKey(BaseModel):
    """A program that may call. While it changes its key it has two of one name.

    Only a SHA-256 hash is kept; the key itself has 256 random bits.
    """

    name = models.CharField(max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    per_second = models.PositiveIntegerField(default=PER_KEY_PER_SECOND)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class IdempotentAnswer(KeptModel):
    """What a call under an Idempotency-Key was answered, written in the transaction of its action.

    `digest` is of method, path and body. An answer that may not be kept has an empty `body`: it is made
    again. `status` is empty only inside the transaction that is at work on it. The body is closed: it tells
    the secrets of holds and links, which nothing else keeps.
    """

    owner = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="an_idempotency_key_has_one_answer")
        ]
        indexes = [models.Index(fields=["made_at"], name="idempotent_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.status} to {self.owner_id}"

    @property
    def said(self) -> str:
        """Opened. What the release before this one kept stands open until its day is over."""
        return reopen(self.body, PURPOSE) if self.body and not self.body.startswith("{") else self.body

    def say(self, status: int, body: str) -> None:
        self.status, self.body = status, close(body, PURPOSE) if body else ""


class BroughtClient(models.Model):
    """A client record that a program made: it alone may come back for them, as whom it named then.

    `program` is the name of its keys, so that a key may change; `named` is a digest of name and address.
    """

    program = models.CharField(max_length=100)
    named = models.CharField(max_length=64)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["program", "named"], name="whom_a_program_brought")]

    def __str__(self) -> str:
        return f"{self.client_id} by {self.program}"
