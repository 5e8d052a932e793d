"""The desk finds people as they are spelt on the telephone."""

import pytest

from bookings.queries.desk import MOST_FOUND, find_alike, find_clients
from hekas.accounts.models import Client, User
from tests.flows.robot import Robot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people():
    Client.objects.create(name="Rosalind Demo", email="rosalind@demo.example", phone="+447700900123")
    Client.objects.create(name="Rosalind Demo", email="other@demo.example", phone="+447700900124")
    Client.objects.create(name="Omar Demo", email="omar@demo.example")


@pytest.mark.parametrize(
    "words",
    [
        "07700 900123",
        "+44 7700 900123",
        "0044 7700 900123",
        "+44 (0)7700 900123",
        "0044 (0)7700-900123",
        "900123",
    ],
)
def test_a_number_is_found_however_it_is_dialled(words):
    assert [one.email for one in find_clients(words)] == ["rosalind@demo.example"]


def test_a_name_is_found_in_any_order_and_of_two_with_one_name_both():
    assert len(find_clients("demo rosalind")) == 2
    assert [one.name for one in find_clients("demo om")] == ["Omar Demo"]


def test_a_short_name_stands_before_longer_ones_that_hold_its_letters():
    """A dozen with "ed" and "ng" somewhere came before them, and of this name there is no more to write."""
    Client.objects.bulk_create(Client(name=f"Alfred King {n}") for n in range(MOST_FOUND))
    Client.objects.create(name="Ed Ng")
    found = find_clients("ed ng")
    assert (found[0].name, len(found)) == ("Ed Ng", MOST_FOUND)


@pytest.mark.parametrize("words", ["Rosalnid", "Rosalynd Demo", "rosaline demmo"])
def test_a_name_that_is_misspelt_brings_those_that_begin_alike(words):
    assert find_clients(words) == []
    assert {one.name for one in find_alike(words)} == {"Rosalind Demo"}


@pytest.mark.parametrize("words", ["", "xy", "12345", "Quentin"])
def test_nobody_is_offered_for_words_that_begin_as_no_name(words):
    assert find_alike(words) == []


def test_the_page_says_that_these_only_begin_alike_and_tells_two_of_one_name_apart():
    robot = Robot()
    robot.client.force_login(User.objects.create_user("jo@demo.example", "x", role="admin"))
    text = robot.open("/bookings/desk/book/?q=Rosalynd").text
    assert "Nobody is known by “Rosalynd”. These names begin alike:" in text
    assert "07700 900123" in text and "07700 900124" in text
