"""One window, and the clinic of the access tests; the rows of a test are undone after it."""

import pytest
from django.core.management import call_command

from hekas.accounts.models import User
from tests.access.conftest import _browsers, _house, browsers, house  # noqa: F401 - the same people
from tests.browser.walk.checks import FORCED, SCRIPT
from tests.browser.walk.views import Seen
from tests.browser.walk.window import Window


@pytest.fixture(autouse=True)
def still_there(window, house):  # noqa: F811
    """Were the clinic gone, every page would be a sign-in page with nothing wrong.

    The browser comes first: under its loop Django has another connection than before it.
    """
    assert User.objects.filter(role="admin", is_active=True).exists()


@pytest.fixture(scope="session", autouse=True)
def looking(chromium):
    """Reduced motion throughout: that nothing moves then is one of the checks."""
    call_command("build_assets", verbosity=0)
    context = chromium.new_context(
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.add_init_script(path=SCRIPT)
    context.add_init_script(path=FORCED)
    yield context
    context.close()


@pytest.fixture(scope="module")
def seen():
    """Pages that the tests of one file have looked at."""
    return Seen()


@pytest.fixture
def window(looking):
    """A page of its own for each test: one that has shown hundreds of pages holds a gigabyte, and is slow."""
    window = Window(looking)
    yield window
    window.page.close()


@pytest.fixture
def bare(chromium, window):
    """A window that runs no script of any page."""
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London", java_script_enabled=False)
    yield Window(context)
    context.close()
