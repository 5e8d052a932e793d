"""The judge of policies knows a hole when it sees one; tests/access/test_headers.py asks it of every page."""

import pytest

from tests.web.policies import findings

STRICT = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("worse", "found"),
    [
        ("; script-src 'self' 'unsafe-inline'", "script-src 'unsafe-inline'"),
        ("; script-src 'unsafe-eval'", "script-src 'unsafe-eval'"),
        ("; script-src https:", "script-src https:"),
        ("; script-src data:", "script-src data:"),
        ("; script-src *", "script-src *"),
        ("; script-src https://cdn.example", "scripts from https://cdn.example"),
        ("; object-src 'self'", "object-src lets in 'self'"),
        ("; base-uri 'self'", "base-uri lets in 'self'"),
        ("; frame-ancestors https://other.example", "frame-ancestors lets in https://other.example"),
        ("; img-src *", "img-src *"),
    ],
)
def test_a_hole_is_seen(worse, found):
    name = worse.split()[1]
    kept = "; ".join(part for part in STRICT.split("; ") if not part.startswith(name))
    assert findings(STRICT) == []
    assert found in findings(kept + worse)


@pytest.mark.parametrize("name", ["base-uri", "form-action", "frame-ancestors", "default-src"])
def test_what_is_missing_is_seen(name):
    kept = "; ".join(part for part in STRICT.split("; ") if not part.startswith(name))
    assert [one for one in findings(kept) if one.endswith("is missing")]


def test_what_stands_twice_is_seen():
    assert findings(f"{STRICT}; script-src 'none'") == ["script-src stands twice"]
