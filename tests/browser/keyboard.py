"""A hand that has nothing but a keyboard, and eyes that see where it is."""

from playwright.sync_api import Locator, Page, expect

MOST = 400  # stops; a whole round of a full week
HERE = "one => one === document.activeElement"
# What is hit in the middle of what is seen of it: itself, something in or around it, or its label.
BARE = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const [top, end] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const hit = document.elementFromPoint(box.left + box.width / 2, (top + end) / 2);
  const own = [at, ...(at.labels ?? [])];
  return at === document.body || (top < end && own.some((one) => one.contains(hit) || hit?.contains(one)));
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Tab until it is reached; on the way nothing that has the focus lies under something else."""
    expect(wanted).to_be_visible()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(BARE), f"covered: {page.locator(':focus').evaluate('one => one.outerHTML')}"
        if wanted.evaluate(HERE):
            return
    raise AssertionError(f"not reached by Tab: {wanted}")


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def choose(page: Page, wanted: Locator, value: str) -> None:
    """Walk down a list of choices from its top."""
    tab_to(page, wanted)
    page.keyboard.press("Home")
    for _ in range(wanted.locator("option").count()):
        if wanted.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no such choice: {value}")
