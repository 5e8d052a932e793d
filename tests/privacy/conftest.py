"""The house of the access tests: Alice and Bob each have one of everything."""

import pytest

from tests.access.conftest import _browsers, _house, browsers, house  # noqa: F401


@pytest.fixture
def alice(house):  # noqa: F811
    return house.alice


@pytest.fixture
def bob(house):  # noqa: F811
    return house.bob
