"""What a content security policy leaves open: the findings that csp_evaluator calls high or medium.

Source: https://csp.withgoogle.com/docs/, CSP Evaluator; CSP level 3.
"""

FETCHING = {
    *("script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "object-src"),
    *("frame-src", "child-src", "manifest-src", "worker-src"),
}
NOT_FALLING_BACK = ("base-uri", "form-action", "frame-ancestors")
CLOSED = ["'none'"]
SCRIPTS = ("script-src", "object-src", "worker-src", "base-uri")


def parsed(policy):
    """Directive → sources. Of a directive that stands twice browsers take the first."""
    found = {}
    for part in filter(None, (part.strip() for part in policy.split(";"))):
        name, *sources = part.split()
        found.setdefault(name.lower(), sources)
    return found


def doubled(policy):
    names = [part.split()[0].lower() for part in policy.split(";") if part.strip()]
    return sorted({name for name in names if names.count(name) > 1})


def is_wide(source):
    """A whole scheme, a whole internet, or anything that ends alike."""
    return source == "*" or source.endswith(":") or source.startswith(("http://", "*.", "https://*"))


def findings(policy):
    """Each weakness in a few words; none of a strict policy. `data:` may stand for pictures alone."""
    told = parsed(policy)
    found = [f"{name} stands twice" for name in doubled(policy)]
    found += [f"{name} is missing" for name in NOT_FALLING_BACK if name not in told]
    if "default-src" not in told:
        found += [f"{name} is missing" for name in sorted(FETCHING - set(told))]
    for name, sources in told.items():
        found += [f"{name} {source}" for source in sources if source.startswith("'unsafe-")]
        wide = [source for source in sources if is_wide(source)]
        found += [f"{name} {source}" for source in wide if (name, source) != ("img-src", "data:")]
        found += [f"{name} is empty"] if not sources and name in FETCHING else []
    for name in ("object-src", "base-uri", "frame-ancestors"):
        sources = told.get(name, told.get("default-src", []) if name in FETCHING else [])
        found += [f"{name} lets in {' '.join(sources)}"] if sources not in (CLOSED, []) else []
    own = [source for name in SCRIPTS for source in told.get(name, []) if source not in ("'self'", "'none'")]
    return sorted({*found, *(f"scripts from {source}" for source in own)})
