"""One clinic for the whole folder, built once; whatever a test does to it is undone after the test."""

import pytest
from django.core.cache import cache

from assessments.actions import rule_proposals
from assessments.rules.effects import effect
from tests.access import people, snapshots
from tests.access.browsers import Browsers, undone


@pytest.fixture(scope="package", autouse=True)
def _weighed_once():
    """The same change of the rules is proposed in every way there is, and weighing it takes two seconds."""
    known = {}

    def weighed(old, new, cases):
        between = old.digest, new.digest
        if between not in known:
            known[between] = effect(old, new, cases)
        return known[between]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule_proposals, "effect", weighed)
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
