"""The account that signs in, by e-mail."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from hekas.accounts.permissions import Permission, Role, may
from hekas.audit.history import tracked
from hekas.db import BaseModel
from hekas.postgres.kept import Given, Question

BY_PK: Question["User"] = Question(lambda: User.objects.filter(pk=Given("pk")).order_by())


class UserManager(BaseUserManager["User"]):
    """Makes accounts; e-mail addresses are kept as typed and compared without case."""

    def get(self, *args: Any, **wanted: Any) -> "User":
        """As Django's. Each request of somebody signed in asks for one by `pk`: worded once."""
        if args or wanted.keys() != {"pk"}:
            return super().get(*args, **wanted)
        found = BY_PK.first(pk=wanted["pk"])
        if found is None:
            raise self.model.DoesNotExist("User matching query does not exist.")
        return found

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "role": Role.ADMIN.value})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


@tracked(
    leave_out=["password", "last_login"],
    indexes=[  # whom an address that somebody gives belongs to, or did
        models.Index(fields=["pgh_obj"], name="account_before"),
        models.Index(Lower("email"), name="account_before_by_email"),
    ],
)
class User(BaseModel, AbstractBaseUser):
    """A person who can sign in. What they may do follows from the role, and for staff from `is_clinician`.

    A clinician's word on the rules counts. Another admin says who is one; nobody says it of themselves.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(
        max_length=10,
        choices=[(role.value, role.value.capitalize()) for role in Role],
        default=Role.CLIENT.value,
    )
    is_active = models.BooleanField("may sign in", default=True)
    is_clinician = models.BooleanField(
        "registered clinician",
        default=False,
        db_default=False,  # a release that does not know it can still write
        help_text="May approve or refuse changes of the rules that somebody else proposed. Staff only.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "account"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(
                name="no_client_is_a_clinician",
                condition=models.Q(is_clinician=False) | ~models.Q(role=Role.CLIENT.value),
                violation_error_message="A client can't be a clinician of the clinic.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares it at every request: another password or another role ends every session."""
        return salted_hmac(
            "hekas.accounts.session", f"{self.password}|{self.role}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def may(self, permission: str) -> bool:
        """Does this account hold the permission? A deactivated one holds none."""
        return self.is_active and may(self.role, permission, is_clinician=self.is_clinician)

    @property
    def needs_second_step(self) -> bool:
        """Whether a password alone opens nothing of this account, as the environment says it."""
        is_client = self.role == Role.CLIENT
        return settings.SECOND_FACTOR_OF_CLIENTS if is_client else settings.SECOND_FACTOR_REQUIRED  # type: ignore[no-any-return]

    @property
    def is_staff(self) -> bool:
        return self.may(Permission.ADMIN_SITE)

    @property
    def is_superuser(self) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this: whoever may use the admin site may use all that it shows."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
