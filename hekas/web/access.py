"""Who may open a view. Every view says it with one of these; the middleware refuses any that says nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

View = Callable[..., Any]


class Kind(Enum):
    """How a view is guarded."""

    PUBLIC = auto()  # anybody; what it shows is either for all or fetched by what the session owns
    SIGNED_IN = auto()
    REQUIRES = auto()


@dataclass(frozen=True)
class Access:
    """The guard of one view: its kind, and the reason (public) or the permission (requires)."""

    kind: Kind
    detail: str = ""


def public(reason: str) -> Callable[[View], View]:
    """Anybody may open it; the reason is printed in the list that the access test checks."""
    return _mark(Access(Kind.PUBLIC, reason))


def signed_in(view: View) -> View:
    """Any account may open it; what it shows is fetched for that account."""
    return _mark(Access(Kind.SIGNED_IN))(view)


def requires(permission: str) -> Callable[[View], View]:
    """Only accounts whose role holds the permission (hekas.accounts.permissions)."""
    return _mark(Access(Kind.REQUIRES, str(permission)))


def by_itself(view: View) -> View:
    """A page asks this again and again without anybody's doing: it keeps nobody signed in."""
    view.is_by_itself = True  # type: ignore[attr-defined]
    return view


def _mark(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return decorate


# Views of libraries can't carry our mark; each prefix stands here with its reason, the closer ones first.
# What a later allauth brings, or moves, is for whoever has signed in until somebody names it.
OWN = Access(Kind.SIGNED_IN)
AT_THE_DOOR = Access(Kind.PUBLIC, "signing in, up and out")
THIRD_PARTY: dict[str, Access] = {
    "allauth.account.views._account.AccountInactiveView.": AT_THE_DOOR,
    "allauth.account.views._login.": AT_THE_DOOR,
    "allauth.account.views._logout.": AT_THE_DOOR,
    "allauth.account.views._password_reset.": AT_THE_DOOR,
    "allauth.account.views._signup.SignupView.": AT_THE_DOOR,
    "allauth.mfa.base.views.AuthenticateView.": Access(Kind.PUBLIC, "the second step of signing in"),
    "allauth.mfa.webauthn.views.LoginWebAuthnView.": Access(Kind.PUBLIC, "signing in by passkey"),
    "allauth.": OWN,
    "hekas.accounts.own_account.RemovePasskey.": OWN,
    "django.contrib.admin.": Access(Kind.REQUIRES, "admin site"),
}


def access_of(view: View) -> Access | None:
    """The guard of a view, or None where nobody has said one."""
    marked = getattr(view, "access", None)
    if marked is not None:
        return marked  # type: ignore[no-any-return]
    origin = getattr(view, "view_class", getattr(view, "model_admin", view))
    name = f"{origin.__module__}.{origin.__name__}" if isinstance(origin, type) else _module_of(origin)
    return next((access for prefix, access in THIRD_PARTY.items() if f"{name}.".startswith(prefix)), None)


def _module_of(origin: Any) -> str:
    """Where a view comes from; a bound admin view counts as Django's admin, whoever subclassed it."""
    if any(base.__module__.startswith("django.contrib.admin.") for base in type(origin).__mro__):
        return "django.contrib.admin"
    return getattr(origin, "__module__", "")
