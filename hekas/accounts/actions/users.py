"""Changing accounts: who may sign in, and as what. Each is written down, and ends what it takes away."""

from datetime import datetime
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import user_signed_up
from allauth.account.utils import has_verified_email, setup_user_email
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.module_loading import import_string

from hekas.accounts import rota
from hekas.accounts.actions.clients import follow_account
from hekas.accounts.actions.presses import is_an_account
from hekas.accounts.models import Therapist, User
from hekas.accounts.permissions import Permission, Role
from hekas.audit.actors import Actor
from hekas.audit.log import record
from hekas.postgres.faults import still

WATCHED = ("email", "name", "role", "is_active", "is_clinician")


@transaction.atomic
def add(user: User, *, by: Actor, now: datetime) -> User:
    """A new account of the clinic. It has no password: its owner sets one by a link to the address.

    Of one that may read what others said, every other admin hears.
    """
    user.email = as_looked_for(user.email)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record(by=by, action="user.added", subject=user, now=now, role=user.role)
    if user.role != Role.CLIENT:
        said = {"name": str(user), "email": user.email, "role": user.role, "by": by.label}
        who = list(User.objects.filter(uuid=by.id)) if is_an_account(by) else []
        for address in _admins_beside(user, *who):
            get_adapter().send_mail("account/email/added_by_clinic", address, said)
    return user


@transaction.atomic
def pretend_to_add(request: HttpRequest) -> None:
    """The work of making an account, undone: who signs up with a known address waits as long. Fault 46."""
    user = User.objects.create_user(f"{uuid4()}@nobody.invalid", str(uuid4()))
    setup_user_email(request, user, [EmailAddress(email=user.email)])
    user_signed_up.send(User, request=request, user=user)
    has_verified_email(user)
    EmailAddress.objects.get_for_user(user, user.email)
    User.objects.get(pk=user.pk)
    transaction.set_rollback(True)


def made_a_moment_ago(email: str, password: str) -> User | None:
    """The account that another press of the same person made: theirs by its password, not confirmed yet."""
    user = User.objects.filter(email__iexact=email, emailaddress__verified=False).first()
    return user if user is not None and user.check_password(password) else None


@transaction.atomic
def change(user: User, *, by: Actor, now: datetime) -> User:
    """Keep what was changed of an account. What changed is written down, of the role also from what to what.

    Another role, or none, ends every session at its next request (User.get_session_auth_hash); here the rows
    go too, and who treats nobody any more is not offered. Another address is not confirmed until its owner
    has typed the code that goes there; letters to its client follow, if they went to the one before. Who
    treats changes while nobody books.
    """
    if Therapist.objects.filter(user=user).exists():
        rota.hold_still()
    old = _alone_with(user, by)
    user.email = as_looked_for(user.email)
    changed = [field for field in WATCHED if getattr(old, field) != getattr(user, field)]
    if not changed:
        return user
    user.save(update_fields=[*changed, "updated_at"])
    if {"role", "is_active", "email"} & set(changed):
        end_sessions(user)
    if not user.may(Permission.SEE_OWN_DAY):  # nobody treats who can't see their day
        _offer_no_more(user, now)
    _tell(user, old, changed)
    if "email" in changed:
        _new_address(user, old.email, by, now)
    said = {"fields": ",".join(changed), "role_before": old.role, "role": user.role, "active": user.is_active}
    said["clinician"] = user.is_clinician
    record(by=by, action="user.changed", subject=user, now=now, **said)
    return user


def _alone_with(user: User, by: Actor) -> User:
    """The account as it is. Of two admins who close each other at once the later one is none any more."""
    whose = [user.uuid, by.id] if is_an_account(by) else [user.uuid]
    rows = User.objects.select_for_update().filter(uuid__in=whose).order_by("pk")
    held = {str(row.uuid): row for row in rows}
    if by.id in held and not held[by.id].is_staff:
        raise PermissionDenied
    return held[str(user.uuid)]


def known_by(user: User) -> tuple[str, ...]:
    """By what an account lets somebody set a password: where its letters go, and the password before."""
    return user.email, user.role, str(user.is_active), user.password


@transaction.atomic
def keep_password(user: User, *, read: tuple[str, ...]) -> None:
    """Unless the account was changed while the password was hashed: a link of before is dead by then."""
    if known_by(still(User.objects.select_for_update(), pk=user.pk)) != read:
        raise PermissionDenied
    user.save(update_fields=["password", "updated_at"])


def _offer_no_more(user: User, now: datetime) -> None:
    """What is only held with them ends; their visits stand, for somebody to look at."""
    if Therapist.objects.filter(user=user).update(is_bookable=False, updated_at=now):
        import_string(settings.WHO_TREATS_CHANGED)(now)


def as_looked_for(email: str) -> str:
    """allauth looks for small letters alone: an account with a capital could never be signed in to."""
    return email.lower()


def _new_address(user: User, before: str, by: Actor, now: datetime) -> None:
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    follow_account(user, user.email, before=before, by=by, now=now)


def _admins_beside(*accounts: User) -> list[str]:
    """Where to write to every admin but these."""
    admins = User.objects.filter(role=Role.ADMIN.value, is_active=True)
    return list(admins.exclude(pk__in=[one.pk for one in accounts]).values_list("email", flat=True))


def _tell(user: User, old: User, changed: list[str]) -> None:
    """A letter to the owner, where they were reached before, and of another role to every admin as well."""
    if not {"email", "role"} & set(changed):
        return
    others = _admins_beside(user) if "role" in changed else []
    said = {"name": str(old), "email_before": old.email, "email": user.email, "role": user.role}
    for address in dict.fromkeys([old.email, *others]):
        get_adapter().send_mail("account/email/changed_by_clinic", address, said)


@transaction.atomic
def take_second_steps_away(user: User, *, by: Actor, now: datetime) -> int:
    """After a lost phone: all second steps and sessions go, and the next sign-in sets up a new one."""
    count, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record(by=by, action="user.second_steps_taken", subject=user, now=now, count=count)
    return count


@transaction.atomic
def sign_out_everywhere(user: User, *, by: Actor, now: datetime) -> None:
    """What an admin does about a stolen phone or laptop. Source: ASVS 7.4.5."""
    end_sessions(user)
    record(by=by, action="user.signed_out", subject=user, now=now)


def end_sessions(user: User) -> None:
    """Every browser of this account is signed out."""
    for session in UserSession.objects.filter(user=user):
        session.end()
