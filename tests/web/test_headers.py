"""What every answer says to the browser: each header once, on pages, in Django's admin and on errors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hekas.accounts.models import User

pytestmark = pytest.mark.django_db
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = [
    "/",
    "/accounts/login/",
    "/admin/",
    "/admin/accounts/user/",
    "/no/such/page/",
    "/api/v1/services",
]


@pytest.fixture
def admin(client):
    client.force_login(User.objects.create_user("jo@demo.example", "a long demo password", role="admin"))
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_each_header_once(admin, address):
    answer = admin.get(address, follow=True)
    assert {name: answer.get(name) for name in WANTED} == WANTED
    assert sorted(answer["Content-Security-Policy"].split("; ")) == sorted(POLICY.split("; "))
    assert answer["Permissions-Policy"].startswith("camera=(), microphone=(), geolocation=()")


def test_the_page_of_a_person_is_kept_nowhere(admin):
    for address in ("/after-sign-in/", "/clinic/", "/admin/"):
        assert "no-store" in admin.get(address)["Cache-Control"]


def test_how_long_a_page_is_tells_nobody_what_stands_on_it(admin):
    """BREACH: the same page is of another length each time; answers to programs are not compressed at all."""
    asked = {"headers": {"accept-encoding": "gzip"}}
    pages = [admin.get("/admin/", **asked) for _ in range(12)]
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    assert len({len(page.content) for page in pages}) > 3
    assert not admin.get("/api/v1/services", **asked).has_header("Content-Encoding")


def test_cookies_are_for_this_site_and_no_script(client):
    User.objects.create_user("jo@demo.example", "a long demo password")
    said = {"login": "jo@demo.example", "password": "a long demo password"}
    cookies = client.get("/accounts/login/").cookies
    cookies.update(client.post("/accounts/login/", said).cookies)
    assert {"sessionid", "csrftoken"} <= set(cookies)
    assert {(c["httponly"], c["samesite"]) for c in cookies.values() if c.value} == {(True, "Lax")}


def test_a_file_is_taken_by_no_form(client):
    sent = {"login": "a@demo.example", "password": "x", "file": SimpleUploadedFile("x.svg", b"<svg/>")}
    assert client.post("/accounts/login/", sent).status_code == 400
