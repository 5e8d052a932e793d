"""Many rows at once, as if each had been saved alone."""

from datetime import UTC, datetime
from random import Random

import pytest

from hekas.accounts.models import Client
from hekas.portal.demo import people
from hekas.portal.demo.copying import _Lines, copy, without_history

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = ("uuid", "created_at", "updated_at", "name", "home_therapist")
pytestmark = pytest.mark.django_db


def rows(count):
    chance = Random(1)
    return [(people.uuid(chance), NOON, NOON, f"Person {n} Demo", None) for n in range(count)]


def test_what_is_copied_is_what_would_have_been_saved():
    (row,) = rows(1)
    assert copy(Client, NAMES, [row]) == 1
    copied = Client.objects.get()
    saved = Client(**dict(zip(NAMES, row, strict=True)))
    for field in Client._meta.concrete_fields:
        if field.name not in ("id", "created_at", "updated_at"):
            assert getattr(copied, field.attname) == getattr(saved, field.attname), field.name
    assert copied.created_at == NOON


def test_all_of_many_rows_arrive_once():
    assert copy(Client, NAMES, iter(rows(3000))) == 3000
    assert Client.objects.values("name").distinct().count() == 3000


def test_what_is_invented_has_no_history_and_what_comes_after_it_has():
    history = Client.pgh_event_model.objects if hasattr(Client, "pgh_event_model") else None
    with without_history(Client):
        copy(Client, NAMES, rows(2))
    assert history is not None
    before = history.count()
    Client.objects.create(name="Someone Demo")
    assert (before, history.count()) == (0, 1)


@pytest.mark.parametrize("size", [1, 3, 8, 100])
def test_a_file_of_lines_is_read_in_pieces_of_any_size(size):
    source, text = _Lines(f"line {n}\n" for n in range(5)), ""
    while piece := source.read(size):
        assert len(piece) <= size
        text += piece
    assert text == "".join(f"line {n}\n" for n in range(5))
