"""A browser without a network: whatever Chromium asks for is answered by the site inside this very process.

So a page can be looked at in any state that a test prepares in its own transaction, and nothing stays behind.
"""

import contextvars
import mimetypes
import time
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client as Browser
from playwright.sync_api import BrowserContext, ConsoleMessage, Route

HOST = "http://testserver"
KEPT = ("Content-Type", "Content-Security-Policy", "Permissions-Policy")


@cache
def static_file(path: str) -> tuple[bytes, str]:
    """A file as the site would serve it; a missing one is empty, and the console complains of nothing."""
    name = path.removeprefix(settings.STATIC_URL)
    found = finders.find(name)
    assert found, f"no static file {name}"
    return Path(found).read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream"


class Window:
    """One page of Chromium; `complaints` is what its console said. Fonts come `late`, in seconds."""

    def __init__(self, context: BrowserContext, *, late: float = 0) -> None:
        self.page = context.new_page()
        self._late = late
        self.complaints: list[str] = []
        self._browser: Browser | None = None
        self._document: HttpResponse | None = None
        self._context = contextvars.copy_context()
        self.page.route("**/*", self._answer)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def show(self, answer: HttpResponse, address: str, browser: Browser) -> None:
        """Show what the site has answered; what the page then asks for is asked with that browser."""
        self._browser, self._document = browser, answer
        self._context = contextvars.copy_context()  # the database connection of the test hangs on it
        self.complaints.clear()
        self.page.goto(HOST + address, wait_until="load")

    def _said(self, message: ConsoleMessage) -> None:
        # Nonsense comes back in a field for a day or a time, into which nobody could have typed it.
        nonsense = message.text.startswith("The specified value ")
        if message.type in ("error", "warning") and not nonsense:
            self.complaints.append(f"{message.type}: {message.text}")

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith(settings.STATIC_URL):
            body, kind = static_file(path)
            time.sleep(self._late if path.endswith(".woff2") else 0)
            route.fulfill(body=body, content_type=kind)
        elif route.request.is_navigation_request():
            fulfil(route, self._document)
        else:
            address = route.request.url.removeprefix(HOST)
            fulfil(route, self._context.run(self._browser.get, address))


def fulfil(route: Route, answer: HttpResponse) -> None:
    """Always as a 200: for any other the console complains, and the page that is shown is the same."""
    body = answer.getvalue()
    route.fulfill(body=body, headers={name: answer[name] for name in KEPT if name in answer})
