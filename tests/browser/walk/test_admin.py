"""Django's admin under our policy: no script and no style inside a page, nothing that the console minds."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.access.addresses import all_addresses
from tests.access.people import JO

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


@pytest.mark.parametrize("label", sorted(MODELS))
def test_the_console_says_nothing(label, house, browsers, window):
    browser, said = browsers.of(JO), {}
    for address in [reverse("admin:index"), *pages_of(MODELS[label])]:
        answer = browser.get(address)
        if answer.status_code == 200:
            assert "'unsafe" not in answer["Content-Security-Policy"]
            window.show(answer, address, browser)
            said[address] = list(window.complaints)
    assert len(said) > 1
    assert {address: lines for address, lines in said.items() if lines} == {}
