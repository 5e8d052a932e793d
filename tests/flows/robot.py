"""A visitor that knows nothing of the code: it reads HTML, fills forms, follows links. No JavaScript.

It works through Django's test client with CSRF checks on, so a form without its token fails as it would for a
person.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

VOID = {"input", "img", "br", "hr", "meta", "link", "path", "circle"}


@dataclass
class Control:
    """One named control: its kind, the values it offers (choices), what is filled in."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as the page gives it."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def data(self, **changes: object) -> dict[str, object]:
        """What a browser would send, after the person has changed some controls."""
        sent = {name: control.filled for name, control in self.controls.items() if control.filled}
        return {**sent, **changes}


class Page(HTMLParser):
    """What a person finds on a page: title, text, links, forms, headings, errors."""

    def __init__(self, url: str, status: int, html: str) -> None:
        super().__init__()
        self.url, self.status, self.html = url, status, html
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.headings: list[str] = []
        self.text = self.title = ""
        self._open: list[str] = []
        self._form: Form | None = None
        self._area: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        handler = getattr(self, f"_start_{tag}", None)
        if handler:
            handler(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closed element (in a drawing) opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                continue
        if tag == "form":
            self._form = None
        if tag in {"textarea", "select"}:
            self._area = None

    def handle_data(self, data: str) -> None:
        here = self._open[-1] if self._open else ""
        if here == "title":
            self.title += data
        elif here not in {"script", "style"}:
            self.text += data
        if "a" in self._open and self.links:
            self.links[-1] = (self.links[-1][0], self.links[-1][1] + data)
        if "h1" in self._open and self.headings:
            self.headings[-1] += data
        if self._area is not None and here == "textarea":
            self._area.filled = [data.strip()] if data.strip() else []

    def _start_form(self, given: dict[str, str]) -> None:
        action = urljoin(self.url, given.get("action", "") or self.url)
        self._form = Form(action, given.get("method", "get").lower())
        self.forms.append(self._form)

    def _start_a(self, given: dict[str, str]) -> None:
        self.links.append((urljoin(self.url, given.get("href", "")), ""))

    def _start_h1(self, given: dict[str, str]) -> None:
        self.headings.append("")

    def _start_input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if self._form is None or not name or kind in {"submit", "button"}:
            return
        control = self._form.controls.setdefault(name, Control(name, kind))
        chosen = kind not in {"radio", "checkbox"} or "checked" in given
        control.values.append(given.get("value", "on"))
        if chosen and given.get("value", "on" if kind == "checkbox" else ""):
            control.filled.append(given.get("value", "on"))

    def _start_button(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            control = self._form.controls.setdefault(given["name"], Control(given["name"], "button"))
            control.values.append(given.get("value", ""))

    def _start_textarea(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._area = self._form.controls.setdefault(given["name"], Control(given["name"], "textarea"))

    def _start_select(self, given: dict[str, str]) -> None:
        if self._form is not None and given.get("name"):
            self._area = self._form.controls.setdefault(given["name"], Control(given["name"], "select"))

    def _start_option(self, given: dict[str, str]) -> None:
        if self._area is not None:
            self._area.values.append(given.get("value", ""))
            if "selected" in given and given.get("value"):
                self._area.filled = [given["value"]]

    def form(self, part: str = "") -> Form:
        """The form that posts, and whose action contains `part`."""
        return next(f for f in self.forms if f.method == "post" and part in f.action)

    def link(self, part: str) -> str:
        """The first link whose words or address contain `part`."""
        return next(url for url, words in self.links if part in words or part in url)


class Robot:
    """One visitor with cookies. Every page it sees is kept in `page`."""

    HOST = "http://testserver"

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.page = Page(self.HOST, 0, "")

    def open(self, url: str) -> Page:
        return self._follow(self.client.get(self._path(url), follow=True))

    def press(self, form: Form, **changes: object) -> Page:
        """Press the form's first button that has a name of its own, as choosing a time does."""
        button = next(c for c in form.controls.values() if c.kind == "button")
        return self.submit(form, **{button.name: button.values[0], **changes})

    def tokens(self) -> dict[str, Control]:
        """The cross-site token of this visitor, as any page with a form would carry it."""
        self.open("/accounts/login/")
        name = "csrfmiddlewaretoken"
        return {name: self.page.form().controls[name]}

    def submit(self, form: Form, **changes: object) -> Page:
        send = self.client.post if form.method == "post" else self.client.get
        return self._follow(send(self._path(form.action), form.data(**changes), follow=True))

    def _path(self, url: str) -> str:
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _follow(self, response) -> Page:  # type: ignore[no-untyped-def]
        chain = getattr(response, "redirect_chain", [])
        path = chain[-1][0] if chain else response.request["PATH_INFO"]
        url = urljoin(self.HOST, path)
        self.page = Page(url, response.status_code, response.content.decode(errors="replace"))
        return self.page
