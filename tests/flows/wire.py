"""What a first visit to a public page moves over the wire, read from a server that runs."""

import gzip
import http.client
import re
from dataclasses import dataclass
from functools import cache

LINKS = re.compile(rb"<loc>[^<]*?//[^/]*(/[^<]*)</loc>")
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
OTHERS = re.compile(r'<script[^>]* src="([^"]+)"|<link rel="preload" href="([^"]+)"')
PADDING = 100  # bytes at most: Django's own figure
FILE_NAME, HEAD = 8, 10  # RFC 1952: the flag of a name, and what stands before it
NAMED = re.compile(r"(.+/[^/.]+)\.[0-9a-f]{12}\.js")
DOORS = ("/accounts/login/", "/accounts/signup/", "/assessments/start/", "/bookings/")


@dataclass(frozen=True)
class Weight:
    """Bytes of bodies: what has to be there before anything shows, and all but the images.

    As much as they can be: a page carries up to a hundred bytes by chance, so that its length tells nothing.
    """

    critical: int
    whole: int


def weights(port: int) -> dict[str, Weight]:
    """Each page of the sitemap, and the doors to the questions, the times and an account."""

    @cache
    def size(path: str) -> int:
        return len(fetch(port, path)[1])

    def weigh(path: str) -> Weight:
        encoding, body = fetch(port, path)
        assert encoding == "gzip", f"{path} came as it is"
        html = gzip.decompress(body).decode()
        styles = STYLES.findall(html)
        assert styles, f"{path} has no style"
        critical = len(body) - padding(body) + PADDING + sum(map(size, styles))
        return Weight(critical, critical + sum(size(one or other) for one, other in OTHERS.findall(html)))

    pages = [path.decode() for path in LINKS.findall(gzip.decompress(fetch(port, "/sitemap.xml")[1]))]
    return {path: weigh(path) for path in [*pages, *DOORS]}


def padding(body: bytes) -> int:
    """How much of a compressed page is there by chance: the name of a file that there is not."""
    return body.index(b"\0", HEAD) - HEAD if body[3] & FILE_NAME else 0


def fetch(port: int, path: str) -> tuple[str, bytes]:
    """The encoding and the body of an answer, not decoded."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    assert answer.status == 200, f"{path}: {answer.status}"
    return answer.getheader("Content-Encoding", ""), body


def doubled(paths: list[str]) -> list[str]:
    """The scripts among these that came under two names, without the part that is made from their content."""
    stems = [
        found[1] if (found := NAMED.fullmatch(path)) else path.removesuffix(".js") for path in set(paths)
    ]
    return sorted({stem for stem in stems if stems.count(stem) > 1})
