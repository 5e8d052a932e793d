"""What is kept is what was read; a commit ends it; without a cache everything is only slower."""

import pytest
from django.core.cache import cache
from django.db import transaction
from redis.exceptions import ConnectionError as Refused

from bookings.adapters import slot_cache


@pytest.fixture(autouse=True)
def _empty(monkeypatch):
    cache.clear()
    monkeypatch.setattr(slot_cache, "_pause_until", [0.0])
    monkeypatch.setattr(slot_cache, "_places_of", {})


class Reader:
    def __init__(self):
        self.read = 0

    def __call__(self, watch):
        self.read += 1
        return ("times", self.read)


def test_what_was_read_is_given_again():
    reader = Reader()
    assert slot_cache.remembered("day", reader) == ("times", 1)
    assert slot_cache.remembered("day", reader) == ("times", 1)
    assert slot_cache.remembered("another", reader) == ("times", 2)


def test_after_a_change_it_is_read_anew():
    reader = Reader()
    slot_cache.remembered("day", reader)
    slot_cache.forget()
    assert slot_cache.remembered("day", reader) == ("times", 2)


def test_what_was_read_before_a_change_is_not_kept_under_the_version_after_it():
    def change_while_reading(watch):
        slot_cache.forget()
        return "old"

    slot_cache.remembered("day", change_while_reading)
    assert slot_cache.remembered("day", lambda watch: "new") == "new"


def test_a_cache_that_lost_its_version_brings_nothing_old_back():
    slot_cache.forget()
    slot_cache.remembered("day", Reader())
    cache.delete(slot_cache.VERSION)
    assert slot_cache.remembered("day", lambda watch: "new") == "new"


def test_nothing_is_kept_longer_than_half_a_minute():
    slot_cache.remembered("day", Reader())
    left = cache._cache.get_client().ttl(cache.make_key("slots:list:day"))
    assert 0 < left <= slot_cache.KEPT_SECONDS == 30


class AtPlaces(Reader):
    """Reads times at these places, and meets a change while it reads, if any."""

    def __init__(self, *places, meanwhile=lambda: None):
        super().__init__()
        self.places, self.meanwhile = places, meanwhile

    def __call__(self, watch):
        watch(self.places)
        self.meanwhile()
        return super().__call__(watch)


def test_a_change_at_one_place_leaves_what_was_read_of_another():
    north, both = AtPlaces(1), AtPlaces(1, 2)
    slot_cache.remembered("north", north), slot_cache.remembered("both", both)
    slot_cache.forget([2])
    assert slot_cache.remembered("north", north) == ("times", 1)
    assert slot_cache.remembered("both", both) == ("times", 2)
    slot_cache.forget([1])
    assert slot_cache.remembered("north", north) == ("times", 2)
    slot_cache.forget([])
    assert slot_cache.remembered("north", north) == ("times", 2)


def test_a_change_of_the_clinic_is_a_change_of_every_place():
    north = AtPlaces(1)
    slot_cache.remembered("north", north)
    slot_cache.forget()
    assert slot_cache.remembered("north", north) == ("times", 2)


def test_a_change_at_the_place_while_it_is_read_is_not_missed():
    slot_cache.remembered("north", AtPlaces(1, meanwhile=lambda: slot_cache.forget([1])))
    assert slot_cache.remembered("north", lambda watch: "new") == "new"


def test_a_place_that_lost_its_version_brings_nothing_old_back():
    slot_cache.forget([1])
    slot_cache.remembered("north", AtPlaces(1))
    cache.delete(f"{slot_cache.VERSION}:1")
    assert slot_cache.remembered("north", lambda watch: "new") == "new"


def test_what_was_read_while_the_cache_did_not_tell_a_version_is_not_kept(monkeypatch):
    def away(*args):
        raise Refused("no cache here")

    def lost_while_reading(watch):
        with monkeypatch.context() as now:
            now.setattr(cache, "get_many", away)
            watch([1])
        monkeypatch.setattr(slot_cache, "_pause_until", [0.0])
        return "old"

    slot_cache.remembered("north", lost_while_reading)
    assert slot_cache.remembered("north", lambda watch: "new") == "new"


@pytest.mark.django_db(transaction=True)
def test_only_a_commit_changes_the_version():
    reader = Reader()
    slot_cache.remembered("day", reader)
    with transaction.atomic():
        slot_cache.forget_on_commit()
        transaction.set_rollback(True)
    assert slot_cache.remembered("day", reader) == ("times", 1)
    with transaction.atomic():
        slot_cache.forget_on_commit()
        assert slot_cache.remembered("day", reader) == ("times", 1)
    assert slot_cache.remembered("day", reader) == ("times", 2)


def test_a_cache_that_is_away_is_only_slower_and_not_asked_again_at_once(monkeypatch, caplog):
    asked = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise Refused("no cache here")

    monkeypatch.setattr(cache, "get_many", refuse)
    monkeypatch.setattr(cache, "set", refuse)
    monkeypatch.setattr(cache, "set_many", refuse)
    reader = Reader()
    assert [slot_cache.remembered("day", reader) for _ in range(3)] == [("times", n) for n in (1, 2, 3)]
    slot_cache.forget()
    assert len(asked) == 1
    assert caplog.messages == ["free times are not kept for 5 seconds: ConnectionError"]


def test_the_second_search_of_a_name_asks_once_and_one_of_other_places_is_not_fooled(monkeypatch):
    asked, places = [], [[7], [7, 8]]
    many = cache.get_many
    monkeypatch.setattr(cache, "get_many", lambda names: asked.append(1) or many(names))

    def read(watch):
        watch(places[0])
        return tuple(places[0])

    assert slot_cache.remembered("day", read) == (7,)  # whose places nobody knew
    assert slot_cache.remembered("day", read) == (7,)
    assert len(asked) == 3
    slot_cache.forget([7])
    places.pop(0)
    assert slot_cache.remembered("day", read) == (7, 8)  # guessed one of two, so asks for both
    assert len(asked) == 5
    slot_cache.forget([8])
    assert slot_cache.remembered("day", lambda watch: watch([7, 8]) or "new") == "new"
    assert len(asked) == 6


def test_a_change_between_the_guess_and_the_reading_ends_what_was_kept():
    def read(watch):
        slot_cache.forget([7])  # somebody books after the versions were asked and before times are read
        watch([7])
        return "perhaps old"

    slot_cache.remembered("day", lambda watch: watch([7]))
    slot_cache.forget([7])
    assert slot_cache.remembered("day", read) == "perhaps old"
    assert slot_cache.remembered("day", lambda watch: "new") == "new"
