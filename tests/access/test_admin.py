"""Django's admin: only Jo gets in, may do there what the table says, and reads nothing of anybody's body."""

import re

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from tests.access import outcomes
from tests.access.addresses import all_addresses
from tests.access.matrix import ADMIN, ADMIN_PAGES
from tests.access.people import ALICE, EVERYBODY, JO, PASSWORD

VERBS = {"changelist": "view", "add": "add", "change": "change", "delete": "delete"}
FIXED = {"content_type_id": 1, "object_id": "1", "app_label": "bookings", "url": "nowhere/at-all"}
ADDRESSES = [address for address in all_addresses() if address.is_admin]
MODELS = {model._meta.label_lower: options for model, options in admin.site._registry.items()}


def path_of(address):
    """Its path with something in every place; those without a name are filled in by hand."""
    if address.name.startswith("admin:("):
        return "/" + re.sub(r"\(\?P<url>.*", "nowhere/", re.sub(r"<path:\w+>", "1", address.path))
    return reverse(address.name, kwargs={name: FIXED[name] for name in address.names})


def test_every_kind_of_row_is_in_the_table():
    assert set(MODELS) == set(ADMIN)


@pytest.mark.parametrize("label", sorted(ADMIN))
def test_jo_may_do_what_the_table_says(house, label):
    request = RequestFactory().get("/")
    request.user = house.users[JO]
    verbs = ("view", "add", "change", "delete")
    may = [verb for verb in verbs if getattr(MODELS[label], f"has_{verb}_permission")(request)]
    assert " ".join(may).replace("view", "look") == ADMIN[label]


def test_every_page_of_it_is_known():
    kinds = {f"{model.replace('.', '_')}_{verb}" for model in ADMIN for verb in (*VERBS, "history")}
    known = {f"admin:{name}" for name in ADMIN_PAGES | kinds}
    assert {a.name for a in ADDRESSES if not a.name.startswith("admin:(")} == known


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {JO}))
def test_nobody_else_gets_in(house, browsers, who):
    wrong, browser = [], browsers.of(who)
    closed = (outcomes.wanted(who, frozenset(), bare=False), outcomes.NOTHING_THERE)
    for address in ADDRESSES:
        for method in ("get", "post"):
            answer = getattr(browser, method)(path_of(address))
            if outcomes.of(answer) not in closed:
                wrong.append((address.name, method, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("label", sorted(ADMIN))
def test_jo_reads_nothing_of_anybodys_body(house, browsers, label):
    base, browser = f"admin:{label.replace('.', '_')}", browsers.of(JO)
    row = MODELS[label].model._default_manager.first()
    addresses = [reverse(f"{base}_changelist")]
    addresses += [reverse(f"{base}_{verb}", args=[row.pk]) for verb in ("change", "history")] if row else []
    for address in addresses:
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200
        assert outcomes.told(answer, (house.alice.own_word, house.bob.own_word)) == []


def test_what_the_body_needs_is_not_shown_with_a_visit(house, browsers):
    """Why a time suits somebody says how they are: the desk needs the time alone."""
    row = house.of(ALICE).appointment
    type(row).objects.filter(pk=row.pk).update(because="A cramp needs a day of rest")
    page = browsers.of(JO).get(reverse("admin:bookings_appointment_change", args=[row.pk]))
    assert outcomes.told(page, ("A cramp needs",)) == []


def test_another_password_is_set_in_one_place(house, browsers):
    """Django's own form tells neither the log nor the owner."""
    new = {f"new_password{n}": "a new long password" for n in (1, 2)}
    browser, address = browsers.of(JO), reverse("admin:password_change")
    for answer in (browser.get(address), browser.post(address, {"old_password": PASSWORD, **new})):
        assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))
    assert type(house.users[JO]).objects.get(pk=house.users[JO].pk).check_password(PASSWORD)


def hidden_lookups(model):
    """A filter for each field of its row, and each row that hangs on it, which its page does not offer."""
    options = MODELS[model._meta.label_lower]
    offered = {str(name) for name in options.list_filter} | {options.date_hierarchy}
    for column in model._meta.get_fields():
        if column.name not in offered:
            yield f"{column.name}__isnull=False" if column.is_relation else f"{column.name}__startswith=a"


@pytest.mark.parametrize("label", sorted(ADMIN))
def test_jo_reads_nothing_letter_by_letter_that_no_page_shows(house, browsers, label):
    """Django filters by any field of a row: the hash of a password, and why a time suits, among them."""
    model = MODELS[label].model
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    lookups = list(hidden_lookups(model))
    assert lookups
    answered = [words for words in lookups if browsers.of(JO).get(f"{address}?{words}").status_code != 400]
    assert answered == []


@pytest.mark.parametrize(
    "address",
    [
        "accounts/user/?role__exact=client&is_active__exact=1",
        "bookings/appointment/?status=booked",
        "bookings/changedhours/?on__year=2026&on__month=11",
        "bookings/service/?is_online__exact=0&o=-4",
        "bookings/workinghours/?therapist__id__exact=1&weekday__exact=2",
        "accounts/client/?q=alice",
    ],
)
def test_what_a_page_offers_to_filter_by_works(house, browsers, address):
    assert browsers.of(JO).get(f"/admin/{address}").status_code == 200


@pytest.mark.parametrize("label", sorted(label for label, verbs in ADMIN.items() if "delete" in verbs))
def test_what_would_go_with_a_row_is_named_without_whose_it_is(house, browsers, label):
    """Before a row goes, one or several, Django lists what hangs on it: visits and plans among it."""
    base, browser = f"admin:{label.replace('.', '_')}", browsers.of(JO)
    keys = list(MODELS[label].model._default_manager.values_list("pk", flat=True))
    chosen = {"action": "delete_selected", "_selected_action": keys}
    answers = [browser.get(reverse(f"{base}_delete", args=[key])) for key in keys[:3]]
    answers += [browser.post(reverse(f"{base}_changelist"), chosen)] if keys else []
    words = (house.alice.own_word, house.bob.own_word, *house.alice.contacts, *house.bob.contacts)
    assert [(answer.status_code, outcomes.told(answer, words)) for answer in answers] == [(200, [])] * len(
        answers
    )


PICKERS = (("accounts", "therapist", "user"), ("privacy", "legalhold", "client"))


@pytest.mark.parametrize("app, model, field", PICKERS)
def test_who_is_picked_from_is_told_by_name_alone(house, browsers, app, model, field):
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": "a"}
    answer = browsers.of(JO).get(reverse("admin:autocomplete"), asked)
    assert {key for one in answer.json()["results"] for key in one} == {"id", "text"}
    assert outcomes.told(answer, (house.alice.own_word, house.bob.own_word, "argon2", "md5$")) == []


@pytest.mark.parametrize(
    "words", ["_to_field=password", "_popup=1&_to_field=token_hash", "o=password", "p=-1"]
)
def test_odd_words_of_djangos_own_open_no_other_column(house, browsers, words):
    for name in ("accounts_user_changelist", "accounts_client_changelist", "accounts_user_add"):
        answer = browsers.of(JO).get(f"{reverse(f'admin:{name}')}?{words}", follow=True)
        assert answer.status_code in (200, 400)
        assert outcomes.told(answer, (house.alice.own_word, "argon2", "md5$", "pbkdf2")) == []
