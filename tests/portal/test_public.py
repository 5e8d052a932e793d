"""The public site: one h1 a page, the same for everybody, honest, and small."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from assessments.rules import load_rules
from bookings.models import Service
from hekas.portal import guide, prices, urls_public
from hekas.portal.views import public as views
from tests.bookings.clinic import make_clinic

PATHS = [reverse(f"portal:{name}") for name in views.PLAIN_PAGES]
PATHS += [reverse("portal:guide_page", args=[page.slug]) for page in guide.PAGES]
FOR_MACHINES = {"manifest", "service_worker", "robots", "sitemap"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(db):
    return make_clinic()


def text_of(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_every_page_of_the_public_site_is_on_its_map_and_in_these_tests():
    names = {pattern.name for pattern in urls_public.urlpatterns}
    assert names - FOR_MACHINES - {"guide_page"} == set(views.PLAIN_PAGES)


@pytest.mark.parametrize("path", PATHS)
def test_each_page_opens_with_one_h1_and_a_title_of_its_own(client, path):
    page = client.get(path).content.decode()
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>[^<]{4,70} – Hekas</title>", page)
    assert '<html lang="en-GB">' in page


def test_no_two_pages_share_a_title(client):
    titles = [re.search("<title>(.+?)</title>", client.get(path).content.decode())[1] for path in PATHS]
    assert len(set(titles)) == len(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_help_in_a_cramp_is_one_tap_away(client, path):
    header = client.get(path).content.decode().split("</header>")[0]
    assert f'href="{reverse("portal:cramp_now")}"' in header


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_for_everybody_and_asks_for_no_session(client, path):
    response = client.get(path)
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert response.cookies == {}


@pytest.mark.parametrize("path", PATHS)
def test_no_promise_and_no_diagnosis(client, path):
    said = text_of(client.get(path)).lower()
    for word in (" cure", "guarantee", "diagnosed", "the cause of your", "banish", "for good"):
        assert word not in said


@pytest.mark.parametrize("path", PATHS)
def test_links_between_our_own_pages_lead_somewhere(client, path):
    links = set(re.findall(r'href="(/[^"#]*)"', client.get(path).content.decode()))
    ours = {link for link in links if link in PATHS or link.startswith("/guide/")}
    assert ours
    assert {link: client.get(link).status_code for link in ours} == dict.fromkeys(ours, 200)


def test_a_page_that_the_guide_does_not_have(client):
    assert client.get("/guide/bananas/").status_code == 404


def test_only_reading_is_offered(client):
    assert client.post(reverse("portal:home")).status_code == 405


def test_the_cramp_page_says_what_the_safety_net_says(client):
    said = text_of(client.get(reverse("portal:cramp_now")))
    for sign in (
        "breathe",
        "chest hurts",
        "cold",
        "dark brown",
        "numb between your legs",
        "10 minutes",
        "swollen",
    ):
        assert sign in said
    assert "We do not diagnose illness" in said


def test_the_cramp_page_calls_with_one_tap(client):
    page = client.get(reverse("portal:cramp_now")).content.decode()
    assert 'class="btn btn--call btn--full" href="tel:999"' in page
    assert 'href="tel:111"' in page


def test_swelling_is_never_wrapped_and_no_medicine_is_spoken_for_or_against(client):
    page = text_of(client.get(reverse("portal:guide_page", args=["after-a-cramp"])))
    assert "Don’t wrap it" in page
    said = text_of(client.get(reverse("portal:guide_page", args=["when-to-see-a-doctor"])))
    assert ("stop a medicine" in said, "we can’t tell you to stop it or to carry on" in said) == (False, True)


SIGNS = {
    "E1": "between your legs",
    "E2": "blotchy",
    "E3": "tight, hard",
    "E4": "wee is dark",
    "E5": "breathe",
    "E6": "long run",
    "E7": "face droops",
    "E8": "red skin is spreading",
    "E9": "jaw is stiff",
    "E10": "out of shape",
    "U1": "swollen",
    "U2": "ten minutes",
    "U3": "tiptoe",
    "U4": "sore patch",
    "U5": "foot drags",
    "U6": "statin",
    "U7": "pregnant",
    "U8": "diabetes",
    "U9": "hang it down",
    "U10": "many muscles",
    "G4": "yellow",
}


def test_the_page_on_doctors_names_each_sign_for_which_the_rules_send_someone_away_today(client):
    urgent = {rule.id for rule in load_rules().safety.rules if rule.tier in {"emergency", "same_day"}}
    said = text_of(client.get(reverse("portal:guide_page", args=["when-to-see-a-doctor"])))
    assert {name for name in urgent if SIGNS[name] not in said} == set()


def service(kind, pence, **more):
    return Service.objects.create(kind=kind, name=f"Visit {pence}", minutes=45, price_pence=pence, **more)


def test_prices_come_from_the_catalogue(client):
    service("preventive", 4800)
    service("treatment", 9900, is_online=False)
    said = text_of(client.get(reverse("portal:prices")))
    assert "£48" in said
    assert "£99" not in said


def test_a_year_adds_up():
    services = [service("preventive", 4800), service("post_cramp", 5200)]
    totals = {year.visits: year.total_pence for year in prices.years(services)}
    assert totals == {26: 124_800, 12: 57_600, 6: 31_200, 2: 10_400}


def test_no_comparison_without_prices(client):
    assert prices.years([]) == []
    assert "Is it worth coming regularly?" not in text_of(client.get(reverse("portal:prices")))


def test_the_guide_is_read_in_order():
    first, second, last = guide.PAGES[0], guide.PAGES[1], guide.PAGES[-1]
    assert guide.neighbours(first) == (None, second)
    assert guide.neighbours(last)[1] is None


def test_the_manifest_is_json(client):
    manifest = json.loads(client.get(reverse("portal:manifest")).content)
    assert manifest["lang"] == "en-GB"
    assert manifest["shortcuts"][0]["url"] == reverse("portal:cramp_now")


def test_the_worker_keeps_one_page_and_static_files_only(client):
    response = client.get(reverse("portal:service_worker"))
    kept = re.findall(r'"(/[^"]*)"', response.content.decode().encode().decode("unicode_escape"))
    assert response["Content-Type"].startswith("text/javascript")
    assert [path for path in kept if not path.startswith("/static/")] == [reverse("portal:cramp_now")]


def test_the_worker_keeps_every_file_that_the_page_asks_for(client):
    page = client.get(reverse("portal:cramp_now")).content.decode()
    asked = set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))
    assert asked - set(views.KEPT_OFFLINE) == set()


def test_the_sitemap_names_every_page(client):
    sitemap = client.get(reverse("portal:sitemap")).content.decode()
    assert sitemap.count("<loc>") == len(PATHS)
    assert all(f"{settings.SITE_URL}{path}</loc>" in sitemap for path in PATHS)


def test_robots_are_told_where_the_map_is(client):
    assert "/sitemap.xml" in client.get(reverse("portal:robots")).content.decode()


CARD = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"')
# The four that the Open Graph protocol asks for, and what a card with a large picture shows.
ASKED = {"og:title", "og:type", "og:image", "og:url", "og:description", "og:image:alt", "twitter:card"}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_is_shared_shows_its_own_title_and_sentence(client, path):
    html = client.get(path).content.decode()
    card = dict(CARD.findall(html))
    assert {name for name in ASKED if not card.get(name)} == set()
    assert f"<title>{card['og:title']} – Hekas</title>" in html
    assert f'<meta name="description" content="{card["og:description"]}">' in html
    assert card["og:url"] == f"{settings.SITE_URL}{path}" and card["og:image"].startswith("http")
    assert len(card["og:description"]) <= 160


class Items(HTMLParser):
    """What a page says in microdata: the property, then its value as HTML's rules read it."""

    def __init__(self):
        super().__init__()
        self.said, self._open = {}, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self._open = given.get("itemprop", "") if tag not in ("meta", "link") else self._open
        value = {"meta": given.get("content"), "link": given.get("href"), "a": given.get("href")}.get(tag)
        if "itemprop" in given and value is not None:
            self.said[given["itemprop"]] = value

    def handle_data(self, data):
        if self._open and data.strip():
            self.said[self._open] = data.strip()
        self._open = ""


@pytest.mark.parametrize("name", ["home", "find_us"])
def test_search_engines_learn_name_address_and_number_of_the_clinic(client, clinic, name):
    page = Items()
    page.feed(client.get(reverse(f"portal:{name}")).content.decode())
    address = {page.said.get(part) for part in ("streetAddress", "postalCode", "addressCountry")}
    assert address == {clinic.location.address, clinic.location.postcode, "GB"}
    assert (page.said["name"], re.sub(r"\D", "", page.said["telephone"])[-9:]) == ("Hekas", "614960123")
    assert page.said["url"].startswith(settings.SITE_URL)


def test_the_sitemap_is_one_to_the_protocol(client):
    answer = client.get(reverse("portal:sitemap"))
    root = ElementTree.fromstring(answer.content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert (root.tag, answer["Content-Type"].split(";")[0]) == (f"{space}urlset", "application/xml")
    assert [[child.tag for child in row] for row in root] == [[f"{space}loc"]] * len(PATHS)


def test_the_start_says_where_the_clinic_is(client, clinic):
    page = client.get(reverse("portal:home"))
    words = text_of(page)
    assert clinic.location.full_address in words
    assert f"{clinic.location.address}, M1\u00a01AA" in page.content.decode()  # one piece at a line's end
    assert "in Manchester" in words


def test_every_page_of_the_guide_ends_with_a_way_on(client):
    for page in guide.PAGES:
        html = client.get(reverse("portal:guide_page", args=[page.slug])).content.decode()
        assert reverse("assessments:start") in html.split("<main", 1)[1].split("</main>")[0]


def test_prices_say_until_when_a_visit_is_moved_freely(client, clinic):
    Service.objects.update(change_notice_hours=24)
    address = reverse("portal:prices")
    assert "yourself, free, until 24 hours before it starts." in text_of(client.get(address))


def test_where_visits_differ_prices_name_no_hours(client, clinic):
    Service.objects.update(change_notice_hours=24)
    Service.objects.filter(pk=clinic.service.pk).update(change_notice_hours=48)
    shown = Service.objects.online().values_list("change_notice_hours", flat=True)
    words = text_of(client.get(reverse("portal:prices")))
    assert ("until the time that you see when you book" in words) == (len(set(shown)) > 1)


@pytest.mark.parametrize("page", guide.PAGES, ids=lambda page: page.slug)
def test_each_page_of_the_guide_has_its_drawing_in_the_list(client, page):
    listed = client.get(reverse("portal:guide")).content.decode()
    link = listed.split(f'href="{reverse("portal:guide_page", args=[page.slug])}"')[1].split("</a>")[0]
    assert f'src="{static(page.picture)}"' in link
    assert finders.find(page.picture)


def test_every_page_of_the_guide_has_a_drawing(client):
    for page in guide.PAGES:
        shown = client.get(reverse("portal:guide_page", args=[page.slug])).content.decode()
        main = shown.split("<main", 1)[1].split("</main>")[0]
        assert "<img" in main or "<svg" in main, page.slug


def test_how_to_pay_is_said_where_the_clinic_has_said_it_and_nowhere_else(client, clinic, settings):
    prices_page = reverse("portal:prices")
    assert "You pay at the clinic. No deposit" in text_of(client.get(prices_page))
    settings.HOW_TO_PAY = "by card or in cash"
    assert "You pay at the clinic by card or in cash. No deposit" in text_of(client.get(prices_page))
