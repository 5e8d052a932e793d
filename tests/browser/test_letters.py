"""Every letter as a mail program on a phone shows it, light and dark: readable, and not too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from hekas.messaging.kinds import KINDS
from hekas.messaging.rendering import render
from hekas.messaging.terms import Channel
from tests.browser.conftest import PHONE
from tests.messaging.test_rendering import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STOP = "https://hekas.example/stop/abc"


@pytest.fixture(scope="module", params=["light", "dark"])
def mail_program(request, chromium):
    """A mail program that follows the phone's colours."""
    page = chromium.new_page(**PHONE, color_scheme=request.param)
    page.scheme = request.param
    yield page
    page.close()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_letter_can_be_read(mail_program, name):
    letter = render(name, Channel.EMAIL, WORDS, name="Alice Demo", unsubscribe_url=STOP)
    mail_program.set_content(letter.html)
    found = Axe().run(mail_program, options={"runOnly": ["color-contrast"]})
    assert found.response["violations"] == []
    assert found.response["passes"] != []  # it looked at something
    assert mail_program.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def test_the_dark_is_dark(mail_program):
    mail_program.set_content(render("plan_ready", Channel.EMAIL, WORDS, name="Alice Demo").html)
    ground = mail_program.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(250, 247, 242)", "dark": "rgb(15, 23, 22)"}[mail_program.scheme]
