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


@pytest.mark.parametrize(
    ("address", "status"), [("/bookings/link/a-secret/move?next=/", 301), ("/me", 301), ("/nowhere/", 404)]
)
def test_an_address_without_its_last_stroke_is_kept_nowhere_either(client, address, status):
    """A browser keeps a redirect for good unless it is told not to, and the secret of a link with it."""
    answer = client.get(address)
    assert (answer.status_code, "no-store" in answer.get("Cache-Control", "")) == (status, True)


def test_nor_is_what_a_wrong_host_is_told(client, settings):
    settings.ALLOWED_HOSTS = ["hekas.example"]
    answer = client.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, "no-store" in answer.get("Cache-Control", "")) == (400, True)


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


@pytest.mark.parametrize("page", ["/", "/admin/", "/api/v1/services"])
def test_nothing_is_sent_back_as_it_was_asked(client, page):
    """ASVS 13.4.4."""
    answer = client.generic("TRACE", page, headers={"x-said": "by-somebody"})
    assert answer.status_code in (302, 404, 405)
    assert b"by-somebody" not in answer.content


@pytest.mark.parametrize(
    "path",
    ["/.git/HEAD", "/.git/config", "/.env", "/static/", "/static/css/", "/static/../manage.py", "/manage.py"],
)
def test_what_lies_beside_the_code_is_not_served(client, path):
    """ASVS 13.4.1, 13.4.3, 5.3.2."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path, kind",
    [
        ("/api/v1/services", "application/json"),
        ("/api/v1/appointments/1", "application/problem+json"),
        ("/no/such/page/", "text/html; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_answer_says_what_it_is(client, path, kind):
    """ASVS 4.1.1: JSON is UTF-8 by its own definition and names no other."""
    assert client.get(path)["Content-Type"].startswith(kind)


@pytest.mark.parametrize("path", ["/", "/api/v1/services", "/me/"])
@pytest.mark.parametrize("method", ["get", "options"])
def test_no_other_site_reads_an_answer(client, path, method):
    """ASVS 3.4.2."""
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer = getattr(client, method)(path, headers=asked)
    assert [name for name in answer.headers if name.lower().startswith("access-control")] == []
