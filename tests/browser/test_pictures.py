"""The journeys of all roles as kept pictures: what a change does to a page is seen before anybody meets it.

`make pictures` takes them anew. A picture that differs is saved beside the kept one under var/pictures/.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from PIL import Image, ImageChops, ImageFilter

from tests.access.browsers import undone
from tests.browser import stage as clinic
from tests.browser.walk.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.xdist_group("browser")]
KEPT = Path(__file__).with_name("pictures")
FOUND = Path(settings.BASE_DIR) / "var" / "pictures"
TALLEST = 2600
LEAST = 56  # of 255: edges that are drawn a little otherwise stay below it once they are softened
SHARE = 0.0015
ALL_OF_THEM = 3_000_000
MOST_MOVED = 0.02  # of the window: what a font that comes late may still move
WATCH = """window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach(
  (entry) => (window.moved += entry.value))).observe({ type: "layout-shift", buffered: true })"""
PRESSED = ("a", "button", "input", "select", "textarea", "label.choice", "label.scale__step")
# A picture further down is only fetched once it comes near, so the camera may be there before it.
ALL_THERE = """Promise.all([...document.images].map(
  (image) => { image.loading = "eager"; return image.decode() }))
  .then(() => document.fonts.ready).then(() => document.activeElement.blur())"""
TWO_FRAMES = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go))))"


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, chromium):
    """The clock stands still while the demo is loaded and while its pages are made."""
    with django_db_blocker.unblock(), undone(), time_machine.travel(clinic.NOW, tick=False):
        yield clinic.build()


@pytest.fixture(scope="module")
def window(chromium):
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    context.clock.set_fixed_time(clinic.NOW)
    context.add_init_script(WATCH)
    yield Window(context, late=0.12)
    context.close()


def taken(window, stage, name):
    """The page as it looks now, with its font and its pictures, without the caret."""
    scene, (width, height) = clinic.TAKES[name]
    address = scene.where(stage)
    browser = stage.browsers[scene.who]
    answer = browser.get(address) if scene.sent is None else browser.post(address, scene.sent)
    assert answer.status_code == (200 if scene.sent is None else 422)
    window.page.set_viewport_size({"width": width, "height": height})
    window.show(answer, address, browser)
    window.page.evaluate(ALL_THERE)
    assert moved(window.page) <= MOST_MOVED, f"{name} moves while it loads"
    if scene.state:
        force(window.page, scene.part, scene.state)
    whole = Image.open(BytesIO(shot(window.page, scene.part))).convert("RGB")
    return whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))


def force(page, part, state):
    """Show whatever is pressed in that part as if it were hovered over, or had the keyboard's focus."""
    line = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        line.send(f"{domain}.enable")
    root = line.send("DOM.getDocument", {"depth": -1})["root"]["nodeId"]
    wanted = ", ".join(f"{part} {kind}" for kind in PRESSED)
    found = line.send("DOM.querySelectorAll", {"nodeId": root, "selector": wanted})["nodeIds"]
    assert found, f"nothing is pressed in {part}"
    for node in found:
        forced = {"nodeId": node, "forcedPseudoClasses": [state]}
        line.send("CSS.forcePseudoState", forced)


def moved(page):
    """How much of the page has moved since it opened (cumulative layout shift)."""
    page.evaluate(TWO_FRAMES)
    return page.evaluate("window.moved")


def shot(page, part):
    if part == "html":
        return page.screenshot(full_page=True, animations="disabled")
    return page.locator(part).screenshot(animations="disabled")


def differs(kept, new):
    """The share of the picture that differs to the eye, and where, as a picture."""
    if abs(kept.height - new.height) > 2:
        return 1.0, ImageChops.invert(new.convert("L"))
    kept = kept.crop((0, 0, new.width, new.height))
    soft = [picture.filter(ImageFilter.GaussianBlur(1.2)) for picture in (kept, new)]
    marks = ImageChops.difference(*soft).convert("L").point(lambda value: 255 * (value > LEAST))
    return marks.histogram()[255] / (marks.width * marks.height), marks


def save(picture, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


@pytest.mark.parametrize("name", sorted(clinic.TAKES))
def test_a_page_looks_as_it_did(name, stage, window):
    path, new = KEPT / f"{name}.png", taken(window, stage, name)
    assert window.complaints == []
    if os.environ.get("TAKE_PICTURES"):
        save(new, path)
    assert path.exists(), f"{name} was never taken: make pictures"
    save(new, FOUND / f"{name}-new.png")
    both = [Image.open(file).convert("RGB") for file in (path, FOUND / f"{name}-new.png")]
    share, marks = differs(*both)
    save(marks.convert("RGB"), FOUND / f"{name}-where.png")
    assert share < SHARE, (
        f"{name} differs in {share:.2%} of it. Look at {FOUND}/{name}-new.png and {name}-where.png. "
        "If it is meant to look so: make pictures"
    )


def test_no_picture_is_left_over_and_all_are_small():
    files = sorted(KEPT.glob("*.png"))
    assert [file.stem for file in files] == sorted(clinic.TAKES)
    assert sum(file.stat().st_size for file in files) < ALL_OF_THEM


def test_a_moved_button_would_be_noticed():
    kept = Image.new("RGB", (390, 844), "#faf7f2")
    new = kept.copy()
    new.paste("#0b6058", (16, 400, 374, 452))
    assert differs(kept, new)[0] > SHARE
    assert differs(kept, kept.copy())[0] == 0


def test_a_page_that_moves_would_be_noticed(stage, window):
    taken(window, stage, "guide-phone")
    window.page.evaluate("document.body.prepend(document.querySelector('footer'))")
    assert moved(window.page) > MOST_MOVED
