"""What all tests share: quick settings and people with fixed meaning."""

import gc
import os
import re
from contextlib import ExitStack
from itertools import groupby, islice

import pgtrigger
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import sync_playwright

from tests import migrated
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
    per_address = ("HOLDS", "SEARCHES", "INTAKES", "ANSWERS")  # everybody here has one address
    for limit in ("MOVES_PER_VISIT", *(f"{what}_PER_ADDRESS" for what in per_address)):
        setattr(settings, limit, 0)
        os.environ[limit] = "0"
    settings.DATABASES["default"]["OPTIONS"]["options"] += (
        " -c synchronous_commit=off"  # no crash is to be outlived
    )
    DatabaseOperations.execute_sql_flush = emptied(DatabaseOperations.execute_sql_flush)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop of its own


# Rows go and nothing else, and no trigger minds: none that guards what nobody may empty, and none of keys.
EMPTY = """
    DO $$ DECLARE name text; BEGIN
        PERFORM set_config('session_replication_role', 'replica', true);
        FOREACH name IN ARRAY %s LOOP EXECUTE format('DELETE FROM %%I', name); END LOOP;
    END $$
"""
TABLE = re.compile(r'"(\w+)"')


def emptied(flush):
    """What nobody may empty is emptied between tests that commit, as no code of the product ever does.

    Django truncates: a new file for each of five hundred tables and indexes, where a handful have a row.
    Where the numbers are to begin anew as well, as the command of that name wants it, it is left to do so.
    """

    def past_the_guard(operations, statements):
        if any("RESTART IDENTITY" in one for one in statements):
            with pgtrigger.ignore():
                return flush(operations, statements)
        names = [name for one in statements for name in TABLE.findall(one)]
        with transaction.atomic(), operations.connection.cursor() as cursor:
            return cursor.execute(EMPTY, [names])

    return past_the_guard


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Where processes share the tests, files that start engines of their own are spread among the others.

    Those mostly wait. Side by side they would wait for one another, and at the end everybody for them.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        files = [list(found) for _, found in groupby(sorted(items, key=file_of), file_of)]
        items[:] = [item for file in spread(files) for item in file]


def pytest_collection_finish() -> None:
    """Tests and modules are there to stay: the collector of garbage need not walk over them again and again.

    It looks more often than in a process that serves: what a page has made is nearer then, and sooner gone.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 20, 50)


def file_of(item) -> str:
    return item.nodeid.partition("::")[0]


def spread(files: list[list]) -> list[list]:
    """So many others between two that wait, the last ones after them."""
    waiting = [file for file in files if any(item.get_closest_marker("concurrency") for item in file)]
    others = iter([file for file in files if file not in waiting])
    between = max(1, (len(files) - len(waiting)) // (len(waiting) + 1))
    return [*(each for file in waiting for each in (file, *islice(others, between))), *others]


def cache_number() -> int:
    """A cache of its own for each process of the run: one that clears or counts must not disturb another."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 1 + int(worker.removeprefix("gw")) % 14


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """pytest-django makes the database after this: a copy of the migrated one, or the first of that name."""
    with ExitStack() as turn, django_db_blocker.unblock():
        turn.enter_context(migrated.by_turns())
        if migrated.is_lent():
            turn.close()
        yield turn


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_use_migrations,
    django_db_keepdb,
):
    with django_db_blocker.unblock():
        if django_db_use_migrations and not django_db_keepdb:
            migrated.keep()
    django_db_modify_db_settings.close()


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process: Playwright's loop can't be begun twice in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        connections.close_all()  # under Playwright's loop Django has connections of their own
        browser.close()
