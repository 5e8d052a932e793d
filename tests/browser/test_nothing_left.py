"""What a browser keeps of somebody once they have signed out: no page by Back, no word in its stores.

Each page of each role, left open one after another; then Back through all of them, as nobody and as the next.
"""

import pytest
from django.urls import reverse

from assessments.models import CarePlan, Result
from bookings.models import Appointment
from hekas.accounts.models import Client, User
from hekas.portal.demo import words
from tests.browser.test_therapists_room import session_of
from tests.browser.test_way_back import KEPT, back, browser, page, sign_out  # noqa: F401  the fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
OF_THE_WORKER = """async () => {
    const names = await caches.keys()
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys())))
    return kept.flat().map((request) => new URL(request.url).pathname)
}"""


def own_pages(client):
    visit = Appointment.objects.filter(client=client, booked_at__isnull=False).latest("during")
    result = Result.objects.filter(intake__client=client).latest("pk")
    named = (
        "portal:home_client",
        "messaging:own",
        "privacy:own_data",
        "assessments:own_plan",
        "assessments:diary",
    )
    return [
        *(reverse(name) for name in (*named, "assessments:own_reads")),
        reverse("assessments:result", args=[result.uuid]),
        reverse("bookings:appointment", args=[visit.uuid]),
    ]


def pages_of_work(client):
    result = Result.objects.filter(intake__client=client).latest("pk")
    plan = CarePlan.objects.filter(client=client).latest("pk")
    return [
        *(reverse(name) for name in ("portal:therapist_day", "assessments:held", "privacy:review_list")),
        reverse("assessments:visit", args=[client.uuid]),
        reverse("assessments:client_result", args=[result.uuid]),
        reverse("assessments:care_plan", args=[plan.uuid]),
    ]


def pages_of_the_desk(client):
    named = (
        "portal:clinic_day",
        "messaging:log",
        "bookings:to_do",
        "bookings:waiting_list",
        "privacy:audit_search",
    )
    accounts = reverse("admin:accounts_client_change", args=[client.pk])
    return [*(reverse(name) for name in (*named, "bookings:desk_book")), accounts]


PAGES = {"client": own_pages, "therapist": pages_of_work, "admin": pages_of_the_desk}


def enter(page, site, user):  # noqa: F811
    page.context.add_cookies(session_of(user, site))


def opened(page, addresses):  # noqa: F811
    """What stood on each page, one after another in one tab."""
    stood = []
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        stood.append(page.locator("#main, #content").first.inner_text())
    return stood


def by_back(page):  # noqa: F811
    """What stands on each page on the way back to the beginning."""
    seen = []
    while page.url != "about:blank":
        seen.append("" if page.url == "about:blank" else page.locator("body").inner_text())
        back(page)
    return seen


@pytest.mark.parametrize("next_one", ["nobody", "another"])
@pytest.mark.parametrize("role", PAGES)
def test_back_shows_no_page_of_before(page, site, role, next_one):  # noqa: F811
    client = Client.objects.get(email=f"client@{words.DOMAIN}")
    user = User.objects.get(email=f"{role}@{words.DOMAIN}") if role == "admin" else None
    user = user or (client.user if role == "client" else client.home_therapist.user)
    enter(page, site, user)
    stood = opened(page, PAGES[role](client))
    page.goto("/guide/")
    sign_out(page)
    assert page.evaluate(KEPT) == ""
    if next_one == "another":
        other = User.objects.create_user(f"other@{words.DOMAIN}", name="Demo Other", role="client")
        enter(page, site, other)
        page.goto("/me/")
    seen = by_back(page)
    assert len(seen) > len(stood)
    assert [text for text in stood if any(text in one for one in seen)] == []


def test_the_worker_keeps_the_cramp_page_as_it_is_for_everybody(page, site):  # noqa: F811
    client = Client.objects.get(email=f"client@{words.DOMAIN}")
    enter(page, site, client.user)
    page.goto("/cramp-right-now/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/cramp-right-now/?next=/me/")
    for address in ("/me/", "/assessments/plan/", "/"):
        page.goto(address)
    kept = page.evaluate(OF_THE_WORKER)
    assert [path for path in kept if path != "/cramp-right-now/" and not path.startswith("/static/")] == []
    words_kept = page.evaluate("caches.match('/cramp-right-now/').then((kept) => kept.text())")
    assert (
        "/cramp-right-now/" in kept
        and client.name not in words_kept
        and "csrfmiddlewaretoken" not in words_kept
    )
    sign_out(page)
    assert page.evaluate(OF_THE_WORKER) == []
