"""Deny by default: a view that says nothing does not open; nobody and the wrong role are turned away."""

import pytest
from allauth.account.views import LoginView
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.urls import resolve, reverse
from django.views import View

from hekas.accounts.models import User
from hekas.accounts.permissions import Permission, Role
from hekas.web.access import Kind, access_of, public, requires, signed_in
from hekas.web.middleware import DenyByDefault


def view(request):
    return HttpResponse("opened")


@pytest.fixture
def guard(rf):
    def ask(guarded, user):
        request = rf.get("/somewhere/?a=1")
        request.user = user
        return DenyByDefault(view).process_view(request, guarded, (), {})

    return ask


def named(mark):
    return mark(lambda request: HttpResponse("opened"))


NOBODY = AnonymousUser()


def test_a_view_that_says_nothing_does_not_open(guard):
    with pytest.raises(Http404):
        guard(lambda request: HttpResponse(), User(role=Role.ADMIN.value))


def test_a_public_view_opens_for_nobody_in_particular(guard):
    assert guard(named(public("everybody may read it")), NOBODY) is None


@pytest.mark.parametrize("mark", [signed_in, requires(Permission.SEE_OWN_DAY)])
def test_nobody_is_sent_to_sign_in_and_comes_back(guard, mark):
    answer = guard(named(mark), NOBODY)
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/?next=/somewhere/%3Fa%3D1"


@pytest.mark.parametrize(("method", "status"), [("get", 204), ("post", 401)])
def test_a_part_of_a_page_never_becomes_the_page_that_one_signs_in_on(rf, method, status):
    request = getattr(rf, method)("/somewhere/", headers={"HX-Request": "true"})
    request.user = NOBODY
    answer = DenyByDefault(view).process_view(request, named(signed_in), (), {})
    assert answer.status_code == status
    assert answer.headers.get("HX-Refresh", "false") == ("true" if method == "get" else "false")


def test_the_wrong_role_finds_nothing_there(guard):
    with pytest.raises(Http404):
        guard(named(requires(Permission.SEE_OWN_DAY)), User(role=Role.CLIENT.value))


def test_the_right_role_may_enter(guard):
    assert guard(named(requires(Permission.SEE_OWN_DAY)), User(role=Role.THERAPIST.value)) is None


def test_a_deactivated_therapist_may_not(guard):
    with pytest.raises(Http404):
        guard(named(requires(Permission.SEE_OWN_DAY)), User(role=Role.THERAPIST.value, is_active=False))


def test_a_library_view_is_guarded_by_the_list():
    assert access_of(LoginView.as_view()).kind is Kind.PUBLIC


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_set_password", "account_reauthenticate"]
)
def test_pages_of_a_library_that_ask_for_an_account_are_not_for_everybody(name):
    """Where it moves them to another module, a wider prefix would open them, the second step untaken."""
    assert access_of(resolve(reverse(name)).func).kind is Kind.SIGNED_IN


@pytest.mark.parametrize(
    "module", ["allauth.account.views._new", "allauth.new.views", "allauth.mfa.base.views"]
)
def test_a_page_that_a_later_allauth_brings_is_shut_until_somebody_names_it(module):
    new = type("NewView", (View,), {"__module__": module})
    assert access_of(new.as_view()).kind is Kind.SIGNED_IN
