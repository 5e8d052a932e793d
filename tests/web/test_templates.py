"""Templates keep their promises: a contract each, none unused, a blank page never."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((ROOT / "components").glob("*.html"))
PACK = sorted((ROOT / "hekas").rglob("*.html"))
EVERYTHING = {path: path.read_text() for path in ROOT.rglob("*") if path.suffix in {".html", ".js", ".txt"}}
SHOWCASE = ROOT / "web" / "components.html"


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", COMPONENTS + PACK, ids=name_of)
def test_a_component_opens_with_its_contract(path):
    opening = re.match(r"\{% comment %\}(.+?)\{% endcomment %\}", EVERYTHING[path], re.DOTALL)
    assert opening
    assert len(opening[1].strip()) > 20


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_is_used(path):
    users = [other for other, text in EVERYTHING.items() if other != path and name_of(path) in text]
    assert users


@pytest.mark.parametrize("path", [p for p in EVERYTHING if p.suffix == ".html"], ids=name_of)
def test_a_template_can_be_read(path):
    assert get_template(name_of(path)).template.nodelist


@pytest.mark.parametrize("path", [p for p in EVERYTHING if p.suffix == ".html"], ids=name_of)
def test_a_template_is_short(path):
    assert EVERYTHING[path].count("\n") <= 120


def test_the_showcase_shows_every_component_but_the_frame():
    frame = {"site_links.html", "site_footer.html", "staff_header.html", "page_of.html"}
    frame |= {"staff_links.html", "body_map_regions.html", "map_pins.html"}  # within others that are shown
    missing = [path.name for path in COMPONENTS if name_of(path) not in EVERYTHING[SHOWCASE]]
    assert set(missing) <= frame


@pytest.mark.parametrize("path", [p for p in EVERYTHING if p.suffix == ".html"], ids=name_of)
def test_every_drawing_and_style_that_a_template_names_exists(path):
    named = re.findall(r"\{% static ['\"]([^'\"{]+)['\"] %\}", EVERYTHING[path])
    ours = [name for name in named if name.startswith(("img/", "css/", "js/"))]
    assert [name for name in ours if not (settings.BASE_DIR / "static" / name).exists()] == []


def test_whatever_has_the_header_of_work_loads_its_style():
    """It is in no bundle, so a page with another frame would show every link twice, as a bare list."""
    header, style = 'include "components/staff_header.html"', "{% static 'css/pages/work.css' %}"
    pages = {name_of(path): text for path, text in EVERYTHING.items() if header in text}
    assert len(pages) >= 4
    assert [name for name, text in pages.items() if style not in text] == []
