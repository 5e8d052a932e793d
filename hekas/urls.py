"""Where each part of the site hangs."""

from allauth.account import urls as of_accounts
from allauth.account.decorators import reauthentication_required, secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import urls as of_second_steps
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from hekas.accounts import own_account
from hekas.accounts.new_code import code_page
from hekas.accounts.open_pages import open_page
from hekas.accounts.permissions import Permission
from hekas.accounts.signing_up import sign_up
from hekas.portal.views import health as readiness
from hekas.portal.views.metrics import metrics
from hekas.web.access import requires, signed_in
from hekas.web.views import health

# A row of these, put in by hand, would be another way into an account.
for closed in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(closed)
admin.site.login = secure_admin_login(admin.site.login)  # one way in, with limits and the second step


@requires(Permission.ADMIN_SITE)
def change_password(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """One way to another password too: Django's own would tell neither the log nor the owner."""
    return redirect("account_change_password")


admin.site.password_change = change_password

# Whoever found a browser open looks, and ends nobody's session without the password.
sessions = signed_in(reauthentication_required(allow_get=True)(list_usersessions))

OURS = ("account_signup", "account_email_verification_sent")
BY_LETTER = ("account_request_reauthentication_code", "account_confirm_reauthentication_code")
accounts = [one for one in of_accounts.urlpatterns if one.name not in (*OURS, *BY_LETTER)]
accounts.append(path("signup/", sign_up, name="account_signup"))
accounts.append(path("confirm-email/", code_page, name="account_email_verification_sent"))
own_account.guard([*accounts, *of_second_steps.urlpatterns])

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", readiness.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("assessments/", include("assessments.urls")),
    path("bookings/", include("bookings.urls")),
    path("messages/", include("hekas.messaging.urls")),
    path("accounts/", include(accounts)),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("accounts/open-page/", open_page, name="open_page"),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("hekas.api.urls")),
    path("", include("hekas.privacy.urls")),
    path("", include("hekas.portal.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mailbox/", include("hekas.messaging.urls_development")),
        path("dev/", include("hekas.web.urls_development")),
    ]

handler400 = "hekas.web.views.errors.bad_request"
handler403 = "hekas.web.views.errors.forbidden"
handler404 = "hekas.web.views.errors.not_found"
handler500 = "hekas.web.views.errors.server_error"
handler429 = "hekas.web.views.errors.too_many"
