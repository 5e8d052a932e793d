"""What is kept of an account that has no record: nobody booked with it, or answered and booked."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from hekas.accounts.models import Therapist, User
from hekas.accounts.permissions import Role


@dataclass(frozen=True)
class Kept:
    """`may_close`: whether its owner deletes it; whoever ever worked here asks."""

    name: str
    addresses: list[str]
    since: datetime
    second_steps: int
    browsers: int
    may_close: bool


def kept_of(user: User) -> Kept:
    """For its owner."""
    addresses = EmailAddress.objects.filter(user=user).order_by("-primary", "pk")
    return Kept(
        name=user.name,
        addresses=list(addresses.values_list("email", flat=True)) or [user.email],
        since=user.created_at,
        second_steps=Authenticator.objects.filter(user=user).count(),
        browsers=UserSession.objects.filter(user=user).count(),
        may_close=not has_worked_here(user.pk),
    )


def has_worked_here(user: int) -> bool:
    """Then what they did for others hangs on the account, by its id."""
    versions = User.pgh_event_model.objects.filter(pgh_obj_id=user)  # type: ignore[attr-defined]
    others = versions.exclude(role=Role.CLIENT.value)
    return Therapist.objects.filter(user=user).exists() or others.exists()


def own_addresses(user: User) -> list[str]:
    """Those that are known to be theirs: what was only typed may be anybody's."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return list(dict.fromkeys(address.lower() for address in confirmed.values_list("email", flat=True)))
