"""The people of the clinic: those who come and those who treat."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from hekas.accounts.models.phone import PhoneField
from hekas.accounts.models.sameness import AddressField
from hekas.accounts.models.user import User
from hekas.accounts.permissions import Permission, roles_that_may
from hekas.audit.history import tracked
from hekas.db import BaseModel

NOT_AT_WORK = "Their account is closed, or is not a therapist’s. Change that first, under “Accounts”."


ERASED = "Erased client"  # the name of whoever was forgotten: what is kept of them is nobody's to open


def of_no_account(client: str = "") -> models.Q:
    """Whether a browser alone may stand for a client, at the end of this path: no account does.

    Nor may any for somebody who was forgotten; whoever comes back in that browser is somebody new.
    """
    path = f"{client}__" if client else ""
    return models.Q(**{f"{path}user": None}) & ~models.Q(**{f"{path}name": ERASED})


def treats(therapist: str = "") -> models.Q:
    """Whether a therapist, at the end of this path, still treats: an open account that sees a day of its own.

    Whoever has left does not, nor whoever has another role by now. Where there may be no therapist, `~treats`
    alone finds nothing: ask for that as well.
    """
    path = f"{therapist}__user" if therapist else "user"
    roles = roles_that_may(Permission.SEE_OWN_DAY)
    return models.Q(**{f"{path}__is_active": True, f"{path}__role__in": roles})


@tracked(leave_out=["bio"])
class Therapist(BaseModel):
    """Somebody who treats. `is_bookable` says whether the public may choose them."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="therapist", verbose_name="account"
    )
    name = models.CharField(max_length=200)
    title = models.CharField("job title", max_length=200, blank=True)
    bio = models.TextField("about them, for clients", blank=True)
    is_bookable = models.BooleanField("clients can choose them", default=True)
    pregnancy_trained = models.BooleanField("trained for pregnancy", default=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """For whoever types it: nobody chooses somebody who is not there."""
        if self.is_bookable and self.user_id and not self.is_at_work:
            raise ValidationError({"is_bookable": NOT_AT_WORK})

    @property
    def is_at_work(self) -> bool:
        """As `treats`, of one whose account is known."""
        return self.user.may(Permission.SEE_OWN_DAY)


@tracked(
    indexes=[  # nor is anybody free of what holds them by an address or a number of before
        models.Index(fields=["pgh_obj"], name="client_before"),
        models.Index(Lower("email"), name="client_before_by_email"),
        models.Index(fields=["phone"], name="client_before_by_phone"),
    ]
)
class Client(BaseModel):
    """Somebody who comes for care. An account is theirs to have and no condition, as is an e-mail address."""

    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="client", verbose_name="account"
    )
    name = models.CharField(max_length=200)
    email = AddressField(max_length=254, blank=True)
    phone = PhoneField(blank=True)
    born_on = models.DateField("date of birth", null=True, blank=True)
    home_therapist = models.ForeignKey(
        Therapist,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="home_clients",
        verbose_name="own therapist",
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [  # every answer and every booking asks who else has this address or number
            models.Index(Lower("email"), name="client_by_email"),
            models.Index(fields=["phone"], name="client_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """For whoever types it: one way to reach them has to be there."""
        if not self.email and not self.phone:
            raise ValidationError("Enter an e-mail address or a phone number, so that we reach them.")


@tracked()
class Guardian(BaseModel):
    """Who is responsible for a client under 18, and the number that reaches them. Source: K12, K13."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="guardians")
    name = models.CharField(max_length=200)
    phone = PhoneField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


@tracked(first=False)
class Consent(BaseModel):
    """A dated yes or no, with the version of the words that were agreed to. Never changed, only followed."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=40)  # such as treatment, marketing_email, marketing_sms, sms
    given = models.BooleanField()
    wording_version = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["client", "kind", "-at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.kind}: {'yes' if self.given else 'no'}"
