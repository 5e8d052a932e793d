"""The outbox: a row for each message, and what came of it."""

from datetime import datetime

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from hekas.accounts.models import Client, Therapist, User
from hekas.db import BaseModel
from hekas.messaging.closed_words import ClosedWords
from hekas.messaging.terms import Channel, Result, State, key_for_providers
from hekas.postgres.partitions import Monthly

ARCHIVE = Monthly("messaging_archivedmessage", "at")


def _pairs(codes: type[Channel] | type[State]) -> list[tuple[str, str]]:
    return [(code.value, code.value) for code in codes]


class Outbox(models.QuerySet["OutboundMessage"]):
    """The questions that delivery and staff ask of the outbox."""

    def due(self, now: datetime) -> "Outbox":
        """Waiting, and their time has come."""
        return self.filter(state=State.QUEUED, next_attempt_at__lte=now)

    def hung(self, now: datetime) -> "Outbox":
        """Claimed by somebody who should long have finished."""
        return self.filter(state=State.SENDING, lease_until__lt=now)

    def open(self) -> "Outbox":
        """May still go out."""
        return self.filter(state__in=State.open_states())

    def needing_a_person(self) -> "Outbox":
        """Failed, or perhaps sent twice, and nobody has looked yet."""
        return self.filter(Q(state=State.FAILED) | Q(in_doubt=True), looked_at=None)


class OutboundMessage(BaseModel):
    """One message to one person by one channel. Written by an action, in the action's own transaction."""

    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=5, choices=_pairs(Channel))
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="messages")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="messages")
    given_address = models.EmailField(max_length=254, blank=True)  # to nobody we know
    about = models.CharField(max_length=100, blank=True)  # such as "appointment:<uuid>"
    dedupe_key = models.CharField(max_length=200, unique=True)
    context = ClosedWords(default=dict)  # strings, already in words
    attachments = models.JSONField(default=list)  # of {name, type, text}

    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=_pairs(State), default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)

    address = models.CharField(max_length=254, blank=True)  # where it went, as read at that moment
    sent_at = models.DateTimeField(null=True)
    sent_subject = models.CharField(max_length=200, blank=True)
    sent_text = models.TextField(blank=True)
    on_air = models.CharField(max_length=40, blank=True, db_default="")  # of a text: its length as it went
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=400, blank=True)
    dropped_because = models.CharField(max_length=200, blank=True)
    in_doubt = models.BooleanField(default=False)  # may have gone out more often than we know
    overtaken_at = models.DateTimeField(null=True)  # what it said is no longer so
    looked_at = models.DateTimeField(null=True)  # somebody of the clinic dealt with it
    resend_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="resends")
    resend_reason = models.CharField(max_length=200, blank=True)

    objects = Outbox.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"], name="message_due", condition=Q(state=State.QUEUED.value)
            ),
            models.Index(
                fields=["lease_until"], name="message_lease", condition=Q(state=State.SENDING.value)
            ),
            models.Index(fields=["about"], name="message_about"),
            BrinIndex(fields=["created_at"], name="message_by_age"),
            models.Index(
                fields=["id"],
                name="message_to_look_at",
                condition=(Q(state=State.FAILED.value) | Q(in_doubt=True)) & Q(looked_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_message_goes_to_exactly_one_person",
                condition=Q(client__isnull=False, user=None, given_address="")
                | Q(client=None, user__isnull=False, given_address="")
                | (Q(client=None, user=None) & ~Q(given_address="")),
            ),
            models.CheckConstraint(
                name="a_text_message_goes_to_a_client",
                condition=~Q(channel=Channel.SMS.value) | Q(client__isnull=False),
            ),
            models.CheckConstraint(
                name="a_message_being_sent_has_a_token_and_a_lease",
                condition=~Q(state=State.SENDING.value) | Q(token__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sent_message_says_when_and_where_to",
                condition=~Q(state=State.SENT.value) | (Q(sent_at__isnull=False) & ~Q(address="")),
            ),
            models.CheckConstraint(
                name="a_dropped_message_says_why",
                condition=~Q(state=State.DROPPED.value) | ~Q(dropped_because=""),
            ),
            models.CheckConstraint(
                name="a_failed_message_says_why", condition=~Q(state=State.FAILED.value) | ~Q(error="")
            ),
            models.CheckConstraint(
                name="a_message_expires_after_it_is_due",
                condition=Q(expires_at=None) | Q(expires_at__gt=models.F("due_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}, {self.state}"

    @property
    def provider_key(self) -> str:
        """What a provider knows this message by: the same at each try, telling nothing."""
        return key_for_providers(self.dedupe_key)


class DeliveryAttempt(models.Model):
    """One try to send one message, written down when it ended or was found to hang."""

    HUNG, NOT_TRIED = "hung", "not tried"

    message = models.ForeignKey(OutboundMessage, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    result = models.CharField(
        max_length=10, choices=[(code, code) for code in (*map(str, Result), HUNG, NOT_TRIED)]
    )
    detail = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["message", "number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="a_try_is_written_once"),
            models.CheckConstraint(
                name="a_try_ends_after_it_began", condition=Q(finished_at__gte=models.F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"try {self.number}: {self.result}"


class ArchivedMessage(models.Model):
    """A message of long ago, whole but for what its wording was made of. In parts by the month of its end."""

    uuid = models.UUIDField(editable=False)
    at = models.DateTimeField()  # when it was sent, or given up
    written_at = models.DateTimeField()
    template = models.CharField(max_length=60)
    channel = models.CharField(max_length=5)
    client = models.ForeignKey(
        Client, null=True, db_index=False, on_delete=models.CASCADE, related_name="archived_messages"
    )
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="archived_messages")
    given_address = models.CharField(max_length=254, blank=True)
    about = models.CharField(max_length=100, blank=True)
    dedupe_key = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7)
    address = models.CharField(max_length=254, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_subject = models.CharField(max_length=200, blank=True)
    sent_text = models.TextField(blank=True)
    on_air = models.CharField(max_length=40, blank=True, db_default="")  # of a text: its length as it went
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=400, blank=True)
    dropped_because = models.CharField(max_length=200, blank=True)
    in_doubt = models.BooleanField(default=False)
    overtaken_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    resend_reason = models.CharField(max_length=200, blank=True)
    tries = models.JSONField(default=list)  # of {started_at, result, detail}, in order

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["client", "-at"], name="archived_of_client"),
            models.Index(fields=["-at", "-id"], name="archived_newest"),
            models.Index(fields=["uuid"], name="archived_uuid"),
            models.Index(fields=["about"], name="archived_about"),
        ]

    def __str__(self) -> str:
        return f"{self.template} by {self.channel}, {self.state}, put away"


class ArchivedKey(models.Model):
    """That a key was used, for ever: MD5 of the dedupe key of a message that was put away, as a number.

    A trigger on the outbox asks here, so that nothing of long ago is written, and sent, once more.
    """

    digest = models.UUIDField(primary_key=True)

    def __str__(self) -> str:
        return str(self.digest)


class Suppression(BaseModel):
    """An address that must not be written to: its owner said STOP, or it does not exist."""

    channel = models.CharField(max_length=5, choices=_pairs(Channel))
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=100)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=Q(lifted_at=None),
                name="an_address_is_stopped_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"no {self.channel} to this address since {self.at:%Y-%m-%d}"


class WrittenMessage(BaseModel):
    """A few words that somebody of the clinic wrote to a client, who reads them signed in. Never changed.

    The letter that says there is one is a row of the outbox. What a therapist wrote is part of the record of
    care; what the desk wrote, which has no therapist, is not.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="written_messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["client", "-written_at"], name="written_to_client")]
        constraints = [
            models.CheckConstraint(name="a_written_message_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_message_is_read_after_it_was_written",
                condition=Q(read_at=None) | Q(read_at__gte=models.F("written_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.uuid}"

    @property
    def about(self) -> str:
        """What the letter about it is filed under."""
        return f"written:{self.uuid}"

    @property
    def sender(self) -> str:
        """Whom the client reads that it is from: a therapist by name, the desk as the desk."""
        return self.therapist.name if self.therapist else "The desk"


class Heartbeat(models.Model):
    """When a part of the machine was last heard: `beat`, or `worker` (which also proves the broker)."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
