"""The links of a page, as a person or a scanner would follow them."""

from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse

from tests.flows.robot import Page


def links_on(answer: HttpResponse, address: str) -> set[str]:
    """Addresses within the site, with their queries."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return set()
    page = Page(f"http://testserver{address}", answer.status_code, answer.content.decode())
    parts = [urlsplit(urljoin(page.url, link)) for link, _ in page.links]
    ours = [part for part in parts if part.netloc == "testserver" and not part.path.startswith("/static/")]
    found = {part.path + (f"?{part.query}" if part.query else "") for part in ours}
    return {address for address in found if "/admin/" not in address}
