"""What all tests share: quick settings and people with fixed meaning."""

import os

import pgtrigger
import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.operations import prepared

# How quick a machine is decides about no property. The same cases each time, so that a red run is somebody's
# change; new ones are looked for with HYPOTHESIS=hunt, as the drills do.
KINDLY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis.register_profile("house", derandomize=True, database=None, **KINDLY)
hypothesis.register_profile("hunt", **KINDLY)
hypothesis.load_profile(os.environ.get("HYPOTHESIS", "house"))


def pytest_configure(config) -> None:
    """Only what makes tests quick; everything else is as in production."""
    begun = prepared.begin()
    config.add_cleanup(lambda: prepared.end(begun))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["served"] = settings.STORAGES["staticfiles"]  # for the tests of exactly that
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.CACHES["default"]["LOCATION"] += f"?db={cache_number()}"
    for limit in ("HOLDS_PER_ADDRESS", "SEARCHES_PER_ADDRESS"):  # everybody here has one address
        setattr(settings, limit, 0)
        os.environ[limit] = "0"
    DatabaseOperations.execute_sql_flush = emptied(DatabaseOperations.execute_sql_flush)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own


def emptied(flush):
    """What nobody may empty is emptied between tests that commit, as no code of the product ever does."""

    def past_the_guard(operations, statements):
        with pgtrigger.ignore():
            return flush(operations, statements)

    return past_the_guard


def cache_number() -> int:
    """A cache of its own for each process of the run: one that clears or counts must not disturb another."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 1 + int(worker.removeprefix("gw")) % 14


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process: Playwright's loop can't be begun twice in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        connections.close_all()  # under Playwright's loop Django has connections of their own
        browser.close()
