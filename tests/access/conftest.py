"""One clinic for the whole folder, built once; whatever a test does to it is undone after the test."""

import pytest
from django.core.cache import cache

from tests.access import people, snapshots
from tests.access.browsers import Browsers, undone
from tests.assessments.weighed import weighed_once


@pytest.fixture(scope="package", autouse=True)
def _weighed_once():
    with weighed_once():
        yield


@pytest.fixture(scope="package")
def _house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield people.build()


@pytest.fixture(scope="package")
def _browsers(_house):
    """Everybody signs in once; from then on the rows of Alice and Bob stay as they are."""
    browsers = Browsers(_house)
    _house.as_built |= {who: snapshots.of_client(_house.of(who)) for who in (people.ALICE, people.BOB)}
    return browsers


@pytest.fixture
def house(_house, db, settings):
    settings.SECOND_FACTOR_REQUIRED = True  # as in production
    cache.clear()  # nobody is slowed down for what an earlier test did
    return _house


@pytest.fixture
def browsers(house, _browsers):
    return _browsers
