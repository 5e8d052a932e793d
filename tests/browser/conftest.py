"""A real browser on the real site: every console message and every request outside is a failure."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

expect.set_options(
    timeout=20_000
)  # ms: a busy machine is no fault of the page; who waits in vain waits longer
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def site(live_server, transactional_db):
    """The demo clinic behind a live server; its address."""
    call_command("demo", "--clients=20", "--bookings=60", verbosity=0)
    return live_server.url


def complaint(message, url):
    """What a console says, but for the word that a sign-out has cleared what it should."""
    is_cleared = message.type == "info" and message.text.startswith("Clear-Site-Data header")
    return [] if is_cleared else [f"{message.type}: {message.text} {url}"]


@pytest.fixture
def visit(chromium, site):
    """Opens a browser window of a given size; at the end, no window may have complained."""
    contexts, complaints = [], []

    def open_window(size, **options):
        context = chromium.new_context(
            **size, locale="en-GB", timezone_id="Europe/London", base_url=site, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(complaint(message, page.url)))
        page.on("pageerror", lambda error: complaints.append(f"{error} {page.url}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def violations(page):
    """What axe finds against WCAG 2.2 AA and its best practice, one line each, once all of it is there."""
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{page.url}: {rule['id']}: {node['html'][:120]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
