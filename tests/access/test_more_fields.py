"""Fault 37: a form takes its own fields; a role, a price, a release that is sent along changes nothing."""

import pytest
from django.forms.forms import BaseForm

from assessments.models import Clearance
from bookings.models import Appointment, Room, Service
from hekas.accounts.models import Therapist, User
from tests.access.addresses import all_addresses, url
from tests.access.browsers import undone
from tests.access.matrix import ROWS
from tests.access.posts import POSTS, prepare, sent
from tests.access.test_nasty import owner, with_words

SITE = {address.name: address.names for address in all_addresses() if address.name in ROWS}
FORMS = sorted(filter(with_words, POSTS))
ODD = "31337"
FLAGS = "is_staff is_superuser is_clinician is_active is_bookable lasting overbooked"
NUMBERS = "price price_pence turnover_minutes change_notice_hours order release_reason because password"
MOMENTS = "released_at closed_at superseded_at booked_at"
MORE = {
    **dict.fromkeys(FLAGS.split(), "on"),
    **dict.fromkeys(NUMBERS.split(), ODD),
    **dict.fromkeys(MOMENTS.split(), "2026-01-01T00:00:00Z"),
    **dict.fromkeys(("user", "released_by", "closed_by"), "1"),
    "role": "admin",
    "status": "fulfilled",
    "gate": "open",
    "tier": "none",
    "fit": "good",
}
KEPT = {
    User: ("email", "role", "is_clinician", "is_active", "password"),
    Therapist: ("name", "is_bookable"),
    Service: ("name", "kind", "price_pence", "minutes", "turnover_minutes", "change_notice_hours"),
    Room: ("name", "order"),
    Clearance: ("gate", "tier", "lasting", "release_reason", "released_by", "closed_by", "hold_reason"),
    Appointment: ("status", "price_pence", "overbooked", "fit", "because", "service"),
}


def what_no_form_gives():
    """What these rows say of rights, prices, releases, one below the other, whatever their names are."""
    return {
        model.__name__: sorted(map(str, model.objects.values_list(*names))) for model, names in KEPT.items()
    }


def after(house, browsers, name, more):
    """What stands there once the form was sent, with these fields beside its own."""
    who = owner(name)
    own = house.of(who)
    with undone():
        prepare(name, own)
        browsers.of(who).post(
            url(name, ROWS[name].thing, own, SITE[name]), {**more, **sent(name, house, own)}
        )
        return what_no_form_gives()


def differs(house, browsers, name):
    """Asked twice where it does: the first press of a browser may find its own hold, the next does not."""
    pairs = ((after(house, browsers, name, MORE), after(house, browsers, name, {})) for _ in range(2))
    return all(more != plain for more, plain in pairs)


def changed(house, browsers, names):
    return [name for name in names if differs(house, browsers, name)]


def test_what_is_sent_along_changes_nothing(house, browsers):
    assert changed(house, browsers, FORMS) == []
    assert len(FORMS) > 40


@pytest.mark.parametrize("field", ["role", "price_pence"])
def test_a_form_that_takes_whatever_it_is_sent_is_noticed(house, browsers, monkeypatch, field):
    """Planted where Django cleans each form: it does what a form over all fields of a row would do."""
    model = {"role": User, "price_pence": Service}[field]

    def greedy(form):
        if field in form.data:
            model.objects.update(**{field: form.data[field]})

    monkeypatch.setattr(BaseForm, "_clean_form", greedy)
    assert changed(house, browsers, ["portal:write_to_client"]) == ["portal:write_to_client"]
