"""Everything that is asked of a page: for eyes, for hands, for a keyboard and for a reader."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser.conftest import RULES
from tests.browser.walk.window import Window

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
SCRIPT = Path(__file__).with_name("checks.js")
FORCED = Path(__file__).with_name("forced.js")
PHONE, TABLET, DESKTOP = (390, 844), (820, 1180), (1280, 900)
SMALLEST = (320, 640)
RUN = """async (tags) => {
  const only = { type: "tag", values: tags };
  const found = await axe.run({ runOnly: only, resultTypes: ["violations"] });
  const brief = (node) => node.html.replace(/\\s+/g, " ").slice(0, 110);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${brief(node)}`));
}"""


def look(window: Window, *, whole: bool) -> list[str]:
    """Every fault of the page that the window shows. `whole`: at all three sizes, else at the phone's."""
    page = window.page
    faults = [*at_size(page, PHONE), *page.evaluate("walk.document()"), *page.evaluate("walk.motion()")]
    page.evaluate("walk.opened()")
    faults += tabbed(page)
    page.evaluate(AXE)
    for size in (PHONE, TABLET, DESKTOP) if whole else (PHONE,):
        told = [*axe(page, *size)]
        for asked in ("targets", "parted", "overlaid"):
            told += page.evaluate(f"walk.{asked}()")
        faults += [f"{size[0]}: {fault}" for fault in told]
    return [*faults, *enlarged(page), *window.complaints]


def too_wide(window: Window) -> list[str]:
    """What has to be pushed sideways, on a phone as it is and with twice the text."""
    return [*at_size(window.page, PHONE), *enlarged(window.page)]


def at_size(page: Page, size: tuple[int, int]) -> Iterator[str]:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    yield from page.evaluate("(width) => walk.sideways(width)", size[0])


def axe(page: Page, width: int, height: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": height})
    return page.evaluate(RUN, RULES)


def enlarged(page: Page) -> list[str]:
    """Twice the text on the smallest phone: nothing has to be pushed sideways, no words lie over others."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return [f"200%: {fault}" for fault in (*at_size(page, SMALLEST), *page.evaluate("walk.overlaid()"))]


def press_tab(page: Page, times: int) -> None:
    for _ in range(times):  # held down, as a keyboard repeats it: a release each would take as long again
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")


def tabbed(page: Page) -> list[str]:
    """Tab from top to end, in forced colours: every stop is ringed, none is covered, none is left out.

    And what is pressed has an edge, and no words have the colour of their ground.
    """
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.evaluate("walk.watch()")
    parts = 4 * page.locator("input[type=date], input[type=time]").count()  # each part of a day is a stop
    wanted = page.evaluate("walk.tabbable().length") + parts + 2
    press_tab(page, wanted)
    if page.evaluate("walk.left()"):  # what scrolls is a stop too, and that depends on the fonts
        press_tab(page, wanted)
    faults = [*page.evaluate("walk.stops()"), *page.evaluate("walk.left()")]
    faults += [*page.evaluate("walk.borderless()"), *page.evaluate("walk.unseen()")]
    page.evaluate("document.activeElement.blur()")  # after the last stop comes the skip link again
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    return faults
