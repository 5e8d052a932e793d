"""Django's admin under our policy: no script and no style inside a page, nothing that the console minds.

And as usable as our own pages: names, colours, targets of 44 pixels, nothing to push sideways.
"""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.access.addresses import all_addresses
from tests.access.people import JO
from tests.browser.walk.checks import AXE, DESKTOP, PHONE, at_size, axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LISTED = {address.name for address in all_addresses() if address.name.endswith("_changelist")}
MODELS = {
    model._meta.label_lower: model
    for model in admin.site._registry
    if f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" in LISTED
}


def pages_of(model):
    """Its list, its empty form, and the form of one row, where Jo may open them."""
    place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()
    yield reverse(f"{place}_changelist")
    yield reverse(f"{place}_add")
    if row is not None:
        yield reverse(f"{place}_change", args=[row.pk])


def usable(page, size):
    faults = [*at_size(page, size), *page.evaluate("walk.targets()"), *axe(page, *size)]
    return [f"{size[0]}: {fault}" for fault in faults]


def faults(window, browser, addresses):
    """What is wrong with those pages, and how many of them there are for that browser."""
    said = {}
    for address in addresses:
        answer = browser.get(address)
        if answer.status_code == 200:
            assert "'unsafe" not in answer["Content-Security-Policy"]
            window.show(answer, address, browser)
            said[address] = list(window.complaints)
            window.page.evaluate(AXE)
            said[address] += usable(window.page, PHONE) + usable(window.page, DESKTOP)
    return {address: lines for address, lines in said.items() if lines}, len(said)


@pytest.mark.parametrize("label", sorted(MODELS))
def test_everybody_can_use_it_and_the_console_says_nothing(label, house, browsers, window):
    found, pages = faults(window, browsers.of(JO), pages_of(MODELS[label]))
    assert (found, pages > 0) == ({}, True)


def test_everybody_can_use_the_way_in(house, browsers, window):
    assert faults(window, browsers.of(JO), [reverse("admin:index")]) == ({}, 1)


LATE = """
const soon = window.setTimeout;
window.setTimeout = (act, ms, ...more) => soon(act, (ms || 0) + 500, ...more);
"""
NAMED = """
[...document.querySelectorAll('.select2 [role=combobox]')].map((list) => list.getAttribute('aria-label'))
"""


def test_a_list_that_is_drawn_after_the_page_has_loaded_has_its_name(house, browsers, window):
    """jQuery says that it is ready in a timer, which on a slow machine comes after the load."""
    browser, address = browsers.of(JO), reverse("admin:privacy_legalhold_add")
    window.page.add_init_script(LATE)
    window.show(browser.get(address), address, browser)
    window.page.wait_for_selector(".select2")
    assert window.page.evaluate(NAMED) == ["Client"]


BOX = "one => { const b = one.getBoundingClientRect(); return [b.left, b.width, b.top + b.height / 2] }"


@pytest.mark.parametrize("size", [PHONE, (820, 1180), DESKTOP])
def test_a_list_that_is_searched_looks_as_the_field_below_it(house, browsers, window, size):
    """Its mark lay at the upper edge, cut, and on a phone it was narrower than the others."""
    browser, address = browsers.of(JO), reverse("admin:accounts_therapist_add")
    window.page.set_viewport_size({"width": size[0], "height": size[1]})
    window.show(browser.get(address), address, browser)
    names = (".select2-selection", "#id_name", ".select2-selection__arrow b")
    field, name, mark = (window.page.locator(one).first.evaluate(BOX) for one in names)
    assert field[:2] == name[:2]
    assert abs(mark[2] - field[2]) <= 3
