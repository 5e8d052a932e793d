"""What the environment may say of signing in, and what it may not."""

import pytest

from tests.test_settings import PRODUCTION, check


def test_in_production_the_second_step_is_not_switched_off():
    refused = check({**PRODUCTION, "SECOND_FACTOR_REQUIRED": "false"})
    assert refused.returncode != 0
    assert "With DEBUG off, staff need a second step" in refused.stderr


@pytest.mark.parametrize("given", [{}, {"SECRET_KEY_FALLBACKS": "an-older-key-" * 5, "TRUSTED_PROXIES": "1"}])
def test_a_key_may_be_replaced(given):
    assert check({**PRODUCTION, **given}).returncode == 0
