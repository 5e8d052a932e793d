"""Who looks at the pages."""

import pytest

from hekas.accounts.models import User


@pytest.fixture
def as_alice(client, alice):
    alice.user = User.objects.create_user("alice@clients.example", name="Alice Demo")
    alice.save()
    client.force_login(alice.user)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client
